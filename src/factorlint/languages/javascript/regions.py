"""The nested regions of a file (functions, classes, loops, tries) and which of them holds a byte.

Found by offset: asking a tree-sitter node for its parent costs a walk from the root each time.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from tree_sitter import Node


class Region:
    """A stretch of code of one kind: `program`, `function`, `class`, `loop` or `try`."""

    __slots__ = (
        "caught", "end", "fields", "is_async", "kind", "name", "names", "node", "parent", "role", "start",
    )  # fmt: skip

    def __init__(self, kind: str, start: int, end: int, node: Node, parent: "Region | None") -> None:
        """A region without names yet."""
        self.kind = kind
        self.start = start
        self.end = end
        self.node = node
        self.parent = parent
        self.name = ""
        """Of a function or class: as written, empty for an anonymous one."""
        self.names: dict[str, list[object]] = {}
        """Of a program or function: what its names are bound to."""
        self.fields: dict[str, list[object]] = {}
        """Of a class: what `this.x` is bound to."""
        self.is_async = False
        self.role = ""
        """Of a function: `handler` (serves a request), `iteration` (called for each of many), `now` (called
        where it stands), `start` (called once, by the module's own top level)."""
        self.caught = False

    @property
    def scope(self) -> "Region":
        """The program or function whose names are seen here."""
        region: Region = self
        while region.kind not in ("program", "function") and region.parent is not None:
            region = region.parent
        return region

    @property
    def owner(self) -> "Region | None":
        """The class whose `this` holds here."""
        region: Region | None = self
        while region is not None and region.kind != "class":
            region = region.parent
        return region

    def outward(self) -> Iterator["Region"]:
        """This region and all around it, innermost first."""
        region: Region | None = self
        while region is not None:
            yield region
            region = region.parent

    @property
    def title(self) -> str:
        """The dotted name of the enclosing named functions and classes; empty at module level."""
        return ".".join(reversed([region.name for region in self.outward() if region.name]))


class Regions:
    """All regions of a file."""

    def __init__(self, root: Node, found: Mapping[str, list[Node]]) -> None:
        """Nest the captured functions, classes, loops and tries."""
        self.program = Region("program", 0, root.end_byte, root, None)
        self.of_node: dict[int, Region] = {}
        spans = []
        for kind in ("class", "function", "loop", "try"):
            for node in found.get(kind, ()):
                start, end = _extent(kind, node)
                if end > start:
                    spans.append((start, -end, kind, node))
        spans.sort(key=lambda span: span[:2])
        self._starts = [0]
        self._regions = [self.program]
        stack = [self.program]
        for start, minus_end, kind, node in spans:
            while len(stack) > 1 and stack[-1].end <= start:
                self._leave(stack)
            region = Region(kind, start, -minus_end, node, stack[-1])
            self.of_node[node.id] = region
            stack.append(region)
            self._starts.append(start)
            self._regions.append(region)
        while len(stack) > 1:
            self._leave(stack)

    def _leave(self, stack: list[Region]) -> None:
        left = stack.pop()
        self._starts.append(left.end)
        self._regions.append(stack[-1])

    def at(self, offset: int) -> Region:
        """The innermost region that holds the byte at `offset`."""
        return self._regions[bisect_right(self._starts, offset) - 1]

    def functions(self) -> Iterator[Region]:
        """Every function."""
        return (region for region in self.of_node.values() if region.kind == "function")


def _extent(kind: str, node: Node) -> tuple[int, int]:
    """A try counts as far as its handler guards it; a counting loop without what it loops over."""
    inner: Node | None = node
    if kind == "try":
        inner = node.child_by_field_name("body") if node.child_by_field_name("handler") else None
    elif kind == "loop" and node.type == "for_in_statement":
        inner = node.child_by_field_name("body")
    return (inner.start_byte, inner.end_byte) if inner is not None else (0, 0)
