"""Settle what one file leaves open because another file says it.

A call whose name or arguments begin in another file (`OpenCall`) is completed through that file's exports, and the
idioms of its language are applied once more: what they say then fills the unknown fields of the facts that the
file made by itself, or is a new fact.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from ...code.idioms import apply
from ...code.idioms.selectors import literal
from ...code.idioms.table import Table
from ...code.model import CodeFile
from ...facts import UNKNOWN, EnvRead, Export, OpenCall, Unknown
from ...model.expression import Call, Value
from ...model.fact import Fact, place
from ...model.store import FactStore
from .names import Names

Tables = Callable[[str], Table]
"""The idioms of a language by its name."""


class Settled(NamedTuple):
    """An open call, and what other files make of it."""

    opened: OpenCall
    call: Call | None
    """The call with what other files say in its name and arguments; None when they add nothing."""
    read: EnvRead | None
    """The read of the environment that a function of another file makes of it."""


def settle(store: FactStore, names: Names, tables: Tables) -> list[Settled]:
    """Follow the open calls of `store` through `names`; changes nothing."""
    found = []
    for opened in store.all(OpenCall):
        call = _completed_call(opened, names, tables(opened.language))
        read = _environment_read(opened, names)
        if call is not None or read is not None:
            found.append(Settled(opened, call, read))
    return found


def complete(store: FactStore, settled: Iterable[Settled], tables: Tables) -> None:
    """Give `store` the facts that the settled calls stand for, and fill the unknown fields of those that it has."""
    added: list[Fact] = []
    changed: dict[int, Fact] = {}
    for one in settled:
        opened, table = one.opened, tables(one.opened.language)
        before = list(_facts_of(opened.call, opened.path, table))
        made = [one.read] if one.read is not None else []
        for fact in (*made, *(_facts_of(one.call, opened.path, table) if one.call is not None else ())):
            place(fact, opened.path, opened.role)
            old = _alike(fact, store.at(opened.path, type(fact)))
            if old is None:
                added.append(fact)
            else:
                whole = completed(changed.get(id(old), old), _alike(fact, before), fact)
                if whole != old:
                    changed[id(old)] = whole
    store.replace(changed)
    store.add(added)


def _facts_of(call: Call, path: str, table: Table) -> Iterator[Fact]:
    """What the idioms make of a call by itself."""
    yield from apply.apply(CodeFile(calls=[call], assignments=[], classes=[], errors=[]), table, path)


def _alike(fact: Fact, among: Iterable[Fact]) -> Fact | None:
    """The fact of the same kind at the same place."""
    return next((each for each in among if type(each) is type(fact) and each.span == fact.span), None)


def _completed_call(opened: OpenCall, names: Names, table: Table) -> Call | None:
    """The call with what other files say in its name and arguments; None when they add nothing."""
    call, path = opened.call, opened.path
    known = names.qualified(path, call.name)
    args = tuple(table.settled(names.settled(each, path)) for each in call.args)
    keywords = tuple((key, table.settled(names.settled(each, path))) for key, each in call.keywords)
    of = names.settled(call.of, path) if call.of is not None else None
    if known is None and args == call.args and keywords == call.keywords and of == call.of:
        return None
    name, passed = known or (call.name, of)
    return msgspec.structs.replace(call, name=name, of=passed or of, args=args, keywords=keywords)


def _environment_read(opened: OpenCall, names: Names) -> EnvRead | None:
    """What is read by a function of another file that passes a name on to the environment: `env("PORT", 3000)`."""
    call = opened.call
    found = names.function(opened.path, call.name)
    if found is None or found[0].value.what != "env":
        return None
    export = found[0]
    asked = substituted(export.value, export, call)
    name = literal(asked.items[0]) if asked.items else asked.name
    if not isinstance(name, str) or not name:
        return None
    default = literal(asked.default) if asked.default is not None else None
    return EnvRead(
        span=call.span,
        scope=call.scope,
        name=name,
        default=_default(default),
        required=export.required and asked.default is None,
        at_import=call.at_import,
        guarded=call.in_try,
        via=call.name.rpartition(".")[2],
    )


def _default(known: object) -> str | None | Unknown:
    if known is None or isinstance(known, str):
        return known
    return str(known) if isinstance(known, int | float) else UNKNOWN


def substituted(value: Value, export: Export, call: Call) -> Value:
    """Return what the function `export` gives when `call` calls it: its parameters replaced by the arguments."""
    given: dict[str, Value] = dict(zip(export.parameters, call.args, strict=False))
    given.update((key, each) for key, each in call.keywords if key in export.parameters)
    return _with(value, given, 8)


def _with(value: Value, given: dict[str, Value], depth: int) -> Value:
    if value.what == "parameter":
        return given.get(value.name) or value.default or value
    if not depth or not (value.items or value.entries or value.default):
        return value
    default = value.default
    if default is not None:
        default = _with(default, given, depth - 1)
        if default.what == "parameter":
            default = None  # the caller gives none, and the function has none of its own
    return msgspec.structs.replace(
        value,
        items=tuple(_with(item, given, depth - 1) for item in value.items),
        entries=tuple((key, _with(entry, given, depth - 1)) for key, entry in value.entries),
        default=default,
    )


def completed(old: Fact, before: Fact | None, new: Fact) -> Fact:
    """Return `new` with what the file itself knows better.

    `old` is the file's fact and `before` what the idioms alone made of the open call: where the two differ, the file
    has looked at more than the call (a handler's body, the condition around it), and that stays.
    """
    kept = {
        field: value
        for field in old.__struct_fields__
        if (value := getattr(old, field)) is not UNKNOWN
        and (getattr(new, field) is UNKNOWN or (before is not None and value != getattr(before, field)))
    }
    kept |= {field: getattr(old, field) for field in ("span", "scope", "path", "role", "component")}
    return msgspec.structs.replace(new, **kept)
