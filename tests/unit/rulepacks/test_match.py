"""The matcher on hand-made facts: anchors, partners, templates, counts."""

from typing import Any

import msgspec
import pytest

from factorlint.facts import UNKNOWN
from factorlint.facts.config import EnvRead, EnvSupply
from factorlint.facts.image import Build, BuildStage, ImageRef
from factorlint.facts.workload import Container
from factorlint.rulepacks.fields import MatchError
from factorlint.rulepacks.header import Header
from factorlint.rulepacks.match import compile_match

from .matching import messages, placed, problems, reads


def test_every_condition_of_where_must_hold_for_certain() -> None:
    match = {"for": "image.reference", "where": {"tag": "latest", "builds": False}}
    facts = [
        placed(ImageRef(raw="a", name="a", tag="latest")),
        placed(ImageRef(raw="b", name="b", tag="1")),
        placed(ImageRef(raw="c", name="c", tag="latest", builds=True)),
        placed(ImageRef(raw="d", name="d", tag=UNKNOWN)),
    ]
    assert messages(match, facts) == ["a"]


def test_a_problem_stands_at_the_anchor_in_its_component_and_roles() -> None:
    match = {"for": "image.reference"}
    here = placed(ImageRef(raw="a", name="a"))
    facts = [
        here,
        placed(ImageRef(raw="b", name="b"), role="test"),
        placed(ImageRef(raw="c", name="c"), component="api"),
    ]
    assert [problem.at for problem in problems(match, facts)] == [here]
    assert [problem.message for problem in problems(match, facts, None)] == ["a", "c"]


WITHOUT = {"for": "config.env-read", "without": {"config.env-supply": {"name": "{name}"}}}


def test_without_is_silent_when_a_partner_is_there() -> None:
    facts = [
        placed(EnvRead(name="A")),
        placed(EnvRead(name="B")),
        placed(EnvSupply(name="A", by="compose")),
    ]
    assert messages(WITHOUT, facts) == ["B"]


def test_without_counts_a_partner_that_perhaps_is_one() -> None:
    match = {"for": "image.reference", "without": {"image.build": {"image": {"matches": "^{name}(:|$)"}}}}
    image = placed(ImageRef(raw="a.b", name="a.b"))
    assert messages(match, [image]) == ["a.b"]
    assert messages(match, [image, placed(Build(image="a.b:1"))]) == []
    assert messages(match, [image, placed(Build(image="axb:1"))]) == ["a.b"], "values are no patterns"
    assert messages(match, [image, placed(Build(image=UNKNOWN))]) == []


def test_an_anchor_whose_value_is_not_known_is_not_judged_with_partners() -> None:
    match = {"for": "image.reference", "message": "{raw}", "without": {"image.build": {"image": "{name}"}}}
    assert messages(match, [placed(ImageRef(raw="a", name=UNKNOWN))]) == []


def test_without_refuses_when_any_of_several_kinds_is_there() -> None:
    match = {"for": "image.stage", "without": {"image.build": {}, "image.reference": {"tag": "latest"}}}
    stage = placed(BuildStage(name="0", index=0))
    assert messages(match, [stage]) == ["0"]
    assert messages(match, [stage, placed(Build())]) == []
    assert messages(match, [stage, placed(ImageRef(raw="a", name="a", tag="1"))]) == ["0"]
    assert messages(match, [stage, placed(ImageRef(raw="a", name="a", tag="latest"))]) == []


def test_with_needs_a_certain_partner_of_every_kind_and_shows_the_first() -> None:
    match = {
        "for": "config.env-read",
        "with": {"config.env-supply": {"name": "{name}"}, "workload.container": {"privileged": True}},
        "message": "{name} from {partner.by}",
        "evidence": "set by {by}",
    }
    read, supply = placed(EnvRead(name="A")), placed(EnvSupply(name="A", by="compose"))
    container = placed(Container(name="web", privileged=True))
    assert problems(match, [read, supply]) == []
    assert problems(match, [read, container]) == []
    (problem,) = problems(match, [read, supply, container])
    assert problem.message == "A from compose"
    assert problem.evidence == ((supply, "set by compose"),)


def test_with_does_not_take_a_partner_that_only_perhaps_is_one() -> None:
    match = {"for": "image.reference", "with": {"image.build": {"image": "{name}"}}}
    image = placed(ImageRef(raw="a", name="a"))
    assert messages(match, [image, placed(Build(image=UNKNOWN))]) == []
    assert messages(match, [image, placed(Build(image="a"))]) == ["a"]


def test_the_anchor_is_no_partner_of_itself() -> None:
    match = {"for": "image.reference", "with": {"image.reference": {"name": "{name}"}}}
    one, other = placed(ImageRef(raw="a", name="a")), placed(ImageRef(raw="a", name="a"), "web/b")
    assert messages(match, [one]) == []
    assert messages(match, [one, other]) == ["a", "a"]


def test_partners_are_sought_in_the_component_unless_the_match_names_components() -> None:
    facts = [placed(EnvRead(name="A")), placed(EnvSupply(name="A", by="compose"), component="api")]
    assert messages(WITHOUT, facts) == ["A"]
    anywhere = {
        "for": "config.env-read",
        "without": {"config.env-supply": {"name": "{name}", "component": {"not-equals": "{component}"}}},
    }
    assert messages(anywhere, facts) == []


