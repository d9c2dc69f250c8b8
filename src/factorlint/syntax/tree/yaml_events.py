"""From the events of a YAML parser to nodes, without recursion and within a budget."""

from bisect import bisect_left
from typing import Any

import yaml

from ...model.text import Span
from .node import MAPPING, MAX_DEPTH, MAX_NODES, NOTHING, SCALAR, SEQUENCE, Node
from .templates import PLACEHOLDER

MAX_MERGED = 20_000
"""Entries that merge keys may add to one file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Budget:
    """What one file may still cost."""

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.merged = MAX_MERGED


class Offsets:
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


class Builder:
    """Makes nodes from parser events, without recursion."""

    def __init__(self, text: str, original: str, start: int, offsets: Offsets, budget: Budget) -> None:
        self.text = text
        self.original = original
        self.start = start
        self.offsets = offsets
        self.budget = budget
        self.root = NOTHING
        self.anchors: dict[str, Node] = {}
        self.open: list[tuple[Node, str | None]] = []
        self.keys: list[Node | None] = []
        self.texts: list[tuple[int, int]] = []
        """Where quoted and block scalars of a template stand in the text, in order."""
        self.unnamed = False
        """A template fills in some mapping's key."""

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
                MAPPING if kind is yaml.MappingStartEvent else SEQUENCE,
                self._span(event),
                tag=event.tag or "",
            )
            self.open.append((node, event.anchor))
            self.keys.append(None)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close(event)
        elif kind is yaml.AliasEvent:
            self._give(self.anchors.get(event.anchor, Node(SCALAR, self._span(event))), None)

    def _scalar(self, event: Any) -> Node:
        first, last = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        if style and self.text is not self.original:
            self.texts.append((first, self._extent(first, last) if style in ("|", ">") else last))
        if style in ("|", ">"):
            last = first + len(self.text[first:last].rstrip())
        span = self.offsets.span(self.start + first, self.start + last)
        node = Node(SCALAR, span, event.value, style, event.tag or "")
        if PLACEHOLDER in event.value:
            node.written = self.original[first:last].strip("\"'")
        return node

    def _extent(self, first: int, last: int) -> int:
        """Where a block scalar ends by its indentation: blanked lines at its end may be template code or not."""
        text = self.original
        indent = _indent(text[text.rfind("\n", 0, first) + 1 : first])
        end = text.find("\n", first)
        while 0 <= end < last:
            following = text.find("\n", end + 1)
            line = text[end + 1 : following if following >= 0 else len(text)]
            if line.strip() and _indent(line) <= indent:
                return end
            end = following
        return last

    def _give(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            if self.root is NOTHING:
                self.root = node
            return
        parent = self.open[-1][0]
        if parent.kind is SEQUENCE:
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
            self.unnamed = self.unnamed or PLACEHOLDER in node.value
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
        if node.kind is MAPPING:
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
            for mapping in source.items if source.kind is SEQUENCE else [source]:
                for key, value in mapping.entries:
                    if key.value not in present and self.budget.merged > 0:
                        self.budget.merged -= 1
                        present.add(key.value)
                        node.entries.append((key, value))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
