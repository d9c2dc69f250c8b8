"""Every idiom of the table, by every one of its names, says its fact for the least source that should."""

import itertools
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli

from factorlint.code.idioms.names import expand
from factorlint.engine.prefilter import prefilter_of
from factorlint.facts import BY_KIND
from factorlint.languages import go
from factorlint.languages.go.imports import local_names
from factorlint.model.source import Source

APIS = Path(go.__file__).with_name("apis.toml")
TABLE: dict[str, list[dict[str, Any]]] = tomli.loads(APIS.read_text("utf-8"))
OWN = {"names", "fact", "when", "unless", "files", "each", "once", "trigger"}
SAMPLES = {
    "port": '":8080"',
    "host": '"db:8080"',
    "url": '"redis://cache:6379/0"',
    "number": "5",
    "whole": "5",
    "milliseconds": "5",
    "flag": "true",
    "strings": "syscall.SIGTERM",
    "name": "thing",
    "last-name": "thing",
    "program": '"ffmpeg"',
    "pattern-path": '"GET /x"',
}
MATCHING = {
    "APP_KEY": '"APP_KEY"',
    "tcp": '"tcp"',
    "udp": '"udp"',
    "/x": '"/x"',
    "x.log": '"x.log"',
    "x.pid": '"x.pid"',
    "/tmp/x": '"/tmp/x"',
    "os.Create": 'os.Create("/var/log/x")',
    "net/http.NewRequest": 'http.NewRequest("GET", "http://x/", nil)',
    "net/http.NewRequestWithContext": 'http.NewRequestWithContext(context.Background(), "GET", "http://x/", nil)',
    "net/http.FileServer": "http.FileServer(root)",
    "context.Background": "context.Background()",
    "github.com/nats-io/nats.go.DefaultURL": "@.DefaultURL",
    "github.com/alexedwards/scs/redisstore.New": "scsstore.New(pool)",
    "github.com/x/RedisClientOpt": '@.RedisClientOpt{Addr: "cache:6379"}',
    "github.com/x/backoff.NewConstantBackOff": "@.NewConstantBackOff(time.Second)",
    "github.com/x/Config": "@.Config{}",
}
IMPORTS = """
	"context"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
	scsstore "github.com/alexedwards/scs/redisstore"
"""
"""Of every source, so that arguments may be of these packages."""
ARGUMENTS: dict[tuple[str, str], str] = {
    ("config.env-read", "github.com/urfave/cli."): '{EnvVars: []string{"PORT"}, Required: %s}',
    ("service.listen", "net.Listen"): '"tcp", ":8080"',
    ("service.listen", "net.ListenPacket"): '"udp", ":8080"',
    ("service.listen", "net.ListenConfig"): 'ctx, "tcp", ":8080"',
    ("service.listen", "google.golang.org/grpc."): 'net.Listen("tcp", ":50051")',
    ("service.message-use", "github.com/rabbitmq/"): '"orders", "", %s, false, false, false, nil',
    ("service.message-use", "github.com/streadway/"): '"orders", "", %s, false, false, false, nil',
    ("process.session-store", "github.com/gofiber/"): "%s",
}
"""Arguments by the fact and the start of the name; `%s` is what a condition asks for."""
SOURCES: dict[tuple[str, str], str] = {
    ("config.env-read", "*.Envar"): """
import "github.com/alecthomas/kingpin/v2"
func main() { kingpin.Flag("port", "").Envar("PORT").Int() }
""",
    ("config.env-read", "*.{GetEnv"): """
import "example.com/shop/env"
func main() { use(env.{last}("PORT", "80")) }
""",
    ("config.env-read", "*.{getEnv"): """
import "example.com/shop/env"
func main() { use(env.{last}("PORT", "80")) }
""",
    ("config.debug-flag", "*.Debug"): """
import "github.com/labstack/echo/v4"
func main() { e := echo.New(); e.Debug = true }
""",
    ("log.sink", "*.Out"): """
import ("github.com/sirupsen/logrus"; "os")
func main() { l := logrus.New(); l.Out = {value} }
""",
    ("process.session-store", "*.Store"): """
import ("github.com/alexedwards/scs/v2"; "github.com/alexedwards/scs/redisstore")
func main() { s := scs.New(); s.Store = redisstore.New(pool) }
""",
    ("service.outbound-call", "*.New*ServiceClient().*"): """
import ("context"; pb "example.com/shop/pb")
func f(ctx context.Context) { pb.NewCartServiceClient(conn).Get({context}, nil) }
""",
    ("process.schema-change", "*.Schema.Create"): """
import "example.com/shop/ent"
func main() { c := ent.NewClient(); c.Schema.Create(ctx) }
""",
    ("resilience.default-timeout", "net/http.DefaultClient.Timeout"): """
import ("net/http"; "time")
func main() { http.DefaultClient.Timeout = 5 * time.Second }
""",
}
"""Whole sources by the fact and the start of the idiom's first name."""


