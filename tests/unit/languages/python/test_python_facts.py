"""What the Python reader says of small modules."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factorlint.facts import (
    UNKNOWN,
    BackingService,
    EnvironmentBranch,
    EnvRead,
    EnvWrite,
    Fact,
    Import,
    Listen,
    Literal_,
    LogSink,
    OutboundCall,
    Retry,
    Route,
    SharedState,
    ToolUse,
    WorkerCode,
)
from factorlint.languages import python
from factorlint.model.source import Source


def facts(text: str, kind: type[Fact], path: str = "app/main.py") -> list[Fact]:
    return [fact for fact in python.facts(Source(path, text.encode())) if isinstance(fact, kind)]


def only(text: str, kind: type[Fact], path: str = "app/main.py") -> Fact:
    (found,) = facts(text, kind, path)
    return found


def fields(fact: Fact, *names: str) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\nX = os.environ['X']\n", ("X", None, True, "", False)),
        ("import os\nX = os.environ.get('X', 'a')\n", ("X", "a", False, "", False)),
        ("from os import getenv as g\nX = g('X') or 'b'\n", ("X", "b", False, "", True)),
        ("import os\nX = int(os.environ['X'])\n", ("X", None, True, "int", False)),
        ("import os\nX = bool(os.getenv('X'))\n", ("X", None, False, "bool", False)),
        ("import os\nX = os.getenv('X', '').lower() == 'true'\n", ("X", "", False, "parsed-bool", True)),
        (
            "import os\ntry:\n    X = os.environ['X']\nexcept KeyError:\n    X = 1\n",
            ("X", None, False, "", True),
        ),
        ("import os\nD = 'z'\nX = os.environ.get('X', D)\n", ("X", "z", False, "", False)),
    ],
)
def test_environment_reads(text: str, expected: tuple[object, ...]) -> None:
    assert fields(only(text, EnvRead), "name", "default", "required", "coercion", "guarded") == expected


def test_writing_the_environment_is_no_read() -> None:
    text = "import os\nos.environ['A'] = '1'\nos.environ.setdefault('B', '2')\n"
    assert [fact.name for fact in facts(text, EnvWrite)] == ["A", "B"]
    assert facts(text, EnvRead) == []


def test_pydantic_settings_fields_are_reads() -> None:
    text = "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    port: int = 8000\n    dsn: str\n"
    assert [fields(fact, "name", "default") for fact in facts(text, EnvRead)] == [
        ("PORT", "8000"),
        ("DSN", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import requests\nrequests.get('http://a/b')\n", ("GET", "http://a/b", None, "")),
        (
            "import requests as r\ns = r.Session()\ns.post('http://a/', timeout=(3, 9))\n",
            ("POST", "http://a/", 9.0, ""),
        ),
        ("import httpx\nc = httpx.Client(timeout=2)\nc.get('http://a/')\n", ("GET", "http://a/", 2.0, "")),
        ("import httpx\nhttpx.get(f'http://a:1/{x}')\n", ("GET", "http://a:1/", 5.0, "")),
        ("import requests\nrequests.get('http://a/', **kw)\n", ("GET", "http://a/", UNKNOWN, "")),
        (
            "import os, requests\nU = os.environ.get('U', 'http://u/')\nrequests.get(U, timeout=1)\n",
            ("GET", "http://u/", 1.0, "U"),
        ),
    ],
)
def test_outbound_calls(text: str, expected: tuple[object, ...]) -> None:
    assert fields(only(text, OutboundCall), "method", "target", "timeout", "target_env") == expected


def test_a_parameter_hides_what_the_module_calls_by_its_name() -> None:
    text = "import requests\nurl = 'http://other/'\ndef f(url, *, timeout=url):\n    requests.get(url)\n"
    (call,) = facts(text, OutboundCall)
    assert isinstance(call, OutboundCall) and call.target is UNKNOWN


def test_a_parameter_named_like_a_library_is_not_the_library() -> None:
    assert facts("def f(requests):\n    requests.get('http://a/')\n", OutboundCall) == []


def test_listening_on_a_port_from_the_environment() -> None:
    text = "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
    text += "app.run(host='0.0.0.0', port=int(os.environ.get('PORT', 5000)))\n"
    assert fields(only(text, Listen), "host", "port", "port_env", "development") == (
        "0.0.0.0",
        5000,
        "PORT",
        True,
    )


def test_a_route_with_what_its_handler_asks_and_answers() -> None:
    text = (
        "import redis\nfrom fastapi import FastAPI, HTTPException\napp = FastAPI()\nr = redis.Redis('cache')\n"
        "@app.get('/health')\ndef health():\n    if not r.ping():\n        raise HTTPException(503)\n"
    )
    assert fields(only(text, Route), "url_path", "methods", "handler", "asks", "statuses") == (
        "/health",
        ("GET",),
        "health",
        ("redis",),
        (503,),
    )
    assert only(text, OutboundCall).in_handler


def test_a_retry_loop_is_told_from_a_loop_over_items() -> None:
    body = "    try:\n        return requests.get(u)\n    except Exception:\n        time.sleep(2 ** i)\n"
    retry = "import requests, time\ndef f(u):\n" + "  for i in range(3):\n" + body
    assert fields(only(retry, Retry), "limit", "backoff", "jitter") == (3, "exponential", False)
    assert facts(retry.replace("range(3)", "urls"), Retry) == []


def test_a_loop_that_leaves_on_failure_tries_nothing_again() -> None:
    pages = (
        "import requests\ndef f(u):\n  page = 1\n  while True:\n    try:\n      found = requests.get(u).json()\n"
        "    except OSError as e:\n      print(e)\n      return None\n    if not found:\n      break\n    page += 1\n"
    )
    assert facts(pages, Retry) == []
    assert only(pages.replace("      return None\n", "      continue\n"), Retry).backoff == "none"


def test_backing_services() -> None:
    text = (
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db', 'PORT': '5432'}}\n"
    )
    assert fields(only(text, BackingService), "service", "locator", "port") == ("postgresql", "db", 5432)
    text = "from sqlalchemy import create_engine\ne = create_engine('mysql+pymysql://u:p@h/d')\n"
    assert only(text, BackingService).service == "mysql"


@pytest.mark.parametrize(("args", "target"), [("filename='a.log'", "file"), ("level=10", "stdout")])
def test_log_sinks(args: str, target: str) -> None:
    assert only(f"import logging\nlogging.basicConfig({args})\n", LogSink).target == target


def test_state_changed_in_a_handler() -> None:
    text = "from flask import Flask\napp = Flask('a')\nSEEN = {}\n@app.route('/x')\ndef x():\n    SEEN['a'] = 1\n"
    assert only(text, SharedState).name == "SEEN"
    assert facts(text.replace("@app.route('/x')\n", ""), SharedState) == []


def test_environment_branches_tools_tasks_and_literals() -> None:
    text = (
        "import os, subprocess\nfrom celery import shared_task\nif os.getenv('APP_ENV') == 'production':\n    debug = 1\n"
        "@shared_task\ndef send():\n    subprocess.run(['/usr/bin/ffmpeg', '-i'])\npassword = 'Xk29fjq0Lm!'\n"
    )
    assert fields(only(text, EnvironmentBranch), "variable", "values") == ("APP_ENV", ("production",))
    assert only(text, ToolUse).program == "ffmpeg"
    assert fields(only(text, WorkerCode), "framework", "name") == ("celery", "send")
    assert fields(only(text, Literal_), "shape", "bound_to") == ("credential-name", "password")


def imports(text: str) -> Iterable[Import]:
    return [fact for fact in python.cheap(Source("a.py", text.encode())) if isinstance(fact, Import)]


def test_imports_without_a_parser() -> None:
    text = (
        '"""\nimport nothing\n"""\nimport os, yaml.x as y  # c\nfrom . import sibling\n'
        "try:\n    import ujson\nexcept ImportError:\n    ujson = None\n"
        "if TYPE_CHECKING:\n    from a.b import c\ndef f():\n    from google.cloud import storage\n"
    )
    found = [(fact.module, fact.optional, fact.typing_only, fact.lazy) for fact in imports(text)]
    assert found == [
        ("os", False, False, False),
        ("yaml.x", False, False, False),
        (".", False, False, False),
        ("ujson", True, False, False),
        ("a.b", False, True, False),
        ("google.cloud.storage", False, False, True),
    ]


SEED = (
    "import os, requests\nfrom flask import Flask\napp = Flask(__name__)\n@app.route('/x', methods=['GET'])\n"
    "def x(a, *b, **c):\n    for i in range(3):\n        try:\n            return requests.get(f'http://{a}:80/', **c)\n"
    "        except Exception:\n            pass\nos.environ['A']\npassword = 'Xk29fjq0Lm!' + 'b'\n"
)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(SEED)), st.integers(0, 30), st.binary(max_size=12))
def test_any_bytes_are_read_without_an_exception_and_spans_stay_inside(
    start: int, cut: int, junk: bytes
) -> None:
    data = SEED[:start].encode() + junk + SEED[start + cut :].encode()
    for fact in python.facts(Source("app/settings/production.py", data)):
        assert 0 <= fact.span.start <= fact.span.end <= len(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_read_without_an_exception(data: bytes) -> None:
    list(python.facts(Source("a.py", data)))
    list(python.cheap(Source("a.py", data)))
