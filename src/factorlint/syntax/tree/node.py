"""The nodes of a YAML (or JSON) tree: scalars, sequences and mappings with byte spans.

Scalars keep their text; whether `yes` is a boolean (YAML 1.1) or a text (1.2) the caller says.
"""

from collections.abc import Iterator

from ...model.fact import UNKNOWN, Unknown
from ...model.text import NOWHERE, Span
from ..numbers import LARGEST
from .templates import PLACEHOLDER

MAX_NODES = 300_000
"""Nodes read from one file; what follows is left out with a trouble."""
MAX_DEPTH = 200

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_TRUE_11 = frozenset(("yes", "on", "y"))
_FALSE_11 = frozenset(("no", "off", "n"))
SCALAR, SEQUENCE, MAPPING, _NOTHING = "scalar", "sequence", "mapping", "nothing"


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
        return self.kind is MAPPING

    @property
    def is_sequence(self) -> bool:
        """Whether it has items."""
        return self.kind is SEQUENCE

    @property
    def is_scalar(self) -> bool:
        """Whether it is a text, number, boolean or null."""
        return self.kind is SCALAR

    @property
    def is_null(self) -> bool:
        """Absent, empty, `~` or `null`."""
        if self.kind is SCALAR:
            return not self.style and self.value in _NULLS and self.tag != "tag:yaml.org,2002:str"
        return self.kind is _NOTHING

    @property
    def templated(self) -> bool:
        """Whether a scalar holds a template's placeholder."""
        return PLACEHOLDER in self.value

    @property
    def text(self) -> str | None | Unknown:
        """A scalar's text; None for null or absent; UNKNOWN for a placeholder or a collection."""
        if self.kind is SCALAR:
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
            number = int(text.replace("_", ""), 0 if text[:2].lower() in ("0x", "0o", "0b") else 10)
        except ValueError:
            return UNKNOWN
        return number if -LARGEST <= number <= LARGEST else UNKNOWN

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
        if self.kind is SCALAR and not self.style and word in _TRUE_11 | _FALSE_11:
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
            if key.value == step and key.kind is SCALAR:
                found = value
        return found

    def pairs(self) -> Iterator[tuple[str, "Node", "Node"]]:
        """Key text, key node and value node of a mapping's entries whose keys are known scalars."""
        for key, value in self.entries:
            if key.kind is SCALAR and PLACEHOLDER not in key.value:
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
