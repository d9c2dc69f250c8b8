"""Versions that contradict each other, over hand-made facts."""

import pytest

from factorlint.facts import (
    BuildStage,
    Command,
    Container,
    Copy,
    Drift,
    Fact,
    ImageRef,
    Project,
    RuntimeVersion,
)
from factorlint.knowledge.releases import admits, agrees
from factorlint.link import link_all
from factorlint.link.parity.server_versions import release_line
from factorlint.model.fact import place
from factorlint.model.source import Document, Role
from factorlint.model.store import FactStore
from factorlint.model.text import Span


def drifts(repository: dict[str, list[Fact]], roles: dict[str, Role] | None = None) -> list[tuple[str, ...]]:
    facts = []
    documents = {}
    for path, said in repository.items():
        role = (roles or {}).get(path, "production")
        documents[path] = Document(path, "python" if path.endswith(".py") else "", role)
        for fact in said:
            place(fact, path, role)
            facts.append(fact)
    store = FactStore(documents, facts)
    link_all(store)
    return [(each.path, each.subject, each.here, each.there, each.other.path) for each in store.all(Drift)]


def runtime(version: str, by: str, at: int = 1, exact: bool = True) -> RuntimeVersion:
    return RuntimeVersion(span=Span(at, at + 1), language="python", version=version, by=by, exact=exact)


def image(version: str) -> list[Fact]:
    return [
        BuildStage(
            span=Span(0, 4),
            name="0",
            index=0,
            base=f"python:{version}",
            final=True,
            command=("python", "a.py"),
        ),
        Copy(span=Span(5, 9), stage="0", sources=(".",), destination="/app"),
        Command(span=Span(9, 12), argv=("python", "a.py"), by="dockerfile-cmd", owner="0", entry="a.py"),
        runtime(version, "image"),
    ]


def server(name: str, tag: str, by: str = "compose", at: int = 1) -> list[Fact]:
    span = Span(at, at + 1)
    facts: list[Fact] = [ImageRef(span=span, raw=f"{name}:{tag}", name=name, tag=tag, by=by, owner="db")]
    if by == "compose":
        facts.append(Container(span=span, name="db"))
    return facts


def test_a_version_file_that_differs_from_the_image():
    found = drifts(
        {"Dockerfile": image("3.12"), "a.py": [], ".python-version": [runtime("3.13", ".python-version")]}
    )
    assert found == [(".python-version", "python", "3.13", "3.12", "Dockerfile")]


def test_a_constraint_has_to_admit_the_image():
    for text, expected in ((">=3.13", 1), (">=3.11", 0), ("==3.12.*", 0)):
        manifest = runtime(text, "requires-python", exact=False)
        assert (
            len(drifts({"Dockerfile": image("3.12"), "a.py": [], "pyproject.toml": [manifest]})) == expected
        )


def test_ci_that_tries_the_running_version_among_others_agrees():
    matrix = [runtime("3.11", "ci", 1), runtime("3.12", "ci", 2)]
    lint = [runtime("3.14", "ci", 3)]
    roles: dict[str, Role] = {"ci.yml": "tooling", "lint.yml": "tooling"}
    assert (
        drifts({"Dockerfile": image("3.12.1"), "a.py": [], "ci.yml": matrix, "lint.yml": lint}, roles) == []
    )
    assert drifts({"Dockerfile": image("3.13"), "a.py": [], "ci.yml": matrix}, roles) == [
        ("ci.yml", "python", "3.11, 3.12", "3.13", "Dockerfile"),
    ]


def test_a_library_is_never_told():
    project = Project(ecosystem="python", manifest="pyproject", name="lib", publishes=True)
    said = [project, runtime(">=3.13", "requires-python", 5, exact=False)]
    assert (
        drifts(
            {"pyproject.toml": said, "lib.py": [], ".python-version": [runtime("3.11", ".python-version")]}
        )
        == []
    )


def test_the_server_nearest_to_production_decides():
    found = drifts(
        {
            "compose.yaml": server("postgres", "13-alpine"),
            "k8s.yaml": server("bitnami/postgresql", "16.4.0", "kubernetes"),
            "ci.yml": server("postgres", "16", "github-actions"),
        },
        {"ci.yml": "tooling"},
    )
    assert found == [("compose.yaml", "postgresql", "13", "16", "k8s.yaml")]


def test_two_servers_of_one_document_are_two_on_purpose():
    assert drifts({"compose.yaml": [*server("redis", "6"), *server("redis", "7", at=5)]}) == []


def test_products_that_stand_in_for_each_other_count_apart():
    assert (
        drifts({"compose.yaml": server("valkey/valkey", "9"), "k8s.yaml": server("redis", "7", "kubernetes")})
        == []
    )


def test_ci_may_try_other_releases_beside_the_running_one():
    tried = [*server("postgres", "12", "gitlab-ci"), *server("postgres", "16", "gitlab-ci", 9)]
    roles: dict[str, Role] = {".gitlab-ci.yml": "tooling"}
    assert drifts({"compose.yaml": server("postgres", "16"), ".gitlab-ci.yml": tried}, roles) == []
    assert len(drifts({"compose.yaml": server("postgres", "17"), ".gitlab-ci.yml": tried}, roles)) == 2


@pytest.mark.parametrize(
    ("service", "name", "tag", "line"),
    [
        ("postgresql", "postgres", "16-alpine", (16,)),
        ("postgresql", "postgres", "9.6", (9, 6)),
        ("postgresql", "pgvector", "0.8.0-pg17", (17,)),
        ("postgresql", "timescaledb", "2.17.0-pg16", (16,)),
        ("postgresql", "timescaledb", "2.17.0", ()),
        ("postgresql", "postgis", "16-3.4", (16,)),
        ("mysql", "mysql", "5.7.44", (5, 7)),
        ("mysql", "mysql", "8.4", (8,)),
        ("mongodb", "mongo", "4.4", (4, 4)),
        ("mongodb", "mongo", "7.0", (7,)),
        ("redis", "redis", "alpine", ()),
        ("s3", "minio", "20240101", ()),
    ],
)
def test_release_lines(service, name, tag, line):
    assert release_line(service, name, tag) == line


@pytest.mark.parametrize(
    ("language", "constraint", "version", "admitted"),
    [
        ("python", ">=3.11,<4", "3.13", True),
        ("python", "^3.11", "4.0", False),
        ("python", "~3.11", "3.12", False),
        ("python", ">=3.12.4", "3.12", True),
        ("python", "nonsense", "3.12", True),
        ("node", ">=20 <22", "24", False),
        ("node", "18 || 20 || >=22", "24", True),
        ("node", "22 - 26", "24.1.0", True),
        ("node", "lts/*", "24", True),
    ],
)
def test_what_a_constraint_admits(language, constraint, version, admitted):
    assert admits(language, constraint, version) is admitted


def test_an_exact_constraint_is_compared_by_its_line():
    one = RuntimeVersion(language="node", version="^20.1.0", by="engines")
    assert agrees(one, RuntimeVersion(language="node", version="20", by="image"))
    assert not agrees(one, RuntimeVersion(language="node", version="24-slim", by="image"))
