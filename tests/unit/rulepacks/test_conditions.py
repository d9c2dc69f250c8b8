"""Every operator of the matcher, in three-valued logic."""

import msgspec
import pytest

from factorlint.facts import UNKNOWN, Fact
from factorlint.facts.config import ConfigFile, EnvRead
from factorlint.facts.dependency import RuntimeVersion
from factorlint.facts.graph import Drift
from factorlint.facts.image import BuildStage, ImageRef
from factorlint.facts.resilience import Retry
from factorlint.facts.service import PortMap, Probe
from factorlint.facts.workload import Container, Mount
from factorlint.model.conditions import ALL_OPERATORS
from factorlint.model.fact import place
from factorlint.rulepacks.conditions import compile_conditions
from factorlint.rulepacks.fields import MatchError, field_named, fields_of, kind_named


def verdict(kind: type[Fact], field: str, wanted: object, value: object) -> bool | None:
    """What the conditions on one field say of a value, as if a fact had it there."""
    found = field_named(kind, field)
    put = msgspec.structs.replace(found, get=lambda given: given)
    return compile_conditions(lambda _: put, {field: wanted}, None).verdict(value, None)


def placed(fact: Fact, path: str) -> Fact:
    place(fact, path, "production")
    return fact


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


MOUNTS = Container(
    name="web",
    mounts=(
        Mount("/data", "data", "volume"),
        Mount("/var/run/docker.sock", "/var/run/docker.sock", "bind", read_only=True),
    ),
    ports=(PortMap(port=80, host_port=8000), PortMap(port=UNKNOWN, host_port=None)),
    limits=(("memory", "512m"), ("cpu", "1500m")),
)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"mounts.source": "/var/run/docker.sock"}, True),
        ({"mounts.source": {"matches": "^/etc"}}, False),
        ({"mounts.source": {"not-matches": "^/etc"}}, True),
        ({"mounts.1.read_only": True}, True),
        ({"mounts.0.read_only": True}, False),
        ({"mounts.7.read_only": {"present": False}}, True),
        ({"ports.port": 80}, True),
        ({"ports.port": 81}, None),
        ({"ports.host_port": {"above": 9000}}, None),
        ({"ports.host_port": None}, True),
        ({"mounts": {"some": {"source": "data", "read_only": True}}}, False),
        ({"mounts": {"some": {"source": "data", "read_only": False}}}, True),
        ({"mounts": {"not-some": {"how": "tmpfs"}}}, True),
        ({"mounts": {"not-some": {"how": "bind"}}}, False),
        ({"ports": {"some": {"port": 81, "host_port": None}}}, None),
        ({"ports": {"not-some": {"port": 81, "host_port": None}}}, None),
        ({"ports": {"not-some": {"port": 81, "host_port": 8000}}}, True),
        ({"any": [{"privileged": True}, {"mounts.how": "bind"}]}, True),
        ({"any": [{"privileged": True}, {"mounts.how": "tmpfs"}]}, False),
        ({"any": [{"privileged": True}, {"user": "root"}]}, None),
        ({"any": [{"privileged": False}, {"user": "root"}]}, True),
        ({"any": [{"privileged": True, "name": "web"}, {"name": {"not-equals": "web"}}]}, False),
    ],
)
def test_inside_lists_of_structs(asked: dict[str, object], expected: bool | None) -> None:
    assert holds(MOUNTS, asked) is expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"limits.memory": "512m"}, True),
        ({"limits.memory": {"below": "1Gi"}}, True),
        ({"limits.memory": {"above": "1Gi"}}, False),
        ({"limits.memory": {"above": "512Mi"}}, False),
        ({"limits.memory": {"above": "511Mi"}}, True),
        ({"limits.cpu": {"above": 1}}, True),
        ({"limits.cpu": {"above": 2}}, False),
        ({"limits.cpu": {"not-above": 2}}, True),
        ({"limits.disk": {"present": False}}, True),
        ({"limits.disk": {"above": 1}}, None),
        ({"limits.disk": {"not-above": 1}}, None),
        ({"limits": {"not-equals": "disk"}}, True),
    ],
)
def test_values_of_pairs(asked: dict[str, object], expected: bool | None) -> None:
    assert holds(MOUNTS, asked) is expected


