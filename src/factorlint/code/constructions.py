"""The constructions that names and calls go through, with their arguments: `Client(timeout=5)` in `client.get(...)`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from tree_sitter import Node

from ..syntax.treesitter import span_of
from .model import Value
from .scopes import DECLARED, Bound
from .shapes import pair, part

if TYPE_CHECKING:
    from .names import Names
    from .values import Values

_MAX_STEPS = 12


def passed(values: "Values", node: Node, depth: int = 0) -> Value | None:
    """The construction that a call's name goes through, with its arguments."""
    shape = values.grammar.calls[node.type]
    fluent = values.names.chained(node) is not None
    return construction(values, part(node, shape.receiver or shape.callee), depth, fluent)


def construction(values: "Values", at: Node | None, depth: int = 0, fluent: bool = False) -> Value | None:
    """The construction behind an expression (a callee, a name), with its arguments."""
    grammar = values.grammar
    named: Node | None = None
    for _ in range(_MAX_STEPS):
        if at is None:
            return None
        kind = at.type
        if kind in grammar.members:
            owner, own = pair(at, grammar.members[kind])
            key = values.names.text(own)
            fields = _fields(values, owner, key, at)
            if fields is None:
                at = owner
            elif _is_set_later(values, key):
                return None
            else:
                at = _given(values, fields, at)
        elif kind in grammar.subscripts and grammar.keys_are_members:
            at = part(at, grammar.subscripts[kind][0])
        elif kind in grammar.names:
            named, bounds = at, values.names.bounds(values.names.text(at), at.start_byte)
            at = _given(values, bounds, at)
            if at is None and any(bound.route == DECLARED for bound in bounds):
                declared = Value(what="call", span=span_of(named), name=values.names.of(bounds[0].node))
                return with_fields(values, declared, values.names.text(named), named)
        elif kind in grammar.wrapped:
            at = values.names.inner(at)
        elif kind in grammar.unaries:
            operator, at = values.names.operand(at)
            if operator not in grammar.references:
                return None
        elif kind in grammar.calls:
            through = values.names.chained(at) if fluent else None
            if through is None:
                value = values.of(at, depth)
                if value.what != "call":
                    return None
                if named is None or not grammar.zero_values:
                    return value
                return with_fields(values, value, values.names.text(named), named)
            at = through
        elif kind in grammar.binaries:
            _left, sign, at = values.names.sides(at)
            if sign not in grammar.or_else:
                return None
        else:
            return None
    return None


def _given(values: "Values", bounds: list[Bound], at: Node) -> Node | None:
    """The first expression that a name is given and that is no value of nothing."""
    found = []
    for bound in bounds:
        node = bound.node
        if node is None or bound.name or bound.route or node.start_byte <= at.start_byte < node.end_byte:
            continue
        if values.grammar.constants.get(node.type, 0) is not None:
            found.append(node)
    return found[0] if found and (len(found) == 1 or not values.grammar.zero_values) else None


def _fields(values: "Values", owner: Node | None, key: str, at: Node) -> list[Bound] | None:
    """What an attribute of the instance, or of an instance of a class of this file, is bound to; None for others."""
    if owner is None:
        return None
    if values.names.binder.is_self(owner):
        return values.names.field_bounds(key, at.start_byte)
    return values.names.own_fields(values.names.of(owner), key) if values.grammar.receiver else None


def _is_set_later(values: "Values", field: str) -> bool:
    """Whether something of what a field holds is set somewhere (`c.client.Timeout = ...`)."""
    if not values.grammar.zero_values:
        return False
    return re.search(rb"\.%b\.\w+\s*=(?!=)" % re.escape(field.encode()), values.data) is not None


def with_fields(values: "Values", made: Value, name: str, at: Node) -> Value:
    """Return a construction with the fields that are set after it (`server.Addr = ...`)."""
    if values.set_fields is None:
        values.set_fields = {}
        for owner, key, node in _set_fields(values.names):
            values.set_fields.setdefault(owner, []).append((key, node))
    bounds = values.names.bounds(name, at.start_byte)
    added: dict[str, Value] = {}
    for key, node in values.set_fields.get(name, ()):
        if values.names.bounds(name, node.start_byte) is bounds:
            value = values.of(node)
            added[key] = value if key not in added else Value(what="other", span=value.span)
    return msgspec.structs.replace(made, entries=(*made.entries, *added.items())) if added else made


def _set_fields(names: "Names") -> Iterator[tuple[str, str, Node]]:
    """Each name, field and value of an assignment such as `server.Addr = ":80"`."""
    grammar = names.grammar
    for node in names.found.get("assign", ()):
        shape = grammar.assigned[node.type]
        target, value = names.first_target(part(node, shape.target)), part(node, shape.value)
        if target is None or value is None or shape.augments or target.type not in grammar.members:
            continue
        owner, key = pair(target, grammar.members[target.type])
        if owner is not None and owner.type in grammar.names:
            yield names.text(owner), names.text(key), value


def of_type(
    values: "Values",
    node: Node,
    callee: Node | None,
    args: tuple[Value, ...],
    keywords: tuple[tuple[str, Value], ...],
    hidden: bool,
) -> Value | None:
    """Return what a construction is that names no class: a list, a mapping, `new(T)`; None for any other call."""
    grammar, span = values.grammar, span_of(node)
    if callee is not None and callee.type in grammar.list_types:
        return Value(what="list", span=span, items=args, open=hidden)
    if callee is not None and callee.type in grammar.mapping_types:
        return Value(what="mapping", span=span, entries=keywords, open=hidden)
    if grammar.makes and values.names.called(node) in grammar.makes:
        return Value(what="call", span=span, name=values.names.of(values.names.made_type(node)))
    return None
