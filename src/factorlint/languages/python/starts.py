"""When a schema change of the code happens: at import, when the application starts, or when somebody calls it."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from ...facts import Fact, SchemaChange
from ...syntax.code import CodeFile
from .module import Module

_DECORATOR = re.compile(
    rb"""^[ \t]*@[\w.]+\.(?:on_event\(\s*["']startup["']|before_serving\b|before_first_request\b|while_serving\b
       |before_server_start\b|listener\(\s*["'](?:before|after)_server_start)[^\n]*\n
       (?:[ \t]*@[^\n]*\n)*[ \t]*(?:async\s+)?def\s+(\w+)""",
    re.MULTILINE | re.VERBOSE,
)
"""Decorators by which Starlette and FastAPI, Quart, Flask before 2.3, and Sanic run a function at start."""
_GIVEN = re.compile(
    rb"""\blifespan\s*=\s*(\w+) | \badd_event_handler\(\s*["']startup["']\s*,\s*(\w+) | \bon_startup\s*=\s*\[\s*(\w+)
       | \bon_startup\.append\(\s*(\w+)""",
    re.VERBOSE,
)
"""Arguments by which Starlette, FastAPI and aiohttp take such a function."""

_FACTORIES = frozenset({"create_app", "make_app"})
"""Application factories by the names that `flask run` looks for."""


def timed(facts: Iterable[Fact], file: CodeFile, module: Module) -> Iterator[Fact]:
    """The same facts; schema changes say when they happen."""
    facts = list(facts)
    starting: set[str] | None = None
    for fact in facts:
        if isinstance(fact, SchemaChange) and fact.by == "code":
            if starting is None:
                starting = _starting(file, module.data)
            yield msgspec.structs.replace(fact, when=_when(fact, starting, module))
        else:
            yield fact


def _when(fact: SchemaChange, starting: set[str], module: Module) -> Literal["start", "import", "function"]:
    if fact.scope:
        return "start" if fact.scope.rpartition(".")[2] in starting else "function"
    block = next((each for each in module.blocks.around(fact.span.start) if each.kind == "main"), None)
    return "start" if block is not None else "import"


def _starting(file: CodeFile, source: bytes) -> set[str]:
    """Functions that run when the application starts, and what they and the module itself call in this file."""
    found = {name.decode() for match in _DECORATOR.finditer(source) if (name := match[1])}
    found |= {name.decode() for match in _GIVEN.finditer(source) for name in match.groups() if name}
    calls: dict[str, set[str]] = {caller: set() for caller, _ in file.local_calls}
    for caller, callee in file.local_calls:
        calls[caller].add(callee.rpartition(".")[2])
    found |= calls.get("", set()) | _FACTORIES
    wave = set(found)
    while wave:
        wave = {
            callee
            for caller, callees in calls.items()
            if caller.rpartition(".")[2] in wave
            for callee in callees
        } - found
        found |= wave
    return found