ROLE = ConfigFile(
    environment="production",
    entries=(
        ("debug", "true"),
        ("rules.0.verbs.0", "get"),
        ("rules.0.verbs.1", "*"),
        ("rules.0.resources.0", "pods"),
        ("rules.1.verbs.0", "get"),
        ("rules.1.resources.0", "secrets"),
        ("a.b.c.replicas", "3"),
    ),
)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"entries.rules.*.verbs.*": "*"}, True),
        ({"entries.rules.*.verbs": "*"}, False),
        ({"entries.rules.*.verbs.*": {"equals": "delete"}}, False),
        ({"entries.rules.*.verbs.*": {"not-equals": "delete"}}, True),
        ({"entries.**.replicas": {"above": 2}}, True),
        ({"entries.**.debug": True}, True),
        ({"entries.debug": True}, True),
        ({"entries.debug": False}, False),
        ({"entries.rules.9*.verbs.*": {"present": True}}, False),
        ({"entries": "debug"}, True),
        ({"entries.rules.*": {"some": {"verbs.*": "*", "resources.*": "pods"}}}, True),
        ({"entries.rules.*": {"some": {"verbs.*": "*", "resources.*": "secrets"}}}, False),
        ({"entries.rules.*": {"not-some": {"verbs.*": "*", "resources.*": "secrets"}}}, True),
        ({"entries.rules.*": {"some": {"verbs.*": {"not-equals": "*"}}}}, True),
    ],
)
def test_entries_by_a_pattern_of_their_path(asked: dict[str, object], expected: bool | None) -> None:
    assert holds(ROLE, asked) is expected


def test_a_condition_compares_with_another_field_of_the_same_fact() -> None:
    asked = {"timeout": {"above": "{period}"}}
    assert holds(Probe(purpose="liveness", timeout=9.0, period=5.0), asked) is True
    assert holds(Probe(purpose="liveness", timeout=5.0, period=5.0), asked) is False
    assert holds(Probe(purpose="liveness", timeout=5.0), asked) is None
    assert holds(ImageRef(raw="a", name=UNKNOWN), {"raw": "{name}"}) is None


def test_braces_of_a_regular_expression_are_no_placeholders() -> None:
    assert holds(ImageRef(raw="aa:1"), {"raw": {"matches": r"^\w{2}:\d{1,3}$"}}) is True


def test_parts_of_paths_and_places() -> None:
    file = placed(EnvRead(name="A"), "a/b/c.py")
    assert holds(file, {"path.base": "c.py", "path.folder": "a/b", "path.folders": "a"}) is True
    assert holds(file, {"path.folders": "b"}) is False
    assert holds(file, {"path": {"in": "{path.folders}"}}) is False
    assert holds(placed(EnvRead(name="A"), "c.py"), {"path.folders": {"in": ["", "x"]}}) is True


def test_a_field_that_holds_one_of_several_facts_has_what_they_all_have() -> None:
    image = RuntimeVersion(language="node", version="22", by="image")
    drift = Drift(what="runtime", subject="node", here="20", there="22", other=image)
    assert holds(drift, {"other.by": "image"}) is True
    with pytest.raises(MatchError, match="no field `language`"):
        field_named(Drift, "other.language")


@pytest.mark.parametrize(
    ("kind", "asked", "message"),
    [
        (Container, {"mounts": {"some": {"sorce": "x"}}}, "did you mean `source`?"),
        (Container, {"mounts": {"some": "x"}}, "`some` on `mounts` takes conditions"),
        (Container, {"name": {"some": {"name": "x"}}}, "no list of facts or entries"),
        (Container, {"any": {"name": "x"}}, "`any` takes a list of conditions"),
        (Container, {"any": []}, "`any` takes a list of conditions"),
        (Container, {"limits.memory": {"above": "much"}}, "an amount such as `512Mi` or `30s`"),
        (Container, {"restart": {"above": "30s"}}, "`restart` holds no number"),
        (Container, {"name.length": 3}, "of a text there are `.base`, `.folder`, `.folders`"),
        (ConfigFile, {"entries.**.rules": {"some": {"verbs.*": "x"}}}, "use `*`"),
        (Probe, {"timeout": {"present": "{period}"}}, "`present` on `timeout` takes true or false"),
        (Probe, {"timeout": {"above": "{periode}"}}, "did you mean `period`?"),
    ],
)  # fmt: skip
def test_mistakes_in_deeper_conditions(kind: type[Fact], asked: dict[str, object], message: str) -> None:
    with pytest.raises(MatchError) as error:
        compile_conditions(fields_of(kind), asked, fields_of(kind))
    assert message in str(error.value)
