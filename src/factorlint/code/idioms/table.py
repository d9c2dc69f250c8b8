"""Compiles an `apis.toml` (its format: `apply.py`) into a table with fast look-up by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

import msgspec
import tomli

from ...facts import BY_KIND
from ...model import conditions
from ...model.fact import UNKNOWN, Fact, Unknown
from ..model import Value
from .brought import Brought
from .conventions import KINDS, Conventions
from .names import Late, Names, expand, imported_as, package_of, trigger
from .selectors import ABSENT, AS, Selector, compile_selector, select

_OWN_KEYS = {
    "names",
    "fact",
    "when",
    "unless",
    "files",
    "each",
    "once",
    "trigger",
    "shape",
    "prefix_of_class",
}
_CONTEXT = ("in_handler", "in_loop", "in_async", "at_import")
_OPERATORS = (*conditions.ALL_OPERATORS, "type")


class FieldType(NamedTuple):
    """What a field of a fact admits."""

    convert: str
    types: tuple[type, ...]
    choices: frozenset[object]
    none: bool
    unknown: bool

    def admit(self, value: object) -> object:
        """The value if the field can hold it; otherwise UNKNOWN where admitted, or ABSENT."""
        found = self.fit(value)
        return UNKNOWN if found is ABSENT and self.unknown else found

    def fit(self, value: object) -> object:
        """The value as the field holds it, or ABSENT where it cannot."""
        if (value is None and self.none) or (value is UNKNOWN and self.unknown):
            return value
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and float in self.types
            and int not in self.types
        ):
            value = float(value)
        fits = isinstance(value, self.types) and (not isinstance(value, bool) or bool in self.types)
        if fits and (not self.choices or value in self.choices):
            return value
        return ABSENT


class Extract(NamedTuple):
    """A field's value is found by a selector."""

    selector: Selector
    convert: str
    absent: object
    map: tuple[tuple[str, object], ...]
    special: str = ""
    """An `@word` in place of the selector."""


class Field(NamedTuple):
    """One field of the fact that an idiom makes."""

    name: str
    how: object
    type: FieldType
    required: bool
    env_field: str


class Check(NamedTuple):
    """An operator with its operand; `passes` is the test of a value that is there."""

    op: str
    operand: Any
    passes: conditions.Test


class Test(NamedTuple):
    """One condition: what is asked, and checks that must all hold."""

    special: str
    selector: Selector
    checks: tuple[Check, ...]


class Idiom(NamedTuple):
    """One compiled table of `apis.toml`."""

    type: type[Fact]
    fields: tuple[Field, ...]
    when: tuple[Test, ...]
    unless: tuple[Test, ...]
    files: tuple[str, ...]
    each: Selector | None
    each_text: str
    once: bool
    decorator: bool
    required: tuple[str, ...]
    context: tuple[str, ...]
    context_idempotent: tuple[str, ...]
    env_tuple: bool
    prefix_of_class: tuple[str, ...]
    """Decorators of the class around it whose path goes before the fact's own."""

    def sets(self, name: str) -> bool:
        """Whether the table gives this field itself."""
        return any(field.name == name for field in self.fields)


