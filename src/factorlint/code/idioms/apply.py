"""Idioms are data: which callables, decorators, keys and classes of a library stand for which fact.

A language's `apis.toml` holds tables of idioms; `table.load` compiles it; `apply` gives the facts of
a `CodeFile`. No grammar is known here, so every programming language shares this.

    [[call]]                                   # a call, construction or decorator
    names  = ["requests.{get,post}", "requests.Session().{get,post}", "*.create_all"]
    fact   = "service.outbound-call"           # the fact's public name
    when   = { "1|mode" = { matches = "[wax]" } }   # all must hold
    unless = { daemon = true }                      # none may hold
    protocol = "http"                          # every other key is a field of the fact
    method   = "@last.upper"
    target   = { from = "0|url", as = "url", absent = "none" }
    timeout  = { from = "timeout", absent = "none" }

Names. Braces list alternatives. A name that begins with `*.` fits any name with that last segment (its
other segments are then compared as a pattern); other names must be equal. `triggers` tells which
lower-cased literals a file must hold for any of it to matter: the package of each name, or its most telling
segment where the package is common, or the table's `trigger` (a word or several; `import` stands for the packages
that the names begin with, which a file then must import; `shape = PATTERN` tells more than a word can).

Tables. `[[call]]`; `[[decorator]]` (a call that decorates something); `[[assignment]]` (names are targets
such as `DEBUG`, `*.config.SESSION_TYPE`); `[[import]]` (names are modules, a prefix counts); `[[class]]`
(names are bases). `files = ["*settings*.py"]` (fnmatch, on the lower-cased path) restricts any of them.
`each = SELECTOR` repeats the idiom for every entry of the mapping or list found there; for a class, `each =
"fields"` repeats it for every field. `prefix_of_class = [names]` of a route: decorators of its class whose path
goes before its own. `once = true` gives one fact a file. `[[env]]` (names of calls, `name`
and `default` selectors) says which calls read the environment, `[[coercion]]` (names) which calls only
convert their argument; `[[constant]]` (names, `value`) what a library's constants are.

Fields. A constant; a list of constants; `{ from = SELECTOR, as = ..., absent = ..., map = {...} }`; or one of `@name`
(qualified name) `@last` (its last segment) `@last.upper` `@last.upper-list` `@first` (the first) `@package` (the last
part of the path it begins with: `gin` of `github.com/gin-gonic/gin.New().Run`) `@default-get` (the methods of a route
that names none) `@owner` (the segment before) `@bound` (what the result is given to) `@target` `@decorates` `@member` (that
with the class that holds it) `@scope`
`@key` (of `each`) `@class` `@annotation` `@variable` (of a settings class's field, with its prefix) `@variable-list`
`@no-default` (a class field has none) `@when` (`import`, `start`, `function`) `@unknown` `@none` `@none-if-made`
(unknown where the construction that the call goes through is not seen) `@value`. Selectors and conversions:
`selectors.py`; without `as` the field's type chooses. SELECTOR may be an `@word` too. `absent` is a constant, or
`none`, `unknown`, `@...`; left out, the field keeps its default. `map` turns text into a constant (or a list) by
fnmatch patterns; what no pattern fits is unknown (`"*"` fits all).

What the producer saw but cannot resolve becomes UNKNOWN; where a field does not admit that it keeps its default, and
a fact whose required field is not known is not made. Where a value comes from the environment, its literal fallback
is the value, and `<field>_env` (or `env`) names the variable. `in_handler`, `in_loop`, `in_async` and `at_import` are
filled from the place of the call unless the idiom sets them.

Conditions. `{ SELECTOR = TEST }` where a test is a constant or `{ OPERATOR = ... }` with the operators that
rule pages have (`model/conditions.py`: `equals`, `in`, `not-matches` ...) and `type`. A selector may also be
`@at_import`, `@in_main`, `@in_handler`, `@in_async`, `@in_loop`, `@in_try`, `@awaited`, `@name`, `@owner`,
`@bound`, `@scope`, `@decorates`, `@key`, `@target`, `@open` (a spread hides arguments), `@within` (any of them
fits), `@argc`. A condition on what is hidden or unknown does not hold.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

import msgspec

from ...model.fact import UNKNOWN, Fact
from ...model.text import Span
from ..model import Assignment, Bases, Call, CodeFile, Value
from .class_prefix import class_prefixes, with_prefix
from .selectors import ABSENT, AS, HIDDEN, NO_DEFAULT, env_names, literal, select
from .table import Check, Extract, Field, Idiom, Table, Test


class Place(NamedTuple):
    """Where an idiom was met: what conditions and `@` fields may ask."""

    span: Span
    name: str
    scope: str
    call: Call | None = None
    key: str = ""
    annotation: str = ""
    prefix: str | None = ""
    """What the names of a settings class's variables begin with; None when that is not known."""
    owner_class: str = ""
    at_import: bool = False


