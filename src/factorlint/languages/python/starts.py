"""When a schema change of the code happens: at import, when the application starts, or when somebody calls it."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from ...code.model import CodeFile
from ...facts import Fact, SchemaChange
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

When = Literal["start", "import", "function", "command"]


def timed(facts: Iterable[Fact], file: CodeFile, module: Module) -> Iterator[Fact]:
    """The same facts; schema changes say when they happen."""
    facts = list(facts)
    starting: dict[str, When] | None = None
    for fact in facts:
        if isinstance(fact, SchemaChange) and fact.by == "code":
            if starting is None:
                starting = _starting(file, module.data)
            yield msgspec.structs.replace(fact, moment=_when(fact, starting, module))
        else:
            yield fact


def _when(fact: SchemaChange, starting: dict[str, When], module: Module) -> When:
    if any(block.kind == "main" for block in module.blocks.around(fact.span.start)):
        return "command"
    if not fact.scope:
        return "import"
    return starting.get(fact.scope.rpartition(".")[2], "function")


def _starting(file: CodeFile, source: bytes) -> dict[str, When]:
    """Functions that run when the application starts or the module is imported, and what they call in this file."""
    calls: dict[str, set[str]] = {}
    for caller, callee in file.local_calls:
        calls.setdefault(caller.rpartition(".")[2], set()).add(callee.rpartition(".")[2])
    hooks = {name.decode() for match in _DECORATOR.finditer(source) if (name := match[1])}
    hooks |= {name.decode() for match in _GIVEN.finditer(source) for name in match.groups() if name}
    found: dict[str, When] = dict.fromkeys(_reached(calls.get("", set()), calls), "import")
    found.update(dict.fromkeys(_reached(hooks | _FACTORIES, calls), "start"))
    return found


def _reached(names: set[str], calls: dict[str, set[str]]) -> set[str]:
    found = wave = set(names)
    while wave:
        wave = {called for caller in wave for called in calls.get(caller, ())} - found
        found = found | wave
    return found
