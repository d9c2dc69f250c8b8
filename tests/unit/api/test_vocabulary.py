"""The small vocabulary that rules share."""

import pytest

from factorlint.api import Place, View, once
from factorlint.api.images import repository
from factorlint.api.paths import base, folder, inside, upwards
from factorlint.api.processes import is_lasting, signals_group
from factorlint.api.words import distance, joined, listed
from factorlint.api.workloads import Replication
from factorlint.facts import UNKNOWN, Autoscaler, Command, EnvRead, Process, Workload
from factorlint.model.fact import place
from factorlint.model.store import FactStore
from factorlint.model.text import Span


@pytest.mark.parametrize(
    ("names", "most", "text"),
    [
        ([], 3, "none"),
        (["a"], 3, "`a`"),
        (["a", "b"], 3, "`a` and `b`"),
        (["a", "b", "c"], 3, "`a`, `b` and `c`"),
        (["a", "b", "c", "d"], 3, "`a`, `b`, `c` and 1 more"),
        (["a", "b", "c"], 1, "`a` and 2 more"),
    ],
)
def test_names_in_a_list(names: list[str], most: int, text: str) -> None:
    assert listed(names, most) == text


def test_parts_are_joined_with_any_word() -> None:
    assert joined(["the image", "`web`", "x", "y"], 2, "or") == "the image, `web` or 2 more"
    assert joined([]) == "" and joined(["a", "b", "c", "d"]) == "a, b, c and d"


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("host", "host", 0), ("hots", "host", 1), ("pot", "port", 1), ("cat", "horse", 3)],
)
def test_edits_between_two_words(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 2) == edits


def test_paths() -> None:
    assert (base("a/b.py"), folder("a/b.py"), folder("b.py")) == ("b.py", "a", "")
    assert list(upwards("a/b")) == ["a/b", "a", ""]
    assert inside("a/b", "a") and inside("a", "a") and inside("a", "") and inside("/a/b", "/a/")
    assert not inside("ab", "a")


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("app", "app"),
        ("app:1", "app"),
        ("host:5000/app", "host:5000/app"),
        ("host:5000/app:1", "host:5000/app"),
        ("app:1@sha256:abc", "app"),
    ],
)
def test_names_of_images(image: str, name: str) -> None:
    assert repository(image) == name


def test_once_is_true_the_first_time_and_a_fact_stands_for_its_place() -> None:
    first = once()
    assert [first(key) for key in ("a", "b", "a", ("a", 1), ("a", 1))] == [True, True, False, True, False]
    facts = [EnvRead(name=name, span=Span(start, 9)) for name, start in (("A", 1), ("B", 1), ("A", 2))]
    assert [first(fact) for fact in facts] == [True, False, True]
    assert first(Place("x")) and not first(Place("x"))


def process(**fields: object) -> Process:
    return Process(name="web", command=Command(argv=("app",)), **fields)  # type: ignore[arg-type]


def test_processes_that_go_on() -> None:
    assert is_lasting(process(purpose="web")) and is_lasting(process())
    assert is_lasting(process(workload=Workload(name="w", kind_name="Deployment")))
    assert not is_lasting(process(workload=Workload(name="w", kind_name="CronJob")))
    assert not is_lasting(process(development=True)) and not is_lasting(process(purpose="release"))


def test_inits_that_signal_the_group() -> None:
    assert signals_group(Command(argv=("dumb-init", "app"), does=("init", "group-signals")))
    assert signals_group(Command(argv=("tini", "-g", "--", "app"), does=("init",)))
    assert not signals_group(Command(argv=("tini", "--", "app"), does=("init",)))
    assert not signals_group(Command(argv=("app", "-g")))


def test_replicas_of_a_workload_and_of_what_scales_it() -> None:
    scaler = Autoscaler(target="Deployment/web", namespace="shop", maximum=5)
    place(scaler, "hpa.yaml", "production")
    replication = Replication(View(FactStore({}, [scaler]), None, frozenset({"production"})))

    def of(replicas: object, namespace: str = "shop") -> tuple[int, int, bool]:
        load = Workload(name="Deployment/web", kind_name="Deployment", replicas=replicas, namespace=namespace)  # type: ignore[arg-type]
        found = replication.of(load)
        return found.wanted, found.most, found.scaler is scaler

    assert of(2) == (2, 5, True)
    assert of(7) == (7, 7, False)
    assert of(None) == (1, 5, True) and of(UNKNOWN) == (1, 5, True)
    assert of(2, "other") == (2, 2, False)