NO_VALUE = Value(what="other", span=Span(0, 0))


def apply(file: CodeFile, table: Table, path: str = "") -> Iterator[Fact]:
    """The facts that `table` sees in `file`; `path` decides idioms that are bound to file names."""
    low = path.lower()
    said: set[object] = set()
    prefixes = class_prefixes(file, table.prefixes)
    for call in file.calls:
        for idiom in table.calls(call.name):
            if idiom.decorator and not call.decorates:
                continue
            place = Place(call.span, call.name, call.scope, call, at_import=call.at_import)
            made = _made(idiom, root_of(call), place, table, low, said)
            yield from with_prefix(made, call.scope, idiom.prefix_of_class, prefixes) if prefixes else made
    for assignment in file.assignments:
        for idiom in table.assignments(assignment.target):
            yield from _made(idiom, assignment.value, _place_of(assignment), table, low, said)
    for bases in file.classes:
        for base in bases.bases:
            for idiom in table.classes(base):
                yield from _of_class(idiom, bases, table, low, said)


def of_imports(modules: Iterable[tuple[str, Span]], table: Table, path: str = "") -> Iterator[Fact]:
    """The facts that follow from importing a module."""
    said: set[object] = set()
    for module, span in modules:
        for idiom in table.imports(module):
            yield from _made(idiom, NO_VALUE, Place(span, module, ""), table, path.lower(), said)


def root_of(call: Call) -> Value:
    """A call as the value that selectors walk."""
    return Value(
        what="call",
        span=call.span,
        name=call.name,
        items=call.args,
        entries=call.keywords,
        open=call.open,
        of=call.of,
    )


def _place_of(assignment: Assignment) -> Place:
    return Place(assignment.span, assignment.target, assignment.scope, at_import=assignment.at_import)


def _of_class(idiom: Idiom, bases: Bases, table: Table, path: str, said: set[object]) -> Iterator[Fact]:
    place = Place(bases.span, bases.name, bases.scope, owner_class=bases.name, at_import=not bases.scope)
    if idiom.each_text != "fields":
        yield from _made(idiom, NO_VALUE, place, table, path, said)
        return
    place = place._replace(prefix=_prefix(bases))
    for name, default, annotation in bases.fields:
        value = (
            _plain(default) if default is not None else Value(what="other", span=bases.span, name=NO_DEFAULT)
        )
        span = default.span if default is not None else bases.span
        yield from _made(
            idiom, value, place._replace(key=name, annotation=annotation, span=span), table, path, said
        )


def _plain(value: Value) -> Value:
    """A field's default that is no `Field(...)` hides no arguments: as a constant, or as a call without any."""
    if value.name == NO_DEFAULT or value.what in ("constant", "call", "list", "mapping"):
        return value
    known = literal(value)
    if isinstance(known, str | int | float):
        return Value(what="constant", span=value.span, constant=known)
    return Value(what="call", span=value.span)


def _prefix(bases: Bases) -> str | None:
    """The `env_prefix` of a settings class, from its `model_config` or its `Config`."""
    for name, value, _ in bases.fields:
        entries = dict(value.entries) if value is not None and name == "model_config" else {}
        found = value if name == "Config.env_prefix" else entries.get("env_prefix")
        if found is not None:
            known = literal(found)
            return known if isinstance(known, str) else None
    return ""