class Table:
    """All idioms of one language."""

    def __init__(self) -> None:
        """An empty table."""
        self._kinds: dict[str, Names[Idiom]] = {
            "call": Names(),
            "assignment": Names(),
            "class": Names(),
            "import": Names(prefixes=True),
        }
        self.calls = self._kinds["call"].find
        self.assignments = self._kinds["assignment"].find
        self.classes = self._kinds["class"].find
        self.imports = self._kinds["import"].find
        self.call_names = self._kinds["call"]
        self.assignment_names = self._kinds["assignment"]
        self.idioms: list[Late[Idiom]] = []
        self.env: dict[str, tuple[Selector, Selector]] = {}
        self.coercions: set[str] = set()
        self.constants: dict[str, str | int | float] = {}
        """Names of libraries' constants and what they are."""
        self.packages: set[str] = set()
        """Packages whose import makes a file telling, where a language can tell what is imported."""
        self.words: set[bytes] = set()
        """Lower-cased literals that make a file telling whatever it imports."""
        self.shapes: set[bytes] = set()
        """Patterns that make a file telling, too."""
        self.wild: set[bytes] = set()
        """What a file must hold for a call with any last segment (`*Stub().*`) to be an idiom's."""
        self.called: set[str] = set()
        """All names of calls that need not be decorators."""
        self.endings: set[str] = set()
        """The last segments of all names of calls and decorators: another one is no idiom's."""
        self.common: set[str] = set()
        self.names: set[str] = set()
        """All names of calls, assignments, classes and modules, braces expanded."""
        self.prefixes: set[str] = set()
        """Decorators of classes that give paths to their methods."""
        self.conventions = Conventions()

    @cached_property
    def ending_words(self) -> frozenset[bytes]:
        """The last names of calls as a file's bytes hold them; a call that ends otherwise is no idiom's."""
        return frozenset().union(*self._words_by_head.values())

    @cached_property
    def _words_by_head(self) -> dict[str, set[bytes]]:
        """The last names of calls by the first: what is known of `requests` ends in `get`, `post` ..."""
        found: dict[str, set[bytes]] = defaultdict(set)
        for name in (*self.called, *self.env):
            head, dot, _ = name.partition(".")
            exact = dot and "*" not in name and head[:1] not in "<?" and head != "this"
            last = name.rsplit(".", 1)[-1].encode()
            found[head if exact else ""].update((last, last.removesuffix(b"()")))
        return found

    def words_of(self, heads: Iterable[str]) -> set[bytes]:
        """The last names of calls that a file can make an idiom's that imports what begins with `heads`."""
        found = set(self._words_by_head[""])
        for head in heads:
            found |= self._words_by_head.get(head, set())
        return found

    @cached_property
    def made_words(self) -> frozenset[bytes]:
        """The last names of all that idioms know by what it makes (`Session` of `requests.Session().get`)."""
        inner = {
            segment.removesuffix("()").encode()
            for name in (*self.call_names.exact, *self.called, *self.env)
            for segment in name.split(".")
            if segment.endswith("()")
        }
        return self.ending_words | inner

    @cached_property
    def first_names(self) -> frozenset[str]:
        """The first segments of all names: packages that are none of the repository."""
        return frozenset(name.partition(".")[0] for name in self.names)

    @cached_property
    def assigned_words(self) -> frozenset[bytes]:
        """The last segments of the names of assignments, likewise."""
        return frozenset(word.encode() for word in self.assignment_names.segments)

    def called_as(self, name: str) -> bool:
        """Whether an idiom knows a call that decorates nothing."""
        return any(not idiom.decorator for idiom in self.calls(name))

    def settled(self, value: Value) -> Value:
        """A call that reads the environment, or only converts such a read, as an `env` value; also inside."""
        if value.what == "template" or value.what == "list":
            items = tuple(self.settled(item) for item in value.items)
            return value if items == value.items else msgspec.structs.replace(value, items=items)
        if value.what == "env" and value.default is not None and value.default.what == "call":
            return msgspec.structs.replace(value, default=self.settled(value.default))
        if value.what == "name" and value.name in self.constants:
            return Value(what="constant", span=value.span, constant=self.constants[value.name])
        if value.what != "call":
            return value
        if value.name in self.coercions and value.items:
            inner = self.settled(value.items[0])
            return inner if inner.what in ("env", "constant") else value
        selectors = self.env.get(value.name)
        if selectors is None:
            return value
        name, default = (select(value, selector) for selector in selectors)
        if not isinstance(name, Value) or not isinstance(name.constant, str):
            return value
        return Value(
            what="env",
            span=value.span,
            name=name.constant,
            default=self.settled(default) if isinstance(default, Value) else None,
        )

    def add(self, kind: str, raw: Mapping[str, Any]) -> None:
        """Compile one table; raises `ValueError` naming the fact and what is wrong with it."""
        if kind in KINDS:
            self.conventions.add(kind, raw)
            return
        if not isinstance(raw["names"], list):
            raise ValueError("names must be a list")
        names = [name for text in raw["names"] for name in expand(text)]
        if kind == "common":
            self.common.update(names)
            return
        self.names.update(names)
        if kind == "coercion":
            self.coercions.update(names)
            return
        if kind == "constant":
            self.constants.update(dict.fromkeys(names, raw["value"]))
            return
        if kind != "import":
            self._add_triggers(names, raw, imported=kind != "assignment")
        if kind == "env":
            selectors = (
                compile_selector(raw.get("name", "0")),
                compile_selector(raw.get("default", "1|default")),
            )
            self.env.update((name, selectors) for name in names)
            self.endings.update(name.rsplit(".", 1)[-1] for name in names)
            return
        if kind == "call" and any(name.endswith(".*") for name in names):
            self.wild.update(word.lower().encode() for word in _listed(raw["trigger"]))
        idiom = Late(lambda: _idiom(kind, raw))
        self.idioms.append(idiom)
        filed = self._kinds["call" if kind == "decorator" else kind]
        of_class = [name for text in raw.get("prefix_of_class", ()) for name in expand(text)]
        self.prefixes.update(of_class)
        self.endings.update(name.rpartition(".")[2] for name in of_class)
        if kind == "call":
            self.called.update(names)
        for name in names:
            filed.add(name, idiom)
            if filed is self._kinds["call"]:
                self.endings.add(name.rsplit(".", 1)[-1].removesuffix("()"))

    def _add_triggers(self, names: Iterable[str], raw: Mapping[str, Any], imported: bool) -> None:
        if "shape" in raw:
            self.shapes.add(raw["shape"].encode())
        if "trigger" in raw:
            words = set(_listed(raw["trigger"]))
            if "import" in words:
                self.packages.update(filter(None, map(imported_as, names)))
            self.words.update(word.lower().encode() for word in words - {"import"})
            return
        for name in names:
            package = package_of(name, self.common) if imported else ""
            if package:
                self.packages.add(package)
            else:
                self.words.add(trigger(name, self.common))

    @property
    def triggers(self) -> set[bytes]:
        """Lower-cased literals: a file that holds none of them has nothing for this table."""
        return self.words | {package.lower().encode() for package in self.packages}


