# ruff: noqa: E501 - a document on one line reads better than one cut to fit
"""Manifests, lockfiles, process files and configuration files: the facts they yield."""

import importlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.facts import (
    UNKNOWN,
    Command,
    ConfigFile,
    Declared,
    EnvSource,
    EnvSupply,
    Fact,
    IngressRule,
    Listen,
    Literal_,
    Lock,
    LogSink,
    ParseTrouble,
    Probe,
    ProcessType,
    Project,
    RuntimeVersion,
)
from factorlint.languages.python_manifests.groups import of_file
from factorlint.model.fact import F
from factorlint.model.source import Source


def read(language: str, path: str, text: str | bytes) -> list[Fact]:
    data = text.encode() if isinstance(text, str) else text
    module = importlib.import_module(f"factorlint.languages.{language}")
    return list(module.facts(Source(path=path, data=data)))


def of(kind: type[F], facts: list[Fact]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def pins(facts: list[Fact]) -> dict[str, tuple[str, str]]:
    return {fact.name: (fact.pin, fact.group) for fact in of(Declared, facts)}


def test_package_json() -> None:
    text = json.dumps(
        {
            "name": "web",
            "private": True,
            "workspaces": ["packages/*"],
            "engines": {"node": ">=20"},
            "scripts": {"start": "node server.js", "dev": "nodemon server.js"},
            "dependencies": {
                "express": "^4.1.0",
                "a": "1.2.3",
                "b": "*",
                "c": "workspace:*",
                "d": "git+https://x/y.git",
            },
            "devDependencies": {"jest": ">=29"},
        }
    )
    facts = read("npm_manifests", "package.json", text)
    assert pins(facts) == {
        "express": ("range", "main"),
        "a": ("exact", "main"),
        "b": ("open", "main"),
        "c": ("workspace", "main"),
        "d": ("direct", "main"),
        "jest": ("lower-bound", "dev"),
    }
    project = of(Project, facts)[0]
    assert (project.private, project.publishes, project.workspaces, project.frameworks) == (
        True,
        False,
        ("packages/*",),
        ("express",),
    )
    assert {(c.owner, c.stage) for c in of(Command, facts)} == {("start", "run"), ("dev", "develop")}
    command = next(c for c in of(Command, facts) if c.owner == "start")
    assert text[command.span.start : command.span.end] == "node server.js"
    assert not of(RuntimeVersion, facts)[0].exact


def test_pyproject() -> None:
    facts = read(
        "python_manifests",
        "pyproject.toml",
        """[project]
name = "App_X"
version = "1"
requires-python = ">=3.12,<3.13"
dependencies = ["Flask_Login[x]>=1", "django==5.0", "lib", "z @ git+https://x/z@v1", "y~=1.0"]
[project.scripts]
app = "app:main"
[project.optional-dependencies]
pg = ["psycopg"]
[dependency-groups]
test = ["pytest"]
[build-system]
requires = ["hatchling"]
[tool.uv.sources]
lib = { workspace = true }
""",
    )
    assert pins(facts) == {
        "flask-login": ("lower-bound", "main"),
        "django": ("exact", "main"),
        "lib": ("workspace", "main"),
        "z": ("direct", "main"),
        "y": ("range", "main"),
        "psycopg": ("open", "optional"),
        "pytest": ("open", "dev"),
        "hatchling": ("open", "build"),
    }
    project = of(Project, facts)[0]
    assert (project.publishes, project.entry_points, project.frameworks) == (
        True,
        (("app", "app:main"),),
        ("django",),
    )


def test_poetry_constraints_and_a_file_of_tool_settings() -> None:
    text = '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.12"\na = "^1"\nb = "1.2.3"\nc = {git = "u", rev = "r"}\n'
    assert pins(read("python_manifests", "pyproject.toml", text)) == {
        "a": ("range", "main"),
        "b": ("exact", "main"),
        "c": ("direct", "main"),
    }
    assert read("python_manifests", "pyproject.toml", "[tool.ruff]\nline-length = 1\n") == []


def test_requirements() -> None:
    facts = read(
        "python_manifests",
        "requirements.txt",
        "# c\n-r base.txt\nflask==2.0 \\\n    --hash=sha256:aa\nredis>=4 ; python_version>'3'\n-e git+https://x/y#egg=why\n",
    )
    assert pins(facts) == {
        "flask": ("exact", "main"),
        "redis": ("lower-bound", "main"),
        "why": ("direct", "main"),
    }
    assert of(Project, facts)[0].dynamic and not of(Lock, facts)
    assert not of(ParseTrouble, facts)


def test_pinned_requirements_are_a_lock_but_their_source_is_not() -> None:
    assert of(Lock, read("python_manifests", "requirements.txt", "a==1\nb==2\n"))[0].packages == (
        ("a", "1"),
        ("b", "2"),
    )
    assert not of(Lock, read("python_manifests", "requirements.in", "a==1\n"))


def test_setup_py_is_read_and_not_run() -> None:
    literal = "from setuptools import setup\nREQ = ['flask>=1', 'x']\nsetup(name='n', install_requires=REQ, python_requires='>=3.9')\n"
    facts = read("python_manifests", "setup.py", literal)
    assert pins(facts) == {"flask": ("lower-bound", "main"), "x": ("open", "main")}
    assert not of(Project, facts)[0].dynamic
    computed = "from setuptools import setup\nsetup(name='n', install_requires=open('r').read().split())\n"
    assert of(Project, read("python_manifests", "setup.py", computed))[0].dynamic
    assert read("python_manifests", "app/setup.py", "def setup():\n    pass\nsetup()\n") == []


@pytest.mark.parametrize(
    ("name", "text", "packages"),
    [
        ("uv.lock", '[[package]]\nname = "a"\nversion = "1.0"\n', (("a", "1.0"),)),
        (
            "package-lock.json",
            '{"packages": {\n    "node_modules/@x/y": {\n      "version": "2.0.0"\n',
            (("@x/y", "2.0.0"),),
        ),
        ("yarn.lock", '"@x/y@^1.0", "@x/y@^1.1":\n  version "1.2.0"\n', (("@x/y", "1.2.0"),)),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\npackages:\n\n  '@x/y@1.0.0':\n  z@2.0.0(a@1):\n",
            (("@x/y", "1.0.0"), ("z", "2.0.0")),
        ),
        (
            "Pipfile.lock",
            '{\n    "default": {\n        "a": {\n            "version": "==1.0"\n',
            (("a", "1.0"),),
        ),
        ("bun.lock", '{\n  "packages": {\n    "a": ["a@1.0.0", ""],\n', (("a", "1.0.0"),)),
        ("bun.lockb", "\0\1", ()),
    ],
)
def test_lockfiles(name: str, text: str, packages: tuple[tuple[str, str], ...]) -> None:
    assert of(Lock, read("lockfiles", name, text))[0].packages == packages


