"""What command lines do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.facts import UNKNOWN, Command, Fact, Install, Listen, LogSink, SchemaChange, SystemPackage
from factorlint.knowledge.programs.commands import facts_of_command, facts_of_text
from factorlint.knowledge.programs.health_requests import request_in_text
from factorlint.knowledge.programs.table import families
from factorlint.model.text import Span


def facts(text: str) -> list[Fact]:
    return facts_of_text(text, 0, by="compose", owner="web")


def last(text: str) -> Command:
    return [fact for fact in facts(text) if isinstance(fact, Command)][-1]


@pytest.mark.parametrize(
    ("text", "does", "entry"),
    [
        ("gunicorn -w 4 -b :80 app:app", ("serve",), "app:app"),
        ("tini -- poetry run uvicorn a:b --reload", ("init", "serve", "reload"), "a:b"),
        ("python -m flask --app x run", ("dev-server",), "x"),
        ("python manage.py runserver 0:8000", ("dev-server",), "manage.py"),
        ("python3.11 -u src/app.py", (), "src/app.py"),
        ("celery -A proj worker -B", ("worker", "scheduler"), "proj"),
        ("npm run dev", ("package-manager",), "npm:dev"),
        ("yarn start", ("package-manager",), "npm:start"),
        ("env A=1 npx --yes prisma migrate deploy", ("package-manager", "migrate"), ""),
        ("node --inspect=0.0.0.0 server.js", ("debug",), "server.js"),
        ("nginx -g 'daemon off;'", ("serve",), ""),
        ("nginx -g 'daemon on;'", ("serve", "daemonize"), ""),
        ("wait-for-it db:5432 -- ./start.sh", ("wait",), "./start.sh"),
        ("timeout 30 sleep 5", ("wait",), ""),
        ("sh -c 'cd x && exec celery -A p beat'", ("scheduler",), "p"),
        ("curl -fsSL https://x.test | bash -", ("shell", "pipe-to-shell"), ""),
        ("some-unknown-tool serve", (), ""),
        ("node node_modules/.bin/next build", ("bundle",), ""),
    ],
)
def test_activities_and_entry(text: str, does: tuple[str, ...], entry: str) -> None:
    command = last(text)
    assert (command.does, command.entry) == (does, entry)


def test_short_flags_that_are_written_together_are_each_of_them() -> None:
    assert "daemonize" in last("gunicorn -Db :80 app:app").does


@pytest.mark.parametrize(
    ("text", "host", "port", "port_env"),
    [
        ("gunicorn -b 0.0.0.0:${PORT:-8000} a:b", "0.0.0.0", 8000, "PORT"),
        ("gunicorn a:b", None, 8000, "PORT"),
        ("gunicorn -c conf.py a:b", UNKNOWN, UNKNOWN, "PORT"),
        ("uvicorn a:b --host 0.0.0.0 --port $PORT", "0.0.0.0", UNKNOWN, "PORT"),
        ("flask run -h0.0.0.0 -p 80", "0.0.0.0", 80, ""),
        ("python manage.py runserver 9000", None, 9000, ""),
        ("vite --host", "0.0.0.0", UNKNOWN, ""),
        ("gunicorn -b [::]:80 a:b", "::", 80, ""),
    ],
)
def test_sockets(text: str, host: object, port: object, port_env: str) -> None:
    (listen,) = [fact for fact in facts(text) if isinstance(fact, Listen)]
    assert (listen.host, listen.port, listen.port_env) == (host, port, port_env)


def test_a_unix_socket_is_no_port() -> None:
    assert not [fact for fact in facts("gunicorn -b unix:/run/x.sock a:b") if isinstance(fact, Listen)]


def test_installs() -> None:
    (pip,) = [
        f for f in facts("pip install --no-cache-dir -r a.txt flask==2.0 'x[y]>=1'") if isinstance(f, Install)
    ]
    assert (pip.files, pip.packages) == (("a.txt",), (("flask", "2.0"), ("x", ">=1")))
    (npm,) = [f for f in facts("npm ci --omit=dev") if isinstance(f, Install)]
    assert (npm.locked, npm.production) == (True, True)
    (plain,) = [f for f in facts("npm install") if isinstance(f, Install)]
    assert (plain.locked, plain.production, plain.packages) == (False, False, ())


def test_system_packages_leave_variables_and_flags_out() -> None:
    found = [f for f in facts("apt-get install -y -t stable curl=7.1 $MORE") if isinstance(f, SystemPackage)]
    assert [(f.name, f.version) for f in found] == [("curl", "7.1")]


def test_logs_and_schema() -> None:
    (sink,) = [
        f
        for f in facts("gunicorn --access-logfile - --error-logfile /var/log/e.log a:b")
        if isinstance(f, LogSink)
    ]
    assert sink.file == "/var/log/e.log"
    (change,) = [f for f in facts("flask db upgrade") if isinstance(f, SchemaChange)]
    assert change.how == "alembic"
    assert not [f for f in facts("flask db migrate -m x") if isinstance(f, SchemaChange)]


def test_nothing_listens_while_an_image_is_built() -> None:
    assert not [
        f for f in facts_of_text("flask run", 0, by="dockerfile-run", stage="build") if isinstance(f, Listen)
    ]


@pytest.mark.parametrize(
    ("text", "path", "port"),
    [
        ("curl -f http://localhost:8080/health || exit 1", "/health", 8080),
        ("wget -qO- localhost:3000/ready?x=1", "/ready", 3000),
        ("curl -f http://127.0.0.1", "/", 80),
        ('sh -c "curl http://localhost:9/x"', "/x", 9),
        ("""python -c "import urllib.request as u; u.urlopen('http://localhost:8000/up')" """, "/up", 8000),
    ],
)
def test_health_requests(text: str, path: str, port: int) -> None:
    request = request_in_text(text)
    assert request is not None
    assert (request.url_path, request.port) == (path, port)


def test_no_request_in_other_checks() -> None:
    assert request_in_text("pg_isready -h db") is None


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from([*families(), "--", "-c", "-b"]))))
def test_any_argv(argv: list[str | None]) -> None:
    found = facts_of_command(argv, span=Span(0, 1), by="compose")
    assert isinstance(found[0], Command)
