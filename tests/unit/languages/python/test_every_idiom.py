"""Every idiom of the table, by every one of its names, says its fact for the least source that should."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli

from factorlint.code.idioms.names import expand
from factorlint.engine.prefilter import prefilter_of
from factorlint.facts import BY_KIND
from factorlint.languages import python
from factorlint.model.source import Source

APIS = Path(python.__file__).with_name("apis.toml")
TABLE: dict[str, list[dict[str, Any]]] = tomli.loads(APIS.read_text("utf-8"))
OWN = {"names", "fact", "when", "unless", "files", "each", "once", "trigger"}
SAMPLES = {
    "url": "'redis://cache:6379/0'",
    "service": "'redis://cache:6379/0'",
    "port": "8080",
    "host": "'0.0.0.0'",
    "number": "5",
    "whole": "5",
    "milliseconds": "5",
    "flag": "True",
    "strings": "['a']",
    "upper-strings": "['GET']",
    "name": "thing",
    "last-name": "signal.SIGTERM",
    "names": "signal.SIGTERM",
    "program": "['ffmpeg']",
}
MATCHING = [
    "APP_KEY",
    "w",
    "a",
    "x.pid",
    "/tmp/x",
    "/data/x",
    "mysql://h/d",
    "amqp://h",
    "sqlite:///x.db",
    "migrate",
    "run.pid",
    "text/event-stream",
]


HANDLERS = """{{'a': {{'class': 'logging.handlers.{0}', 'filename': '/var/log/a.log'}}}}"""
DATABASE = "{'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db'}"
CACHE = "{'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://cache:6379'}"
VALUES: dict[tuple[str, str], str] = {
    ("config.debug-flag", "*.debug"): "True",
    ("process.daemonize", "daemon"): "True",
    ("service.backing-service", "DATABASES"): f"{{'default': {DATABASE}}}",
    ("service.backing-service", "DATABASES.*"): DATABASE,
    ("process.cache-store", "CACHES"): f"{{'default': {CACHE}}}",
    ("service.backing-service", "CACHES"): f"{{'default': {CACHE}}}",
    ("process.session-store", "SESSION_ENGINE"): "'django.contrib.sessions.backends.db'",
    ("process.session-store", "SESSION_TYPE"): "'redis'",
    ("process.cache-store", "CACHE_TYPE"): "'SimpleCache'",
}
"""What is assigned where the idiom's table does not tell it."""
ARGUMENTS: dict[tuple[str, str], str] = {
    ("process.file-write", "django.core.files.storage.FileSystemStorage().save"): "'x', data",
    ("process.cache-store", "flask_caching.Cache"): "config={'CACHE_TYPE': 'SimpleCache'}",
    ("service.backing-service", "celery.Celery"): "broker='redis://cache:6379/0'",
    ("resilience.concurrency-limit", "asyncio.gather"): "*tasks",
    ("log.sink", "open"): "'/var/log/app.log', 'a'",
}
SOURCES: dict[tuple[str, str], str] = {
    (
        "service.outbound-call",
        "*Stub().*",
    ): "import a_pb2_grpc\nstub = a_pb2_grpc.ShopStub(channel)\nstub.Buy(order, timeout=3)\n",
    ("service.route", "*.route"): "from .web import bp\n@bp.route('/x')\ndef view(): pass\n",
    ("service.route", "*.get"): "from .web import router\n@router.{last}('/x')\ndef view(): pass\n",
    ("process.file-write", "*.files[].save"): "def view(request):\n    request.files['a'].save('/data/x')\n",
}
"""Whole sources, `{last}` being the name's last segment."""


