"""What a match says: texts by case, fragments, lists, evidence, places, severities."""

from typing import Any

import pytest

from factorlint.facts import UNKNOWN
from factorlint.facts.config import EnvRead, EnvSupply
from factorlint.facts.dependency import Declared
from factorlint.facts.graph import EnvNeed
from factorlint.facts.process import CacheStore, SessionStore
from factorlint.facts.resilience import Retry
from factorlint.model.component import Component
from factorlint.rulepacks.fields import MatchError

from .matching import messages, placed, problems

RETRY = {
    "for": "resilience.retry",
    "words": {
        "often": {
            ", without end": {"limit": None},
            ", up to {limit} times": {"limit": {"present": True}},
            "": {},
        },
        "who": "`{by}`",
        "all": "{words.who}{words.often}",
    },
    "message": "{words.all}",
}


@pytest.mark.parametrize(
    ("limit", "said"), [(None, "`x`, without end"), (3, "`x`, up to 3 times"), (UNKNOWN, "`x`")]
)
def test_the_first_text_whose_conditions_hold_is_said(limit: Any, said: str) -> None:
    assert messages(RETRY, [placed(Retry(by="x", limit=limit))]) == [said]


def needs(*names: str) -> list[EnvSupply]:
    return [placed(EnvSupply(name=name)) for name in names]


def test_lists_are_written_by_a_filter() -> None:
    need = placed(EnvNeed(name="A", reads=(), near=tuple(needs("b", "c", "b", "d", "e"))))
    said = {
        "{near.name}": "b, c, b, d, e",
        "{near.name:listed}": "`b`, `c`, `d` and 1 more",
        "{near.name:listed 1}": "`b` and 3 more",
        "{near.name:first}": "`b` (and 3 more)",
        "{near.name:count}": "5",
        "{near.1.name}": "c",
        "{supplies.name:listed}": "none",
    }
    for text, expected in said.items():
        assert messages({"for": "graph.env-need", "message": text}, [need]) == [expected]


def test_a_problem_stands_at_a_held_fact_and_shows_others() -> None:
    read = placed(EnvRead(name="A"), "web/b")
    near = needs("b", "c", "d", "e")
    need = placed(EnvNeed(name="A", reads=(read,), near=tuple(near)))
    match = {
        "for": "graph.env-need",
        "at": "reads",
        "evidence": {
            "near": {"": {"name": "c"}, "`{name}` for `{anchor.name}`": {"anchor.open": False}},
            "documented": "no",
        },
    }
    (problem,) = problems(match, [need])
    assert problem.at is read
    assert problem.evidence == ((near[0], "`b` for `A`"), (near[2], "`d` for `A`"))
    (alone,) = problems(match, [placed(EnvNeed(name="A", reads=()))])
    assert isinstance(alone.at, EnvNeed), "where nothing is held, the anchor"


def test_cases_make_it_worse_or_milder() -> None:
    match = {
        "for": "resilience.retry",
        "message": "x",
        "cases": [
            {"when": {"backoff": "none"}, "severity": "error", "confidence": "low"},
            {"when": {"limit": {"present": True}}, "severity": "info"},
            {"when": {"jitter": True}, "severity": "warning"},
            {"component": {"deployed": True}, "confidence": "medium"},
        ],
    }

    def grade(retry: Retry, component: Component | None = None) -> tuple[str | None, str | None]:
        given = [component] if component else []
        (problem,) = problems(match, [placed(retry)], *given)
        return problem.severity, problem.confidence

    assert grade(Retry(by="x")) == (None, None)
    assert grade(Retry(by="x", backoff="none")) == ("error", "low")
    assert grade(Retry(by="x", backoff="none", limit=2)) == ("info", "low")
    deployed = Component(name="web", root="web", kind="app", deployed=True)
    assert grade(Retry(by="x", backoff="none"), deployed) == ("error", "medium")


