"""What an expression denotes, as far as it is exact: constants, environment reads, options objects, calls."""

from collections.abc import Callable

from tree_sitter import Node

from ..model.text import NOWHERE
from ..syntax.treesitter import span_of
from . import literal_values, references
from .grammar import Grammar
from .idioms.table import Table
from .model import Value
from .names import Names
from .scopes import Region
from .shapes import pair, part

MAX_DEPTH = 12
ReadsThrough = Callable[[Region, Node], Value | None]
"""A call of a function of the file as the environment variable that it reads, None when it reads none."""


class Values:
    """Evaluates the expressions of one file."""

    def __init__(self, data: bytes, grammar: Grammar, names: Names, table: Table) -> None:
        """Names are resolved by `names`; `table` knows which calls read the environment."""
        self.data = data
        self.grammar = grammar
        self.names = names
        self.table = table
        self.reads_through: ReadsThrough | None = None
        self._memory: dict[int, Value] = {}
        self.amended: frozenset[bytes] | None = None
        """Names whose objects get entries after they were written; collected when first asked for."""
        self.set_fields: dict[str, list[tuple[str, Node]]] | None = None
        """Names, and the fields that are set of what they hold; collected when first asked for."""
        self._kinds = kinds_of(grammar)

    def of(self, node: Node | None, depth: int = 0) -> Value:
        """The value of an expression; never fails."""
        if node is None:
            return Value(what="other", span=NOWHERE)
        key = node.id
        found = self._memory.get(key)
        if found is None:
            other = Value(what="other", span=span_of(node))
            kind = self._kinds.get(node.type)
            if kind is None or depth > MAX_DEPTH:
                return other
            self._memory[key] = other  # an expression that needs itself ends here
            found = self._memory[key] = kind(self, node, depth + 1) or other
        return found

    def arguments(
        self, call: Node, depth: int = 0
    ) -> tuple[tuple[Value, ...], tuple[tuple[str, Value], ...], bool]:
        """A call's arguments, its named arguments, and whether a spread hides some."""
        holder = part(call, self.grammar.calls[call.type].arguments)
        if holder is None:
            return (), (), False
        if holder.type in self.grammar.strings:  # a tagged template
            return (self.of(holder, depth),), (), False
        args: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        children = holder.named_children
        hidden = len(children) > literal_values.MAX_ITEMS
        for child in children[: literal_values.MAX_ITEMS]:
            kind = child.type
            if kind in self.grammar.keywords:
                key, value = pair(child, self.grammar.keywords[kind])
                if key is not None and value is not None:
                    key = self.names.inner(key) if key.type in self.grammar.wrapped else key
                    named = key is not None and key.type in self.grammar.names
                    word = self.names.text(key) if named else self.key(key)
                    keywords.append((word or "", self.of(value, depth)))
            elif kind in self.grammar.spreads:
                spread = self.of(self.names.inner(child), depth)
                if spread.what == "mapping":
                    keywords += spread.entries
                hidden = hidden or spread.what != "mapping" or spread.open
            elif kind not in self.grammar.comments:
                args.append(self.of(child, depth))
        return tuple(args), tuple(keywords), hidden

    def key(self, node: Node | None) -> str | None:
        """A literal key, None for a computed one."""
        if node is None:
            return None
        if node.type in self.grammar.wrapped:
            return self.key(self.names.inner(node))
        if self.grammar.bare_keys and node.type in self.grammar.bare_keys:
            return self.names.text(node)
        known = self.of(node).constant
        return str(known) if isinstance(known, str | int) else None


Kind = Callable[[Values, Node, int], Value | None]


def kinds_of(grammar: Grammar) -> dict[str, Kind]:
    """How each node type of a grammar is evaluated."""
    known: dict[str, Kind] | None = grammar.__dict__.get("value_kinds")
    if known is None:
        known = {}
        for kinds, how in (
            (grammar.assigned, literal_values.of_assigned),
            (grammar.wrapped, literal_values.of_wrapped),
            (grammar.unaries, literal_values.of_unary),
            (grammar.binaries, literal_values.of_binary),
            (grammar.conditionals, literal_values.of_conditional),
            (grammar.mappings, literal_values.of_mapping),
            (grammar.lists, literal_values.of_list),
            (grammar.calls, references.of_call),
            (grammar.members, references.of_member),
            (grammar.subscripts, references.of_subscript),
            (grammar.names, references.of_name),
            (grammar.shorthands, references.of_name),
            (grammar.concatenations, literal_values.of_concatenation),
            (grammar.strings, literal_values.of_string),
            (grammar.numbers, literal_values.of_number),
            (grammar.absent, literal_values.of_absent),
            (grammar.constants, literal_values.of_constant),
        ):
            known.update(dict.fromkeys(kinds, how))
        grammar.__dict__["value_kinds"] = known
    return known
