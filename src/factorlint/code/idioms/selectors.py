"""Selectors: how an idiom points into a call's arguments, and what it makes of the value found there.

A selector is text. Its alternatives stand between `|`, and the first that is there wins:

    0            the first positional argument (or the first element of a list); -1 the last
    timeout      the keyword argument, or the entry of a mapping
    1.timeout    the entry `timeout` of the mapping that is the second argument
    ^.timeout    the keyword of the construction that the call goes through: `Client(timeout=1)` in `.get()`
    a\\.b         the entry named `a.b`
    1..          all positional arguments from the second on, as a list
    Attempts()   the argument that is a call of that name (`retry.Do(f, retry.Attempts(3))`): an option
    .            the value itself (of an assignment, a class field, an `each` element)
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from ...knowledge.locators import service_of_scheme
from ...model.fact import UNKNOWN
from ..model import Value

Steps = tuple[str | int | slice, ...]
Selector = tuple[Steps, ...]
"""A compiled selector: alternatives of steps."""

ABSENT: Final = "absent"
NO_DEFAULT: Final = "no default"
"""The name of an `other` value that stands for the missing default of a class's field."""
HIDDEN: Final = "hidden"
"""It may be there, but a spread or an unknown value hides it."""

_DOT = re.compile(r"(?<!\\)\.")
_REST = re.compile(r"(?:(.+)\.)?(\d+)\.\.")
_HOST_PORT = re.compile(
    r"^(?:[a-z][a-z0-9+]*://)?(?:[^@/\s]*@)?(\[[^\]]*\]|[^:/\s\[\]]*):(\d{1,6})(?:/.*)?$", re.I
)
_URL_START = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#\s]+[/?#]", re.I)


def compile_selector(text: str) -> Selector:
    """Turn `1.timeout|timeout` into steps."""
    return tuple(_steps(part) for part in text.split("|"))


def _steps(text: str) -> Steps:
    if text == ".":
        return ()
    rest = _REST.fullmatch(text)
    if rest:
        return (*(_steps(rest[1]) if rest[1] else ()), slice(int(rest[2]), None))
    steps = (step.replace("\\.", ".") for step in _DOT.split(text))
    return tuple(int(step) if step.lstrip("-").isdigit() else step for step in steps)


def select(root: Value, selector: Selector) -> Value | str:
    """The value a selector points at, or ABSENT, or HIDDEN."""
    hidden = False
    for steps in selector:
        found = _walk(root, steps)
        if isinstance(found, Value):
            return found
        hidden = hidden or found is HIDDEN
    return HIDDEN if hidden else ABSENT


def _walk(value: Value, steps: Steps) -> Value | str:
    if value.name == NO_DEFAULT:
        return ABSENT
    for step in steps:
        found = _step(value, step)
        if isinstance(found, str):
            return found
        value = found
    return value


def _step(value: Value, step: str | int | slice) -> Value | str:
    if step == "^":
        return value.of if value.of is not None else ABSENT
    if value.what == "constant":
        return ABSENT
    if value.what not in ("call", "list", "mapping"):
        return HIDDEN
    if isinstance(step, slice):
        return msgspec.structs.replace(value, what="list", items=value.items[step], entries=())
    if isinstance(step, int):
        if -len(value.items) <= step < len(value.items):
            return value.items[step]
        return HIDDEN if value.open else ABSENT
    if step.endswith("()"):
        return _option(value, step.removesuffix("()"))
    for key, entry in reversed(value.entries):
        if key == step:
            return entry
    return HIDDEN if value.open else ABSENT


def _option(value: Value, name: str) -> Value | str:
    """The last argument that is a call of this name; an argument that is no call may bring the same option."""
    for item in reversed(value.items):
        if item.what == "call" and item.name.rpartition(".")[2] == name:
            return item
    return HIDDEN if value.open or any(item.what == "parameter" for item in value.items) else ABSENT


def literal(value: Value) -> object:
    """The constant that a value is, an env read's fallback, or UNKNOWN."""
    if value.what == "constant":
        return value.constant
    if value.what == "env":
        return literal(value.default) if value.default is not None else UNKNOWN
    if value.what == "template":
        parts = [literal(item) for item in value.items]
        if parts and all(
            isinstance(part, str | int | float) and not isinstance(part, bool) for part in parts
        ):
            return "".join(str(part) for part in parts)
    return UNKNOWN


def env_names(value: Value) -> Iterator[str]:
    """Every environment variable that a value is made of, in order."""
    if value.what == "env":
        if value.name:
            yield value.name
        if value.default is not None:
            yield from env_names(value.default)
        return
    for item in value.items:
        yield from env_names(item)
    for _, entry in value.entries:
        yield from env_names(entry)


def first_constant(value: Value) -> str:
    """The literal text that a template begins with."""
    known = literal(value)
    if isinstance(known, str):
        return known
    if value.what != "template":
        return ""
    start = ""
    for item in value.items:
        part = literal(item)
        if not isinstance(part, str | int | float) or isinstance(part, bool):
            break
        start += str(part)
    return start


