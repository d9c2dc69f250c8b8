"""Functions of a file that only pass a name on to the environment: `def flag(name, default): os.getenv(name) ...`."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from ...facts import UNKNOWN, EnvRead, Unknown
from ...syntax.treesitter import span_of
from .. import context
from ..functions import function_of, local_function, returns
from ..idioms.selectors import literal
from ..model import Value
from ..parsed import ParsedFile
from ..scopes import Bound, Region
from ..shapes import part
from .environment import Place
from .uses import caught, use_of

_DEFAULT = re.compile(r"default|fallback", re.I)


class Helper(NamedTuple):
    """Which of its arguments a function takes as the variable's name and as what it falls back to."""

    name: int
    name_word: str
    default: int | None
    default_word: str
    fallback: Value | None
    """What it falls back to by itself."""
    required: bool
    """It asks in a way that fails when the variable is missing."""
    into: int | None = None
    """Which argument is a reference to where it puts what it read (`mustMapEnv(&addr, "ADDR")`)."""


def helpers(file: ParsedFile, found: Iterable[Place]) -> dict[int, Helper]:
    """The helpers of the file by their function's node."""
    known: dict[int, Helper] = {}
    found = list(found)
    asks = {
        file.regions.at(place.whole.start_byte).scope.start
        for place in found
        if place.holder.type in file.grammar.binaries
    }
    for place in found:
        function = next(iter(file.around(place.whole.start_byte)), None)
        if function is None or function.node.id in known or function.owner is not None or not function.name:
            continue
        helper = _helper(place, function, file)
        if helper is not None:
            asked_before = function.start in asks
            known[function.node.id] = helper._replace(required=helper.required and not asked_before)
    return known


def _helper(place: Place, function: Region, file: ParsedFile) -> Helper | None:
    grammar = file.grammar
    names = list(function.parameters)
    key, default = _asked(place, file)
    word = file.text(key) if key is not None and key.type in grammar.names else ""
    if word not in names:
        return None
    other = file.text(default) if default is not None and default.type in grammar.names else ""
    if default is None:
        given_back = {file.text(node) for node in returns(file.names, function)}
        other = next(
            (name for name in names if name != word and (name in given_back or _DEFAULT.search(name))), ""
        )
    position = names.index(other) if other in names else None
    own = default if position is None else _own_default(function.parameters[other], file)
    fallback = file.values.of(own) if own is not None else None
    by_key = place.holder.type in grammar.subscripts
    required = _raises(place, file)
    if fallback is None and position is None and not required:
        required = use_of(place.holder, word, file).required
        if by_key and not required:
            # What it does without the variable is not seen.
            fallback = Value(what="other", span=span_of(place.holder))
    elif fallback is None and position is None:
        fallback = Value(what="other", span=span_of(place.holder))
    required = required and not caught(place.whole, file, grammar.catches_missing)
    into = next((place for place, name in enumerate(names) if _is_given(name, function, file)), None)
    return Helper(names.index(word), word, position, other, fallback, required, into)


def _raises(place: Place, file: ParsedFile) -> bool:
    """Whether a read by key fails where the variable is missing."""
    environment = file.table.conventions.mappings.get(place.name)
    by_key = place.holder.type in file.grammar.subscripts
    return by_key and environment is not None and environment.required


def _is_given(name: str, function: Region, file: ParsedFile) -> bool:
    """Whether a function gives a value to what one of its parameters refers to."""
    return (
        "*" in file.grammar.references
        and re.search(rf"\*{re.escape(name)}\s*=(?!=)", function.text()) is not None
    )


def bind_given(file: ParsedFile, known: dict[int, Helper]) -> None:
    """Bind the names and fields that calls of helpers are told to fill."""
    filling = {key: helper for key, helper in known.items() if helper.into is not None}
    for node in file.found.get("call", ()) if filling else ():
        function = local_function(file.names, node)
        helper = filling.get(function.node.id) if function is not None else None
        holder = part(node, file.grammar.calls[node.type].arguments)
        if helper is None or helper.into is None or holder is None or holder.named_child_count <= helper.into:
            continue
        target = holder.named_child(helper.into)
        operand = (
            file.names.operand(target)[1]
            if target is not None and target.type in file.grammar.unaries
            else None
        )
        if operand is not None:
            file.names.bind(operand, Bound(node=node))


def helped(file: ParsedFile, known: dict[int, Helper]) -> Iterator[EnvRead]:
    """Yield an `EnvRead` for each call of a helper."""
    titles = {region.name.encode() for region in file.regions.all if region.node.id in known}
    for node in file.found.get("call", ()) if known else ():
        callee = file.names.callee(node)
        if callee is None or file.data[callee.start_byte : callee.end_byte] not in titles:
            continue
        function = function_of(file.names, callee)
        helper = known.get(function.node.id) if function is not None else None
        value = as_read(helper, node, file) if helper is not None else None
        if helper is None or value is None:
            continue
        fallback = literal(value.default) if value.default is not None else None
        default: str | None | Unknown = UNKNOWN
        if fallback is None or isinstance(fallback, str | int | float):
            default = None if fallback is None else str(fallback)
        region = file.regions.at(node.start_byte)
        yield EnvRead(
            span=span_of(node),
            scope=region.title,
            name=value.name,
            default=default,
            guarded=not helper.required or default is not None,
            required=helper.required and default is None,
            at_import=context.of(region, file.names).at_import,
            via="helper",
        )


def as_read(helper: Helper, call: Node, file: ParsedFile) -> Value | None:
    """The call of a helper as the value that it reads; None when the variable's name is not literal."""
    args, keywords, hidden = file.values.arguments(call)
    words = dict(keywords)
    key = args[helper.name] if helper.name < len(args) else words.get(helper.name_word)
    if hidden or key is None or not isinstance(key.constant, str):
        return None
    given = words.get(helper.default_word) if helper.default_word else None
    if helper.default is not None and helper.default < len(args):
        given = args[helper.default]
    default = given if given is not None else helper.fallback
    return Value(what="env", span=span_of(call), name=key.constant, default=default)


def _asked(place: Place, file: ParsedFile) -> tuple[Node | None, Node | None]:
    """The nodes of the name and of the fallback where the environment is asked."""
    grammar, holder = file.grammar, place.holder
    if holder.type in grammar.subscripts:
        default = None if _raises(place, file) else _behind(holder, file)
        return part(holder, grammar.subscripts[holder.type][1]), default
    call: Node | None = holder if holder.type in grammar.calls else holder.parent
    if call is None or call.type not in grammar.calls:
        return None, None
    arguments = part(call, grammar.calls[call.type].arguments)
    plain: list[Node] = []
    words: list[Node] = []
    for child in arguments.named_children if arguments is not None else ():
        if child.type in grammar.keywords:
            words.append(child)
        elif child.type not in grammar.comments:
            plain.append(child)
    default = (
        plain[1] if len(plain) > 1 else part(words[0], grammar.keywords[words[0].type][1]) if words else None
    )
    return (plain[0] if plain else None), default


def _behind(read: Node, file: ParsedFile) -> Node | None:
    """What stands behind `||` or the like where a read stands before it."""
    holder = read.parent
    if holder is None or holder.type not in file.grammar.binaries:
        return None
    left, operator, right = file.names.sides(holder)
    return right if left == read and operator in file.grammar.or_else else None


def _own_default(parameter: Node, file: ParsedFile) -> Node | None:
    shape = file.grammar.parameters.get(parameter.type)
    return part(parameter, shape.default) if shape is not None else None