def _made(
    idiom: Idiom, root: Value, place: Place, table: Table, path: str, said: set[object]
) -> Iterator[Fact]:
    if idiom.files and not any(fnmatchcase(path, pattern) for pattern in idiom.files):
        return
    for each_root, each_place in _each(idiom, root, place):
        if place.call is None or idiom.each is not None:
            each_root = table.settled(
                each_root
            )  # a call that reads the environment is asked for its arguments
        if not all(_holds(test, each_root, each_place, table) for test in idiom.when):
            continue
        if any(_holds(test, each_root, each_place, table) for test in idiom.unless):
            continue
        fact = _fact(idiom, each_root, each_place, table)
        if fact is None:
            continue
        if idiom.once:
            key = msgspec.structs.replace(fact, span=Span(0, 0), scope="")
            if key in said:
                continue
            said.add(key)
        yield fact


def _each(idiom: Idiom, root: Value, place: Place) -> Iterator[tuple[Value, Place]]:
    if idiom.each is None or idiom.each_text == "fields":
        yield root, place
        return
    found = select(root, idiom.each)
    if not isinstance(found, Value):
        return
    for key, entry in found.entries:
        yield entry, place._replace(key=key, span=entry.span)
    if found.what == "list":
        for item in found.items:
            yield item, place._replace(span=item.span)


def _fact(idiom: Idiom, root: Value, place: Place, table: Table) -> Fact | None:
    """The fact, or None when a field that it must have is not known."""
    given: dict[str, object] = {"span": place.span, "scope": place.scope}
    envs: list[str] = []
    for field in idiom.fields:
        value, value_envs = _field(field, root, place, table)
        envs += value_envs
        if value is ABSENT:
            continue
        value = field.type.admit(value)
        if value is ABSENT:
            if field.required:
                return None
            continue
        given[field.name] = value
        if value_envs and field.env_field and not idiom.sets(field.env_field):
            given[field.env_field] = value_envs[0]
    if idiom.env_tuple and envs and "env" not in given:
        given["env"] = tuple(dict.fromkeys(envs))
    if any(name not in given for name in idiom.required):
        return None
    _add_context(idiom, given, place)
    return idiom.type(**given)  # type: ignore[arg-type]


_IDEMPOTENT = {
    "GET": True,
    "HEAD": True,
    "OPTIONS": True,
    "PUT": True,
    "DELETE": True,
    "POST": False,
    "PATCH": False,
}
"""RFC 9110 section 9.2.2; PATCH is not idempotent (RFC 5789 section 2)."""


def _add_context(idiom: Idiom, given: dict[str, object], place: Place) -> None:
    if place.call is not None:
        for name in idiom.context:
            given.setdefault(name, getattr(place.call, name))
    elif "at_import" in idiom.context:
        given.setdefault("at_import", place.at_import)
    if "idempotent" in idiom.context_idempotent and given.get("protocol") == "http":
        known = _IDEMPOTENT.get(str(given.get("method", "")))
        if known is not None:
            given.setdefault("idempotent", known)


def _field(field: Field, root: Value, place: Place, table: Table) -> tuple[object, list[str]]:
    how = field.how
    if isinstance(how, Extract):
        return _extracted(how, field, root, place, table)
    if isinstance(how, str) and how.startswith("@"):
        return _special(how, root, place), []
    return how, []


def _extracted(
    how: Extract, field: Field, root: Value, place: Place, table: Table
) -> tuple[object, list[str]]:
    if how.special:
        known = _special(how.special, root, place)
        if known == "" and how.absent is not ABSENT:
            return how.absent, []
        return (_mapped(how.map, known) if how.map else known), []
    found = select(root, how.selector)
    if found is ABSENT:
        absent = how.absent
        if isinstance(absent, str) and absent.startswith("@"):
            absent = _special(absent, root, place)
        return absent, []
    if found is HIDDEN or isinstance(found, str):
        return UNKNOWN, []
    found = table.settled(found)
    value = AS[how.convert or field.type.convert](found)
    if how.map:
        value = _mapped(how.map, value)
    if found.what == "template" and how.convert in ("host", "port"):
        found = found.items[
            0 if how.convert == "host" else -1
        ]  # in `[::]:${PORT}` the variable is not the host's
    return value, list(env_names(found))