def value_of(idiom: dict[str, Any]) -> str | None:
    """What a name is assigned, where it is known by heart."""
    first = idiom["names"][0]
    if first in ("errorlog", "accesslog"):
        return "'-'" if idiom.get("target") == "stdout" else "'/var/log/gunicorn.log'"
    if idiom["fact"] == "log.sink":
        wanted = next(iter(idiom["when"]["class"].values()))
        names = ("RotatingFileHandler", "StreamHandler", "SysLogHandler")
        name = next(name for name in names if re.search(wanted, name))
        return f"{{'handlers': {HANDLERS.format(name)}}}"
    if idiom["fact"] == "code.mention":
        if first == "TEMPLATES":
            return "[{'OPTIONS': {'context_processors': ['shop.context.site']}}]"
        return (
            "{'SCHEMA': 'shop.api'}"
            if first == "GRAPHENE"
            else "['shop.api']"
            if "each" in idiom
            else "'shop.api'"
        )
    return "'redis://cache:6379/0'" if first.startswith("{CELERY") else VALUES.get((idiom["fact"], first))


def needed(idiom: dict[str, Any]) -> dict[str, str]:
    """Argument (a number or a keyword) to its source: what conditions and required fields ask for."""
    asked: dict[str, str] = {}
    required = {field.name for field in msgspec.structs.fields(BY_KIND[idiom["fact"]]) if field.required} | {
        "name"
    }
    for key, test in idiom.get("when", {}).items():
        if not key.startswith("@"):
            value = sample_for(test)
            if value:
                put(asked, key, value)
    for name, how in idiom.items():
        if (
            name in OWN
            or name not in required
            or not isinstance(how, dict)
            or "absent" in how
            or "@" in how["from"]
        ):
            continue
        value = SAMPLES.get(how.get("as", ""), "'name'")
        words = [word.strip("*") for word in how.get("map", {}) if word != "*"]
        put(asked, how["from"], repr(words[0]) if words else value)
    if idiom.get("each") and idiom["each"] != "fields":
        put(asked, idiom["each"], "{'default': 1}")
    return asked


def sample_for(test: Any) -> str:
    if not isinstance(test, dict):
        return repr(test)
    ((op, operand),) = test.items()
    match op:
        case "equals":
            return repr(operand)
        case "in":
            return repr(operand[0])
        case "present":
            return "5" if operand else ""
        case "glob":
            return repr(operand.replace("*", "x"))
        case "matches":
            return repr(next((text for text in MATCHING if re.search(operand, text)), "no such sample"))
        case "type":
            return {"env": "os.environ.get('X', 'y')", "call": "f()", "constant": "'x'"}.get(operand, "thing")
    return ""


def put(asked: dict[str, str], selector: str, value: str) -> None:
    """Add a value where the first alternative of a selector points, unless something is there already."""
    alternatives = [part.replace("\\.", "\0").split(".") for part in selector.split("|")]
    if any(steps[0] in asked for steps in alternatives):
        return
    steps = alternatives[0]
    for step in reversed(steps[1:]):
        value = f"[{value}]" if step.lstrip("-").isdigit() else f"{{{step!r}: {value}}}"
    asked[steps[0]] = value


def arguments(asked: dict[str, str]) -> str:
    numbers = [int(key) for key in asked if key.isdigit()]
    listed = [asked.get(str(index), "'x'") for index in range(max(numbers, default=-1) + 1)]
    words = [f"{key}={value}" for key, value in asked.items() if key.isidentifier()]
    return ", ".join(listed + words)


def callee(name: str, through: str) -> tuple[str, str]:
    """The import that a qualified name needs, and the expression; `through` are the construction's arguments."""
    name = name.removeprefix("*.") if not name.startswith("*.*") else name
    name = name.replace("?.", "unknown.").replace("*", "x").replace("[]", "['k']")
    head, _, _ = name.partition("(")
    packages = head.split(".")
    while len(packages) > 1 and packages[-1][:1].isupper():
        packages.pop()
    module = ".".join(packages[:-1] if len(packages) > 1 and packages == head.split(".") else packages)
    if through:
        cut = name.rfind("()")
        name = f"{name[:cut]}({through}){name[cut + 2 :]}" if cut >= 0 else name
    return f"import {module}\n" if "." in name else "", name


