"""YAML as a tree of nodes with byte spans.

    for document in parse(source.data):
        image = document.root.get("services", "web", "image")
        image.text        # str, None for null, UNKNOWN where a template fills it in or it is no scalar
        image.span        # bytes

Built for reading what people have in repositories, not for loading data: duplicate keys are kept, tags are
never constructed, an anchor's node is shared and merge keys (`<<`) are resolved, each `---` document is read
by itself, so that a broken one (see `Document.trouble`) costs no other. Template code (Helm, Jinja, ERB) is
masked. Scalars keep their text; whether `yes` is a boolean (YAML 1.1) or a text (1.2) the caller says.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml

from ..model.fact import UNKNOWN, Unknown
from ..model.text import NOWHERE, Span
from .templatemask import PLACEHOLDER, has_tags, mask, printable

MAX_NODES = 300_000
"""Nodes read from one file; what follows is left out with a trouble."""
MAX_MERGED = 20_000
"""Entries that merge keys may add to one file."""
MAX_DEPTH = 200

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_TRUE_11 = frozenset(("yes", "on", "y"))
_FALSE_11 = frozenset(("no", "off", "n"))
_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_NOTHING_BUT_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?(?:\n|\Z)|%[^\n]*(?:\n|\Z)|\r)*\Z")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALAR, _SEQUENCE, _MAPPING, _NOTHING = "scalar", "sequence", "mapping", "nothing"


class Node:
    """A scalar, sequence or mapping. What is absent is `NOTHING`, which is false; everything else is true."""

    __slots__ = ("entries", "items", "kind", "span", "style", "tag", "value", "written")

    def __init__(self, kind: str, span: Span, value: str = "", style: str = "", tag: str = "") -> None:
        """A node without children; `value` is a scalar's text after unquoting and unfolding."""
        self.kind = kind
        self.span = span
        self.value = value
        self.style = style
        """Of a scalar: empty for plain, or one of `'`, `"`, `|`, `>`."""
        self.tag = tag
        self.written = value
        """Of a scalar: the text with template code as it stands in the file."""
        self.items: list[Node] = []
        """Of a sequence."""
        self.entries: list[tuple[Node, Node]] = []
        """Of a mapping: keys and values in order, duplicates kept, merged ones last."""

    def __bool__(self) -> bool:
        return self.kind is not _NOTHING

    def __repr__(self) -> str:
        inner = self.value if self.is_scalar else self.items or self.entries
        return f"<{self.kind} {inner!r} {self.span.start}-{self.span.end}>"

    @property
    def is_mapping(self) -> bool:
        """Whether it has keys."""
        return self.kind is _MAPPING

    @property
    def is_sequence(self) -> bool:
        """Whether it has items."""
        return self.kind is _SEQUENCE

    @property
    def is_scalar(self) -> bool:
        """Whether it is a text, number, boolean or null."""
        return self.kind is _SCALAR

    @property
    def is_null(self) -> bool:
        """Absent, empty, `~` or `null`."""
        if self.kind is _SCALAR:
            return not self.style and self.value in _NULLS and self.tag != "tag:yaml.org,2002:str"
        return self.kind is _NOTHING

    @property
    def templated(self) -> bool:
        """Whether a scalar holds a template's placeholder."""
        return PLACEHOLDER in self.value

    @property
    def text(self) -> str | None | Unknown:
        """A scalar's text; None for null or absent; UNKNOWN for a placeholder or a collection."""
        if self.kind is _SCALAR:
            if self.is_null:
                return None
            return UNKNOWN if PLACEHOLDER in self.value else self.value
        return None if self.kind is _NOTHING else UNKNOWN

    @property
    def string(self) -> str:
        """A scalar's text, empty for everything that has none or whose text is unknown."""
        return self.text or ""

    @property
    def integer(self) -> int | None | Unknown:
        """A whole number (quoted ones count); None for null or absent; UNKNOWN for everything else."""
        text = self.text
        if not isinstance(text, str):
            return text
        try:
            return int(text.replace("_", ""), 0 if text[:2].lower() in ("0x", "0o", "0b") else 10)
        except ValueError:
            return UNKNOWN

    @property
    def boolean(self) -> bool | None | Unknown:
        """`true` or `false`; None for null or absent; UNKNOWN for everything else."""
        text = self.text
        if not isinstance(text, str):
            return text
        return True if text in _TRUE else False if text in _FALSE else UNKNOWN

    @property
    def boolean_11(self) -> bool | None | Unknown:
        """As `boolean`, with the words of YAML 1.1 (`yes`, `on` ...) where they are not quoted."""
        word = self.value.lower()
        if self.kind is _SCALAR and not self.style and word in _TRUE_11 | _FALSE_11:
            return word in _TRUE_11
        return self.boolean

    def get(self, *route: str | int) -> "Node":
        """The node at the end of a route of keys and indices, or `NOTHING`; the last of duplicate keys."""
        node = self
        for step in route:
            node = node._child(step)
        return node

    def key(self, name: str) -> "Node":
        """The key node of an entry, for its span; `NOTHING` when there is none."""
        for key, _ in reversed(self.entries):
            if key.value == name:
                return key
        return NOTHING

    def _child(self, step: str | int) -> "Node":
        if isinstance(step, int):
            return self.items[step] if -len(self.items) <= step < len(self.items) else NOTHING
        found = NOTHING
        for key, value in self.entries:
            if key.value == step and key.kind is _SCALAR:
                found = value
        return found

    def pairs(self) -> Iterator[tuple[str, "Node", "Node"]]:
        """Key text, key node and value node of a mapping's entries whose keys are known scalars."""
        for key, value in self.entries:
            if key.kind is _SCALAR and PLACEHOLDER not in key.value:
                yield key.value, key, value

    def walk(self, limit: int = MAX_NODES) -> Iterator[tuple[tuple[str | int, ...], "Node"]]:
        """Every node below this one with its route, in order; at most `limit`, as aliases repeat."""
        stack: list[tuple[tuple[str | int, ...], Node]] = [((), self)]
        while stack and limit > 0:
            limit -= 1
            route, node = stack.pop()
            yield route, node
            if len(route) >= MAX_DEPTH:
                continue
            below = [((*route, index), item) for index, item in enumerate(node.items)]
            stack += reversed(below or [((*route, name), value) for name, _, value in node.pairs()])