def test_runtime_files() -> None:
    def found(path: str, text: str) -> list[tuple[str, str, bool]]:
        return [
            (f.language, f.version, f.exact) for f in of(RuntimeVersion, read("runtime_files", path, text))
        ]

    assert found(".python-version", "3.12\n") == [("python", "3.12", True)]
    assert found(".nvmrc", "lts/*") == [("node", "lts/*", False)]
    assert found("runtime.txt", "python-3.11.4") == [("python", "3.11.4", True)]
    assert found(".tool-versions", "nodejs 20.1.0\nruby 3\n") == [("node", "20.1.0", True)]
    assert found("mise.toml", '[tools]\npython = "3.12"\n') == [("python", "3.12", True)]
    assert found(".go-version", "go1.24.1\n") == [("go", "1.24.1", True)]
    assert found(".go-version", "1.24") == [("go", "1.24", True)]
    assert found(".tool-versions", "golang 1.23.4\n") == [("go", "1.23.4", True)]
    assert found("runtime.txt", "ruby-3.2.1") == []


def test_dotenv() -> None:
    facts = read(
        "dotenv",
        ".env",
        "# c\nexport A=1 # one\nB=\"x\ny\"\nC='$A'\nD=${A}-${B:-z}\nE=${NOPE}\nF=\nDB_PASSWORD=s3cr3t9\n",
    )
    supplies = {fact.name: fact.value for fact in of(EnvSupply, facts)}
    assert supplies == {
        "A": "1",
        "B": "x\ny",
        "C": "$A",
        "D": "1-x\ny",
        "E": UNKNOWN,
        "F": None,
        "DB_PASSWORD": "s3cr3t9",
    }
    assert of(EnvSupply, facts)[-1].shape == "credential-name"


