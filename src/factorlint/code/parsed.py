"""One parsed file of source code with everything that is known about it."""

from functools import cached_property

from tree_sitter import Node

from ..syntax import treesitter
from .grammar import Grammar
from .idioms.table import Table
from .names import Names
from .scopes import Region, Regions
from .shapes import Given
from .values import Values


class ParsedFile:
    """A parse, its regions, and what its names and expressions stand for."""

    def __init__(
        self, path: str, data: bytes, grammar: Grammar, table: Table, masked: bytes | None = None
    ) -> None:
        """Parse any bytes, or `masked` ones of the same length in their place; bad syntax becomes error nodes."""
        self.path = path
        self.data = data
        self.grammar = grammar
        self.table = table
        self.root = treesitter.parse(grammar.parser, data if masked is None else masked).root_node
        self.found = treesitter.captures(grammar.parser, grammar.query, self.root)
        for several in self.found.values():
            several.sort(key=_start)  # a query's captures come by pattern
        self.regions = Regions(self.root, self.found.get("region", []), grammar, data)
        self.names = Names(data, grammar, self.regions, self.found, table.assignment_names.segments)
        self.renamed: set[bytes] = set()
        """Local names of what idioms know by another name; the reader finds them."""
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

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first names of what the file imports."""
        return frozenset(name.partition(".")[0] for name in self.names.binder.imported.values())

    @cached_property
    def reexports(self) -> bool:
        """Whether the file stands for its folder, so that what it imports is meant to be taken from it."""
        return self.path.rpartition("/")[2] in self.grammar.packages

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """What the module gives to others by its statements, in languages that have them."""
        return tuple(self.grammar.exported(self.root, self.data)) if self.grammar.exported is not None else ()

    @cached_property
    def callable_words(self) -> frozenset[bytes]:
        """What the file calls that other files or itself define."""
        binder = self.names.binder
        own = {local.encode() for local, name in binder.imported.items() if name in self.own_names}
        own |= {name.rpartition(".")[2].encode() for name in self.own_names}
        return self.defined_words | own

    @cached_property
    def defined_words(self) -> frozenset[bytes]:
        """The names of the file's own functions and classes."""
        kinds = ("class", "function")
        return frozenset(each.name.encode() for each in self.regions.all if each.kind in kinds)

    @cached_property
    def literal_kinds(self) -> frozenset[str]:
        """Node types of expressions that may hold a constant or a variable of the environment."""
        grammar = self.grammar
        return frozenset(
            (
                *grammar.numbers,
                *grammar.concatenations,
                *grammar.subscripts,
                *grammar.binaries,
                *grammar.conditionals,
            )
        ) | {kind for kind, known in grammar.constants.items() if known is not None}

    @cached_property
    def own_names(self) -> frozenset[str]:
        """What imports bring that may be another file's, as qualified names begin."""
        table, own = self.table, self.grammar.own_module
        known = table.first_names | table.common
        elsewhere = self.grammar.elsewhere
        found = {elsewhere} if elsewhere else set()
        for name in self.names.binder.imported.values():
            unknown = bool(elsewhere) or name.partition(".")[0] not in known
            if name.startswith(".") or (own is not None and unknown and own(name)):
                found.add(name)
        return frozenset(found)

    def is_own(self, name: str) -> bool:
        """Whether a qualified name begins in what may be another file of the repository."""
        if name.startswith("."):
            return True
        if not self.own_names:
            return False
        head = name.partition("(")[0].partition("[")[0]
        while head:
            if head in self.own_names:
                return True
            head = head.rpartition(".")[0]
        return False

    def around(self, offset: int) -> list[Region]:
        """The functions that hold a byte, innermost first."""
        return [region for region in self.regions.at(offset).outward() if region.is_function]


def _start(node: Node) -> int:
    return node.start_byte
