"""Every operator of the matcher, in three-valued logic."""

import msgspec
import pytest

from factorlint.facts import UNKNOWN, Fact
from factorlint.facts.config import EnvRead
from factorlint.facts.image import BuildStage, ImageRef
from factorlint.facts.resilience import Retry
from factorlint.facts.workload import Container
from factorlint.model.conditions import ALL_OPERATORS
from factorlint.rulepacks.conditions import compile_conditions
from factorlint.rulepacks.fields import MatchError, field_named, fields_of, kind_named


def verdict(kind: type[Fact], field: str, wanted: object, value: object) -> bool | None:
    """What the conditions on one field say of a value, as if a fact had it there."""
    found = field_named(kind, field)
    put = msgspec.structs.replace(found, get=lambda given: given)
    return compile_conditions(lambda _: put, {field: wanted}, None).verdict(value, None)


def holds(fact: Fact, asked: dict[str, object]) -> bool | None:
    """What conditions say of a fact, which is the anchor too."""
    return compile_conditions(fields_of(type(fact)), asked, fields_of(type(fact))).verdict(fact, fact)


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ("python", "python", True),
        ("python", "node", False),
        ({"equals": "python"}, UNKNOWN, None),
        ({"not-equals": "python"}, "node", True),
        ({"not-equals": "python"}, "python", False),
        ({"not-equals": "python"}, UNKNOWN, None),
        ({"in": ["python", "node"]}, "node", True),
        ({"in": ["python", "node"]}, "ruby", False),
        ({"in": ["python"]}, UNKNOWN, None),
        ({"not-in": ["python"]}, "ruby", True),
        ({"not-in": ["python"]}, UNKNOWN, None),
        ({"matches": "^py"}, "python", True),
        ({"matches": "py$"}, "python", False),
        ({"not-matches": "^py"}, "ruby", True),
        ({"not-matches": "^py"}, UNKNOWN, None),
        ({"glob": "py*"}, "python", True),
        ({"glob": "yth"}, "python", False),
        ({"not-glob": "py*"}, "python", False),
        ({"present": True}, "python", True),
        ({"present": True}, "", False),
        ({"present": False}, "", True),
        ({"present": True}, UNKNOWN, None),
        ({"present": False}, UNKNOWN, None),
        ({"not-present": True}, "", True),
        ({"not-present": True}, UNKNOWN, None),
        ({"matches": "^p", "not-equals": "python"}, "perl", True),
        ({"matches": "^p", "not-equals": "python"}, "python", False),
        ({"matches": "^p", "not-equals": "python"}, UNKNOWN, None),
    ],
)
def test_text(wanted: object, value: object, expected: bool | None) -> None:
    assert verdict(ImageRef, "name", wanted, value) is expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, True),
        ({"in": [None, "latest"]}, True),
        ({"not-in": ["latest"]}, True),
        ({"equals": "latest"}, False),
        ({"matches": "latest"}, False),
        ({"not-matches": "latest"}, True),
        ({"present": False}, True),
    ],
)
def test_none_is_a_value_that_is_known(wanted: object, expected: bool) -> None:
    assert verdict(ImageRef, "tag", wanted, None) is expected


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ({"below": 3}, 2, True),
        ({"below": 3}, 3, False),
        ({"not-below": 3}, 3, True),
        ({"above": 3}, 4, True),
        ({"above": 3}, 3, False),
        ({"not-above": 3}, 3, True),
        ({"above": 3}, None, None),
        ({"not-above": 3}, None, None),
        ({"below": 3}, UNKNOWN, None),
        ({"below": 3}, True, None),
    ],
)
def test_numbers(wanted: object, value: object, expected: bool | None) -> None:
    assert verdict(BuildStage, "index", wanted, value) is expected


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ("ALL", ("ALL", "NET_ADMIN"), True),
        ("ALL", ("NET_ADMIN",), False),
        ("ALL", (), False),
        ({"not-equals": "ALL"}, ("ALL", "NET_ADMIN"), False),
        ({"not-equals": "ALL"}, (), True),
        ({"matches": "^NET"}, ("ALL", "NET_ADMIN"), True),
        ({"present": True}, (), False),
        ({"present": False}, (), True),
        ({"present": True}, ("ALL",), True),
        ("ALL", UNKNOWN, None),
        ({"present": False}, UNKNOWN, None),
    ],
)
def test_lists(wanted: object, value: object, expected: bool | None) -> None:
    assert verdict(Container, "capabilities_added", wanted, value) is expected