def needed(idiom: dict[str, Any]) -> dict[str, str]:
    """Selector to expression: what conditions and required fields ask for."""
    asked: dict[str, str] = {}
    fields = {field.name for field in msgspec.structs.fields(BY_KIND[idiom["fact"]]) if field.required}
    for key, test in idiom.get("when", {}).items():
        if not key.startswith("@") and (value := sample_for(test)):
            asked[key.partition("|")[0]] = value
    for name, how in idiom.items():
        if name in OWN or name not in fields or not isinstance(how, dict) or "@" in how["from"]:
            continue
        words = [word for word in how.get("map", {}) if word != "*"]
        as_text = how.get("as") not in ("name", "last-name")
        sample = SAMPLES.get(how.get("as", ""), '"name"')
        asked.setdefault(
            how["from"].partition("|")[0], json.dumps(words[0].strip("*")) if words and as_text else sample
        )
    if "each" in idiom:
        asked[idiom["each"]] = "[]string{" + asked.pop(".", '"/var/log/x"') + "}"
    return asked


def sample_for(test: Any) -> str:
    """An expression that a condition holds of."""
    if not isinstance(test, dict):
        return "@." + test.rpartition(".")[2] if str(test).startswith("github") else json.dumps(test)
    ((op, operand),) = test.items()
    match op:
        case "in":
            first = operand[0]
            return first if str(first).startswith(("os.", "github")) else json.dumps(first)
        case "present":
            return '"x"' if operand else ""
        case "matches":
            return next((text for name, text in MATCHING.items() if re.search(operand, name)), "nothing")
    return ""


def built(asked: dict[str, str]) -> str:
    """Arguments, options and fields that hold what is asked for at each selector."""
    places: dict[int, str] = {}
    options: list[str] = []
    fields: list[str] = []
    inner: dict[str, list[str]] = {}
    for selector, value in asked.items():
        first, _, rest = selector.replace("\\.", "\0").partition(".")
        if first.endswith("()"):
            options.append(f"@.{first.removesuffix('()')}({value})")
        elif first.lstrip("-").isdigit() and rest and not rest.strip("."):
            places[int(first)] = value
        elif first.lstrip("-").isdigit() and rest and first in asked:
            continue
        elif first.lstrip("-").isdigit() and rest:
            inner.setdefault(first, []).append(nested(rest, value))
            places[int(first)] = "@.T{" + ", ".join(inner[first]) + "}"
        elif first.lstrip("-").isdigit():
            places[int(first)] = value
        else:
            fields.append(nested(selector.replace("\\.", "\0"), value))
    if fields:
        return "{" + ", ".join(fields) + "}"
    high = max((place for place in places if place >= 0), default=-1)
    low = -min((place for place in places if place < 0), default=0)
    listed = [places.get(place, f"x{place}") for place in range(high + 1)]
    listed += [places.get(place, "x") for place in range(-low, 0)]
    return "(" + ", ".join([*listed, *options]) + ")"


def nested(rest: str, value: str) -> str:
    """`Addr: value`, `Brokers: []string{value}`; the first of a list for a number alone."""
    name, _, more = rest.partition(".")
    name = name.replace("\0", ".")
    if name.lstrip("-").isdigit():
        return value
    if more:
        value = "[]string{" + value + "}" if more.isdigit() else "@.T{" + nested(more, value) + "}"
    return f"{json.dumps(name) if '.' in name else name}: {value}"


