"""One parsed file of source code with everything that is known about it."""

from functools import cached_property

from tree_sitter import Node

from ..syntax import treesitter
from .grammar import Grammar
from .idioms.table import Table
from .names import Names
from .scopes import Region, Regions
from .values import Values


class ParsedFile:
    """A parse, its regions, and what its names and expressions stand for."""

    def __init__(self, path: str, data: bytes, grammar: Grammar, table: Table) -> None:
        """Parse any bytes; bad syntax becomes error nodes."""
        self.path = path
        self.data = data
        self.grammar = grammar
        self.table = table
        self.root = treesitter.parse(grammar.parser, data).root_node
        self.found = treesitter.captures(grammar.parser, grammar.query, self.root)
        for several in self.found.values():
            several.sort(key=_start)  # a query's captures come by pattern
        self.regions = Regions(self.root, self.found.get("region", []), grammar, data)
        self.names = Names(data, grammar, self.regions, self.found)
        self.values = Values(data, grammar, self.names, table)

    def text(self, node: Node | None) -> str:
        """A node's text."""
        return self.names.text(node)

    def scope(self, offset: int) -> str:
        """The dotted name of the functions and classes that hold a byte; empty at module level."""
        return self.regions.at(offset).title

    def node_at(self, start: int, end: int | None = None) -> Node | None:
        """The smallest node that holds some bytes."""
        return self.root.descendant_for_byte_range(start, start if end is None else end)

    @cached_property
    def functions(self) -> dict[str, Region]:
        """The functions that have a name, by dotted name."""
        return {region.title: region for region in self.regions.all if region.is_function and region.name}

    def around(self, offset: int) -> list[Region]:
        """The functions that hold a byte, innermost first."""
        return [region for region in self.regions.at(offset).outward() if region.is_function]


def _start(node: Node) -> int:
    return node.start_byte
