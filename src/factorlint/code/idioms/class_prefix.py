"""Paths of a class's routes, below the path that a decorator of the class gives (`prefix_of_class`)."""

from collections.abc import Iterable, Iterator

import msgspec

from ...facts.service import Route
from ...model.fact import Fact
from ..model import Call, CodeFile, Value
from .selectors import HIDDEN, compile_selector, literal, select

_PATH = compile_selector("0.path|0.value|path|value|0")
"""Where such a decorator holds the path."""

Prefixes = dict[tuple[str, str], str | None]
"""By the decorator's name and the class: the path, None where it is not known."""


def class_prefixes(file: CodeFile, names: Iterable[str]) -> Prefixes:
    """The paths that decorators called so give to classes."""
    wanted = frozenset(names)
    if not wanted:
        return {}
    calls = (call for call in file.calls if call.decorates and call.name in wanted)
    return {(call.name, _title(call)): _path(call) for call in calls}


def _title(call: Call) -> str:
    return f"{call.scope}.{call.decorates}" if call.scope else call.decorates


def _path(call: Call) -> str | None:
    root = Value(what="call", span=call.span, items=call.args, entries=call.keywords, open=call.open)
    found = select(root, _PATH)
    if not isinstance(found, Value):
        return None if found is HIDDEN else ""
    known = literal(found)
    return known if isinstance(known, str) else None


def with_prefix(
    facts: Iterable[Fact], scope: str, names: Iterable[str], prefixes: Prefixes
) -> Iterator[Fact]:
    """Put the path of the class `scope` before the paths of its routes; one that is not known leaves them partial."""
    for fact in facts:
        for name in names if isinstance(fact, Route) else ():
            prefix = prefixes.get((name, scope), "")
            if prefix is None:
                fact = msgspec.structs.replace(fact, partial=True)
            elif prefix and isinstance(fact, Route):
                parts = (part.strip("/") for part in (prefix, fact.url_path))
                fact = msgspec.structs.replace(fact, url_path="/" + "/".join(filter(None, parts)))
        yield fact