def _listed(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


@lru_cache(maxsize=8)
def load(path: Path) -> Table:
    """The table of a language's `apis.toml` and of what packs bring to it; read once, compiled as names ask for it."""
    return _read(path.read_text(encoding="utf-8"), *Brought.texts.get(path.parent.name, ()))


def compile_table(text: str) -> Table:
    """Compile the text of an `apis.toml`. Raises `ValueError` for what its format does not allow."""
    table = Table()
    for kind, entries in tomli.loads(text).items():
        for raw in entries:
            check_table(table, kind, raw)
    return table


def check_table(table: Table, kind: str, raw: Mapping[str, Any]) -> None:
    """Add one table and compile all of it. Raises `ValueError`, `KeyError` or `TypeError` for what cannot be."""
    known = len(table.idioms)
    table.add(kind, raw)
    for idiom in table.idioms[known:]:
        for test in (*idiom.made.when, *idiom.made.unless):
            for check in test.checks:
                check.passes("")


def _read(*texts: str) -> Table:
    table = Table()
    for text in texts:
        for kind, entries in tomli.loads(text).items():
            for raw in entries:
                table.add(kind, raw)
    return table


def _idiom(kind: str, raw: Mapping[str, Any]) -> Idiom:
    if raw["fact"] not in BY_KIND:
        raise ValueError(f"no such fact: {raw['fact']}")
    fact_type = BY_KIND[raw["fact"]]
    types, required = _shape(fact_type)
    fields = []
    for name, how in raw.items():
        if name in _OWN_KEYS:
            continue
        if name not in types:
            raise ValueError(f"{raw['fact']} has no field {name}")
        fields.append(_field(name, how, types, name in required))
    context = tuple(name for name in _CONTEXT if name in types)
    each = raw.get("each", "")
    return Idiom(
        type=fact_type,
        fields=tuple(fields),
        when=tuple(_test(key, test) for key, test in raw.get("when", {}).items()),
        unless=tuple(_test(key, test) for key, test in raw.get("unless", {}).items()),
        files=tuple(raw.get("files", ())),
        each=compile_selector(each) if each else None,
        each_text=each,
        once=raw.get("once", False),
        decorator=kind == "decorator",
        required=required,
        context=context,
        context_idempotent=("idempotent",) if "idempotent" in types else (),
        env_tuple="env" in types,
        prefix_of_class=tuple(name for text in raw.get("prefix_of_class", ()) for name in expand(text)),
    )


def _field(name: str, how: Any, types: Mapping[str, FieldType], required: bool) -> Field:
    if isinstance(how, dict):
        unknown = set(how) - {"from", "as", "absent", "map"}
        if unknown or (how.get("as") or "text") not in AS:
            raise ValueError(f"field {name}: {sorted(unknown) or how['as']} is not known")
        patterns = tuple(
            (pattern.lower(), _constant(name, result, types[name]))
            for pattern, result in how.get("map", {}).items()
        )
        start = how["from"]
        special = start if start.startswith("@") else ""
        absent = _absent(how.get("absent", ABSENT), types[name])
        if absent is not ABSENT:
            absent = _constant(name, absent, types[name])
        how = Extract(compile_selector(start), how.get("as", ""), absent, patterns, special)
    else:
        how = _constant(name, how, types[name])
    env_field = f"{name}_env" if f"{name}_env" in types else ""
    return Field(name, how, types[name], required, env_field)


def _constant(name: str, value: object, of: FieldType) -> object:
    """A constant for a field. Raises `ValueError` for one that the field cannot hold: it would be dropped in silence."""
    if isinstance(value, list):
        value = tuple(value)
    if isinstance(value, str) and (value.startswith("@") or (value == "unknown" and of.unknown)):
        return value
    found = of.fit(value)
    if found is ABSENT:
        holds = " or ".join("a list" if kind is tuple else kind.__name__ for kind in of.types)
        choices = f": {', '.join(sorted(map(str, of.choices)))}" if of.choices else ""
        raise ValueError(f"field {name} holds {holds}{choices}, never {value!r}")
    return found


def _absent(value: object, of: FieldType) -> object:
    """`none` and `unknown` are not texts, but for a field whose own word is `none` (a retry's backoff)."""
    if value == "none":
        return None if of.none or not of.types else value
    return UNKNOWN if isinstance(value, str) and value == "unknown" else value


def _test(key: str, test: Any) -> Test:
    special = key if key.startswith("@") else ""
    selector = () if special else compile_selector(key)
    asked = test if isinstance(test, dict) else {"equals": test}
    for op in asked:
        if op not in _OPERATORS:
            raise ValueError(f"no such test: {op}; there are {', '.join(_OPERATORS)}")
    return Test(
        special,
        selector,
        tuple(Check(op, operand, _passes(op, operand, key)) for op, operand in asked.items()),
    )


def _passes(op: str, operand: Any, key: str) -> conditions.Test:
    return bool if op == "type" else conditions.compile_test(op, operand, key)


@cache
def _shape(fact_type: type[Fact]) -> tuple[dict[str, FieldType], tuple[str, ...]]:
    hints = get_type_hints(fact_type)
    fields = msgspec.structs.fields(fact_type)
    return {field.name: _field_type(hints[field.name]) for field in fields}, tuple(
        field.name for field in fields if field.required
    )


_CONVERT = {str: "text", bool: "flag", int: "whole", float: "number", tuple: "strings"}


def _field_type(hint: Any) -> FieldType:
    parts = list(get_args(hint)) if get_origin(hint) in (Union, UnionType) else [hint]
    choices: set[object] = set()
    types: list[type] = []
    for part in parts:
        if get_origin(part) is Literal:
            choices.update(get_args(part))
            types += {type(choice) for choice in get_args(part)}
        elif part not in (type(None), Unknown):
            types.append(cast("type", get_origin(part) or part))
    convert = next((_CONVERT[kind] for kind in types if kind in _CONVERT), "literal")
    return FieldType(convert, tuple(types), frozenset(choices), type(None) in parts, Unknown in parts)