def test_a_component_is_asked_before_its_facts() -> None:
    match = {"for": "resilience.retry", "message": "x", "component": {"kind": {"in": ["app"]}, "root": "web"}}
    assert messages(match, [placed(Retry(by="x"))]) == ["x"]
    assert messages({**match, "component": {"kind": "library"}}, [placed(Retry(by="x"))]) == []
    with pytest.raises(MatchError, match="write `scope: component`"):
        problems({**match, "scope": "repository"}, [])


def test_unless_silences_only_what_is_certain() -> None:
    match = {"for": "resilience.retry", "message": "{by}", "unless": {"limit": {"below": 2}}}
    facts = [placed(Retry(by=str(limit), limit=limit)) for limit in (1, 2, None, UNKNOWN)]
    assert messages(match, facts) == ["2", "None", "UNSET"]


DECLARED = {
    "for": "dependency.declared",
    "together": ["path", "pin"],
    "message": {"{together.name:listed} ({count})": {"count": {"above": 1}}, "{name} alone": {}},
    "evidence": "{name} too",
}


def test_facts_that_agree_are_one_problem() -> None:
    facts = [
        placed(Declared(name="a", ecosystem="npm", pin="open")),
        placed(Declared(name="b", ecosystem="npm", pin="open")),
        placed(Declared(name="c", ecosystem="npm", pin="exact")),
        placed(Declared(name="d", ecosystem="npm", pin="open"), "web/b"),
    ]
    first, second, third = problems(DECLARED, facts)
    assert [each.message for each in (first, second, third)] == ["`a` and `b` (2)", "c alone", "d alone"]
    assert first.at is facts[0] and first.evidence == ((facts[1], "b too"),)


def test_what_is_not_known_agrees_with_nothing() -> None:
    match = {"for": "resilience.retry", "together": ["limit"], "message": "{by}"}
    facts = [placed(Retry(by=by, limit=UNKNOWN)) for by in "ab"]
    assert messages(match, facts) == ["a", "b"]
    assert messages({**match, "together": ["place"]}, facts) == ["a"]


def test_several_kinds_and_several_matches() -> None:
    facts = [
        placed(SessionStore(backend="memory", by="s")),
        placed(CacheStore(backend="memory", by="c")),
        placed(CacheStore(backend="file", by="f")),
    ]
    both = {"for": ["process.session-store", "process.cache-store"], "where": {"backend": "memory"}}
    assert messages({**both, "message": "{by}"}, facts) == ["s", "c"]
    blocks = {
        "message": "{by} {words.where}",
        "words": {"where": "inside"},
        "where": {"backend": "memory"},
        "match": [
            {"for": "process.session-store"},
            {"for": "process.cache-store", "where": {"backend": "file"}, "severity": "error", "words": {"where": "beside"}},
        ],
    }  # fmt: skip
    found = problems(blocks, facts)
    assert [(each.message, each.severity) for each in found] == [("s inside", None), ("f beside", "error")]


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ({"message": {"a": {"by": "x"}}}, "`message` may come to nothing"),
        ({"message": "{words.x}"}, "`words` has no `x`"),
        ({"message": "{by:upper}"}, "there is no `:upper`"),
        ({"message": "{together.by}"}, "needs `together` or `more-than`"),
        ({"message": "{anchor.by}"}, "is for the texts of `evidence`"),
        ({"evidence": {"limit": "x"}}, "`limit` holds none"),
        ({"evidence": {"partner": "x"}}, "needs a `with`"),
        ({"evidence": "x"}, "there is none of them"),
        ({"at": "limit"}, "`at` takes a field that holds a fact"),
        ({"together": ["bye"]}, "did you mean `by`?"),
        ({"cases": [{"when": {"bye": "x"}}]}, "did you mean `by`?"),
        ({"component": {"deploied": True}}, "did you mean `deployed`?"),
    ],
)
def test_mistakes(match: dict[str, Any], message: str) -> None:
    with pytest.raises(MatchError) as error:
        problems({"for": "resilience.retry", "message": "x", **match}, [])
    assert message in str(error.value)
