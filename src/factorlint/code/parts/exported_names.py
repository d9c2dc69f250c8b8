"""What the names of a module stand for, as exports: values, functions and the attributes of classes."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import msgspec
from tree_sitter import Node

from ...facts.code import Export
from ...model.text import Span
from ...syntax.treesitter import span_of
from ..functions import first_result
from ..model import Value
from ..names import is_known
from ..parsed import ParsedFile
from ..scopes import DECLARED, Bound, Region
from ..shapes import part
from .env_helpers import Helper
from .export_values import value_of


class ExportedNames:
    """Makes the exports of one file."""

    def __init__(self, file: ParsedFile, helpers: dict[int, Helper]) -> None:
        """`helpers` are the functions that read the environment, by their nodes."""
        self.file = file
        self.helpers = helpers

    def of_name(self, name: str, bounds: list[Bound]) -> Export | None:
        """What is exported as `name`, which is bound so."""
        node = only_node(bounds, self.file)
        if node is not None:
            return self.of_node(name, node)
        if len(bounds) != 1:
            return None
        bound = bounds[0]
        if bound.node is None:
            return passed_on(name, bound.name) if bound.name in self.file.own_names else None
        function = self.file.regions.of_node(bound.node)
        return self.of_function(name, function) if function is not None and function.is_function else None

    def of_node(self, name: str, node: Node) -> Export | None:
        """An expression, or a function without a name."""
        function = self.file.regions.of_node(node) if node.type in self.file.grammar.functions else None
        if function is not None:
            return self.of_function(name, function)
        value = value_of(node, self.file)
        return Export(span=value.span, name=name, value=value) if value is not None else None

    def of_function(self, name: str, function: Region) -> Export | None:
        """A function that returns one expression, or reads the environment."""
        grammar = self.file.grammar
        helper = self.helpers.get(function.node.id)
        shape = grammar.functions[function.node.type]
        body = part(function.node, shape.body)
        single = body is not None and body.type not in grammar.blocks
        node = body if single else self._returned.get(function.start)
        value = value_of(node, self.file) if node is not None and helper is None else None
        if helper is None and value is None:
            return None
        own = part(function.node, shape.name)
        span = span_of(own) if own is not None else Span(function.start, function.start)
        known = _of_helper(helper, span) if helper is not None else value
        if known is None:
            return None
        return Export(
            span=span,
            name=name,
            value=known,
            what="function",
            parameters=tuple(function.parameters),
            required=helper is not None and helper.required,
        )

    def of_class(self, name: str, region: Region, known: dict[str, Export]) -> Iterator[Export]:
        """A class with the attributes that it sets once (`Client.session`) and that are not known already."""
        file = self.file
        attributes: list[Export] = []
        for key in {**region.names, **region.fields}:
            bounds = region.attribute(key)
            node = only_node(bounds, file)
            if key.startswith("__") or f"{name}.{key}" in known:
                continue
            value = value_of(node, file, own=False) if node is not None else None
            if value is not None and file.grammar.zero_values:
                value = msgspec.structs.replace(
                    value, open=True
                )  # other files of the package may set more of it
            value = value or _typed(bounds, file)
            if value is not None:
                attributes.append(Export(span=value.span, name=f"{name}.{key}", value=value))
        if attributes and (file.grammar.zero_values or file.grammar.exported is not None):
            span = Span(region.start, region.start)
            yield Export(span=span, name=name, value=Value(what="other", span=span), what="class")
        yield from attributes

    @cached_property
    def _returned(self) -> dict[int, Node | None]:
        """What each function returns, by where it begins, when that is one expression; None where it is several."""
        file = self.file
        comments = file.grammar.comments
        texts: dict[int, dict[str, Node]] = defaultdict(dict)
        for node in file.found.get("return", ()):
            region = file.regions.at(node.start_byte).scope
            if region.parent is None or region.parent.kind != "program" or len(texts[region.start]) > 1:
                continue
            value: Node | None = next(
                (child for child in node.named_children if child.type not in comments), node
            )
            value = first_result(file.names, value) if value is not None else None
            if value is not None:
                texts[region.start][file.text(value)] = value
        return {
            start: next(iter(found.values())) if len(found) == 1 else None for start, found in texts.items()
        }


def passed_on(name: str, qualified: str) -> Export:
    """What a module gives that it has from another one."""
    span = Span(0, 0)
    return Export(span=span, name=name, value=Value(what="name", span=span, name=qualified))


def only_node(bounds: list[Bound], file: ParsedFile) -> Node | None:
    """The one expression that a name is given; one of nothing (`x = None`) does not count beside another."""
    bounds = [bound for bound in bounds if bound.route not in (DECLARED, ("()",))] or bounds
    if len(bounds) == 1:
        (only,) = bounds
        return None if only.name or only.route else only.node
    constants = file.grammar.constants
    given = [bound for bound in bounds if bound.node is None or constants.get(bound.node.type, 0) is not None]
    if len(given) != 1 or given[0].name or given[0].route:
        return None
    return given[0].node


def _of_helper(helper: Helper, span: Span) -> Value:
    """What a function reads from the environment, in terms of its parameters."""
    default = helper.fallback
    if helper.default is not None:
        default = Value(what="parameter", span=span, name=helper.default_word, default=helper.fallback)
    asked = Value(what="parameter", span=span, name=helper.name_word)
    return Value(what="env", span=span, items=(asked,), default=default)


def _typed(bounds: list[Bound], file: ParsedFile) -> Value | None:
    """An attribute that is declared with a type of a library or of another file, in languages that insist on types."""
    typed = next((bound for bound in bounds if bound.route == ("()",)), None)
    if not file.grammar.zero_values or typed is None or typed.node is None:
        return None
    name = file.names.of_bound(typed)
    word = name.removesuffix("()").rpartition(".")[2].encode()
    if not is_known(name) or not (file.is_own(name) or word in file.table.made_words):
        return None
    return Value(what="name", span=span_of(typed.node), name=name)
