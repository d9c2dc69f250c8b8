"""The blocks of a Python file as byte intervals, so that a place's surroundings cost a bisection, not a tree walk."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from ...syntax.treesitter import text_of

_KINDS = {
    "function_definition": "function",
    "lambda": "lambda",
    "class_definition": "class",
    "for_statement": "loop",
    "while_statement": "loop",
    "list_comprehension": "comprehension",
    "set_comprehension": "comprehension",
    "dictionary_comprehension": "comprehension",
    "generator_expression": "comprehension",
    "try_statement": "try",
    "with_statement": "with",
    "if_statement": "if",
}
QUERY = "".join(f"({kind}) @block " for kind in _KINDS)
"""The node types that `Blocks` is built from."""


class Block(NamedTuple):
    """One block: the bytes of its body."""

    start: int
    end: int
    kind: str
    node: Node
    parent: int
    name: str
    """Qualified for functions and classes, otherwise the enclosing one's."""
    is_async: bool


class Blocks:
    """All blocks, by where they begin."""

    def __init__(self, nodes: list[Node], data: bytes) -> None:
        """Nest the captured nodes."""
        self.data = data
        self.items: list[Block] = []
        self._starts: list[int] = []
        for start, end, kind, node in sorted(_bounds(nodes, data), key=lambda found: (found[0], -found[1])):
            parent = self._enclosing(start, len(self.items) - 1)
            name = self.items[parent].name if parent >= 0 else ""
            is_async = False
            if kind in ("function", "class"):
                own = node.child_by_field_name("name")
                name = ".".join(filter(None, (name, text_of(own, data) if own else "")))
                is_async = data[node.start_byte : node.start_byte + 5] == b"async"
            self.items.append(Block(start, end, kind, node, parent, name, is_async))
            self._starts.append(start)

    def _enclosing(self, position: int, index: int) -> int:
        while index >= 0 and self.items[index].end <= position:
            index = self.items[index].parent
        return index

    def around(self, position: int) -> Iterator[Block]:
        """The blocks that hold a byte, innermost first."""
        index = self._enclosing(position, bisect_right(self._starts, position) - 1)
        while index >= 0:
            block = self.items[index]
            yield block
            index = block.parent

    def scope(self, position: int) -> str:
        """The qualified name of the function or class that holds a byte, empty at module level."""
        return next((block.name for block in self.around(position)), "")

    def function(self, position: int) -> Block | None:
        """The innermost function that holds a byte."""
        return next((block for block in self.around(position) if block.kind == "function"), None)

    def functions(self) -> Iterator[Block]:
        """Every function and method."""
        return (block for block in self.items if block.kind == "function")


def _bounds(nodes: list[Node], data: bytes) -> Iterator[tuple[int, int, str, Node]]:
    for node in nodes:
        kind = _KINDS[node.type]
        body: Node | None = node
        if kind in ("function", "class", "lambda", "try", "with"):
            body = node.child_by_field_name("body")
        elif kind == "if":
            condition = node.child_by_field_name("condition")
            if condition is None or b"__name__" not in data[condition.start_byte : condition.end_byte]:
                continue
            kind, body = "main", node.child_by_field_name("consequence")
        elif kind == "loop" and node.type == "for_statement":
            body = node.child_by_field_name("body")
        if kind == "try" and not any(child.type.startswith("except") for child in node.children):
            continue
        if body is not None:
            yield body.start_byte, body.end_byte, kind, node
