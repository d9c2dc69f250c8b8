"""Reads of the environment through settings classes, settings libraries and helpers of the file's own."""

import pytest

from factorlint.facts import UNKNOWN, BackingService, DebugFlag, EnvRead, Listen
from factorlint.languages import python
from factorlint.model.source import Source


def reads(text, path="app/settings.py"):
    facts = python.facts(Source(path, text.encode()))
    return [(fact.name, fact.default, fact.required) for fact in facts if isinstance(fact, EnvRead)]


def only(text, kind, path="app/settings.py"):
    (found,) = [fact for fact in python.facts(Source(path, text.encode())) if isinstance(fact, kind)]
    return found


PYDANTIC = "from pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    token: str\n", [("TOKEN", None, True)]),
        ("    token: str = 'x'\n", [("TOKEN", "x", False)]),
        ("    token: str = Field(...)\n", [("TOKEN", UNKNOWN, True)]),
        ("    token: str = Field(alias='API_TOKEN')\n", [("API_TOKEN", UNKNOWN, True)]),
        ("    token: str = Field(default_factory=make)\n", [("TOKEN", UNKNOWN, False)]),
        (
            "    model_config = SettingsConfigDict(env_prefix='APP_')\n    token: str\n",
            [("APP_TOKEN", None, True)],
        ),
        ("    class Config:\n        env_prefix = 'my_'\n    token: str\n", [("MY_TOKEN", None, True)]),
        ("    model_config = SettingsConfigDict(env_prefix=PREFIX)\n    token: str\n", []),
        ("    known: ClassVar[str] = 'x'\n    _own: int = 1\n", []),
    ],
)
def test_fields_of_a_settings_class(body, expected):
    assert reads(f"{PYDANTIC}class Settings(BaseSettings):\n{body}") == expected


def test_fields_of_a_class_below_a_settings_class():
    text = f"{PYDANTIC}class Base(BaseSettings):\n    a: int = 1\nclass App(Base):\n    b: bool\n"
    assert reads(text) == [("A", "1", False), ("B", None, True)]


def test_what_the_file_gives_to_its_settings_is_not_required():
    text = f"{PYDANTIC}class App(BaseSettings):\n    a: str\n    b: str\nsettings = App(a=secret())\n"
    assert reads(text) == [("A", UNKNOWN, False), ("B", None, True)]


def test_a_locator_type_is_a_backing_service():
    found = only(f"{PYDANTIC}class S(BaseSettings):\n    database_url: PostgresDsn\n", BackingService)
    assert (found.service, found.env) == ("postgresql", ("DATABASE_URL",))


@pytest.mark.parametrize(
    ("definition", "call", "expected"),
    [
        (
            "def flag(name, default):\n    return os.getenv(name, default) == '1'\n",
            "flag('X', 'a')",
            ("X", "a", False),
        ),
        (
            "def env(key, default=None):\n    return os.environ.get(key, default)\n",
            "env('X')",
            ("X", None, False),
        ),
        (
            "def env(key: str, *, other: str = 'o'):\n    return os.getenv(key, other)\n",
            "env('X')",
            ("X", "o", False),
        ),
        (
            "def env(key, default):\n    if key in os.environ:\n        return os.environ[key]\n    return default\n",
            "env('X', True)",
            ("X", "True", False),
        ),
        ("def env(key):\n    return os.environ[key]\n", "env('X')", ("X", UNKNOWN, False)),
        ("def env(key):\n    return os.getenv(key, 'own')\n", "env(key='X')", ("X", "own", False)),
    ],
)
def test_helpers_of_the_file(definition, call, expected):
    assert reads(f"import os\n{definition}VALUE = {call}\n") == [expected]


def test_a_helper_with_a_name_that_is_not_literal_is_no_read():
    assert reads("import os\ndef env(key):\n    return os.getenv(key)\nfor k in KEYS:\n    env(k)\n") == []


def test_a_helper_gives_a_setting_its_value():
    text = "import os\ndef flag(n, d):\n    return os.getenv(n, d) == 'True'\nDEBUG = flag('DEBUG', 'True')\n"
    found = only(text, DebugFlag)
    assert (found.value, found.by) == (True, "default")


def test_imported_helpers_are_known_by_name_and_variable():
    text = "from .env import get_bool_from_env\nA = get_bool_from_env('A_FLAG', False)\nB = get_bool_from_env(word)\n"
    assert reads(text) == [("A_FLAG", "False", False)]


def test_settings_libraries():
    text = "import environ\nenv = environ.Env()\nA = env('A')\nB = env.int('B', default=3)\n"
    assert reads(text) == [("A", None, True), ("B", "3", False)]


def test_a_read_inside_an_address():
    text = "import os, grpc\nport = os.environ.get('PORT', '8080')\ns = grpc.server(p)\n"
    text += "s.add_insecure_port('[::]:' + port)\n"
    found = only(text, Listen)
    assert (found.port, found.port_env) == (8080, "PORT")


def test_a_fallback_that_is_itself_a_read():
    text = "import os\nDATABASE_URL = os.environ.get('A_URL', os.environ.get('B_URL', 'postgresql://db/x'))\n"
    found = only(text, BackingService)
    assert (found.service, found.env) == ("postgresql", ("A_URL", "B_URL"))