def _mapped(patterns: tuple[tuple[str, object], ...], value: object) -> object:
    text = str(value).lower() if isinstance(value, str | bool | int | float) else ""
    for pattern, result in patterns:
        if (text and fnmatchcase(text, pattern)) or pattern == "*":
            return UNKNOWN if result == "unknown" else result
    return UNKNOWN


def _special(word: str, root: Value, place: Place) -> object:
    """An `@word` of a field or a condition."""
    call = place.call
    head, _, last = place.name.rpartition(".")
    match word:
        case "@name" | "@target":
            return place.name
        case "@last":
            return last
        case "@last.upper":
            return last.upper()
        case "@last.upper-list":
            return (last.upper(),)
        case "@default-get":
            return ("GET",)
        case "@package":
            return place.name.rpartition("/")[2].partition(".")[0]
        case "@first":
            return place.name.split(".", 1)[0].removesuffix("()")
        case "@owner":
            return head.rpartition(".")[2].removesuffix("()").lower()
        case "@key":
            return place.key
        case "@key.upper":
            return place.key.upper()
        case "@variable":
            return UNKNOWN if place.prefix is None else (place.prefix + place.key).upper()
        case "@variable-list":
            return () if place.prefix is None else ((place.prefix + place.key).upper(),)
        case "@class":
            return place.owner_class
        case "@annotation":
            return place.annotation
        case "@scope":
            return place.scope
        case "@unknown":
            return UNKNOWN
        case "@no-default":
            return _has_no_default(root)
        case "@none":
            return None
        case "@none-if-made":
            return None if call is not None and call.of is not None else UNKNOWN
        case "@value":
            return literal(root)
        case "@when":
            return _when(place)
        case "@argc":
            return len(root.items) + len(root.entries)
        case "@bound":
            return call.bound_to if call else ""
        case "@decorates":
            return call.decorates if call else ""
        case "@member":
            return ".".join(filter(None, (call.scope, call.decorates))) if call else ""
        case "@within":
            return call.within if call else ()
    return getattr(call, word[1:], False) if call else (place.at_import if word == "@at_import" else False)


def _has_no_default(value: Value) -> bool:
    """Whether a class's field must be given: no default, `...`, or a `Field()` that names none."""
    if value.name == NO_DEFAULT:
        return True
    if value.what != "call" or value.open or not value.name.endswith("Field"):
        return False
    given = value.items[0] if value.items else dict(value.entries).get("default")
    return "default_factory" not in dict(value.entries) and (given is None or given.name == NO_DEFAULT)


def _when(place: Place) -> str:
    call = place.call
    if call is not None and call.in_main:
        return "start"
    return "import" if place.at_import else "function"


def _holds(test: Test, root: Value, place: Place, table: Table) -> bool:
    if test.special:
        subject = _special(test.special, root, place)
        return all(_holds_of_place(check, subject) for check in test.checks)
    found = select(root, test.selector)
    return all(_holds_of_value(check, found, table) for check in test.checks)


def _holds_of_place(check: Check, subject: object) -> bool:
    if check.op.endswith("present"):
        return bool(subject) == (bool(check.operand) is not check.op.startswith("not-"))
    if isinstance(subject, tuple):
        return any(check.passes(item) for item in subject)
    return check.passes(subject) is True


def _holds_of_value(check: Check, found: object, table: Table) -> bool:
    if check.op.endswith("present"):
        wanted = bool(check.operand) is not check.op.startswith("not-")
        return found is not HIDDEN and (found is not ABSENT) is wanted
    if not isinstance(found, Value):
        return check.op.startswith("not-") and found is ABSENT
    found = table.settled(found)
    if check.op == "type":
        return found.what == str(check.operand)
    value = literal(found)
    if value is UNKNOWN and found.name and found.what in ("name", "call"):
        value = found.name
    return check.passes(value) is True
