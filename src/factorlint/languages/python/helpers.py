"""Functions of a file that only pass a name on to the environment: `def flag(name, default): os.getenv(name) ...`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...code.model import Value
from ...facts import UNKNOWN, EnvRead, Unknown
from ...syntax.treesitter import nth, span_of
from .environment import places
from .module import Module

_DEFAULT = re.compile(r"default|fallback", re.I)


class Helper(NamedTuple):
    """Which of its arguments a helper takes as the variable's name and as what it falls back to."""

    name: int
    name_word: str
    default: int | None
    default_word: str
    fallback: Value | None
    """What it falls back to by itself."""


def helpers(module: Module) -> dict[str, Helper]:
    """The helpers of the file by the name of the function."""
    found: dict[str, Helper] = {}
    for whole, holder in places(module):
        block = module.blocks.function(whole.start_byte)
        if block is None or "." in block.name or block.name in found:
            continue
        parameters = block.node.child_by_field_name("parameters")
        names = [_name(each, module) for each in parameters.named_children] if parameters else []
        key, default = _asked(holder, module)
        word = module.text(key) if key is not None and key.type == "identifier" else ""
        if word not in names:
            continue
        other = module.text(default) if default is not None and default.type == "identifier" else ""
        if default is None:
            other = next((name for name in names if _DEFAULT.search(name)), "")
        place = names.index(other) if other in names else None
        own = default if place is None else _own_default(parameters, place)
        fallback = module.value(own) if own is not None else None
        if fallback is None and place is None and holder.type == "subscript":
            fallback = Value(
                what="other", span=span_of(holder)
            )  # what it does without the variable is not seen
        found[block.name] = Helper(names.index(word), word, place, other, fallback)
    return found


def helped(module: Module, known: dict[str, Helper]) -> Iterator[EnvRead]:
    """What is read through the helpers."""
    for callee in module.callees:
        helper = known.get(module.text(callee)) if callee.type == "identifier" else None
        if helper is None or callee.parent is None:
            continue
        value = as_read(helper, module, callee.parent)
        if value is not None:
            fallback = literal(value.default) if value.default is not None else None
            default: str | None | Unknown = UNKNOWN
            if fallback is None or isinstance(fallback, str | int | float):
                default = None if fallback is None else str(fallback)
            yield EnvRead(
                span=span_of(callee.parent),
                scope=module.blocks.scope(callee.start_byte),
                name=value.name,
                default=default,
                guarded=True,
                at_import=module.blocks.function(callee.start_byte) is None,
                via="helper",
            )


def as_read(helper: Helper, module: Module, call: Node) -> Value | None:
    """The call of a helper as the value that it reads; None when the variable's name is not literal."""
    args, keywords, is_open = module.arguments(call)
    words = dict(keywords)
    key = args[helper.name] if helper.name < len(args) else words.get(helper.name_word)
    if is_open or key is None or not isinstance(key.constant, str):
        return None
    given = words.get(helper.default_word) if helper.default_word else None
    if helper.default is not None and helper.default < len(args):
        given = args[helper.default]
    return Value(
        what="env",
        span=span_of(call),
        name=key.constant,
        default=given if given is not None else helper.fallback,
    )


def _asked(holder: Node, module: Module) -> tuple[Node | None, Node | None]:
    """The nodes of the name and of the fallback where the environment is asked."""
    if holder.type == "subscript":
        return holder.child_by_field_name("subscript"), None
    call = holder if holder.type == "call" else holder.parent
    arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
    if arguments is None:
        return None, None
    plain = [child for child in arguments.named_children if child.type not in ("keyword_argument", "comment")]
    words = [child for child in arguments.named_children if child.type == "keyword_argument"]
    default = plain[1] if len(plain) > 1 else words[0].child_by_field_name("value") if words else None
    return (plain[0] if plain else None), default


def _name(parameter: Node, module: Module) -> str:
    if parameter.type == "identifier":
        return module.text(parameter)
    own = parameter.child_by_field_name("name") or nth(parameter, 0)
    return module.text(own) if own is not None else ""


def _own_default(parameters: Node | None, index: int) -> Node | None:
    parameter = nth(parameters, index) if parameters is not None else None
    return parameter.child_by_field_name("value") if parameter is not None else None
