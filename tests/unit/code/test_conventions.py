"""What an `apis.toml` tells besides facts, and the prefix that a class gives to its routes."""

import pytest

from factorlint.code.idioms.apply import apply
from factorlint.code.idioms.table import compile_table
from factorlint.code.model import Call, CodeFile, Value
from factorlint.facts import Route
from factorlint.model.text import Span

NEST = """
[[decorator]]
names = ["nest.{Get,Post}"]
fact = "service.route"
url_path = { from = "0", absent = "" }
methods = "@last.upper-list"
handler = "@decorates"
prefix_of_class = ["nest.Controller"]
"""
AT = Span(0, 1)


def text(value: str) -> Value:
    return Value(what="constant", span=AT, constant=value)


def decorator(name: str, decorates: str, *args: Value, scope: str = "") -> Call:
    return Call(name=name, span=AT, args=args, decorates=decorates, scope=scope)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((text("users"),), ("/users/me", False)),
        ((Value(what="mapping", span=AT, entries=(("path", text("/u/")),)),), ("/u/me", False)),
        ((), ("me", False)),
        ((Value(what="name", span=AT, name="PATH"),), ("me", True)),
    ],
)
def test_a_route_below_the_path_of_its_class(given: tuple[Value, ...], expected: tuple[str, bool]) -> None:
    calls = [
        decorator("nest.Controller", "Users", *given),
        decorator("nest.Get", "me", text("me"), scope="Users"),
    ]
    code = CodeFile(calls=calls, assignments=[], classes=[], errors=[])
    (fact,) = apply(code, compile_table(NEST))
    assert isinstance(fact, Route)
    assert (fact.url_path, fact.partial) == expected


def test_the_environment_and_what_asks_it() -> None:
    table = compile_table(
        '[[environment]]\nmapping = ["process.env"]\nmembers = true\n'
        '[[environment]]\nmapping = ["os.environ"]\nreads = ["os.environ.get", "os.getenv"]\n'
    )
    conventions = table.conventions
    assert conventions.variable_of("process.env.PORT") == "PORT"
    assert conventions.variable_of("os.environ.get") == ""
    assert conventions.words == {"env", "environ", "getenv"}
    environment = conventions.environment_of("os.getenv")
    assert environment is not None
    assert environment.via == "os.getenv"
    assert conventions.environment_of("os.path") is None


def test_conversions_by_their_whole_or_last_name() -> None:
    conventions = compile_table('[[conversion]]\nnames = ["int", "*.strtobool"]\ninto = "x"\n').conventions
    assert (conventions.into("int"), conventions.into("a.b.strtobool"), conventions.into("a.int")) == (
        "x",
        "x",
        None,
    )


def test_a_key_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="mappings"):
        compile_table('[[environment]]\nmappings = ["os.environ"]\n')
