"""What the code around a read of the environment makes of it: a number, a flag, a fallback, a condition."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from ..idioms.selectors import literal
from ..model import Value
from ..parsed import ParsedFile
from ..shapes import part

TEST = "test"
"""A coercion only while reading: a condition, which may ask for a flag or for presence."""
PRESENT = "present"
"""Likewise: the code asks whether the variable is there at all."""
_TRUTHS = frozenset("true false 1 0 yes no on off y n t f".split())


_FOLLOWING = 4
"""Statements behind a read that may ask what it gave."""


class Use(NamedTuple):
    """What is done with a variable's text right where it is read."""

    default: Value | None = None
    coercion: str = ""
    guarded: bool = False
    """A missing value is handled."""
    required: bool = False
    """The program insists on the variable."""
    caught: bool = False
    """A try around it handles a missing key."""


def use_of(node: Node, name: str, file: ParsedFile) -> Use:
    """Climb from a read of the variable `name` to what uses it."""
    grammar = file.grammar
    use = Use(caught=caught(node, file, grammar.catches_missing))
    child, holder = node, node.parent
    for _ in range(30):
        if holder is None:
            return use
        kind = holder.type
        if kind in grammar.wrapped:
            use = use._replace(required=use.required or kind in grammar.insists)
        elif kind in grammar.binaries:
            use, goes_on = _beside(holder, child, use, file)
            if not goes_on:
                return use
        elif kind in grammar.members and part(holder, grammar.members[kind][0]) == child:
            called = holder.parent
            if called is None or called.type not in grammar.calls:
                return use
            holder = called  # a method of the text
        elif kind in grammar.calls:
            return use
        elif _is_arguments(holder, file):
            call = holder.parent
            converted = _converted(call, node, use, file) if call is not None else None
            if call is None or converted is None:
                return use
            use, holder = converted, call
        elif kind in grammar.unaries:
            operator, _operand = file.names.operand(holder)
            if operator in grammar.negates:
                stops = _stops(holder, file)
                return use._replace(
                    required=stops or use.required, coercion="" if stops else TEST, guarded=not stops
                )
            use = use._replace(coercion=use.coercion or ("int" if operator == "+" else ""))
        elif kind in grammar.conditionals:
            return _chosen(holder, child, name, use, file)
        elif kind in grammar.ifs or kind in grammar.loops:
            asked = _is_condition(holder, child, file)
            return use._replace(coercion=use.coercion or TEST, guarded=True) if asked else use
        elif kind in grammar.assigned and grammar.missing is not None:
            return _of_name(holder, node, use, file)
        elif kind in grammar.assigned and grammar.unset:
            target = part(holder, grammar.assigned[kind].target)
            return use._replace(required=use.required or is_insisted_on(target, holder, file))
        elif (
            kind in grammar.pairs
            or kind in grammar.assigned
            or kind in grammar.leaves
            or kind in grammar.blocks
            or holder.named_child_count != 1
        ):
            return use
        child, holder = holder, holder.parent
    return use


def _is_arguments(node: Node, file: ParsedFile) -> bool:
    call = node.parent
    shape = file.grammar.calls.get(call.type) if call is not None else None
    return call is not None and shape is not None and part(call, shape.arguments) == node


def _beside(holder: Node, child: Node, use: Use, file: ParsedFile) -> tuple[Use, bool]:
    """What the other side of a binary expression makes of the variable; whether to look further."""
    grammar = file.grammar
    left, operator, right = file.names.sides(holder)
    if operator in grammar.or_else:
        if left == child:
            default = use.default if use.default is not None else file.values.of(right)
            return use._replace(default=default, guarded=True), True
        return use, True
    if operator in grammar.compares or operator in grammar.holds or operator in grammar.holds_not:
        other = right if left == child else left
        value = file.values.of(other)
        known = [literal(item) for item in value.items] if value.what == "list" else [literal(value)]
        truth = bool(known) and all(isinstance(item, str) and item.lower() in _TRUTHS for item in known)
        absent = value.what == "constant" and value.constant == grammar.missing
        asks = grammar.missing is not None or grammar.unset
        if absent and asks and operator in ("==", "===") and _stops(holder, file):
            return use._replace(required=True), False
        coercion = "parsed-bool" if truth else PRESENT if absent else use.coercion
        return use._replace(coercion=coercion, guarded=True), False
    if operator in grammar.both:
        return use._replace(guarded=True), True
    return use, False


def _of_name(holder: Node, read: Node, use: Use, file: ParsedFile) -> Use:
    """What becomes of a variable that is given to a name: it is asked whether it says something, or given another."""
    grammar = file.grammar
    target = part(holder, grammar.assigned[holder.type].target)
    names = target.named_children if target is not None and target.type in grammar.patterns else [target]
    words = [file.text(name) for name in names if name is not None and name.type in grammar.names]
    if not words:
        return use
    bounds = file.names.bounds(words[0], read.start_byte)
    start = read.start_byte
    others = [
        each for each in bounds if not (each.node and each.node.start_byte <= start < each.node.end_byte)
    ]
    values = [
        file.values.of(bound.node) for bound in others if bound.node is not None and bound.route != ("new",)
    ]
    if (
        len(values) == 1
        and values[0].what == "constant"
        and values[0].constant not in (None, grammar.missing)
    ):
        return use._replace(default=values[0], guarded=True)
    flag = words[1] if len(words) > 1 else ""
    for branch in _next_ifs(holder, file):
        found = _asked_by(branch, words[0], flag, use, file)
        if found is not None:
            return found
    return use._replace(guarded=use.guarded or _is_compared(words[0], holder, file))