def test_an_example_documents_what_it_comments_out() -> None:
    facts = of(EnvSupply, read("dotenv", ".env.example", "A=changeme\n# B=x\n# a sentence\n"))
    assert [(f.name, f.by, f.stage) for f in facts] == [
        ("A", "dotenv-example", "example"),
        ("B", "dotenv-example", "example"),
    ]


def test_dotenv_of_an_environment() -> None:
    found = of(ConfigFile, read("dotenv", "web/.env.production", "A=1\n"))
    assert [(f.environment, f.family, f.entries) for f in found] == [
        ("production", "web/.env.*", (("A", "1"),))
    ]


def test_procfile() -> None:
    facts = read("procfile", "Procfile", "web: gunicorn app:app\nrelease: python manage.py migrate\n")
    assert [fact.name for fact in of(ProcessType, facts)] == ["web", "release"]
    assert {(fact.owner, fact.stage) for fact in of(Command, facts)} == {
        ("web", "run"),
        ("release", "release"),
    }
    develop = of(Command, read("procfile", "Procfile.dev", "web: flask run\n"))
    assert {fact.stage for fact in develop} == {"develop"}


def test_app_json_is_not_expos() -> None:
    facts = of(
        EnvSupply,
        read(
            "procfile",
            "app.json",
            '{"env": {"A": {"generator": "secret"}, "B": "x", "C": {"required": true}}}',
        ),
    )
    assert [(f.name, f.value, f.secret) for f in facts] == [
        ("A", None, True),
        ("B", "x", False),
        ("C", None, False),
    ]
    assert read("procfile", "app.json", '{"expo": {"name": "x"}, "env": {"A": "b"}}') == []


def test_fly_and_render() -> None:
    fly = read("procfile", "fly.toml", '[env]\nA = "b"\n[processes]\nweb = "gunicorn app"\n[http_service]\ninternal_port = 8080\n'
               '[[http_service.checks]]\npath = "/up"\ninterval = "15s"\n')  # fmt: skip
    probe = of(Probe, fly)[0]
    assert (probe.url_path, probe.port, probe.period) == ("/up", 8080, 15.0)
    assert [f.name for f in of(ProcessType, fly)] == ["web"]
    render = read("procfile", "render.yaml", "services:\n- type: web\n  name: api\n  startCommand: uvicorn a:b\n  healthCheckPath: /hc\n"
                  "  envVars:\n  - key: K\n    generateValue: true\n  - key: L\n    value: x\n")  # fmt: skip
    assert [(f.name, f.secret, f.to) for f in of(EnvSupply, render)] == [
        ("K", True, "api"),
        ("L", False, "api"),
    ]
    assert of(Probe, render)[0].url_path == "/hc"


def test_supervisord() -> None:
    facts = read(
        "supervisord",
        "supervisord.conf",
        '[program:web]\ncommand=gunicorn app ; why\nenvironment=A="1",B=2\nstdout_logfile=/var/log/x.log\nstderr_logfile=/dev/stderr\n',
    )
    assert [(f.name, f.value, f.to) for f in of(EnvSupply, facts)] == [("A", "1", "web"), ("B", "2", "web")]
    assert [(f.target, f.file) for f in of(LogSink, facts)] == [
        ("file", "/var/log/x.log"),
        ("stdout", UNKNOWN),
    ]
    assert of(Command, facts)[0].argv == ("gunicorn", "app")


