"""The values of names, members and calls: what they were bound to, where the file tells."""

import re
from typing import TYPE_CHECKING

import msgspec
from tree_sitter import Node

from ..model.text import Span
from ..syntax.treesitter import span_of
from . import constructions, strings
from .functions import local_function
from .model import Value
from .scopes import DECLARED, Bound, Region
from .shapes import pair, part

if TYPE_CHECKING:
    from .values import Values

_AMENDED = re.compile(
    rb"(?<![\w$.])([A-Za-z_$][\w$]*+)(?:(?:\.[\w$]++|\[[^\]\n]*+\])++\s*+=(?![=>])|\.(?:update|setdefault|merge!?)\()"
    rb"|\bassign\(\s*+([\w$]++)"
)
"""Something sets an entry of the object called so."""
_TEXT_METHODS = frozenset(
    {"lower", "upper", "strip", "rstrip", "toLowerCase", "toUpperCase", "trim", "trimEnd"}
)
"""Methods of a text whose result still says the same."""


def of_name(values: "Values", node: Node, depth: int) -> Value | None:
    """A plain name: what it is bound to, at the place where it is used."""
    text = values.names.text(node)
    bounds = values.names.bounds(text, node.start_byte)
    if len(bounds) == 1 and (
        bounds[0].route == ("=",) or (bounds[0].name == f"<{text}>" and bounds[0].node is None)
    ):
        for region in values.names.regions.at(node.start_byte).outward():
            if region.is_function and text in region.parameters:
                default = _default_of(values, region.parameters[text], depth)
                return Value(what="parameter", span=span_of(node), name=text, default=default)
    found = _bound(values, _only(values, bounds, node), node, text, depth)
    found = found or _either(values, bounds, node, depth)
    return found or _other_name(values, node)


def _default_of(values: "Values", parameter: Node, depth: int) -> Value | None:
    shape = values.grammar.parameters.get(parameter.type)
    default = part(parameter, shape.default) if shape is not None else None
    return values.of(default, depth) if default is not None else None


def _either(values: "Values", bounds: list[Bound], at: Node, depth: int) -> Value | None:
    """`port := os.Getenv("PORT")`, and `port = "8080"` where that gave nothing: the variable with its fallback, which
    may be another variable."""
    if len(bounds) != 2 or any(bound.name or bound.route or bound.node is None for bound in bounds):
        return None
    first, second = (values.of(bound.node, depth) for bound in bounds)
    if first.what == "constant":
        first, second = second, first
    if first.what != "env" or first.default is not None or second.what not in ("constant", "env"):
        return None
    return msgspec.structs.replace(first, span=span_of(at), default=second)


def _only(values: "Values", bounds: list[Bound], node: Node) -> Bound | None:
    """The one thing that a name is bound to; a binding to nothing (`x = None`) does not count beside another."""
    if len(bounds) > 1:
        constants = values.grammar.constants
        bounds = [
            each
            for each in bounds
            if each.name or each.node is None or constants.get(each.node.type, 0) is not None
            if each.route != DECLARED and not (each.route == ("()",) and values.grammar.zero_values)
        ]
    if len(bounds) != 1 or bounds[0].name or bounds[0].node is None:
        return None
    inside = bounds[0].node
    return None if inside.start_byte <= node.start_byte < inside.end_byte else bounds[0]


def _bound(values: "Values", bound: Bound | None, at: Node, text: str, depth: int) -> Value | None:
    if bound is None or bound.route in (("()",), DECLARED, ("=",)):
        return None
    value = values.of(bound.node, depth)
    if value.what == "call" and values.grammar.zero_values:
        return constructions.with_fields(values, value, text, at)
    if bound.route:
        return _taken_apart(values, bound, value, at, depth)
    if value.what == "mapping" and not value.open and _amended(values, text):
        return msgspec.structs.replace(value, open=True)
    return value if value.what not in ("other", "name") else None


def _taken_apart(values: "Values", bound: Bound, value: Value, at: Node, depth: int) -> Value | None:
    """`const { PORT = 1 } = process.env`, `const { port } = config`."""
    variable = values.table.conventions.variable_of(values.names.of_bound(bound))
    if variable:
        default = values.of(bound.default, depth) if bound.default is not None else None
        return Value(what="env", span=span_of(at), name=variable, default=default)
    for key in bound.route:
        if value.what != "mapping" or value.open:
            return None
        value = dict(value.entries).get(key) or Value(what="other", span=span_of(at))
    return value if value.what not in ("other", "name") else None


def _amended(values: "Values", name: str) -> bool:
    """Whether entries of the object are set somewhere after it was written: `options.store = ...`."""
    if values.amended is None:
        values.amended = frozenset(match[1] or match[2] for match in _AMENDED.finditer(values.data))
    return name.encode() in values.amended


