# ruff: noqa: E501 - a document on one line reads better than one cut to fit
"""GitLab CI: jobs and what they inherit, services, variables, includes."""

import time

import pytest

from factorlint.facts import (
    UNKNOWN,
    ActionUse,
    BackingService,
    Build,
    Command,
    EnvSupply,
    Fact,
    ImageRef,
    Job,
    ParseTrouble,
    RuntimeVersion,
    ServiceEndpoint,
)
from factorlint.languages import gitlab_ci
from factorlint.model.fact import F
from factorlint.model.source import Source


def read(text: str) -> list[Fact]:
    return list(gitlab_ci.facts(Source(path=".gitlab-ci.yml", data=text.encode())))


def each(facts: list[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def runs(facts: list[Fact], job: str) -> list[str]:
    return [" ".join(word or "?" for word in f.argv) for f in each(facts, Command) if f.owner == job]


def test_jobs_are_what_has_a_script() -> None:
    facts = read(
        "stages: [a]\nvariables: {A: '1'}\n.hidden: {script: [x]}\ntest: {script: make test}\n"
        "deploy: {environment: {name: production}, script: [make deploy], only: [main], rules: [{if: '$CI_COMMIT_BRANCH == \"prod\"'}]}\nnothing: {tags: [x]}\n"
    )
    assert [(fact.name, fact.environment, fact.branches) for fact in each(facts, Job)] == [
        ("test", "", ()),
        ("deploy", "production", ("main", "prod")),
    ]


def test_inherited_scripts_belong_to_every_job_that_inherits_them() -> None:
    text = (
        "default: {before_script: [pip install -r requirements.txt]}\n"
        ".build:\n  script:\n    - docker build -t $CI_REGISTRY_IMAGE web\n"
        "build:staging: {extends: .build, environment: staging}\nbuild:production: {extends: [.build], environment: production}\n"
        "lone: {script: [make], inherit: {default: false}}\nown: {script: [make], before_script: []}\n"
    )
    facts = read(text)
    both = ["pip install -r requirements.txt", "docker build -t ? web"]
    assert runs(facts, "build:staging") == both and runs(facts, "build:production") == both
    assert runs(facts, "lone") == ["make"] and runs(facts, "own") == ["make"]
    builds = each(facts, Build)
    assert [(build.owner, build.context) for build in builds] == [
        ("build:staging", "web"),
        ("build:production", "web"),
    ]
    assert (
        text.encode()[builds[0].span.start : builds[0].span.end] == b"docker build -t $CI_REGISTRY_IMAGE web"
    )


def test_references_and_anchors_in_scripts() -> None:
    facts = read(
        ".setup: &setup\n  - apt-get update\n.x: {script: [echo x]}\n"
        "a:\n  script:\n    - *setup\n    - make a\nb:\n  script:\n    - !reference [.setup]\n    - !reference [.x, script]\n    - make b\n"
    )
    assert runs(facts, "a") == ["apt-get update", "make a"]
    assert runs(facts, "b") == ["apt-get update", "echo x", "make b"]


def test_references_in_circles_end() -> None:
    begun = time.process_time()
    facts = read("a:\n  script:\n" + "    - !reference [a, script]\n" * 30 + "    - make\n")
    assert len(each(facts, Job)) == 1
    read("a: {extends: b, script: [x]}\nb: {extends: a, script: [y]}\n")
    anchors = "".join(f".l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9 if n else ['x'])}]\n" for n in range(12))
    read(anchors + "job: {script: *l11}\n")
    assert time.process_time() - begun < 2


def test_images_with_variables_and_a_matrix() -> None:
    facts = read(
        "variables: {V: '3.11'}\nfixed: {image: 'python:$V', script: [x]}\n"
        "many: {image: 'python:${P}-slim', parallel: {matrix: [{P: ['3.12', '3.13']}]}, script: [x]}\n"
        "open: {image: '$CI_IMAGE', script: [x]}\n"
    )
    assert [(f.raw, f.owner, f.templated) for f in each(facts, ImageRef)] == [
        ("python:3.11", "fixed", False),
        ("python:3.12-slim", "many", False),
        ("python:3.13-slim", "many", False),
        ("$CI_IMAGE", "open", True),
    ]
    assert [f.version for f in each(facts, RuntimeVersion)] == ["3.11", "3.12", "3.13"]


def test_services_have_the_names_that_gitlab_gives_them() -> None:
    facts = read(
        "test:\n  services:\n    - postgres:15-alpine\n    - {name: 'org/db:1', alias: 'db, base', variables: {X: y}}\n  script: [x]\n"
    )
    first, second = each(facts, ServiceEndpoint)
    assert first.names == ("postgres",) and second.names == ("db", "base", "org__db", "org-db")
    (backing,) = each(facts, BackingService)
    assert (backing.service, backing.version, backing.locator) == ("postgresql", "15", "postgres")
    assert [(f.name, f.to) for f in each(facts, EnvSupply)] == [("X", "db")]


def test_variables() -> None:
    facts = read(
        "variables:\n  A: '1'\n  B: {value: b, description: c}\n  C: $CI_SHA/x\n  D: cost$$\njob: {variables: {E: e}, script: [x]}\n"
    )
    assert [(f.name, f.value, f.to) for f in each(facts, EnvSupply)] == [
        ("A", "1", ""),
        ("B", "b", ""),
        ("C", UNKNOWN, ""),
        ("D", "cost$$", ""),
        ("E", "e", "job"),
    ]


def test_includes_from_outside() -> None:
    facts = read(
        "include:\n  - local: a.yml\n  - remote: https://x.example/a.yml\n  - {project: org/ci, ref: v1, file: a.yml}\n  - component: gitlab.com/c@1.0\n"
    )
    assert [(f.name, f.revision) for f in each(facts, ActionUse)] == [
        ("https://x.example/a.yml", ""),
        ("org/ci", "v1"),
        ("gitlab.com/c", "1.0"),
    ]


def test_broken_and_templated_pipelines() -> None:
    (trouble,) = read("a: [\n")
    assert isinstance(trouble, ParseTrouble)
    assert read("a: [\n{% if x %}\n") == []


@pytest.mark.parametrize(
    "text",
    ["a: {script: {b: c}}\n", "a: {script: 1, services: x, image: [y], variables: z}\n", "variables: [a]\ninclude: {a: [b]}\n",
     "a: {script: [[[x]]], rules: y, only: [z]}\n", "default: x\na: {extends: [[b]], script: [c], parallel: 5}\n"],
)  # fmt: skip
def test_odd_pipelines_do_no_harm(text: str) -> None:
    assert not each(read(text), ParseTrouble)