def is_insisted_on(target: Node | None, holder: Node, file: ParsedFile) -> bool:
    """Whether an if soon behind an assignment ends the program where the name holds nothing."""
    grammar = file.grammar
    if target is None or (target.type not in grammar.names and target.named_child_count):
        return False
    statement = (
        holder.parent if holder.parent is not None and holder.parent.type in grammar.declarations else holder
    )
    name = re.escape(file.text(target))
    for branch in _next_ifs(statement, file):
        shape = grammar.ifs[branch.type]
        asked = file.text(part(branch, shape.condition))
        joined = any(sign in asked for sign in grammar.both)
        if not joined and re.search(grammar.unset.replace("NAME", name), asked):
            return stops(part(branch, shape.then), file)
    return False


def _is_compared(name: str, at: Node, file: ParsedFile) -> bool:
    """Whether something asks elsewhere if a name says anything: in its function, or in the file for one of the file."""
    region = file.regions.at(at.start_byte).scope
    while region.parent is not None and name not in region.names:
        region = region.parent.scope
    missing = re.escape(f'"{file.grammar.missing}"')
    asked = rf"\b{re.escape(name)}\s*[!=]=\s*{missing}|\blen\({re.escape(name)}\)\s*(?:[!=]=|>)\s*0"
    return re.search(asked.encode(), file.data[region.start : region.end]) is not None


def _next_ifs(statement: Node, file: ParsedFile) -> Iterator[Node]:
    """The if that a statement opens, or those that follow it."""
    holder = statement.parent
    if holder is not None and holder.type in file.grammar.ifs:
        yield holder
        return
    following: Node | None = statement
    for _ in range(_FOLLOWING):
        following = following.next_named_sibling if following is not None else None
        if following is not None and following.type in file.grammar.ifs:
            yield following


def _asked_by(branch: Node, name: str, flag: str, use: Use, file: ParsedFile) -> Use | None:
    """What an if that asks for a name makes of its use; None for one that does not."""
    shape = file.grammar.ifs[branch.type]
    asked = file.text(part(branch, shape.condition))
    missing = re.escape(f'"{file.grammar.missing}"')
    of_name = re.search(
        rf"\b{re.escape(name)}\s*([!=]=)\s*{missing}|\blen\({re.escape(name)}\)\s*([!=]=|>)\s*0", asked
    )
    of_flag = re.search(rf"(!?)\b{re.escape(flag)}\b(?!\s*[!=.(])", asked) if flag else None
    if of_name is None and of_flag is None:
        return None
    sign = (of_name[1] or of_name[2]) == "==" if of_name is not None else bool(of_flag and of_flag[1])
    if stops(part(branch, shape.then if sign else shape.otherwise), file):
        return use._replace(required=True)
    return use._replace(guarded=True)


def _converted(call: Node, read: Node, use: Use, file: ParsedFile) -> Use | None:
    """The use of an argument of a function that makes something of a text; None for any other function."""
    name = file.names.called(call)
    if file.table.conventions.formats.get(name, ("", ""))[0] == "first":
        value = file.values.of(call)
        return use._replace(default=value.default, guarded=True) if value.what == "env" else None
    into = file.table.conventions.into(name)
    if into is None:
        return None
    guarded = use.guarded or into == "parsed-bool" or caught(read, file, file.grammar.catches_bad)
    return use._replace(coercion=use.coercion or into, guarded=guarded)


def _chosen(holder: Node, child: Node, name: str, use: Use, file: ParsedFile) -> Use:
    """`X if X else "y"`."""
    found = file.values.of(holder)
    default = found.default if found.what == "env" and found.name == name else use.default
    asked = _is_condition(holder, child, file)
    coercion = TEST if asked and default is None else use.coercion
    return use._replace(default=default, coercion=coercion, guarded=True)


def _is_condition(holder: Node, child: Node, file: ParsedFile) -> bool:
    grammar = file.grammar
    shape = grammar.conditionals.get(holder.type) or grammar.ifs.get(holder.type)
    condition = shape.condition if shape is not None else grammar.loops[holder.type].condition
    asked = part(holder, condition)
    return asked is not None and asked.start_byte <= child.start_byte < asked.end_byte


def _stops(negation: Node, file: ParsedFile) -> bool:
    """`if (!process.env.X) throw ...`: the program insists on the variable."""
    grammar = file.grammar
    holder = negation.parent
    while holder is not None and (holder.type in grammar.wrapped or holder.type in grammar.binaries):
        holder = holder.parent
    shape = grammar.ifs.get(holder.type) if holder is not None else None
    if holder is None or shape is None:
        return False
    return stops(part(holder, shape.then), file)


def stops(body: Node | None, file: ParsedFile) -> bool:
    """Whether the last statement of a block ends the program or fails."""
    grammar = file.grammar
    while body is not None and body.type in grammar.blocks:
        statements = [child for child in body.named_children if child.type not in grammar.comments]
        body = statements[-1] if statements else None
    if body is None or body.type in grammar.ifs or body.end_byte - body.start_byte > 2_000:
        return False
    return re.compile(file.grammar.stops).search(file.data, body.start_byte, body.end_byte) is not None


def caught(node: Node, file: ParsedFile, pattern: bytes) -> bool:
    """Whether a try around the place catches what may go wrong."""
    if not pattern:
        return False
    for region in file.regions.at(node.start_byte).outward():
        if region.is_function:
            return False
        if region.kind == "try" and re.compile(pattern).search(file.data, region.end, region.node.end_byte):
            return True
    return False