def of_member(values: "Values", node: Node, depth: int) -> Value | None:
    """`config.port`, `self.url`, `process.env.PORT`."""
    owner, own = pair(node, values.grammar.members[node.type])
    key = values.names.text(own)
    if owner is not None and values.names.binder.is_self(owner):
        bounds = values.names.field_bounds(key, node.start_byte)
        return _bound(values, _only(values, bounds, node), node, key, depth) or _other_name(values, node)
    return _env(values, node) or _entry(values, owner, key, depth) or _other_name(values, node)


def of_subscript(values: "Values", node: Node, depth: int) -> Value | None:
    """`config["port"]`, `os.environ["PORT"]`."""
    owner, key_node = pair(node, values.grammar.subscripts[node.type])
    found = _env(values, node)
    if found is not None:
        return found
    if (
        owner is not None
        and key_node is not None
        and values.names.of(owner) in values.table.conventions.mappings
    ):
        asked = values.of(key_node, depth)
        if isinstance(asked.constant, str):
            return Value(what="env", span=span_of(node), name=asked.constant)
        return Value(what="env", span=span_of(node), items=(asked,))
    key = values.of(key_node, depth).constant if key_node is not None else None
    entry = _entry(values, owner, key, depth) if isinstance(key, str) else None
    return entry or _other_name(values, node)


def _env(values: "Values", node: Node) -> Value | None:
    variable = values.table.conventions.variable_of(values.names.of(node))
    return Value(what="env", span=span_of(node), name=variable) if variable else None


def _entry(values: "Values", owner: Node | None, key: str, depth: int) -> Value | None:
    """`config.port` of an object literal or a class of this file."""
    grammar = values.grammar
    if owner is None or (owner.type not in grammar.names and owner.type not in grammar.members):
        return None
    holder = _class_named(values, owner)
    if holder is not None:
        bounds = holder.attribute(key)
        found = _bound(values, _only(values, bounds, owner), owner, key, depth)
        return found if found is not None and found.what in ("constant", "env") else None
    mapping = values.of(owner, depth)
    if mapping.what != "mapping" or mapping.open:
        return None
    entries = [value for name, value in mapping.entries if name == key]
    return entries[0] if len(entries) == 1 else None


def _class_named(values: "Values", node: Node) -> Region | None:
    """The class of this file that a name stands for."""
    if node.type not in values.grammar.names:
        return None
    bounds = values.names.bounds(values.names.text(node), node.start_byte)
    region = (
        values.names.regions.of_node(bounds[0].node)
        if len(bounds) == 1 and bounds[0].node is not None
        else None
    )
    return region if region is not None and region.kind == "class" else None


def _other_name(values: "Values", node: Node) -> Value | None:
    name = values.names.of(node)
    if name in values.table.constants:
        return strings.constant(values.table.constants[name], span_of(node))
    return Value(what="name", span=span_of(node), name=name) if name else None


def of_call(values: "Values", node: Node, depth: int) -> Value | None:
    """A call; one that only reads the environment or converts what it read is that read."""
    grammar, span = values.grammar, span_of(node)
    if values.reads_through is not None and (function := local_function(values.names, node)) is not None:
        read = values.reads_through(function, node)
        if read is not None:
            return read
    if grammar.required is not None and (module := grammar.required(node, values.data)):
        return Value(what="name", span=span, name=module)
    name = values.names.called(node)
    args, keywords, hidden = values.arguments(node, depth)
    callee = values.names.callee(node)
    made = constructions.of_type(values, node, callee, args, keywords, hidden)
    if made is not None:
        return made
    way = values.table.conventions.formats.get(name)
    if way is not None and not hidden:
        return strings.composed(way, args, span)
    last = name.rpartition(".")[2]
    if callee is not None and callee.type in grammar.members:
        found = _text_method(values, callee, last, args, dict(keywords), span, depth)
        if found is not None:
            return found
    value = Value(
        what="call",
        span=span,
        name=name,
        items=args,
        entries=keywords,
        open=hidden,
        of=constructions.passed(values, node, depth),
    )
    return values.table.settled(value) if name else value


def _text_method(
    values: "Values",
    callee: Node,
    last: str,
    args: tuple[Value, ...],
    keywords: dict[str, Value],
    span: Span,
    depth: int,
) -> Value | None:
    """Methods of texts: those that leave an environment variable what it is, `format`, `split`."""
    if last in _TEXT_METHODS:
        base = values.of(part(callee, values.grammar.members[callee.type][0]), depth)
        return base if base.what == "env" else None
    if last == "format" and "format" in values.grammar.formats:
        base = values.of(part(callee, values.grammar.members[callee.type][0]), depth)
        if base.what == "constant" and isinstance(base.constant, str):
            return strings.joined(strings.formatted(base, args, keywords), span)
    if last == "split" and args and isinstance(args[0].constant, str):
        base = values.of(part(callee, values.grammar.members[callee.type][0]), depth)
        if base.what == "env":  # a list of what the variable holds, as many as there may be
            return Value(what="list", span=span, items=(base,), open=True)
    return None
