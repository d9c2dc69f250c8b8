"""Idioms on hand-made code models, as every language's reader gives them: no grammar plays a part."""

from pathlib import Path

import pytest

import factorlint
from factorlint.code.idioms.apply import apply, of_imports
from factorlint.code.idioms.names import Late, Names, expand, package_of, trigger
from factorlint.code.idioms.selectors import ABSENT, AS, HIDDEN, compile_selector, env_names, select
from factorlint.code.idioms.table import compile_table
from factorlint.code.model import Assignment, Bases, Call, CodeFile, Value
from factorlint.facts import UNKNOWN, BackingService, EnvRead, LogSink, OutboundCall
from factorlint.model.text import Span

AT = Span(3, 9)


def const(value):
    return Value(what="constant", span=AT, constant=value)


def env(name, default=None):
    return Value(what="env", span=AT, name=name, default=None if default is None else const(default))


def template(*parts):
    return Value(what="template", span=AT, items=parts)


def call(name, *args, **keywords):
    return Call(name=name, span=AT, args=args, keywords=tuple(keywords.items()))


def said(text, *, calls=(), assignments=(), classes=(), path="app/main.py"):
    file = CodeFile(calls=list(calls), assignments=list(assignments), classes=list(classes), errors=[])
    return list(apply(file, compile_table(text), path))


HTTP = """
[[call]]
names = ["requests.{get,post}", "*.fetch"]
fact = "service.outbound-call"
protocol = "http"
method = "@last.upper"
target = { from = "0|url", as = "url", absent = "none" }
timeout = { from = "timeout|^.timeout", absent = "none" }
"""


def test_a_call_is_a_fact_with_its_fields():
    (found,) = said(HTTP, calls=[call("requests.post", const("http://a/b"), timeout=const(3))])
    assert isinstance(found, OutboundCall)
    assert (found.method, found.target, found.timeout, found.idempotent, found.span) == (
        "POST",
        "http://a/b",
        3.0,
        False,
        AT,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), ("none", "none")),
        ((Value(what="name", span=AT, name="x"),), (UNKNOWN, "none")),
        ((env("BASE", "http://b/"),), ("http://b/", "none")),
    ],
)
def test_what_is_absent_or_unknown(given, expected):
    (found,) = said(HTTP, calls=[call("requests.get", *given)])
    assert tuple("none" if field is None else field for field in (found.target, found.timeout)) == expected


def test_a_spread_hides_what_is_not_seen():
    hidden = Call(name="requests.get", span=AT, args=(const("http://a/"),), open=True)
    (found,) = said(HTTP, calls=[hidden])
    assert (found.target, found.timeout) == ("http://a/", UNKNOWN)


def test_the_environment_names_where_a_value_comes_from():
    (found,) = said(HTTP, calls=[call("requests.get", env("USERS_URL", "http://users"))])
    assert (found.target, found.target_env) == ("http://users", "USERS_URL")


def test_the_construction_that_a_call_goes_through():
    through = Value(what="call", span=AT, name="Client", entries=(("timeout", const(7)),))
    (found,) = said(
        HTTP, calls=[Call(name="Client().fetch", span=AT, args=(const("http://a/"),), of=through)]
    )
    assert (found.method, found.timeout) == ("FETCH", 7.0)


@pytest.mark.parametrize("name", ["requests.put", "my.requests.get", "fetch.it"])
def test_other_names_say_nothing(name):
    assert said(HTTP, calls=[call(name, const("http://a/"))]) == []


CONDITIONS = """
[[call]]
names = ["log.to"]
fact = "log.sink"
target = "file"
when = { %s }
"""


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('"0" = "a"', True),
        ('"0" = "b"', False),
        ('"0" = { in = ["x", "a"] }', True),
        ('"0" = { matches = "^A" }', False),
        ('"0" = { glob = "a*" }', True),
        ('"0" = { not-equals = "b" }', True),
        ('"0" = { not-in = ["a"] }', False),
        ('"0" = { matches = "^[ab]", not-equals = "a" }', False),
        ('"0" = { matches = "^[ab]", not-equals = "b" }', True),
        ('"1" = { not-matches = "a" }', True),
        ('"1" = { not-present = true }', True),
        ('"@name" = { not-glob = "log.*" }', False),
        ('"1" = { present = false }', True),
        ('"1" = { present = true }', False),
        ('"0" = { type = "constant" }', True),
        ('"@in_loop" = true', False),
        ('"@name" = { matches = "^log" }', True),
        ('"flag" = true', True),
        ('"flag" = 1', False),
    ],
)
def test_conditions(condition, holds):
    found = said(CONDITIONS % condition, calls=[call("log.to", const("a"), flag=const(True))])
    assert bool(found) == holds


def test_a_condition_on_what_is_unknown_does_not_hold():
    unknown = Value(what="other", span=AT)
    assert said(CONDITIONS % '"0" = { not-equals = "b" }', calls=[call("log.to", unknown)]) == []


