"""The values of literals and of operations on them."""

from typing import TYPE_CHECKING

from tree_sitter import Node

from ..model.text import Span
from ..syntax.treesitter import span_of
from . import strings
from .idioms.selectors import NO_DEFAULT
from .model import Value
from .shapes import pair, part

if TYPE_CHECKING:
    from .values import Values

MAX_ITEMS = 200
"""Entries of a list or mapping that are looked at."""


def of_constant(values: "Values", node: Node, _: int) -> Value:
    """`true`, `null`."""
    return strings.constant(values.grammar.constants[node.type], span_of(node))


def of_number(values: "Values", node: Node, _: int) -> Value:
    """A number; absurdly long ones are not known."""
    return strings.constant(strings.number(values.names.text(node)), span_of(node))


def of_absent(values: "Values", node: Node, _: int) -> Value:
    """What stands for a value that must be given."""
    return Value(what="other", span=span_of(node), name=NO_DEFAULT)


def of_string(values: "Values", node: Node, depth: int) -> Value | None:
    """A text, a template where something is put into it."""
    children = node.children
    if len(children) < 2:
        return None
    opening = values.data[children[0].start_byte : children[0].end_byte].decode("utf-8", "replace")
    raw = not values.grammar.raw.isdisjoint(opening)
    parts: list[Value] = []
    position, end = children[0].end_byte, children[-1].start_byte
    for child in children[1:-1] if values.grammar.interpolations else ():
        field = values.grammar.interpolations.get(child.type)
        if field is not None:
            _literal_part(values, parts, position, child.start_byte, raw)
            parts.append(values.of(part(child, field), depth))
            position = child.end_byte
    _literal_part(values, parts, position, end, raw)
    return strings.joined(tuple(parts), span_of(node))


def _literal_part(values: "Values", parts: list[Value], start: int, end: int, raw: bool) -> None:
    if end > start:
        text = values.data[start:end].decode("utf-8", "replace")
        parts.append(strings.constant(text if raw else strings.unescape(text), Span(start, end)))


def of_concatenation(values: "Values", node: Node, depth: int) -> Value:
    """Texts that stand side by side."""
    children = (child for child in node.named_children if child.type in values.grammar.strings)
    return strings.joined(tuple(values.of(child, depth) for child in children), span_of(node))


def of_list(values: "Values", node: Node, depth: int) -> Value:
    """A list; what a spread hides leaves it open."""
    children = node.named_children
    items, hidden = [], len(children) > MAX_ITEMS
    for place, child in enumerate(children[:MAX_ITEMS]):
        if child.type in values.grammar.spreads:
            hidden = True
            if not place:  # what follows is not the first item
                items.append(Value(what="other", span=span_of(child)))
        elif child.type not in values.grammar.comments:
            items.append(values.of(child, depth))
    return Value(what="list", span=span_of(node), items=tuple(items), open=hidden)


def of_mapping(values: "Values", node: Node, depth: int) -> Value:
    """An object literal or dictionary."""
    entries: list[tuple[str, Value]] = []
    children = node.named_children
    hidden = len(children) > MAX_ITEMS
    for child in children[:MAX_ITEMS]:
        kind = child.type
        if kind in values.grammar.pairs:
            key_node, value = pair(child, values.grammar.pairs[kind])
            key = values.key(key_node)
            hidden = hidden or key is None
            if key is not None:
                entries.append((key, values.of(value, depth)))
        elif kind in values.grammar.names or kind in values.grammar.shorthands:
            entries.append((values.names.text(child), values.of(child, depth)))
        elif kind in values.grammar.spreads:
            spread = values.of(values.names.inner(child), depth)
            entries += spread.entries if spread.what == "mapping" else ()
            hidden = hidden or spread.what != "mapping" or spread.open
        elif kind in values.grammar.functions:
            key = values.key(part(child, values.grammar.functions[kind].name))
            entries.append((key or "", Value(what="other", span=span_of(child))))
        elif kind not in values.grammar.comments:
            hidden = True
    return Value(what="mapping", span=span_of(node), entries=tuple(entries), open=hidden)


def of_wrapped(values: "Values", node: Node, depth: int) -> Value:
    """What parentheses and the like hold."""
    return values.of(values.names.inner(node), depth)


def of_assigned(values: "Values", node: Node, depth: int) -> Value:
    """`(a = b)`."""
    return values.of(part(node, values.grammar.assigned[node.type].value), depth)


def of_unary(values: "Values", node: Node, depth: int) -> Value | None:
    """`-1`, `+process.env.PORT`."""
    operator, operand = values.names.operand(node)
    value = values.of(operand, depth)
    if operator in values.grammar.references:
        return value
    if operator == "+" and value.what in ("env", "constant"):
        return value
    if operator == "-" and value.what == "constant" and strings.is_number(value.constant):
        return strings.constant(-value.constant, span_of(node))  # type: ignore[operator]  # a number
    return None


def of_binary(values: "Values", node: Node, depth: int) -> Value | None:
    """`a + b`, `a || b`, `"%s" % a`."""
    grammar = values.grammar
    first, sign, second = values.names.sides(node)
    if sign in grammar.both or sign in grammar.compares or sign in grammar.holds:
        return None
    left, right = values.of(first, depth), values.of(second, depth)
    span = span_of(node)
    if sign in grammar.or_else:
        return fallback(left, right, span)
    if sign == "%" and "%" in grammar.formats and isinstance(left.constant, str):
        return strings.joined(strings.percent(left, right), span)
    result = strings.arithmetic(sign, left.constant, right.constant)
    if result is not None:
        return strings.constant(result, span)
    if sign == "+" and left.what == right.what == "list":
        return Value(what="list", span=span, items=left.items + right.items, open=left.open or right.open)
    if sign == "+" and (strings.is_textual(left) or strings.is_textual(right)):
        return strings.joined((left, right), span)
    return None


def of_conditional(values: "Values", node: Node, depth: int) -> Value | None:
    """`process.env.X ? process.env.X : "y"`: the variable with its fallback."""
    shape = values.grammar.conditionals[node.type]
    then, other = (values.of(part(node, each), depth) for each in (shape.then, shape.otherwise))
    if then.what != "env" and other.what != "env":
        return None
    asked = values.names.text(part(node, shape.condition))
    for first, second in ((then, other), (other, then)):
        if first.what == "env" and first.name and first.name in asked:
            return fallback(first, second, span_of(node))
    return None


def fallback(left: Value, right: Value, span: Span) -> Value | None:
    """`a || b`: an environment variable with its default."""
    if left.what == "env":
        if left.default is not None:
            right = (
                fallback(left.default, right, span) or right if left.default.what == "env" else left.default
            )
        return Value(what="env", span=span, name=left.name, default=right)
    if left.what == "constant":
        return left if left.constant else right
    return None