def _text(value: Value) -> object:
    known = literal(value)
    if isinstance(known, bool):
        return UNKNOWN
    return str(known) if isinstance(known, int | float) else known


def _default(value: Value) -> object:
    """What the program falls back to, as an environment variable would say it."""
    known = literal(value)
    return str(known) if isinstance(known, str | int | float) else known


def _url(value: Value) -> object:
    """The whole text; or, of a template, its start as long as the host is complete there."""
    known = _text(value)
    if known is not UNKNOWN:
        return known
    start = first_constant(value)
    return start if _URL_START.match(start) else UNKNOWN


def _number(value: Value) -> object:
    known = literal(value)
    if isinstance(known, bool):
        return UNKNOWN
    if isinstance(known, int | float) or known is None:
        return known
    if isinstance(known, str):
        try:
            return float(known) if "." in known else int(known)
        except ValueError:
            return UNKNOWN
    return _longest(value)


def _bound(value: Value) -> object:
    """Seconds; none for 0, by which Go's clients mean no limit."""
    number = _number(value)
    return None if number == 0 else number


_UNITS = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def _longest(value: Value) -> object:
    """`(connect, read)`, `Timeout(total=5)`, `timedelta(minutes=1)`: the longest bound, in seconds."""
    if value.what not in ("list", "call") or value.open:
        return UNKNOWN
    if value.what == "call" and value.name.endswith("timedelta"):
        parts = [(_UNITS.get(key, 0), literal(entry)) for key, entry in value.entries]
        if parts and all(unit and isinstance(part, int | float) for unit, part in parts):
            return sum(unit * part for unit, part in parts if isinstance(part, int | float))
        return UNKNOWN
    if value.what == "call" and "imeout" not in value.name:
        return UNKNOWN
    numbers = [_number(item) for item in value.items] + [_number(entry) for _, entry in value.entries]
    if not numbers or UNKNOWN in numbers:
        return UNKNOWN
    known = [number for number in numbers if isinstance(number, int | float)]
    return max(known) if known else None


def _milliseconds(value: Value) -> object:
    """Seconds; none for 0, by which the clients that count in milliseconds mean no limit."""
    number = _number(value)
    return (number / 1000 or None) if isinstance(number, int | float) else number


def _whole(value: Value) -> object:
    number = _number(value)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _flag(value: Value) -> object:
    known = literal(value)
    if isinstance(known, str) and known.lower() in ("true", "false", "1", "0", "yes", "no", "on", "off", ""):
        return known.lower() in ("true", "1", "yes", "on")
    if isinstance(known, int) and not isinstance(known, bool):
        return bool(known)
    return known if isinstance(known, bool) else UNKNOWN


def _port(value: Value) -> object:
    known = literal(value)
    if isinstance(known, bool):
        return UNKNOWN
    if isinstance(known, int):
        return known
    if isinstance(known, str):
        if known.isdecimal():
            return int(known)
        match = _HOST_PORT.match(known)
        return int(match[2]) if match else UNKNOWN
    if value.what == "list" and len(value.items) > 1:
        return _port(value.items[1])
    if value.what == "template":
        return _port_of_template(value)
    return UNKNOWN if known is not None else None


def _port_of_template(value: Value) -> object:
    """`f"[::]:{port}"`: the part behind the last colon."""
    if len(value.items) < 2:
        return UNKNOWN
    before = literal(value.items[-2])
    if isinstance(before, str) and before.endswith(":"):
        return _port(value.items[-1])
    return UNKNOWN


def _host(value: Value) -> object:
    known = literal(value)
    if value.what == "list" and value.items:
        return _host(value.items[0])
    if value.what == "template" and known is UNKNOWN:
        known = first_constant(value)
        match = re.match(r"^(?:\w+://)?(\[[^\]]*\]|[^:/\s\[]+):|()(?=:)", known)
        return match[1] or "" if match else UNKNOWN
    if isinstance(known, str):
        if known.startswith("unix:"):
            return known
        match = _HOST_PORT.match(known)
        return match[1] if match else known
    return known


def _strings(value: Value) -> object:
    if value.what == "list":
        parts = [literal(item) for item in value.items]
        return UNKNOWN if value.open else tuple(part for part in parts if isinstance(part, str))
    known = literal(value)
    return (known,) if isinstance(known, str) else UNKNOWN


def _upper_strings(value: Value) -> object:
    parts = _strings(value)
    return tuple(part.upper() for part in parts) if isinstance(parts, tuple) else parts


def _name(value: Value) -> object:
    """What is named or called there (`handlers.index`, `dialect`), as a qualified name."""
    if value.alias:
        return value.alias
    if value.what in ("name", "call") and value.name:
        return value.name
    return _text(value)


def _last_name(value: Value) -> object:
    name = _name(value)
    return name.rsplit(".", 1)[-1] if isinstance(name, str) else name


_PATTERN = re.compile(r"(?:([A-Z]+)[ \t]+)?[^/\s]*(/\S*)")
"""Go 1.22's patterns of a mux: `[METHOD ][HOST]/[PATH]`."""


