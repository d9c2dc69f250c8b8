"""What a file leaves for others: exports, and calls that the names of other files decide."""

import pytest

from factorlint.facts.code import Export, OpenCall
from factorlint.languages import python
from factorlint.model.source import Source


def exports(text: str, path: str = "app/main.py") -> dict[str, Export]:
    found = python.facts(Source(path, f"import os\nimport requests\n{text}".encode()))
    return {fact.name: fact for fact in found if isinstance(fact, Export)}


def open_calls(text: str) -> list[OpenCall]:
    found = python.facts(Source("app/main.py", f"import os\nimport requests\n{text}".encode()))
    return [fact for fact in found if isinstance(fact, OpenCall)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SESSION = requests.Session()\n", ("call", "requests.Session")),
        ("PORT = 8080\n", ("constant", 8080)),
        ("URL = os.environ.get('URL', 'x')\n", ("env", "URL")),
        ("URL = os.environ['URL']\n", ("env", "URL")),
        ("from .config import settings\nURL = settings.url\n", ("name", ".config.settings.url")),
        ("from .make import make\nAPP = make(1)\n", ("call", ".make.make")),
        ("OPTIONS = {'timeout': 5}\n", ("mapping", None)),
        ("def make():\n    s = requests.Session()\n    return s\n", ("call", "requests.Session")),
        (
            "class Client:\n    def __init__(self):\n        self.s = requests.Session()\n",
            ("call", "requests.Session"),
        ),
        ("from .base import *\n", ("name", ".base")),
    ],
)
def test_what_a_use_elsewhere_can_need_is_exported(text: str, expected: tuple[str, object]) -> None:
    (export,) = exports(text).values()
    value = export.value
    assert (value.what, value.constant if value.what == "constant" else value.name or None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "_PRIVATE = 8080\n",
        "X = 1\nX = 2\n",
        "X = unknown()\n",
        "def f(a):\n    if a:\n        return requests.Session()\n    return requests\n",
        "from .models import User\n",
        "def f():\n    PORT = 8080\n",
    ],
)
def test_the_rest_is_not(text: str) -> None:
    assert exports(text) == {}


def test_a_package_passes_on_what_it_imports() -> None:
    assert exports("from .factory import app\n", "app/__init__.py")["app"].value.name == ".factory.app"


def test_a_function_names_what_it_passes_on() -> None:
    export = exports("def get(url, timeout=5):\n    return requests.get(url, timeout=timeout)\n")["get"]
    (url,), ((_, timeout),) = export.value.items, export.value.entries
    assert (export.what, export.parameters) == ("function", ("url", "timeout"))
    assert (url.what, url.name) == ("parameter", "url")
    assert timeout.default is not None
    assert timeout.default.constant == 5


@pytest.mark.parametrize(
    ("body", "required"),
    [
        ("return os.environ[name]", True),
        ("return os.environ.get(name, default)", False),
        ("try:\n        return os.environ[name]\n    except KeyError:\n        return default", False),
        ("if name in os.environ:\n        return os.environ[name]\n    return default", False),
    ],
)
def test_a_helper_that_reads_the_environment(body: str, required: bool) -> None:
    export = exports(f"def env(name, default=None):\n    {body}\n")["env"]
    (asked,) = export.value.items
    assert (export.value.what, asked.what, asked.name) == ("env", "parameter", "name")
    assert (export.value.default is not None) and export.value.default.name == "default"
    assert export.required is required


def test_fields_of_a_settings_class_are_variables() -> None:
    text = "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    redis_url: str = 'r'\n"
    value = exports(f"{text}settings = Settings()\n")["Settings.redis_url"].value
    assert (value.what, value.name, value.default and value.default.constant) == ("env", "REDIS_URL", "r")
    assert exports(f"{text}settings = Settings()\n")["settings"].value.name == "<Settings>"


def test_exports_are_bounded() -> None:
    large = "X = {" + ", ".join(f"'k{n}': {n}" for n in range(100)) + "}\n"
    assert len(exports(large)["X"].value.entries) == 60
    assert exports(large)["X"].value.open
    assert len(exports("".join(f"V{n} = {n}\n" for n in range(300)))) == 200
    assert exports("X = '" + "a" * 600 + "'\n") == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from .factory import app\napp.run(port=1)\n", ".factory.app.run"),
        ("from app.factory import make\napp = make()\napp.run()\n", "app.factory.make().run"),
        ("from . import clients\nclients.http.get('/x')\n", ".clients.http.get"),
        ("from .config import URL\nrequests.get(URL, timeout=1)\n", "requests.get"),
        ("from .config import limit\nrequests.get('http://x', timeout=limit())\n", "requests.get"),
        ("from .env import read\nread('API_KEY')\n", ".env.read"),
        ("from .models import Order\nOrder.objects.get(id=1)\n", ""),
        ("import numpy\nrequests.get('http://x')\n", ""),
        ("from .text import title\ntitle('API key')\n", ""),
    ],
)
def test_calls_that_another_file_decides(text: str, name: str) -> None:
    assert [fact.call.name for fact in open_calls(text)] == ([name] if name else [])


def test_an_open_call_keeps_where_it_stands() -> None:
    text = "from .factory import app\nasync def f():\n    for x in y:\n        await app.run(x)\n"
    (fact,) = open_calls(text)
    assert (fact.call.in_loop, fact.call.in_async, fact.call.awaited, fact.scope) == (True, True, True, "f")
    assert fact.language == "python"
