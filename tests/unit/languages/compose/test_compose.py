# ruff: noqa: E501 - a document on one line reads better than one cut to fit
"""Compose files: services as containers, what they are given, what they start, and what is said elsewhere."""

import pytest

from factorlint.facts import (
    UNKNOWN,
    BackingService,
    Build,
    Command,
    ConfigObject,
    Container,
    EnvRead,
    EnvSource,
    EnvSupply,
    Fact,
    ImageRef,
    ParseTrouble,
    Probe,
    ServiceEndpoint,
    Volume,
    Workload,
)
from factorlint.languages import compose
from factorlint.model.fact import F
from factorlint.model.source import Source


def read(text: str, path: str = "compose.yaml") -> list[Fact]:
    return list(compose.facts(Source(path=path, data=text.encode())))


def only(facts: list[Fact], kind: type[F]) -> F:
    (found,) = each(facts, kind)
    return found


def each(facts: list[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def service(body: str, path: str = "compose.yaml") -> list[Fact]:
    return read("services:\n  web:\n" + "".join(f"    {line}\n" for line in body.splitlines()), path)


def test_a_service_is_container_workload_and_endpoint_and_stands_at_its_name() -> None:
    text = (
        "services:\n"
        "  web:\n"
        "    image: shop/web:1.2\n"
        "    user: '1000'\n"
        "    read_only: true\n"
        "    restart: unless-stopped\n"
        "    init: yes\n"
        "    stop_grace_period: 1m30s\n"
        "    cap_drop: [ALL]\n"
        "    security_opt: ['no-new-privileges:true']\n"
        "    container_name: shop\n"
        "    networks: {back: {aliases: [www]}}\n"
        "    depends_on: {db: {condition: service_healthy}, cache: {}}\n"
        "    deploy: {replicas: 3, resources: {limits: {cpus: '0.5', memory: 128M}}}\n"
    )
    facts = read(text)
    container = only(facts, Container)
    assert text.encode()[container.span.start : container.span.end] == b"web"
    assert (container.name, container.user, container.read_only, container.restart) == (
        "web",
        "1000",
        True,
        "unless-stopped",
    )
    assert container.init_process and not container.privileged and not container.partial
    assert container.allow_privilege_escalation is False and container.capabilities_dropped == ("ALL",)
    assert container.limits == (("cpu", "0.5"), ("memory", "128M"))
    workload = only(facts, Workload)
    assert workload.replicas == 3 and workload.grace == 90
    assert workload.depends_on == (("db", "service_healthy"), ("cache", "service_started"))
    assert only(facts, ServiceEndpoint).names == ("web", "shop", "www")


@pytest.mark.parametrize(
    ("written", "inside", "host", "address"),
    [
        ('"8080:80"', 80, 8080, ""),
        ("8080:80", 80, 8080, ""),
        ('"80"', 80, UNKNOWN, ""),
        ('"127.0.0.1:5432:5432"', 5432, 5432, "127.0.0.1"),
        ('"[::1]:53:53/udp"', 53, 53, "::1"),
        ('"${PORT}:80"', 80, UNKNOWN, ""),
        ('"${PORT:-8080}:80"', 80, 8080, ""),
        ('"8080:${PORT}"', UNKNOWN, 8080, ""),
        ("{target: 80, published: '8080', host_ip: 10.0.0.1}", 80, 8080, "10.0.0.1"),
    ],
)
def test_published_ports(written: str, inside: object, host: object, address: str) -> None:
    (port,) = only(service(f"image: a\nports:\n  - {written}"), Container).ports
    assert (port.target, port.host_port, port.host_ip) == (inside, host, address)


def test_a_range_of_ports_and_an_exposed_one() -> None:
    ports = only(service('image: a\nports: ["3000-3002:4000-4002"]\nexpose: ["9000"]'), Container).ports
    assert [(port.host_port, port.target) for port in ports] == [
        (3000, 4000),
        (3001, 4001),
        (3002, 4002),
        (None, 9000),
    ]


@pytest.mark.parametrize(
    ("written", "mount"),
    [
        ("./src:/app:ro", ("/app", "deploy/src", "bind", True)),
        (".:/app", ("/app", "deploy", "bind", False)),
        ("../:/app", ("/app", ".", "bind", False)),
        ("data:/var/lib", ("/var/lib", "data", "volume", False)),
        ("/cache", ("/cache", "", "volume", False)),
        ("/etc/passwd:/p", ("/p", "/etc/passwd", "bind", False)),
        ("${DIR:-./d}:/d", ("/d", "deploy/d", "bind", False)),
        (r"C:\data:/d", ("/d", r"C:\data", "bind", False)),
        ("{type: tmpfs, target: /t}", ("/t", "", "tmpfs", False)),
        ("{type: bind, source: ./a, target: /a, read_only: true}", ("/a", "deploy/a", "bind", True)),
    ],
)
def test_mounts_are_paths_from_the_root(written: str, mount: tuple[object, ...]) -> None:
    (found,) = only(service(f"image: a\nvolumes:\n  - {written}", "deploy/compose.yaml"), Container).mounts
    assert (found.target, found.source, found.how, found.read_only) == mount


def test_environment_in_both_forms_and_interpolation() -> None:
    listed = service(
        "image: a\nenvironment:\n  - A=1\n  - B\n  - C=${C_FROM:?needed}\n  - D=${D:-x}\n  - E=a$$b"
    )
    supplies = {fact.name: fact.value for fact in each(listed, EnvSupply)}
    assert supplies == {"A": "1", "B": None, "C": UNKNOWN, "D": "x", "E": "a$b"}
    reads = {fact.name: (fact.default, fact.required, fact.guarded) for fact in each(listed, EnvRead)}
    assert reads == {"C_FROM": (None, True, False), "D": ("x", False, True)}
    mapped = service("image: a\nenvironment:\n  A: 1\n  B:\n  PASSWORD: hunter2hunter2")
    assert {fact.name: fact.value for fact in each(mapped, EnvSupply)} == {
        "A": "1",
        "B": None,
        "PASSWORD": "hunter2hunter2",
    }
    assert [fact.shape for fact in each(mapped, EnvSupply)] == ["", "", "credential-name"]


def test_env_files() -> None:
    facts = service("image: a\nenv_file:\n  - .env\n  - {path: b.env, required: false}\n  - $WHICH")
    assert [(fact.locator, fact.optional) for fact in each(facts, EnvSource)] == [
        (".env", False),
        ("b.env", True),
        (UNKNOWN, False),
    ]


@pytest.mark.parametrize(
    ("image", "service_name", "version"),
    [
        ("postgres:15-alpine", "postgresql", "15"),
        ("postgres:alpine", "postgresql", ""),
        ("postgres:latest", "postgresql", ""),
        ("postgres", "postgresql", ""),
        ("postgis/postgis:16-3.4", "postgresql", "16"),
        ("redis:7.2.4-bookworm", "redis", "7.2.4"),
        ("redis:${REDIS:-7}", "redis", "7"),
        ("redis:$REDIS", "redis", ""),
    ],
)
def test_the_version_of_a_backing_service_has_no_flavour(image: str, service_name: str, version: str) -> None:
    facts = service(f"image: {image}")
    backing = only(facts, BackingService)
    assert (backing.service, backing.version, backing.locator) == (service_name, version, "web")


@pytest.mark.parametrize(
    ("body", "context", "dockerfile"),
    [
        ("build: .", "app", "app/Dockerfile"),
        ("build: {context: .., dockerfile: docker/web.Dockerfile}", "", "docker/web.Dockerfile"),
        ("build: {context: ./api, target: dev, args: {V: '1', W: }}", "app/api", "app/api/Dockerfile"),
        ("build: https://github.com/a/b.git", UNKNOWN, UNKNOWN),
        ("build: {context: ., dockerfile_inline: FROM a}", "app", UNKNOWN),
    ],
)
def test_builds(body: str, context: object, dockerfile: object) -> None:
    build = only(service(body, "app/compose.yaml"), Build)
    assert (build.context, build.dockerfile, build.image) == (context, dockerfile, "")
    if build.target:
        assert build.target == "dev" and build.args == (("V", "1"), ("W", None))


def test_an_image_that_is_built_here_is_no_backing_service() -> None:
    facts = service("build: .\nimage: postgres:15")
    assert only(facts, ImageRef).builds and not each(facts, BackingService)
    assert only(facts, Build).image == "postgres:15"


def test_commands_are_words_and_stand_where_they_are_written() -> None:
    text = 'services:\n  web:\n    image: a\n    entrypoint: ["tini", "--"]\n    command: gunicorn app:app -b 0.0.0.0:$PORT\n'
    facts = read(text)
    container = only(facts, Container)
    assert container.command == ("tini", "--")
    assert container.args == ("gunicorn", "app:app", "-b", None)
    spans = [text.encode()[fact.span.start : fact.span.end].decode() for fact in each(facts, Command)]
    assert '["tini", "--"]' in spans and "gunicorn app:app -b 0.0.0.0:$PORT" in spans


def test_health_checks() -> None:
    facts = service(
        'image: a\nhealthcheck:\n  test: ["CMD", "curl", "-f", "http://localhost:8000/up"]\n'
        "  interval: 10s\n  timeout: 500ms\n  retries: 5\n  start_period: 1m"
    )
    probe = only(facts, Probe)
    assert (probe.transport, probe.url_path, probe.port) == ("exec", "/up", 8000)
    assert (probe.period, probe.timeout, probe.failures, probe.delay) == (10, 0.5, 5, 60)
    assert only(service("image: a\nhealthcheck: {disable: true}"), Probe).transport == "none"
    assert only(service("image: a\nhealthcheck: {test: [NONE]}"), Probe).transport == "none"
    assert not each(service("image: a\nhealthcheck: {interval: 5s}"), Probe)


def test_an_escaped_dollar_reaches_the_shell_of_a_health_check() -> None:
    text = "image: a\nhealthcheck:\n  test: '[ $$(redis-cli --pass \"$${PASS}\" ping) = PONG ]'"
    commands = [fact.argv for fact in each(service(text), Command)]
    assert ("[", None, "=", "PONG", "]") in commands


def test_extends_in_the_file_is_followed_and_own_keys_win() -> None:
    facts = read(
        "services:\n  base:\n    image: a:1\n    user: app\n    environment: {A: '1', B: '1'}\n    command: x\n"
        "  web:\n    extends: base\n    environment: {B: '2'}\n    command: y\n"
    )
    web = next(fact for fact in each(facts, Container) if fact.name == "web")
    assert web.user == "app" and web.args == ("y",) and not web.partial
    assert {fact.name: fact.value for fact in each(facts, EnvSupply) if fact.to == "web"} == {
        "A": "1",
        "B": "2",
    }


@pytest.mark.parametrize("key", ["command", "entrypoint"])
def test_a_command_of_its_own_takes_the_place_of_the_inherited_one(key: str) -> None:
    facts = read(
        f"services:\n  base: {{image: a, {key}: [python, a.py]}}\n  web: {{extends: base, {key}: [python, b.py]}}\n"
    )
    web = next(fact for fact in each(facts, Container) if fact.name == "web")
    assert (web.args if key == "command" else web.command) == ("python", "b.py")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("services:\n  web:\n    extends: {file: base.yaml, service: web}\n    image: a\n", "compose.yaml"),
        ("services:\n  web:\n    extends: nowhere\n    image: a\n", "compose.yaml"),
        ("services:\n  web:\n    environment: {A: b}\n", "compose.yaml"),
        ("services:\n  web:\n    image: a\n", "compose.override.yaml"),
        ("services:\n  web:\n    image: a\n    extends: web\n", "compose.yaml"),
    ],
)
def test_what_is_said_elsewhere_makes_a_service_partial(text: str, path: str) -> None:
    assert only(read(text, path), Container).partial


