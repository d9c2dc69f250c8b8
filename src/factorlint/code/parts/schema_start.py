"""When a schema change of the code happens: at import, when the application starts, or when somebody calls it."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from ...facts import Fact, Listen, SchemaChange
from .. import context
from ..model import CodeFile
from ..parsed import ParsedFile

When = Literal["start", "import", "function", "command"]


def with_moment(facts: list[Fact], code: CodeFile, file: ParsedFile) -> Iterator[Fact]:
    """Fill in when each `SchemaChange` of the code happens; other facts pass through."""
    starting: dict[str, When] | None = None
    listens = [fact.span.start for fact in facts if isinstance(fact, Listen)]
    for fact in facts:
        if isinstance(fact, SchemaChange) and fact.by in ("code", "settings"):
            if starting is None:
                starting = _starting(code, file)
            yield msgspec.structs.replace(fact, moment=_when(fact, starting, listens, file))
        else:
            yield fact


def _when(fact: SchemaChange, starting: dict[str, When], listens: list[int], file: ParsedFile) -> When:
    region = file.regions.at(fact.span.start)
    if any(each.kind == "main" for each in region.outward()):
        return "command"
    around = context.of(region, file.names)
    if around.at_import:
        return "import"
    functions = file.around(fact.span.start)
    # At start also where a function around it goes on to listen, whoever calls that function.
    if any(each.start <= at < each.end for each in functions for at in listens):
        return "start"
    known = starting.get(fact.scope.rpartition(".")[2])
    if known is not None:
        return known
    if any(each.name in file.grammar.mains for each in functions) or (around.in_main and file.grammar.mains):
        return "command"
    return "import" if around.in_main and not file.grammar.guard else "function"


def _starting(code: CodeFile, file: ParsedFile) -> dict[str, When]:
    """Functions that run when the application starts or the module is imported, and what they call in this file."""
    calls: dict[str, set[str]] = {}
    for caller, callee in code.local_calls:
        calls.setdefault(caller.rpartition(".")[2], set()).add(callee.rpartition(".")[2])
    conventions = file.table.conventions
    hooks = set(conventions.start_functions)
    for pattern in conventions.start_patterns:
        for match in pattern.finditer(file.data):
            hooks |= {name.decode("utf-8", "replace") for name in match.groups() if name}
    found: dict[str, When] = dict.fromkeys(_reached(calls.get("", set()), calls), "import")
    found.update(dict.fromkeys(_reached(hooks, calls), "start"))
    return found


def _reached(names: set[str], calls: dict[str, set[str]]) -> set[str]:
    found = wave = set(names)
    while wave:
        wave = {called for caller in wave for called in calls.get(caller, ())} - found
        found = found | wave
    return found