def test_a_list_with_an_element_that_is_not_known_stays_open() -> None:
    there, perhaps = (Container(name="web", command=(None, word)) for word in ("serve", "sh"))
    assert holds(there, {"command": "serve"}) is True
    assert holds(perhaps, {"command": "serve"}) is None
    assert holds(perhaps, {"command": {"not-equals": "serve"}}) is None
    assert holds(there, {"command": {"not-equals": "serve"}}) is False


def test_of_a_list_of_pairs_the_keys_are_meant() -> None:
    container = Container(name="web", limits=(("memory", "1Gi"),))
    assert holds(container, {"limits": "memory"}) is True
    assert holds(container, {"limits": "cpu"}) is False


def test_booleans_are_compared_as_such() -> None:
    assert verdict(Container, "privileged", True, True) is True
    assert verdict(Container, "privileged", {"not-equals": True}, False) is True


def test_a_dotted_field_looks_into_the_fact_that_is_held() -> None:
    running = kind_named("graph.running-container")
    field = field_named(running, "stage.user")
    made = running(container=Container(name="web"), stage=BuildStage(name="0", index=0, user="app"))  # type: ignore[call-arg]
    assert field.get(made) == "app"
    assert field.get(running(container=Container(name="web"))) is None  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("kind", "field", "wanted", "message"),
    [
        (ImageRef, "name", {"equal": "x"}, "unknown operator `equal`; did you mean `equals`?"),
        (ImageRef, "name", ["x"], "write `name: {in: [...]}`"),
        (ImageRef, "name", {}, "`name` has no condition"),
        (ImageRef, "name", {"in": "x"}, "`in` on `name` takes a list"),
        (ImageRef, "name", {"present": "yes"}, "`present` on `name` takes true or false"),
        (ImageRef, "name", {"matches": "("}, "no regular expression"),
        (ImageRef, "name", {"matches": 3}, "`matches` on `name` takes a text"),
        (ImageRef, "name", {"above": 3}, "`name` holds no number"),
        (ImageRef, "name", 3, "`name` is never 3; it holds str"),
        (BuildStage, "index", {"below": "3"}, "`below` on `index` takes a number"),
        (BuildStage, "index", {"below": True}, "`below` on `index` takes a number"),
        (Container, "by", "nomad", "`by` is never `nomad`"),
        (Container, "by", {"in": ["compose", "kubernets"]}, "did you mean `kubernetes`?"),
    ],
)
def test_a_condition_that_cannot_be_true_is_refused(
    kind: type[Fact], field: str, wanted: object, message: str
) -> None:
    with pytest.raises(MatchError) as error:
        verdict(kind, field, wanted, None)
    assert message in str(error.value)


def test_a_held_fact_is_present_or_not_and_nothing_else() -> None:
    running = kind_named("graph.running-container")
    assert verdict(running, "image", {"present": False}, None) is True
    with pytest.raises(MatchError, match="name one of its fields with a dot"):
        verdict(running, "image", "nginx", None)


def test_names_that_there_are_not() -> None:
    with pytest.raises(MatchError, match=r"`image.reference` has no field `nam`; did you mean `name`\?"):
        field_named(ImageRef, "nam")
    with pytest.raises(MatchError, match=r"did you mean `image\.reference`"):
        kind_named("image.referense")
    with pytest.raises(MatchError, match="field `name` holds no fact"):
        field_named(ImageRef, "name.length")
    with pytest.raises(MatchError, match="no field `span`"):
        field_named(EnvRead, "span")


@pytest.mark.parametrize("operator", ALL_OPERATORS)
def test_no_operator_says_anything_of_a_value_that_is_not_known(operator: str) -> None:
    operands: dict[str, object] = {"in": [1], "equals": 1, "present": True, "below": 1, "above": 1}
    base = operator.removeprefix("not-")
    kind, field = (ImageRef, "name") if base in ("matches", "glob") else (Retry, "limit")
    assert verdict(kind, field, {operator: operands.get(base, "x")}, UNKNOWN) is None
