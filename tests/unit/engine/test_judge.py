"""Judging: one bad rule costs itself alone, settings are heeded, findings keep their marks and order."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from factorlint.config import Settings
from factorlint.engine.judge import judge
from factorlint.facts import Fact
from factorlint.facts.image import ImageRef
from factorlint.model.component import Component
from factorlint.model.fact import assign, place
from factorlint.model.finding import Finding, Place, Problem
from factorlint.model.report import Trouble
from factorlint.model.rule import Prose, RuleInfo
from factorlint.model.source import Document, Role
from factorlint.model.store import FactStore
from factorlint.model.text import Span
from factorlint.model.view import View
from factorlint.rulepacks.load import Rule

INFO = RuleInfo(
    code="TST001", name="sample", title="t", factor="logs", severity="warning", confidence="high",
    scope="repository", applies_to=("app",), roles=("production",), default=True, security=None,
    equivalents=(), references=(), remedy="the page's remedy", prose=Prose, pack="p",
)  # fmt: skip


def image(
    raw: str, start: int, path: str = "a", role: Role = "production", component: str = "web"
) -> ImageRef:
    fact = ImageRef(raw=raw, name=raw, span=Span(start, start + len(raw)))
    place(fact, path, role)
    assign(fact, component)
    return fact


def each(view: View) -> Iterator[Problem]:
    for fact in view.facts(ImageRef):
        yield Problem(at=fact, message=fact.raw)


def rule(check: Callable[[View], Iterator[Problem]] | None = each, **changes: Any) -> Rule:
    own = {name: changes.pop(name) for name in ("yields_to", "explicit", "refused") if name in changes}
    info = msgspec.structs.replace(INFO, **changes)
    return Rule(info=info, reads=frozenset({ImageRef}), check=check, **own)


def run(
    rules: list[Rule],
    facts: list[Fact],
    text: bytes = b"one\ntwo\none\n",
    settings: Settings | None = None,
    kinds: tuple[tuple[str, str], ...] = (("web", "app"),),
) -> tuple[list[Finding], list[Trouble]]:
    store = FactStore({"a": Document("a", "x"), "b": Document("b", "x", "test")}, facts)
    store.components = tuple(Component(name=name, root=name, kind=kind) for name, kind in kinds)  # type: ignore[arg-type]
    return judge(store, rules, settings or Settings(), lambda path: text if path else b"")


def messages(*given: Any, **rest: Any) -> list[str]:
    return [finding.message for finding in run(*given, **rest)[0]]


def boom(view: View) -> Iterator[Problem]:
    yield Problem(at=Place("a", Span(0, 3)), message="before")
    raise ZeroDivisionError("by zero")


def test_a_rule_that_raises_costs_only_itself() -> None:
    findings, troubles = run([rule(boom), rule(code="TST002")], [image("one", 0)])
    assert [finding.code for finding in findings] == ["TST002"]
    (trouble,) = troubles
    assert trouble.ours
    assert "rule TST001 (sample) of pack p failed: ZeroDivisionError: by zero" in trouble.message
    assert "--ignore TST001" in trouble.message


def test_a_rule_that_asks_for_facts_it_does_not_declare_is_told() -> None:
    greedy = msgspec.structs.replace(rule(), reads=frozenset())
    (trouble,) = run([greedy], [image("one", 0)])[1]
    assert "does not declare that it reads image.reference" in trouble.message


def test_a_crash_names_the_component() -> None:
    (trouble,) = run([rule(boom, scope="component")], [])[1]
    assert "failed on component web" in trouble.message


def test_a_rule_that_may_not_run_is_told_and_not_ours() -> None:
    findings, troubles = run([rule(None, refused="not trusted")], [image("one", 0)])
    assert (findings, troubles) == ([], [Trouble("", 0, "not trusted")])


def test_severities_can_be_overridden_by_code_and_name() -> None:
    for key in ("TST001", "sample"):
        (finding,) = run([rule()], [image("one", 0)], settings=Settings(severity={key: "error"}))[0]
        assert finding.severity == "error"
    assert run([rule()], [image("one", 0)])[0][0].severity == "warning"


def test_a_problem_may_be_milder_than_its_page_but_the_user_has_the_last_word() -> None:
    def mild(view: View) -> Iterator[Problem]:
        yield Problem(
            at=view.facts(ImageRef)[0], message="x", severity="info", remedy="here", confidence="medium"
        )

    (finding,) = run([rule(mild)], [image("one", 0)])[0]
    assert (finding.severity, finding.remedy, finding.confidence) == ("info", "here", "medium")
    (finding,) = run([rule(mild)], [image("one", 0)], settings=Settings(severity={"TST001": "error"}))[0]
    assert finding.severity == "error"
    assert run([rule()], [image("one", 0)])[0][0].remedy == "the page's remedy"


def test_per_path_ignores() -> None:
    facts: list[Fact] = [image("one", 0, "src/a"), image("two", 0, "src/gen/b")]
    for word in ("TST", "TST001", "sample", "logs", "ALL"):
        assert messages([rule()], facts, settings=Settings(per_path_ignores=(("gen/", (word,)),))) == ["one"]
    assert messages([rule()], facts, settings=Settings(per_path_ignores=(("gen/", ("XYZ",)),))) == [
        "one",
        "two",
    ]


def test_doubtful_findings_need_the_strict_profile_or_the_rules_own_name() -> None:
    def doubtful(view: View) -> Iterator[Problem]:
        yield Problem(at=view.facts(ImageRef)[0], message="x", confidence="low")

    facts: list[Fact] = [image("one", 0)]
    assert messages([rule(doubtful)], facts) == []
    assert messages([rule(doubtful, explicit=True)], facts) == ["x"]
    assert messages([rule(doubtful)], facts, settings=Settings(profile="strict")) == ["x"]


def everywhere(view: View) -> Iterator[Problem]:
    for fact in view.everywhere(ImageRef, frozenset(("production", "test"))):
        yield Problem(at=fact, message=fact.raw)
    yield Problem(at=Place("b", Span(0, 1)), message="a place in a test")
    yield Problem(at=Place(), message="the repository")


def test_only_judged_roles_and_kinds_of_components_have_findings() -> None:
    facts: list[Fact] = [
        image("app", 0),
        image("test", 0, "b", "test"),
        image("library", 4, component="lib"),
        image("nowhere", 8, component=""),
    ]
    found = messages([rule(everywhere)], facts, kinds=(("web", "app"), ("lib", "library")))
    assert found == ["the repository", "app", "nowhere"]


def test_a_rule_asks_each_component_it_applies_to() -> None:
    seen: list[str] = []

    def note(view: View) -> Iterator[Problem]:
        seen.append(view.component.name if view.component else "repository")
        yield from ()

    kinds = (("web", "app"), ("lib", "library"), ("api", "app"))
    run([rule(note, scope="component")], [], kinds=kinds)
    run([rule(note)], [], kinds=kinds)
    run([rule(note)], [], kinds=(("lib", "library"),))
    run([rule(note)], [], kinds=())
    assert seen == ["web", "api", "repository", "repository"]


def wide(view: View) -> Iterator[Problem]:
    yield Problem(at=Place("a", Span(0, 8)), message="wide")
    yield Problem(at=Place("a", Span(8, 11)), message="elsewhere")


def test_a_rule_yields_to_a_more_specific_one_at_the_same_place() -> None:
    general = rule(wide, yields_to=("TST002",))
    assert messages([general, rule(code="TST002")], [image("two", 4)]) == ["elsewhere", "two"] or messages(
        [general, rule(code="TST002")], [image("two", 4)]
    ) == ["two", "elsewhere"]
    assert messages([general, rule(code="TST002")], []) == ["wide", "elsewhere"]
    assert messages([general, rule(code="TST002")], [image("two", 4, "b")]) == ["wide", "elsewhere", "two"]
    assert messages([general], [image("two", 4)]) == ["wide", "elsewhere"]


def test_it_does_not_yield_to_a_finding_that_is_not_shown() -> None:
    general = rule(wide, yields_to=("TST002",))
    hidden = image("two", 4, component="lib")
    kinds = (("web", "app"), ("lib", "library"))
    assert messages([general, rule(code="TST002")], [hidden], kinds=kinds) == ["wide", "elsewhere"]


def marks(facts: list[Fact], text: bytes) -> list[str]:
    return [finding.fingerprint for finding in run([rule()], facts, text)[0]]


def test_fingerprints_survive_moved_lines_and_blanks() -> None:
    before = marks([image("one", 0), image("two", 4)], b"one\ntwo\n")
    after = marks([image("one", 7), image("two", 13)], b"new\n\n\n one\n\ttwo \n")
    assert before == after
    assert len(set(before)) == 2
    assert marks([image("one", 0)], b"one x\n") != before[:1]


def test_equal_lines_have_fingerprints_of_their_own() -> None:
    twice = marks([image("one", 0), image("one", 8)], b"one\ntwo\none\n")
    assert len(set(twice)) == 2
    assert twice[0] == marks([image("one", 0)], b"one\n")[0]


def test_fingerprints_tell_rules_and_files_apart() -> None:
    here = run([rule(), rule(code="TST002")], [image("one", 0), image("one", 0, "c")])[0]
    assert len({finding.fingerprint for finding in here}) == 4


def test_findings_are_ordered_whatever_the_order_of_rules_and_facts() -> None:
    facts: list[Fact] = [image("two", 4), image("one", 0), image("one", 0, "0"), image("b", 0, "c")]
    rules = [rule(), rule(code="TST002")]
    expected = [(f.place.path, f.place.span.start, f.code, f.fingerprint) for f in run(rules, facts)[0]]
    assert expected == sorted(expected, key=lambda item: item[:3])
    again = [
        (f.place.path, f.place.span.start, f.code, f.fingerprint) for f in run(rules[::-1], facts[::-1])[0]
    ]
    assert again == expected


def test_the_same_said_twice_is_one_finding() -> None:
    def twice(view: View) -> Iterator[Problem]:
        yield from each(view)
        yield from each(view)

    assert messages([rule(twice)], [image("one", 0)]) == ["one"]


def test_evidence_and_component() -> None:
    def told(view: View) -> Iterator[Problem]:
        first, second = view.facts(ImageRef)
        yield Problem(
            at=first, message="x", evidence=((second, "and here"), (Place("b", Span(0, 1)), "there"))
        )

    (finding,) = run([rule(told)], [image("one", 0), image("two", 4)])[0]
    assert finding.component == "web"
    assert [(each.place, each.message) for each in finding.evidence] == [
        (Place("a", Span(4, 7)), "and here"),
        (Place("b", Span(0, 1)), "there"),
    ]


def test_a_components_rule_may_point_into_another_components_document() -> None:
    """The Service that sends requests to a wrong port stands in a folder that holds no code."""
    manifest = image("manifest", 0, component="deploy")

    def elsewhere(view: View) -> Iterator[Problem]:
        for fact in view.facts(ImageRef):
            yield Problem(at=manifest, message=f"{fact.raw} is named there")

    kinds = (("web", "app"), ("deploy", "infrastructure"))
    checked = rule(elsewhere, scope="component")
    found, _ = run([checked], [image("code", 4), manifest], kinds=kinds)
    assert [finding.message for finding in found] == ["code is named there"]
