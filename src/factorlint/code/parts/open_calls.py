"""Calls that may be an idiom's once the names of other files are known."""

import re
from collections.abc import Iterable, Iterator

from ...facts.code import OpenCall
from ...facts.service import Route
from ..idioms.apply import root_of
from ..idioms.selectors import HIDDEN, select
from ..idioms.table import Extract, Idiom
from ..model import Call, Value
from ..parsed import ParsedFile

_MOST = 100
"""Such calls of a file."""
_DEPTH = 6
SHAPES = (rb"\b(?:app|application|server|api)\.(?:run|listen|serve|start)\w*\(",)
"""What makes a file worth parsing although it imports nothing that an idiom knows: it starts what another file makes."""
VARIABLE = re.compile(rb"\(\s*[\"'`][A-Z][A-Z0-9_]+[\"'`]")
"""The arguments of a helper that reads the environment."""


def may_be_open(name: str, file: ParsedFile) -> bool:
    """Whether a call's own name begins in another file and may be an idiom's: no method of a class by its name."""
    if not file.is_own(name):
        return False
    *owners, _ = name.split(".")
    return not any(
        owner[:1].isupper() and not owner.isupper() and not owner.endswith(")") for owner in owners
    )


def open_calls(file: ParsedFile, known: Iterable[Call], unknown: Iterable[Call]) -> Iterator[OpenCall]:
    """Yield the calls of `known` that ask for something of another file, and all of `unknown`."""
    count = 0
    for call in known:
        if count < _MOST and (may_be_open(call.name, file) or _asks(call, file)):
            count += 1
            yield OpenCall(span=call.span, scope=call.scope, call=call, language=file.grammar.language)
    for call in unknown:
        if count < _MOST:
            count += 1
            yield OpenCall(span=call.span, scope=call.scope, call=call, language=file.grammar.language)


def _asks(call: Call, file: ParsedFile) -> bool:
    """Whether an idiom of the call selects something that another file knows."""
    values = (
        *call.args,
        *(value for _, value in call.keywords),
        *((call.of,) if call.of is not None else ()),
    )
    if not file.own_names or not any(_is_open(value, file, 0) for value in values):
        return False
    root = root_of(call)
    return any(_selects(idiom, root, file) for idiom in file.table.calls(call.name))


def _selects(idiom: Idiom, root: Value, file: ParsedFile) -> bool:
    if idiom.type is Route:  # its handler is another file's more often than not
        return bool(root.items) and _is_open(root.items[0], file, 0)
    selectors = [
        field.how.selector
        for field in idiom.fields
        if isinstance(field.how, Extract) and not field.how.special
    ]
    selectors += [test.selector for test in (*idiom.when, *idiom.unless) if not test.special]
    if idiom.each is not None:
        selectors.append(idiom.each)
    for selector in selectors:
        found = select(root, selector)
        if found is HIDDEN or (isinstance(found, Value) and _is_open(found, file, 0)):
            return True
    return False


def _is_open(value: Value, file: ParsedFile, depth: int) -> bool:
    """Whether a part of a value begins in another file."""
    if value.what in ("name", "call") and file.is_own(value.name):
        return True
    if depth > _DEPTH:
        return False
    inner = (
        *value.items,
        *(entry for _, entry in value.entries),
        *(each for each in (value.default, value.of) if each),
    )
    return any(_is_open(each, file, depth + 1) for each in inner)