NOTHING = Node(_NOTHING, NOWHERE)
"""Stands for what is not there, so that routes need no checks."""


class Document:
    """One `---` document: its `root`, whether it holds template code, and what was wrong with it."""

    __slots__ = ("root", "span", "templated", "trouble")

    def __init__(self, root: Node, span: Span, templated: bool, trouble: tuple[Span, str] | None) -> None:
        """`root` of a broken document is `NOTHING`."""
        self.root = root
        self.span = span
        self.templated = templated
        self.trouble = trouble


def parse(data: bytes, templates: bool = True) -> list[Document]:
    """All documents of a file that hold anything. Takes any bytes and never raises.

    With `templates` off, `{{ }}` is left alone (compose, CI); a file that is broken so is tried with it on.
    """
    text, offsets = _decode(data)
    documents = []
    budget = _Budget()
    clean = printable(text)
    for start, end in _split(clean):
        chunk = clean[start:end]
        if _NOTHING_BUT_COMMENTS.match(chunk.removeprefix("---")):
            continue
        documents.append(_document(chunk, start, offsets, budget, templates))
    return documents


def body(node: Node, data: bytes) -> tuple[str, int]:
    """A scalar's text as it stands in the file, with the byte offset at which it begins.

    For readers of commands: offsets into this text are offsets into the file. The lines of a block scalar
    keep their indentation. An escaped or folded quoted text comes as written.
    """
    piece = data[node.span.start : node.span.end]
    start = node.span.start
    if node.style in ("|", ">"):
        header = piece.find(b"\n") + 1 or len(piece)
        piece = piece[header:]
        start += header
        if node.style == ">":
            piece = re.sub(rb"(?<=[^\n])\n(?=[ \t]*[^\s])", b" ", piece)
    elif node.style:
        piece = piece[piece.find(node.style.encode()) + 1 : -1]
        start = node.span.end - 1 - len(piece)
    return piece.decode("utf-8", "replace"), start


def _decode(data: bytes) -> tuple[str, "_Offsets"]:
    begin = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    text = data[begin:].decode("utf-8", "surrogateescape")
    return text, _Offsets(text, begin)


def _split(text: str) -> Iterator[tuple[int, int]]:
    starts = [0, *(found.start() for found in _MARKER.finditer(text) if found.start()), len(text)]
    return ((start, end) for start, end in pairwise(starts) if end > start)


def _document(chunk: str, start: int, offsets: "_Offsets", budget: "_Budget", templates: bool) -> Document:
    masked = mask(chunk) if templates and has_tags(chunk) else chunk
    builder = _Builder(masked, chunk, start, offsets, budget)
    trouble = builder.run()
    if trouble is not None and masked is chunk and has_tags(chunk):
        masked = mask(chunk)
        builder = _Builder(masked, chunk, start, offsets, budget)
        trouble = builder.run()
    templated = masked != chunk
    span = offsets.span(start, start + len(chunk))
    if trouble is not None:
        return Document(NOTHING, span, templated, trouble)
    return Document(builder.root, span, templated, None)


class _Budget:
    """What one file may still cost."""

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.merged = MAX_MERGED