def package_and_rest(name: str) -> tuple[str, str]:
    """`github.com/gin-gonic/gin` and `Default().GET`."""
    folder, slash, last = name.rpartition("/")
    if "(" in folder:
        folder, slash, last = "", "", name
    package, _, rest = last.partition(".")
    return folder + slash + package, rest


def sources(kind: str, idiom: dict[str, Any], name: str) -> Iterator[str]:
    """Sources to try, the plainest first."""
    first = idiom["names"][0]
    for (fact, start), text in SOURCES.items():
        if fact == idiom["fact"] and first.startswith(start):
            last = name.rpartition(".")[2]
            for value in ("os.Stdout", 'os.Create("x")', "p"):
                for context in ("context.Background()", "ctx"):
                    whole = (
                        text.replace("{last}", last).replace("{value}", value).replace("{context}", context)
                    )
                    yield "package main\n" + whole
            return
    if kind == "import":
        yield f'package main\nimport _ "{name}"\n'
        return
    package, rest = package_and_rest(name)
    head = f'package main\nimport ({IMPORTS}\t{local_names(package)[0]} "{package}"\n)\n'
    asked = needed(idiom)
    through = {key[2:]: value for key, value in asked.items() if key.startswith("^.")}
    given = built({key: value for key, value in asked.items() if not key.startswith("^")})
    wanted = [json.dumps(value) for value in idiom.get("when", {}).values() if isinstance(value, bool)]
    for (fact, start), text in ARGUMENTS.items():
        if fact == idiom["fact"] and name.startswith(start):
            text = text.replace("%s", wanted[0] if wanted else "@.Config{}" if "when" in idiom else "")
            given = text if text.startswith("{") else f"({text})"
    rest = rest.replace("*Group()", "New().Group()").replace("*Subrouter()", "NewRouter().Subrouter()")
    if through:
        before, _, after = rest.rpartition("().")
        rest = f"{before}{built(through)}.{after}"
    for text in bodies(head, f"@.{rest}{given}", f"made := @.{rest}(f, @.NewExponentialBackOff())"):
        yield text.replace("@.", f"{local_names(package)[0]}.")


def bodies(head: str, body: str, other: str) -> Iterator[str]:
    """Places in which an expression may stand."""
    yield f"{head}func main() {{\n\t{body}\n}}\n"
    yield f"{head}func main() {{\n\t{body.replace('context.Background()', 'ctx')}\n}}\n"
    yield f"{head}func home(w http.ResponseWriter, r *http.Request) {{\n\t{body}\n}}\n"
    yield f"{head}var made = {body}\n"
    yield f"{head}func main() {{\n\t{other}\n}}\n"


CASES = [
    pytest.param(kind, idiom, name, id=f"{idiom['fact']}-{index}-{name}")
    for kind, idioms in TABLE.items()
    if kind in ("call", "assignment", "import")
    for index, idiom in enumerate(idioms)
    for name in itertools.chain.from_iterable(map(expand, idiom["names"]))
]


@pytest.mark.parametrize(("kind", "idiom", "name"), CASES)
def test_says_its_fact(kind, idiom, name):
    tried = []
    for text in sources(kind, idiom, name):
        source = Source("main.go", text.encode())
        passes = kind == "import" or prefilter()(source.data)
        facts = go.facts(source) if passes else go.cheap(source)
        constants = {
            field: tuple(value) if isinstance(value, list) else value
            for field, value in idiom.items()
            if field not in OWN and not isinstance(value, dict) and not str(value).startswith("@")
        }
        for fact in facts:
            if isinstance(fact, BY_KIND[idiom["fact"]]) and all(
                getattr(fact, field) == value for field, value in constants.items()
            ):
                return
        tried.append(text)
    pytest.fail("no such fact from any of:\n" + "\n".join(tried))


@cache
def prefilter():
    return prefilter_of("go")