def test_anchors_and_merge_keys() -> None:
    facts = read(
        "x-app: &app\n  image: a:1\n  restart: always\nservices:\n  web: {<<: *app, user: www}\n  job: {<<: *app, restart: 'no'}\n"
    )
    assert [(fact.name, fact.restart, fact.user) for fact in each(facts, Container)] == [
        ("web", "always", "www"),
        ("job", "no", None),
    ]


def test_volumes_configs_and_secrets_of_the_file() -> None:
    facts = read(
        "services: {web: {image: a, secrets: [key]}}\nvolumes:\n  data:\n  nfs: {driver: nfs}\n  old: {external: true}\n"
        "secrets: {key: {file: ./key}}\n"
    )
    assert [(fact.name, fact.how) for fact in each(facts, Volume)] == [
        ("data", "local"),
        ("nfs", "nfs"),
        ("old", "external"),
    ]
    assert only(facts, ConfigObject).secret
    assert only(facts, Container).mounts[0].target == "/run/secrets/key"


def test_a_templated_file_is_no_broken_file() -> None:
    jinja = (
        "services:\n  web:\n    image: {{ cookiecutter.name }}_web\n"
        "{%- if cookiecutter.celery == 'y' %}\n  worker:\n    image: w\n{%- endif %}\n"
    )
    facts = read(jinja)
    assert [fact.name for fact in each(facts, Container)] == ["web", "worker"]
    hopeless = "services:\n  {{ a }}: [\n{% if x %}\n   }\n"
    assert not each(read(hopeless), ParseTrouble)


def test_a_broken_compose_file_is_told_and_another_broken_file_is_not() -> None:
    broken = "services:\n  web: [\n"
    (trouble,) = read(broken)
    assert isinstance(trouble, ParseTrouble) and "broken YAML" in trouble.message
    assert read(broken, "something.yaml") == []


def test_files_of_other_formats_with_the_word_services_say_nothing() -> None:
    assert read("services:\n  App\\Mailer: {arguments: [1]}\n", "config/services.yaml") == []
    assert read("services: [docker]\n", ".travis.yml") == []
    assert not compose.claims(b"jobs:\n  test:\n    services: {}\n") and compose.claims(
        b"\xef\xbb\xbfservices:\n"
    )


@pytest.mark.parametrize(
    "body",
    ["image: [1]", "ports: {a: b}", "volumes: x", "command: {a: b}", "deploy: 3", "build: []", "depends_on: 1",
     "healthcheck: [a]", "environment: 7", "extends: []", "networks: [a]", "env_file: {a: b}", "ports: [[1]]"],
)  # fmt: skip
def test_values_of_the_wrong_kind_do_no_harm(body: str) -> None:
    assert len(each(service("image: a\n" + body), Container)) == 1