def test_systemd() -> None:
    facts = read(
        "systemd",
        "web.service",
        '[Service]\nEnvironment="A=b c" D=e\nEnvironmentFile=-/etc/x\nExecStart=-/usr/bin/node \\\n  server.js\nStandardOutput=append:/var/log/x\n',
    )
    assert [(f.name, f.value) for f in of(EnvSupply, facts)] == [("A", "b c"), ("D", "e")]
    assert of(EnvSource, facts)[0].optional
    assert of(Command, facts)[0].argv == ("/usr/bin/node", "server.js")
    assert of(LogSink, facts)[0].file == "/var/log/x"


def test_nginx() -> None:
    facts = read(
        "nginx",
        "nginx.conf",
        """http {
  access_log /dev/stdout; error_log /var/log/e.log warn;
  server { listen 8080; location /api { proxy_pass http://pool/x; proxy_read_timeout 5m; } location / { proxy_pass http://$host; } }
  upstream pool { ip_hash; server web:5000; server web2:5000; }
}""",
    )
    rules = of(IngressRule, facts)
    assert [(r.url_path, r.service, r.port, r.sticky, r.timeout) for r in rules] == [
        ("/api", "web", 5000, True, 300.0),
        ("/", UNKNOWN, UNKNOWN, False, 60.0),
    ]
    assert of(Listen, facts)[0].port == 8080
    assert [f.target for f in of(LogSink, facts)] == ["stdout", "file"]


def test_settings_files() -> None:
    facts = read(
        "settings_files",
        "config/production.json",
        '{"db": {"password": "s3cr3t9", "url": "postgres://db/x"}}',
    )
    assert [(f.bound_to, f.shape) for f in of(Literal_, facts)] == [
        ("db.password", "credential-name"),
        ("db.url", "dsn"),
    ]
    assert of(ConfigFile, facts)[0].family == "config/*.json"
    assert read("settings_files", "tsconfig.json", '{"password": "s3cr3t9"}') == []
    assert read("settings_files", "data/people.json", '{"password": "s3cr3t9"}') == []


NAMES = [
    ("npm_manifests", "package.json"), ("npm_manifests", "lerna.json"), ("npm_manifests", "pnpm-workspace.yaml"),
    *(("python_manifests", name) for name in ("pyproject.toml", "requirements.txt", "setup.py", "setup.cfg", "Pipfile", "environment.yml")),
    *(("lockfiles", name) for name in ("uv.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "Pipfile.lock", "bun.lock")),
    *(("runtime_files", name) for name in (".nvmrc", "mise.toml", ".tool-versions")),
    ("dotenv", ".env"), ("dotenv", ".env.example"),
    *(("procfile", name) for name in ("Procfile", "app.json", "heroku.yml", "fly.toml", "render.yaml", "railway.json")),
    ("supervisord", "supervisord.conf"), ("systemd", "x.service"), ("nginx", "nginx.conf"),
    ("settings_files", "config/x.json"), ("settings_files", "config/prod.yml"), ("settings_files", "config/x.ini"),
]  # fmt: skip

PIECES = st.sampled_from(
    ['{"dependencies": {"a": "1"', '"scripts": {"x": "', "[project]\n", "dependencies = [", "web: ", "A=${B", "server {", "listen ",
     "proxy_pass http://", "[Service]\nExecStart=", "[program:x]\ncommand=", "setup(", "'", '"', "\\", "\n", "}", "]", ";", "é", "\0",
     "services:\n", "- key: ", "run:\n", "install_requires=", "import setuptools\n", "$", "\ufeff"]
)  # fmt: skip


@given(
    st.sampled_from(NAMES),
    st.binary(max_size=120) | st.lists(PIECES, max_size=12).map(lambda parts: "".join(parts).encode()),
)
def test_any_bytes_will_do(where: tuple[str, str], data: bytes) -> None:
    for fact in read(*where, data):
        assert 0 <= fact.span.start <= fact.span.end <= len(data)
        msgspec.msgpack.encode(fact)


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("requirements/test-ci-default.txt", "dev"),
        ("requirements/default.txt", "main"),
        ("requirements-prod.txt", "main"),
        ("prod-tools-requirements.txt", "main"),
    ],
)
def test_a_requirements_file_is_for_what_its_first_word_says(path, group):
    assert of_file(path) == group
