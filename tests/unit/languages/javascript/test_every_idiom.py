"""Every idiom of the table, by every one of its names, says its fact for the least source that should."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli

from factorlint.code.idioms.names import expand
from factorlint.engine.prefilter import prefilter_of
from factorlint.facts import BY_KIND
from factorlint.languages import javascript
from factorlint.model.source import Source

APIS = Path(javascript.__file__).with_name("apis.toml")
TABLE: dict[str, list[dict[str, Any]]] = tomli.loads(APIS.read_text("utf-8"))
GLOBALS = {"process", "console", "fetch", "setInterval", "Deno", "Bun"}
DOTTED = ("socket.io", "chart.js", "htmx.org")
"""Packages with a dot in their name."""
BUILTINS = {
    "fs",
    "fs/promises",
    "http",
    "https",
    "http2",
    "net",
    "child_process",
    "cluster",
    "worker_threads",
    "crypto",
}
SAMPLES = {
    "url": "'redis://cache:6379/0'",
    "service": "'redis://cache:6379/0'",
    "port": "8080",
    "host": "'0.0.0.0'",
    "number": "5",
    "whole": "5",
    "milliseconds": "5",
    "flag": "true",
    "strings": "['a']",
    "upper-strings": "['GET']",
    "name": "thing",
    "program": "'ffmpeg'",
}
MATCHING = [
    "APP_KEY", "/x", "x", "3000", "SIGTERM", "/tmp/x", "app.log", "mysql://h/d", "a/b.log", "loki", "fs.createWriteStream",
    "express.static", "fastify-autoload", "__dirname",
]  # fmt: skip
CALLS = {
    "__dirname": "__dirname",
    "fs.createWriteStream": "require('fs').createWriteStream('a')",
    "express.static": "require('express').static('a')",
}
ARGUMENTS: dict[tuple[str, str], str] = {
    (
        "service.route",
        "{fastify,fastify.fastify,fastify.FastifyInstance}().register",
    ): "routes, { prefix: '/x' }",
    ("code.mention", "*.register"): "require('@fastify/autoload'), { dir: './routes' }",
    ("code.mention", "{fs,fs-extra}.{readdirSync,readdir}"): "__dirname",
}
"""Where the table alone does not tell what a call is given."""


def needed(idiom: dict[str, Any]) -> dict[str, str]:
    """Selector to source: what conditions and fields ask for."""
    asked: dict[str, str] = {}
    fields = {name: how for name, how in idiom.items() if name not in ("names", "when", "unless", "trigger")}
    found = [
        how
        for how in fields.values()
        if isinstance(how, dict) and how["from"] != "." and "@" not in how["from"]
    ]
    for how in found:
        words = [word.strip("*") for word in how.get("map", {}) if word != "*"]
        told = isinstance(idiom.get("when", {}).get(how["from"]), dict) and "in" in idiom["when"][how["from"]]
        if words and "absent" not in how and not told:
            put(asked, how["from"], json.dumps(words[0]))
        elif how.get("as") == "service":
            put(asked, how["from"], SAMPLES["service"])
    for key, test in idiom.get("when", {}).items():
        value = "" if key.startswith("@") else sample_for(test)
        if value:
            put(asked, key, value)
    for how in found:
        if "absent" not in how:
            put(asked, how["from"], SAMPLES.get(how.get("as", ""), "'name'"))
    return asked


def sample_for(test: Any) -> str:
    if not isinstance(test, dict):
        return json.dumps(test)
    ((op, operand),) = test.items()
    match op:
        case "equals":
            return json.dumps(operand)
        case "in":
            return CALLS.get(
                operand[0], f"require({operand[0]!r})" if "session" in operand[0] else json.dumps(operand[0])
            )
        case "present":
            return "5" if operand else ""
        case "matches":
            text = next(text for text in MATCHING if re.search(operand, text))
            return CALLS.get(text, repr(text))
        case "type":
            return "{}" if operand == "mapping" else "thing"
    raise AssertionError(op)


def put(asked: dict[str, str], selector: str, value: str) -> None:
    """Add a value where the first alternative points, unless one of them is there already."""
    alternatives = selector.split("|")
    if not any(
        f"{key}.".startswith(f"{part}.") or part.startswith(f"{key}.")
        for part in alternatives
        for key in asked
    ):
        asked[alternatives[0].replace("\\.", "\0")] = value


def tree(asked: dict[str, str]) -> str:
    """`{'0.port': '1', '1': 'x'}` as arguments: `{port: 1}, x`."""
    nested: dict[str, Any] = {}
    for key, value in asked.items():
        *route, last = key.split(".")
        here = nested
        for step in route:
            if not isinstance(here.get(step), dict):
                here[step] = {}
            here = here[step]
        if not isinstance(here.get(last), dict):
            here[last] = value
    last_one = nested.pop("-1", None)
    count = max((int(key) for key in nested), default=-1) + 1
    given = [written(nested[str(index)]) if str(index) in nested else "'/x'" for index in range(count)]
    return ", ".join(given + ([written(last_one)] if last_one else []))


def written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if set(value) == {"-1"}:
        return f"join(dir, {written(value['-1'])})"
    if all(key.isdigit() for key in value):
        return "[" + ", ".join(written(value[key]) for key in sorted(value, key=int)) + "]"
    entries = ", ".join(
        f"{json.dumps(key.replace(chr(0), '.'))}: {written(entry)}" for key, entry in value.items()
    )
    return f"{{ {entries} }}"


def parted(name: str) -> tuple[str, str]:
    """The module that a name comes from, and the rest, beginning with `.` or `(`."""
    for dotted in DOTTED:
        if name.startswith(dotted):
            return dotted, name[len(dotted) :]
    match = re.match(r"[^.(]+", name)
    assert match
    return match[0], name[match.end() :]


def expressions(name: str) -> Iterator[tuple[str, str, str]]:
    """What must stand before, the expression to call, and what must stand behind: in every way of importing."""
    local = re.match(r"<(\w+)>", name)
    if local:
        yield f"module.exports = function ({local[1]}) {{\n", local[1] + name[local.end() :], "\n}"
        return
    if name.startswith("this."):
        yield "class Thing {\n  run() {\n", name, "\n}}"
        return
    name = name.replace("*_grpc_pb.*", "*/users_grpc_pb.Users").replace("()*()", "().Users()")
    name = name.replace(".*", ".find").replace("load*", "load")
    if name.startswith("*."):
        yield "", f"thing.{name[2:]}", ""
        return
    if name.startswith("*/"):
        module, rest = parted(name[2:].replace("*", "/index"))
        yield f"import thing from './{module}';\n", f"thing{rest}", ""
        return
    module, rest = parted(name)
    if module in GLOBALS or module.split(".")[0] in GLOBALS:
        yield "", name, ""
        return
    yield f"const thing = require('{module}');\n", f"thing{rest}", ""
    yield f'import thing from "{module}";\n', f"thing{rest}", ""
    node = "node:" if module in BUILTINS else ""
    yield f"import * as thing from '{node}{module}';\n", f"thing{rest}", ""
    if (match := re.match(r"\.(\w+)", rest)) and match[1] not in ("default", "native"):
        yield f"import {{ {match[1]} as thing }} from '{module}';\n", "thing" + rest[match.end() :], ""
        yield f"const {{ {match[1]}: thing }} = require('{module}');\n", "thing" + rest[match.end() :], ""


def sources(idiom: dict[str, Any], name: str) -> Iterator[list[str]]:
    """For every way of importing, the sources of which one must do."""
    asked = needed(idiom)
    through = tree({key[2:]: value for key, value in asked.items() if key.startswith("^.")})
    asked = {key: value for key, value in asked.items() if not key.startswith("^")}
    given = ARGUMENTS.get((idiom["fact"], idiom["names"][0])) or arguments(idiom, asked)
    asks = set(idiom.get("when", {}))
    for before, expression, behind in expressions(name):
        cut = expression.rfind("()")
        if through and cut >= 0:
            expression = f"{expression[:cut]}({through}){expression[cut + 2 :]}"
        call = f"{expression}({given});"
        handler = f"{before}app.get('/x', (req, res) => {{ {call} }});{behind}"
        start = f"{before}async function main() {{ {call} }}\nmain();{behind}"
        if "@in_handler" in asks and idiom["when"]["@in_handler"]:
            yield [handler]
        elif "@in_main" in asks:
            yield [start]
        else:
            yield [
                f"{before}{call}{behind}",
                f"{before}const result = {call}{behind}",
                f"{before}new {call}{behind}",
            ]


def arguments(idiom: dict[str, Any], asked: dict[str, str]) -> str:
    if idiom["fact"] == "code.mention" and "each" in idiom:
        return tree({idiom["each"].partition("|")[0]: "['./x']"})
    if not idiom.get("each"):
        wanted = idiom.get("when", {}).get("@argc")
        given = tree(asked)
        if (wanted and "," not in given) or (
            "-1" in idiom.get("handler", {}).get("from", "") and "," not in given
        ):
            given += ", (a) => a"
        return given or ("'/x', 1" if "setInterval" in idiom["names"] else "")
    entry = {key: value for key, value in asked.items() if not key[0].isdigit()}
    named = idiom.get("when", {}).get("@key")
    inside = written({**entry}) if entry else "{}"
    if "0.default" in asked:
        inside = f"str({{ default: {asked['0.default']} }})"
    elif idiom["names"] == ["convict"]:
        return "{ KEY: { env: 'KEY', default: 'x' } }"
    elif idiom["names"] == ["envalid.cleanEnv"]:
        inside = "str()"
    holder = (
        f"[{inside}]" if idiom["each"] == "0" else f"{{ {json.dumps('/x' if named else 'KEY')}: {inside} }}"
    )
    return tree({idiom["each"]: holder})


def excluded(idiom: dict[str, Any], name: str) -> bool:
    """Whether a condition on the name takes it out again."""
    unless, when = (idiom.get(key, {}).get("@name", {}) for key in ("unless", "when"))
    if isinstance(unless, str):
        return name == unless
    if name in unless.get("in", ()) or ("matches" in unless and re.search(unless["matches"], name)):
        return True
    if "in" in when:
        return name not in when["in"]
    return "matches" in when and not re.search(when["matches"], name)


CASES = [
    pytest.param(idiom, name, id=f"{idiom['fact']}-{index}-{name}")
    for index, idiom in enumerate(TABLE["call"])
    for name in itertools.chain.from_iterable(map(expand, idiom["names"]))
    if not excluded(idiom, name)
]
WANTED = prefilter_of("javascript")


def said(text: str, path: str = "src/main.ts") -> list[Any]:
    """What the engine takes from the file: everything, or what is cheap."""
    source = Source(path, text.encode())
    assert WANTED is not None
    return list(javascript.facts(source) if WANTED(source.data) else javascript.cheap(source))


@pytest.mark.parametrize(("idiom", "name"), CASES)
def test_a_call_says_its_fact(idiom, name):
    for tried in sources(idiom, name):
        assert any(isinstance(fact, BY_KIND[idiom["fact"]]) for text in tried for fact in said(text)), tried


@pytest.mark.parametrize(
    ("idiom", "module"),
    [
        pytest.param(idiom, module, id=f"{idiom['fact']}-{index}-{module}")
        for index, idiom in enumerate(TABLE["import"])
        for module in itertools.chain.from_iterable(map(expand, idiom["names"]))
    ],
)
@pytest.mark.parametrize(
    "form", ["import '{}'", 'import a from "{}"', "const a = require('{}')", "export * from '{}'"]
)
def test_an_import_says_its_fact(idiom, module, form):
    assert any(isinstance(fact, BY_KIND[idiom["fact"]]) for fact in said(form.format(module) + "\n"))


@pytest.mark.parametrize("name", [name for idiom in TABLE["assignment"] for name in idiom["names"]])
def test_an_assignment_says_its_fact(name):
    (idiom,) = [idiom for idiom in TABLE["assignment"] if name in idiom["names"]]
    facts = said(f"import {name.split('.')[0]} from '{name.split('.')[0]}';\n{name} = 5000;\n")
    assert any(isinstance(fact, BY_KIND[idiom["fact"]]) for fact in facts)


@pytest.mark.parametrize("name", [name for idiom in TABLE["coercion"] for name in idiom["names"]])
def test_a_coercion_is_seen_through(name):
    local = name.strip("<>")
    around = (f"function f({local}) {{ ", " }") if name.startswith("<") else ("", "")
    text = f"const app = require('express')(); {around[0]}app.listen({local}(process.env.PORT || '80')){around[1]}"
    assert [fact.port_env for fact in said(text) if isinstance(fact, BY_KIND["service.listen"])] == ["PORT"]