def test_partners_are_sought_in_the_judged_roles_unless_the_match_names_roles() -> None:
    facts = [placed(EnvRead(name="A")), placed(EnvSupply(name="A", by="compose"), role="test")]
    assert messages(WITHOUT, facts) == ["A"]
    tests = {
        "for": "config.env-read",
        "without": {"config.env-supply": {"name": "{name}", "role": "test"}},
    }
    assert messages(tests, facts) == []


@pytest.mark.parametrize(
    ("asked", "there", "found"),
    [
        ({"tag": {"in": "{tag}"}}, "1", True),
        ({"tag": {"in": "{tag}"}}, "2", False),
        ({"tag": {"not-equals": "{tag}"}}, "2", True),
        ({"raw": {"equals": "{name}:{tag}"}}, "1", True),
        ({"raw": {"equals": "x{name}:{tag}"}}, "1", False),
        ({"raw": {"glob": "{name}:*"}}, "9", True),
        ({"raw": {"not-glob": "{name}:*"}}, "9", False),
        ({"raw": {"equals": "{{name}}"}}, "9", False),
    ],
)
def test_templates_in_partner_conditions(asked: dict[str, Any], there: str, found: bool) -> None:
    anchor = placed(ImageRef(raw="*:1", name="*", tag="1"))
    other = placed(Build(image="*"))
    partner = placed(ImageRef(raw=f"*:{there}", name="*", tag=there, by="compose"))
    match = {
        "for": "image.reference",
        "where": {"by": ""},
        "with": {"image.reference": {"by": "compose", **asked}},
    }
    assert bool(messages(match, [anchor, other, partner])) is found


def test_a_number_of_the_anchor_bounds_a_partner() -> None:
    match = {"for": "image.stage", "with": {"image.stage": {"index": {"above": "{index}"}}}}
    stages = [placed(BuildStage(name=str(number), index=number)) for number in range(3)]
    assert messages(match, stages) == ["0", "1"]


def test_more_than_reports_the_first_that_is_too_many_of_each_owner() -> None:
    match = {
        "for": "image.stage",
        "more-than": 2,
        "message": "{name} is one of {count}",
        "evidence": "{name}",
    }
    stages = [placed(BuildStage(name=str(number), index=number)) for number in range(4)]
    alone = [placed(BuildStage(name="x", index=0), "web/b")]
    (problem,) = problems(match, [*stages, *alone])
    assert problem.at is stages[2]
    assert problem.message == "2 is one of 4"
    assert problem.evidence == ((stages[0], "0"), (stages[1], "1"))


def test_values_in_messages() -> None:
    match = {"for": "workload.container", "message": "{user} {command} {privileged} {limits} {args}"}
    container = placed(
        Container(name="web", user=UNKNOWN, command=("a\nb", None), limits=(("cpu", "1"),), args=("x" * 200,))
    )
    (message,) = messages(match, [container])
    assert message == "unknown a b, … false cpu " + "x" * 119 + "…"


def test_the_remedy_is_told_for_this_place() -> None:
    match = {"for": "image.reference", "remedy": "pin {name}"}
    (problem,) = problems(match, [placed(ImageRef(raw="a", name="a"))])
    assert problem.remedy == "pin a"


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ({"for": "image.referense"}, "unknown kind of fact"),
        ({"for": "image.reference", "where": {"nam": "x"}}, "has no field `nam`"),
        ({"for": "image.reference", "message": "{nam}"}, "has no field `nam`"),
        ({"for": "image.reference", "message": "{name!r}"}, "a placeholder is a field's name alone"),
        ({"for": "image.reference", "message": "{name"}, "for a brace"),
        ({"for": "image.reference", "message": "{partner.name}"}, "needs a `with`"),
        ({"for": "image.reference", "evidence": "{name}"}, "there is none of them"),
        ({"for": "image.reference", "more-than": 0}, "a number from 1"),
        ({"for": "image.reference", "with": {"image.built": {}}}, "unknown kind of fact `image.built`"),
        ({"for": "image.reference", "with": {"image.build": {"image": "{nam}"}}}, "no field `nam`"),
        ({"for": "image.reference", "with": {"image.build": {"image": {"present": "{name}"}}}}, "present"),
        (
            {"for": "image.reference", "with": {"image.build": {"image": {"is": "{name}"}}}},
            "unknown operator",
        ),
        (
            {"for": "image.reference", "with": {"graph.running-container": {"container": "{name}"}}},
            "name one of its fields with a dot",
        ),
        ({"for": "graph.running-container", "message": "{container}"}, "name one of its fields with a dot"),
    ],
)
def test_mistakes_are_told_when_the_match_is_compiled(match: dict[str, Any], message: str) -> None:
    with pytest.raises(MatchError) as error:
        problems(match, [])
    assert message in str(error.value)


def test_it_reads_the_kinds_it_names_and_no_other() -> None:
    header = msgspec.convert(
        {
            "code": "T",
            "name": "x",
            "title": "x",
            "severity": "info",
            "confidence": "high",
            "scope": "repository",
            "applies-to": ["app"],
            "for": "image.reference",
            "message": "x",
            "with": {"image.build": {}},
            "without": {"image.stage": {}},
        },
        Header,
    )
    assert reads(compile_match(header)) == {ImageRef, Build, BuildStage}
