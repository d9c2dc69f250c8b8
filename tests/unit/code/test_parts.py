"""What every language gets from the shared parts, with Python as the witness."""

import pytest

from factorlint.facts import (
    UNKNOWN,
    BackingService,
    ConfigFile,
    EnvironmentBranch,
    EnvRead,
    Fact,
    FileWrite,
    Literal_,
    OutboundCall,
    Retry,
    SharedState,
)
from factorlint.languages import python
from factorlint.model.source import Source


def facts(text: str, kind: type[Fact], path: str = "app/main.py") -> list[Fact]:
    return [fact for fact in python.facts(Source(path, text.encode())) if isinstance(fact, kind)]


def only(text: str, kind: type[Fact], path: str = "app/main.py") -> Fact:
    (found,) = facts(text, kind, path)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if not os.getenv('X'):\n    raise SystemExit\n", (None, True, "", False)),
        ("if not os.getenv('X'):\n    y = 1\n", (None, False, "bool", True)),
        ("X = int(os.getenv('X') or 5)\n", ("5", False, "int", True)),
        ("X = os.getenv('X') if os.getenv('X') else 'y'\n", ("y", False, "", True)),
        ("X = os.getenv('X') == 'production'\n", (None, False, "", True)),
        ("X = os.getenv('X') in ('1', 'true')\n", (None, False, "parsed-bool", True)),
        ("if os.getenv('X') is not None:\n    y = 1\n", (None, False, "", True)),
        ("x = lambda: os.environ['X']\n", (None, True, "", False)),
        ("if os.environ.get('X'):\n    y = os.environ['X']\n", (None, True, "", True)),
    ],
)
def test_what_is_made_of_a_variable(text: str, expected: tuple[object, ...]) -> None:
    fact = facts(f"import os\n{text}", EnvRead)[-1]
    assert isinstance(fact, EnvRead)
    assert (fact.default, fact.required, fact.coercion, fact.guarded) == expected


def test_a_variable_under_another_name() -> None:
    assert facts("import os\nenv = os.environ\nX = env['X']\n", EnvRead)
    assert facts("from os import environ as e\nX = e.get('X')\n", EnvRead)
    assert not facts("env = {}\nX = env['X']\n", EnvRead)


@pytest.mark.parametrize(
    ("text", "timeout"),
    [
        ("o = {'timeout': 5}\nrequests.get(u, **o)\n", 5.0),
        ("o = {}\no['timeout'] = 5\nrequests.get(u, **o)\n", UNKNOWN),
        ("class C:\n    LIMIT = 5\nrequests.get(u, timeout=C.LIMIT)\n", 5.0),
        ("o = {'limit': 5}\nrequests.get(u, timeout=o['limit'])\n", 5.0),
        ("t = 1\nt += 1\nrequests.get(u, timeout=t)\n", UNKNOWN),
        ("def f(t=5):\n    requests.get(u, timeout=t)\n", UNKNOWN),
        ("def f():\n    global t\n    t = 2\nt = 1\nrequests.get(u, timeout=t)\n", UNKNOWN),
        ("a, b = 1, 5\nrequests.get(u, timeout=b)\n", 5.0),
    ],
)
def test_values(text: str, timeout: object) -> None:
    fact = only(f"import requests\n{text}", OutboundCall)
    assert isinstance(fact, OutboundCall)
    assert fact.timeout == timeout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s = make() or requests.Session()\ns.get(u)\n", True),
        ("if a:\n    s = None\nelse:\n    s = requests.Session()\ns.get(u)\n", True),
        ("def f(s: requests.Session):\n    s.get(u)\n", True),
        ("def f(s):\n    s.get(u)\n", False),
        ("class C:\n    s: requests.Session\n    def f(self):\n        self.s.get(u)\n", True),
        ("class C:\n  def a(self):\n    return requests.Session()\n  def f(self):\n    self.a().get(u)\n", True),
        ("requests = requests.Session()\nrequests.get(u)\n", True),
    ],
)  # fmt: skip
def test_names(text: str, said: bool) -> None:
    assert bool(facts(f"import requests\n{text}", OutboundCall)) is said


def test_a_parameter_that_stands_for_a_function_unless_told_otherwise() -> None:
    text = (
        "class C:\n    def __init__(self, open=open):\n        self.open = open\n    def f(self):\n"
        "        self.open('/data/x', 'w')\n"
    )
    assert only(text, FileWrite).by == "open"


def test_a_switch_over_the_environment() -> None:
    text = "match APP_ENV:\n    case 'production':\n        x = 1\n    case 'dev':\n        x = 2\n"
    fact = only(text, EnvironmentBranch)
    assert isinstance(fact, EnvironmentBranch)
    assert (fact.variable, fact.values) == ("APP_ENV", ("production", "dev"))


def test_one_object_for_each_environment() -> None:
    text = (
        "config = {\n  'development': {'DB': 'a'},\n  'production': {'DB': 'b', 'KEY': os.getenv('K')},\n}\n"
    )
    found = facts(text, ConfigFile, "app/config.py")
    assert [(fact.environment, fact.entries) for fact in found if isinstance(fact, ConfigFile)] == [
        ("development", (("DB", "a"),)),
        ("production", (("DB", "b"), ("KEY", ""))),
    ]


def test_a_loop_with_a_count_is_limited() -> None:
    text = (
        "import requests\ndef f(u):\n    n = 0\n    while n < 5:\n        try:\n            return requests.get(u)\n"
        "        except OSError:\n            n += 1\n"
    )
    assert only(text, Retry).limit == 5


def test_what_lives_in_a_module_and_a_handler_gives_another_value() -> None:
    text = (
        "from flask import Flask\napp = Flask('a')\nCOUNT = 0\n@app.route('/x')\ndef x():\n    global COUNT\n"
        "    COUNT += 1\n"
    )
    assert only(text, SharedState).name == "COUNT"
    assert facts(text.replace("    global COUNT\n", ""), SharedState) == []


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("X = {'secret': ['password', 'api_key']}\n", []),
        ("X = {Key.PASSWORD: 'reset_template'}\n", []),
        ("X = {'password': 'hunter2hunter2'}\n", ["credential-name"]),
        ("X = 'mail@example.org'\n", ["email"]),
        ("f(t'secret')\nX = 'http://h' == y\n", []),
    ],
)
def test_literals(text: str, shapes: list[str]) -> None:
    assert [fact.shape for fact in facts(text, Literal_) if isinstance(fact, Literal_)] == shapes


def test_what_a_test_decorator_is_called_does_not_make_a_route_of_it() -> None:
    text = "import redis\nfrom unittest import mock\n@mock.patch('a.b')\ndef test():\n    redis.Redis('c').get('x')\n"
    (fact,) = (each for each in facts(text, OutboundCall) if isinstance(each, OutboundCall))
    assert not fact.in_handler
    assert facts(text, BackingService)