def _pattern(value: Value) -> re.Match[str] | None:
    known = literal(value)
    return _PATTERN.fullmatch(known) if isinstance(known, str) else None


def _signals(value: Value) -> object:
    name = _last_name(value)
    return (name,) if isinstance(name, str) and name else UNKNOWN


_SYSTEM_FOLDERS = ("/usr/", "/bin/", "/sbin/")


def _program(value: Value) -> object:
    """The program's name in an argv list, a command line or a path."""
    first = value.items[0] if value.what == "list" and value.items else value
    line = first_constant(first).strip()
    if not line or (first.what == "template" and " " not in line and literal(first) is UNKNOWN):
        return UNKNOWN
    word = line.split()[0]
    if "/" in word and not word.startswith(_SYSTEM_FOLDERS):
        return UNKNOWN  # a program that the app brings itself
    word = word.rsplit("/", 1)[-1]
    return word if re.fullmatch(r"[A-Za-z0-9_.+-]+", word) else UNKNOWN


def _from_here(value: Value) -> object:
    """A path relative to the file's own folder, in an expression on `__file__` that leads out of it."""
    path = _anchored(value)
    return path if path is not None and path.startswith("..") else UNKNOWN


def _anchored(value: Value) -> str | None:
    """The path of an expression, `./` and the file's name being `__file__`; None for another."""
    if value.what == "name" and value.name == "__file__":
        return "file"
    if value.what != "call" or not value.items:
        return None
    inner = _anchored(value.items[0])
    if inner is None:
        return None
    match value.name.rpartition(".")[2]:
        case "abspath" | "realpath" | "normpath" | "str" | "fspath":
            return inner
        case "dirname":
            return posixpath.dirname(inner) or "." if inner == "file" else posixpath.normpath(inner + "/..")
        case "join":
            parts = [literal(item) for item in value.items[1:]]
            texts = [part for part in parts if isinstance(part, str)]
            return posixpath.normpath(posixpath.join(inner, *texts)) if len(texts) == len(parts) else None
    return None


_OWN_FOLDER = frozenset({"__dirname", "import.meta.dirname"})
_OWN_FILE = frozenset({"__file__", "__filename", "import.meta.url", "import.meta.filename"})


def _here(value: Value) -> object:
    """A path as code of this file means it: `./x` where it begins at the file's own folder, else as written."""
    path = _path(value, 8)
    return path if path else UNKNOWN


def _path(value: Value, depth: int) -> str | None:
    known = literal(value)
    if isinstance(known, str):
        return known
    if value.name in _OWN_FOLDER:
        return "."
    if value.name in _OWN_FILE:
        return "./file"
    if not depth or not value.items:
        return None
    if value.what == "template":
        parts = [_path(item, depth - 1) for item in value.items]
        return "".join(part for part in parts if part is not None) if None not in parts else None
    if value.what != "call":
        return None
    match value.name.rpartition(".")[2]:
        case "join" | "resolve":
            return _joined([_path(item, depth - 1) for item in value.items])
        case "dirname":
            inner = _path(value.items[0], depth - 1)
            return posixpath.dirname(inner) or "." if inner else None
        case "URL":
            text = literal(value.items[0])
            own = len(value.items) > 1 and value.items[1].name in _OWN_FILE
            return text if own and isinstance(text, str) else None
        case "fileURLToPath" | "pathToFileURL" | "abspath" | "realpath" | "normpath" | "str" | "fspath":
            return _path(value.items[0], depth - 1)
    return None


def _joined(parts: list[str | None]) -> str | None:
    """Parts of a path; a first one that is not anchored (`join("src", "x")`) is seen from the project."""
    texts = [part for part in parts if part is not None]
    if len(texts) != len(parts) or not texts:
        return None
    joined = posixpath.normpath("/".join([texts[0], *(text.lstrip("/") for text in texts[1:])]))
    return f"./{joined}" if texts[0].startswith(".") and not joined.startswith(".") else joined


def _service(value: Value) -> object:
    """The backing service that a DSN's scheme names, also of one that is only partly literal."""
    if value.what == "env" and value.default is not None:
        value = value.default
    scheme, found, _ = first_constant(value).partition(":")
    return (service_of_scheme(scheme) if found else "") or UNKNOWN


AS: dict[str, Callable[[Value], object]] = {
    "text": _text,
    "default": _default,
    "url": _url,
    "number": _number,
    "bound": _bound,
    "milliseconds": _milliseconds,
    "whole": _whole,
    "flag": _flag,
    "port": _port,
    "host": _host,
    "strings": _strings,
    "upper-strings": _upper_strings,
    "name": _name,
    "last-name": _last_name,
    "names": _signals,
    "pattern-path": lambda value: match[2] if (match := _pattern(value)) else UNKNOWN,
    "pattern-methods": lambda value: (match[1],) if (match := _pattern(value)) and match[1] else (),
    "program": _program,
    "service": _service,
    "literal": literal,
    "from-here": _from_here,
    "here": _here,
}
"""The conversions that an idiom may ask for with `as`. Each gives UNKNOWN for what it cannot tell."""