def sources(kind: str, idiom: dict[str, Any], name: str) -> Iterator[str]:
    """Sources to try, the plainest first."""
    if name.startswith(("*", "?")) and (idiom["fact"], idiom["names"][0]) in SOURCES:
        yield SOURCES[idiom["fact"], idiom["names"][0]].format(last=name.rpartition(".")[2])
    asked = needed(idiom)
    through = arguments(
        {key[2:]: value for key, value in asked.items() if key.startswith("^.")}
    ) or asked.pop("^", "")
    imported, expression = callee(name, through if isinstance(through, str) else "")
    given = ARGUMENTS.get((idiom["fact"], idiom["names"][0])) or arguments(asked)
    if "dictConfig" in name:
        given = str(value_of(idiom))
    if kind == "import":
        yield f"import {name}\n"
    elif kind == "class":
        yield f"{imported}class Thing({expression}):\n    field: int\n"
        yield f"{imported}class Thing({expression}):\n    field: PostgresDsn\n"
    elif kind == "assignment":
        yield assignment(name, value_of(idiom) or asked)
    else:
        yield from called(imported, expression, given, idiom, kind == "decorator")


def assignment(name: str, asked: str | dict[str, str]) -> str:
    *owners, last = name.replace("*", "app").split(".")
    if name.endswith("DATABASES.*"):
        owners, last = owners[:-1], "DATABASES['default']"
        name = name.removesuffix(".*")
    if isinstance(asked, str):
        value = asked
    else:
        entries = ", ".join(f"{key!r}: {value}" for key, value in asked.items() if key)
        value = asked.get("", "") or (f"{{{entries}}}" if asked else "True")
    return "import os\n" + (".".join([*owners, last]) + f" = {value}\n")


def called(
    imported: str, expression: str, given: str, idiom: dict[str, Any], decorates: bool
) -> Iterator[str]:
    asks = set(idiom.get("when", {}))
    if decorates or "@decorates" in asks:
        yield f"{imported}@{expression}({given})\ndef work(): pass\n"
        yield f"{imported}@{expression}\ndef work(): pass\n"
        return
    call = f"{expression}({given})"
    flask = "import flask\napp = flask.Flask()\n@app.route('/x')\n"
    yield f"{imported}result = {call}\n"
    yield f"{imported}def f():\n    {call}\n"
    yield f"{imported}async def f():\n    {call}\n"
    yield f"{imported}async def f():\n    await {call}\n"
    yield f"{imported}{flask}def view():\n    {call}\n"
    yield f"{imported}if __name__ == '__main__':\n    {call}\n"
    yield f"{imported}for x in y:\n    {call}\n"


def paths(idiom: dict[str, Any]) -> str:
    pattern = idiom.get("files", ["app/main.py"])[0].replace("*", "x").replace("[0-9]", "1")
    return pattern if pattern.endswith(".py") else f"{pattern.rstrip('/')}.py"


CASES = [
    pytest.param(kind, idiom, name, id=f"{idiom['fact']}-{index}-{name}")
    for kind, idioms in TABLE.items()
    if kind in ("call", "decorator", "assignment", "class", "import")
    for index, idiom in enumerate(idioms)
    for name in itertools.chain.from_iterable(map(expand, idiom["names"]))
]


@pytest.mark.parametrize(("kind", "idiom", "name"), CASES)
def test_says_its_fact(kind, idiom, name):
    wanted = prefilter_of_python()
    tried = []
    for text in sources(kind, idiom, name):
        source = Source(paths(idiom), text.encode())
        passes = kind == "import" or wanted(source.data)
        facts = python.facts(source) if passes else python.cheap(source)
        if any(isinstance(fact, BY_KIND[idiom["fact"]]) for fact in facts):
            return
        tried.append(text)
    pytest.fail("no fact from any of:\n" + "\n".join(tried))


def prefilter_of_python():
    global _PREFILTER
    if _PREFILTER is None:
        _PREFILTER = prefilter_of("python")
    return _PREFILTER


_PREFILTER = None