def test_each_entry_of_a_mapping_and_the_file_it_may_stand_in():
    text = """
    [[assignment]]
    names = ["LOGGING"]
    files = ["*settings*"]
    fact = "log.sink"
    each = "handlers"
    target = { from = "class", map = { "*stream*" = "stdout", "*file*" = "file" } }
    """
    entry = [
        Value(what="mapping", span=AT, entries=(("class", const(name)),))
        for name in ("StreamHandler", "FileHandler", "Odd")
    ]
    handlers = Value(what="mapping", span=AT, entries=tuple(zip("abc", entry, strict=True)))
    value = Value(what="mapping", span=AT, entries=(("handlers", handlers),))
    given = [Assignment(target="LOGGING", span=AT, value=value)]
    found = said(text, assignments=given, path="app/settings.py")
    assert [fact.target for fact in found if isinstance(fact, LogSink)][:2] == ["stdout", "file"]
    assert said(text, assignments=given) == []


def test_fields_of_a_class():
    text = """
    [[class]]
    names = ["lib.Settings"]
    fact = "config.env-read"
    each = "fields"
    name = "@variable"
    default = { from = ".", as = "default", absent = "none" }
    required = "@no-default"
    """
    given = Bases(
        name="S",
        span=AT,
        bases=("lib.Settings",),
        fields=(("port", const(8080), "int"), ("key", None, "str")),
    )
    found = [
        (fact.name, fact.default, fact.required)
        for fact in said(text, classes=[given])
        if isinstance(fact, EnvRead)
    ]
    assert found == [("PORT", "8080", False), ("KEY", None, True)]


def test_reads_of_the_environment_are_followed():
    text = """
    [[env]]
    names = ["getenv"]
    [[coercion]]
    names = ["str"]
    [[assignment]]
    names = ["URL"]
    fact = "service.backing-service"
    service = { from = ".", as = "service" }
    locator = { from = ".", as = "url" }
    """
    inner = Value(what="call", span=AT, name="getenv", items=(const("B"), const("redis://h")))
    outer = Value(what="call", span=AT, name="getenv", items=(const("A"), inner))
    value = Value(what="call", span=AT, name="str", items=(outer,))
    (found,) = said(text, assignments=[Assignment(target="URL", span=AT, value=value)])
    assert isinstance(found, BackingService)
    assert (found.service, found.locator, found.env) == ("redis", "redis://h", ("A", "B"))


def test_imports_fit_what_is_below_a_name_and_once_is_once():
    table = compile_table('[[import]]\nnames = ["google.cloud"]\nfact = "log.use"\nonce = true\nby = "cloud"')
    modules = [("google.cloud.storage", AT), ("google.cloud", AT), ("google.clouds", AT)]
    assert len(list(of_imports(modules, table))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '[[call]]\nnames = ["a"]\nfact = "no.such"',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\nnothing = 1',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\ntarget = { from = "0", as = "no such" }',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\nwhen = { "0" = { near = 1 } }',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\nwhen = { "0" = { below = "x" } }',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\ntarget = "stdot"',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\nrotates = "yes"',
        '[[call]]\nnames = ["a"]\nfact = "log.sink"\ntarget = { from = "0", absent = "nowhere" }',
        '[[call]]\nnames = ["a"]\nfact = "service.route"\nmethods = { from = "@last", map = { get = "GET" } }',
    ],
)
def test_mistakes_in_a_table_are_told(text):
    with pytest.raises(ValueError, match=r"no such|not known|no field|takes a number|field \w+ holds"):
        compile_table(text)


TABLES = sorted((Path(factorlint.__file__).parent / "languages").glob("*/apis.toml"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_every_idiom_of_ours_compiles(path):
    assert len(compile_table(path.read_text("utf-8")).idioms) > 100


def test_a_map_gives_lists():
    text = """
    [[call]]
    names = ["app.{get,crud}"]
    fact = "service.route"
    url_path = "/"
    methods = { from = "@last", map = { get = ["GET"], crud = ["GET", "POST"] } }
    """
    found = said(text, calls=[call("app.get"), call("app.crud")])
    assert [route.methods for route in found] == [("GET",), ("GET", "POST")]


def test_the_moment_of_a_schema_change_can_be_set():
    text = '[[call]]\nnames = ["m.up"]\nfact = "process.schema-change"\nhow = "m"\nmoment = "start"'
    (found,) = said(text, calls=[call("m.up")])
    assert found.moment == "start"


def test_names():
    assert expand("a.{b,c}.{d,e}") == ["a.b.d", "a.b.e", "a.c.d", "a.c.e"]
    names = Names()
    for name in ("a.b", "*.run", "*Stub().*"):
        names.add(name, Late(lambda name=name: name))
    assert [names.find(name) for name in ("a.b", "x.a.b", "x.run", "run", "p.ShopStub().Buy")] == [
        ("a.b",),
        (),
        ("*.run",),
        ("*.run",),
        ("*Stub().*",),
    ]


@pytest.mark.parametrize(
    ("name", "package", "literal"),
    [
        ("requests.get", "requests", b"requests"),
        ("Django.x", "Django", b"django"),
        ("os.fork", "", b"fork"),
        ("*.create_all", "", b"create_all"),
        ("Env().bool", "", b"env"),
        ("print", "", b"print"),
    ],
)
def test_triggers(name, package, literal):
    assert package_of(name, {"os"}) == package
    assert trigger(name, {"os"}) == literal


MAPPING = Value(
    what="mapping",
    span=AT,
    entries=(("a.b", const(1)), ("list", Value(what="list", span=AT, items=(const(2), const(3))))),
)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("a\\.b", 1),
        ("list.0", 2),
        ("list.-1", 3),
        ("x|list.1", 3),
        ("x", ABSENT),
        ("list.2", ABSENT),
        ("list.0.y", ABSENT),
    ],
)
def test_selectors(selector, expected):
    found = select(MAPPING, compile_selector(selector))
    assert (found.constant if isinstance(found, Value) else found) == expected