class _Offsets:
    """From positions in the decoded text (code points) to offsets in the file (bytes)."""

    def __init__(self, text: str, begin: int) -> None:
        self.begin = begin
        self.places: list[int] = []
        self.extra = [0]
        if not text.isascii():
            for place, character in enumerate(text):
                if character > "\x7f":
                    self.places.append(place)
                    self.extra.append(self.extra[-1] + _width(character) - 1)

    def span(self, start: int, end: int) -> Span:
        """The byte range of a range of code points."""
        if not self.places:
            return Span(start + self.begin, end + self.begin)
        return Span(self._byte(start), self._byte(end))

    def _byte(self, place: int) -> int:
        return place + self.begin + self.extra[bisect_left(self.places, place)]


def _width(character: str) -> int:
    """Bytes of a character in the file; a byte that is not UTF-8 became one lone surrogate."""
    return 1 if "\udc80" <= character <= "\udcff" else len(character.encode("utf-8", "surrogatepass"))


class _Builder:
    """Makes nodes from parser events, without recursion."""

    def __init__(self, text: str, original: str, start: int, offsets: _Offsets, budget: _Budget) -> None:
        self.text = text
        self.original = original
        self.start = start
        self.offsets = offsets
        self.budget = budget
        self.root = NOTHING
        self.anchors: dict[str, Node] = {}
        self.open: list[tuple[Node, str | None]] = []
        self.keys: list[Node | None] = []

    def run(self) -> tuple[Span, str] | None:
        """Read everything; returns what was wrong."""
        parser = _LOADER(self.text)
        try:
            while parser.check_event():
                event = parser.get_event()
                self.budget.nodes -= 1
                if self.budget.nodes < 0 or len(self.open) > MAX_DEPTH:
                    return self._trouble(event.start_mark.index, "YAML is too large or too deep to be read")
                self._take(event)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            problem = getattr(error, "problem", None) or "a character that is not allowed"
            return self._trouble(mark.index if mark else 0, f"broken YAML: {problem}")
        finally:
            parser.dispose()
        return None

    def _trouble(self, index: int, message: str) -> tuple[Span, str]:
        place = min(index, len(self.text))
        return self.offsets.span(self.start + place, self.start + place), message

    def _span(self, event: Any) -> Span:
        start = self.start
        return self.offsets.span(start + event.start_mark.index, start + event.end_mark.index)

    def _take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._give(self._scalar(event), event.anchor)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            node = Node(
                _MAPPING if kind is yaml.MappingStartEvent else _SEQUENCE,
                self._span(event),
                tag=event.tag or "",
            )
            self.open.append((node, event.anchor))
            self.keys.append(None)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close(event)
        elif kind is yaml.AliasEvent:
            self._give(self.anchors.get(event.anchor, Node(_SCALAR, self._span(event))), None)

    def _scalar(self, event: Any) -> Node:
        first, last = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        if style in ("|", ">"):
            last = first + len(self.text[first:last].rstrip())
        span = self.offsets.span(self.start + first, self.start + last)
        node = Node(_SCALAR, span, event.value, style, event.tag or "")
        if PLACEHOLDER in event.value:
            node.written = self.original[first:last].strip("\"'")
        return node

    def _give(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            if self.root is NOTHING:
                self.root = node
            return
        parent = self.open[-1][0]
        if parent.kind is _SEQUENCE:
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            parent.entries.append((key, node))
            self.keys[-1] = None

    def _close(self, event: Any) -> None:
        node, anchor = self.open.pop()
        self.keys.pop()
        end = self._span(event).end
        if node.entries:
            _, last = node.entries[-1]
            end = min(end, max(last.span.end, node.entries[-1][0].span.end))
        elif node.items:
            end = min(end, node.items[-1].span.end)
        flow = self.original[event.start_mark.index : event.end_mark.index] in ("}", "]")
        if flow:
            end = self._span(event).end
        node.span = Span(node.span.start, max(end, node.span.start))
        if node.kind is _MAPPING:
            self._merge(node)
        self._give(node, anchor)

    def _merge(self, node: Node) -> None:
        """Resolve `<<` (the merge key of YAML 1.1): own keys win, then the earlier of the merged mappings."""
        sources = [value for key, value in node.entries if key.value == "<<" and not key.style]
        if not sources:
            return
        node.entries = [entry for entry in node.entries if entry[0].value != "<<" or entry[0].style]
        present = {key.value for key, _ in node.entries}
        for source in sources:
            for mapping in source.items if source.kind is _SEQUENCE else [source]:
                for key, value in mapping.entries:
                    if key.value not in present and self.budget.merged > 0:
                        self.budget.merged -= 1
                        present.add(key.value)
                        node.entries.append((key, value))
