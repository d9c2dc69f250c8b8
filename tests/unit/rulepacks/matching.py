"""Hand-made facts and pages for tests of the matcher."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from factorlint.facts import Fact
from factorlint.model.component import Component
from factorlint.model.fact import assign, place
from factorlint.model.finding import Problem
from factorlint.model.source import Role
from factorlint.model.store import FactStore
from factorlint.model.view import View
from factorlint.rulepacks.header import Header
from factorlint.rulepacks.match import Match, check_of, compile_match

F = TypeVar("F", bound=Fact)


def reads(compiled: Iterable[Match]) -> frozenset[type[Fact]]:
    return frozenset().union(*(match.reads for match in compiled))


APP = Component(name="web", root="web", kind="app")


def placed(fact: F, path: str = "web/a", role: Role = "production", component: str = "web") -> F:
    fact = msgspec.structs.replace(fact)
    place(fact, path, role)
    assign(fact, component)
    return fact


def problems(
    match: dict[str, Any], facts: Iterable[Fact], component: Component | None = APP
) -> list[Problem]:
    header = msgspec.convert(
        {
            "code": "TST001",
            "name": "x",
            "title": "x",
            "severity": "info",
            "confidence": "high",
            "scope": "component",
            "applies-to": ["app"],
            "message": "{name}",
            **match,
        },
        Header,
    )
    compiled = compile_match(header)
    store = FactStore({}, facts)
    store.components = (component or APP,)
    return list(check_of(compiled)(View(store, component, frozenset(header.roles), reads(compiled))))


def messages(*given: Any) -> list[str]:
    return [problem.message for problem in problems(*given)]
