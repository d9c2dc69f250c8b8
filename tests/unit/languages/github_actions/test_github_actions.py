# ruff: noqa: E501 - a document on one line reads better than one cut to fit
"""GitHub Actions: jobs, steps, services, what expressions hide."""

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
    Install,
    Job,
    ParseTrouble,
    RuntimeVersion,
    ServiceEndpoint,
)
from factorlint.languages import github_actions
from factorlint.model.fact import F
from factorlint.model.source import Source


def read(text: str, path: str = ".github/workflows/ci.yml") -> list[Fact]:
    return list(github_actions.facts(Source(path=path, data=text.encode())))


def each(facts: list[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def only(facts: list[Fact], kind: type[F]) -> F:
    (found,) = each(facts, kind)
    return found


def step(*lines: str) -> list[Fact]:
    body = "".join(f"        {line}\n" for line in lines)
    return read(f"on: push\njobs:\n  test:\n    steps:\n      -\n{body}")


def test_jobs_with_environment_and_branches() -> None:
    facts = read(
        "on: {push: {branches: [main, 'release/*']}}\njobs:\n  test: {steps: []}\n"
        "  deploy: {environment: production, if: \"github.ref == 'refs/heads/main'\"}\n  preview: {environment: {name: preview}, if: github.ref != 'refs/heads/main'}\n"
    )
    assert [(fact.name, fact.environment, fact.branches) for fact in each(facts, Job)] == [
        ("test", "", ("main", "release/*")),
        ("deploy", "production", ("main",)),
        ("preview", "preview", ("main", "release/*")),
    ]


def test_a_script_is_commands_with_spans_of_the_file() -> None:
    text = (
        "jobs:\n  test:\n    steps:\n      - run: |\n          pip install -r requirements.txt\n"
        "          pytest --token ${{ secrets.T }} é\n          npm ci\n"
    )
    facts = read(text)
    commands = each(facts, Command)
    assert [command.argv[0] for command in commands] == ["pip", "pytest", "npm"]
    assert commands[1].argv == ("pytest", "--token", None, "é")
    assert {command.owner for command in commands} == {"test"} and commands[0].stage == "ci"
    last = commands[2].span
    assert text.encode()[last.start : last.end] == b"npm ci"
    assert [fact.tool for fact in each(facts, Install)] == ["pip", "npm"]


def test_scripts_of_other_shells_are_not_read() -> None:
    assert not each(step("run: rm -rf x", "shell: pwsh"), Command)
    assert each(step("run: rm -rf x", "shell: bash -e {0}"), Command)


def test_actions_with_revision_and_arguments() -> None:
    use = only(
        step("uses: actions/checkout@v4", "with: {fetch-depth: 0, token: '${{ secrets.T }}'}"), ActionUse
    )
    assert (use.name, use.revision) == ("actions/checkout", "v4")
    assert use.arguments == (("fetch-depth", "0"), ("token", "${{ secrets.T }}"))
    image = only(step("uses: docker://alpine:3.20"), ImageRef)
    assert (image.name, image.tag) == ("alpine", "3.20")
    called = only(read("jobs: {call: {uses: org/repo/.github/workflows/x.yml@main}}\n"), ActionUse)
    assert called.revision == "main"


def test_environment_of_workflow_job_and_step() -> None:
    facts = read(
        "env: {A: '1'}\njobs:\n  test:\n    env: {B: '${{ github.sha }}'}\n    steps:\n"
        "    - env: {C: '${{ secrets.KEY }}', DB_PASSWORD: hunter2hunter2}\n      run: x\n"
    )
    supplies = [(f.name, f.value, f.secret, f.reference, f.to) for f in each(facts, EnvSupply)]
    assert supplies == [
        ("A", "1", False, "", ""),
        ("B", UNKNOWN, False, "", "test"),
        ("C", UNKNOWN, True, "KEY", "test"),
        ("DB_PASSWORD", "hunter2hunter2", False, "", "test"),
    ]
    assert {f.stage for f in each(facts, EnvSupply)} == {"ci"}


def test_runtimes_follow_the_matrix() -> None:
    facts = read(
        "jobs:\n  test:\n    strategy: {matrix: {python: ['3.11', '3.12'], include: [{python: '3.13'}, {python: 'pypy3.10'}]}}\n"
        "    steps: [{uses: actions/setup-python@v5, with: {python-version: '${{ matrix.python }}'}}]\n"
        "  node: {steps: [{uses: actions/setup-node@v4, with: {node-version: '>=20'}}]}\n"
        "  go: {steps: [{uses: actions/setup-go@v5, with: {go-version: '1.24.x'}}]}\n"
    )
    assert [(f.language, f.version, f.exact) for f in each(facts, RuntimeVersion)] == [
        ("python", "3.11", True),
        ("python", "3.12", True),
        ("python", "3.13", True),
        ("node", ">=20", False),
        ("go", "1.24.x", True),
    ]


def test_service_containers() -> None:
    facts = read(
        "jobs:\n  test:\n    container: {image: 'python:3.12', env: {IN: '1'}}\n    services:\n"
        "      db: {image: 'postgres:15-alpine', ports: ['5433:5432', 80], env: {POSTGRES_DB: t}}\n      cache: redis\n"
    )
    assert [(f.service, f.version, f.locator) for f in each(facts, BackingService)] == [
        ("postgresql", "15", "db"),
        ("redis", "", "cache"),
    ]
    db = each(facts, ServiceEndpoint)[0]
    assert db.names == ("db", "localhost") and db.by == "ci"
    assert [(port.port, port.target) for port in db.ports] == [(5433, 5432), (80, 80)]
    assert {(f.name, f.to) for f in each(facts, EnvSupply)} == {("IN", "test"), ("POSTGRES_DB", "db")}
    runtime = only(facts, RuntimeVersion)
    assert (runtime.version, runtime.by) == ("3.12", "ci")


@pytest.mark.parametrize(
    ("lines", "context", "dockerfile", "image"),
    [
        (["uses: docker/build-push-action@v6"], "", "Dockerfile", UNKNOWN),
        (["uses: docker/build-push-action@v6", "with: {context: ./web, file: web/prod.Dockerfile, tags: 'org/web:1'}"], "web", "web/prod.Dockerfile", "org/web:1"),
        (["uses: docker/build-push-action@v6", "with: {context: '${{ matrix.d }}'}"], UNKNOWN, UNKNOWN, UNKNOWN),
        (["run: docker build -t web:$SHA -f web/Dockerfile web"], "web", "web/Dockerfile", UNKNOWN),
        (["run: docker build .", "working-directory: ./api"], "api", "api/Dockerfile", UNKNOWN),
    ],
)  # fmt: skip
def test_images_that_a_workflow_builds(
    lines: list[str], context: object, dockerfile: object, image: object
) -> None:
    build = only(step(*lines), Build)
    assert (build.context, build.dockerfile, build.image) == (context, dockerfile, image)
    assert build.owner == "test"


def test_a_composite_action() -> None:
    facts = read("runs:\n  using: composite\n  steps:\n    - {run: make, shell: bash}\n", "action.yml")
    assert only(facts, Command).owner == "action"


def test_broken_files_and_templates_of_workflows() -> None:
    (trouble,) = read("jobs: [\n")
    assert isinstance(trouble, ParseTrouble)
    assert read("jobs: [\n{% if x %}\n") == [], "a template is no workflow yet"
    (trouble,) = read('jobs: [\n  "{{.State}}"\n')
    assert isinstance(trouble, ParseTrouble), "a text that only looks like a template excuses nothing"


@pytest.mark.parametrize(
    "text",
    ["jobs: 1\n", "jobs: {a: 1}\n", "jobs: {a: {steps: x}}\n", "jobs: {a: {steps: [x, [y]], services: z, env: q}}\n",
     "jobs: {a: {strategy: x, container: [y], steps: [{uses: 1, with: x}]}}\n", "on: [[x]]\nruns: y\n"],
)  # fmt: skip
def test_odd_workflows_do_no_harm(text: str) -> None:
    assert not each(read(text), ParseTrouble) and not each(read(text), Command)