OPTIONS = Value(
    what="call",
    span=AT,
    items=(const("x"), Value(what="call", span=AT, name="retry.Attempts", items=(const(3),)), const(4)),
)


def test_an_option_is_the_argument_that_is_a_call_of_its_name():
    found = select(OPTIONS, compile_selector("Attempts().0"))
    assert isinstance(found, Value) and found.constant == 3
    assert select(OPTIONS, compile_selector("Delay().0")) == ABSENT
    unseen = Value(what="call", span=AT, items=(Value(what="parameter", span=AT, name="options"),))
    assert select(unseen, compile_selector("Attempts().0")) == HIDDEN


def test_all_arguments_from_one_on():
    found = select(OPTIONS, compile_selector("1.."))
    assert isinstance(found, Value) and found.what == "list" and found.items == OPTIONS.items[1:]
    inner = select(Value(what="call", span=AT, items=(OPTIONS,)), compile_selector("0.2.."))
    assert isinstance(inner, Value) and inner.items == OPTIONS.items[2:]


def test_a_library_s_constants():
    text = HTTP + '\n[[constant]]\nnames = ["time.Minute"]\nvalue = 60\n'
    minute = Value(what="name", span=AT, name="time.Minute")
    (fact,) = said(text, calls=[call("requests.get", const("http://x/"), timeout=minute)])
    assert fact.timeout == 60.0


MADE = """
[[call]]
names = ["github.com/acme/http.Client().Get"]
fact = "service.outbound-call"
protocol = "http"
client = "@package"
timeout = { from = "^.Timeout", absent = "@none-if-made" }
"""


@pytest.mark.parametrize(("of", "timeout"), [(None, UNKNOWN), (Value(what="call", span=AT), None)])
def test_a_default_counts_where_the_construction_is_seen(of, timeout):
    made = Call(name="github.com/acme/http.Client().Get", span=AT, of=of)
    (fact,) = said(MADE, calls=[made])
    assert (fact.client, fact.timeout) == ("http", timeout)


def test_what_is_not_seen_is_hidden():
    assert select(Value(what="name", span=AT, name="x"), compile_selector("a")) == HIDDEN
    assert select(Value(what="mapping", span=AT, open=True), compile_selector("a")) == HIDDEN


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        ("port", const("0.0.0.0:80"), 80),
        ("port", template(const("[::]:"), env("PORT", "8080")), 8080),
        ("port", const(True), UNKNOWN),
        ("host", const("db:5432"), "db"),
        ("host", const("unix:/run/x"), "unix:/run/x"),
        ("number", const("1.5"), 1.5),
        ("number", Value(what="list", span=AT, items=(const(3), const(27))), 27),
        ("milliseconds", const(1500), 1.5),
        ("whole", const(3.0), 3),
        ("flag", const("Off"), False),
        ("flag", const("maybe"), UNKNOWN),
        ("url", template(const("http://users/"), Value(what="other", span=AT)), "http://users/"),
        ("url", template(const("http://users"), Value(what="other", span=AT)), UNKNOWN),
        ("program", const("/usr/bin/ffmpeg -i x"), "ffmpeg"),
        ("service", env("URL", "postgres://h/d"), "postgresql"),
        ("default", const(False), "False"),
        ("upper-strings", Value(what="list", span=AT, items=(const("get"),)), ("GET",)),
        ("bound", const(5), 5),
        ("bound", const(0), None),
        ("pattern-path", const("GET /items/{id}"), "/items/{id}"),
        ("pattern-path", const("shop.example/items"), "/items"),
        ("pattern-path", const("items"), UNKNOWN),
        ("pattern-methods", const("GET /items"), ("GET",)),
        ("pattern-methods", const("/items"), ()),
    ],
)
def test_conversions(convert, value, expected):
    assert AS[convert](value) == expected


def test_the_names_of_variables_in_order():
    value = template(
        const("http://"), env("HOST", "h"), Value(what="env", span=AT, name="A", default=env("B"))
    )
    assert list(env_names(value)) == ["HOST", "A", "B"]
