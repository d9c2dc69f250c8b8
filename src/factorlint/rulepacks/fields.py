"""Fields of facts as a page names them: looked up in the vocabulary once, read by closures.

A name is a path of steps joined by dots. A step goes to

- a field of the fact or struct that is held (`container.user`); of a list of them, to the field of each
  (`ports.host_port`), and a number to one of them (`near.0.name`);
- a key of a list of pairs (`limits.memory`). `*` stands for one segment of a key, `**` for any number
  (`entries.spec.rules.*.verbs.*`). Without a step a list of pairs stands for its keys;
- a part of a text that is a path: `base`, `folder`, or `folders` (its folder and all above it).

Every fact also has `place`: where it stands, to be compared with another place.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from ..facts import BY_KIND, UNKNOWN, Fact, Unknown
from .header import near

Get = Callable[[Any], Any]
FieldOf = Callable[[str], "Field"]
"""Finds a field by its name. Raises `MatchError` for one that there is not."""
_HIDDEN = ("span",)
PLACE = "place"
BY_TYPE = {fact_type: kind for kind, fact_type in BY_KIND.items()}


class MatchError(ValueError):
    """A mistake in a match: what is wrong and the remedy. The loader adds file and line."""


class Field(msgspec.Struct, frozen=True):
    """What a path of steps leads to."""

    name: str
    get: Get
    scalars: tuple[type, ...] = ()
    """Types that a value, or an element of a list, can have; empty where it may be anything."""
    choices: tuple[str, ...] = ()
    """The only texts it can hold; empty when any."""
    many: bool = False
    """A list. Of a list of pairs, the keys."""
    structs: tuple[type[msgspec.Struct], ...] = ()
    """The types of what it holds, whose fields are named with a dot."""
    pairs: Literal["", "keys", "values"] = ""
    """Whether it is (the keys of) a list of pairs, or values of one: texts as a manifest writes them."""
    pattern: str = ""
    """Of values: the pattern that their keys fit."""
    entries: Get | None = None
    """Of values: reads the pairs themselves."""


def kind_named(kind: str) -> type[Fact]:
    """The type of a kind of fact such as `config.env-read`. Raises `MatchError`."""
    if kind not in BY_KIND:
        raise MatchError(f"unknown kind of fact `{kind}`; {near(kind, BY_KIND)}")
    return BY_KIND[kind]


def fields_of(kind: type[Any]) -> FieldOf:
    """The fields of a fact or struct by name."""
    return partial(field_named, kind)


def field_named(kind: type[Any], name: str) -> Field:
    """What a path of steps from a fact or struct leads to. Raises `MatchError` where there is no such step."""
    if name == PLACE and issubclass(kind, Fact):
        return Field(name, lambda fact: (fact.path, fact.span.start, fact.span.end))
    steps = name.split(".")
    field = _first(kind, steps[0])
    for number, step in enumerate(steps[1:], start=1):
        if field.pairs == "keys":
            return _values(field, ".".join(steps[number:]), name)
        field = _next(field, step, ".".join(steps[: number + 1]))
    return field


def _first(kind: type[Any], step: str) -> Field:
    hints = _hints(kind)
    if step not in hints:
        owner = BY_TYPE.get(kind, kind.__name__)
        raise MatchError(f"`{owner}` has no field `{step}`; {near(step, hints)}")
    return _field(step, hints[step])


def _next(field: Field, step: str, name: str) -> Field:
    if step.isdecimal() and field.many:
        position = int(step)
        return msgspec.structs.replace(
            field, name=name, many=False, get=_through(field.get, lambda held: _at(held, position), False)
        )
    if field.structs:
        below = [_first(struct, step) for struct in field.structs]
        found = below[0]
        many = field.many or found.many
        get = attrgetter(step) if len(below) > 1 else found.get
        through = _through(field.get, get, field.many)
        return msgspec.structs.replace(found, name=name, get=through, many=many)
    if str in field.scalars and step in _PARTS:
        many = field.many or step == "folders"
        return Field(name, _through(field.get, _part(_PARTS[step]), field.many), (str,), many=many)
    if str in field.scalars:
        known = ", ".join(f"`.{part}`" for part in _PARTS)
        raise MatchError(
            f"field `{field.name}` holds no fact, so there is no `{name}`; of a text there are {known}"
        )
    raise MatchError(f"field `{field.name}` holds no fact, so there is no `{name}`")


_KNOWN_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    """The fields of a type that a match may name; looked up once, for it costs as much as a page."""
    if kind not in _KNOWN_HINTS:
        hints = get_type_hints(kind)
        _KNOWN_HINTS[kind] = {name: hints[name] for name in kind.__struct_fields__ if name not in _HIDDEN}
    return _KNOWN_HINTS[kind]


def _field(name: str, hint: Any) -> Field:
    members = _members(hint)
    get: Get = attrgetter(name)
    if any(get_origin(part) is tuple for member in members for part in get_args(member)):
        return Field(name, _keys_of(get), (str,), many=True, pairs="keys", entries=get)
    many = any(get_origin(member) is tuple for member in members)
    if many:
        parts = [part for member in members for part in get_args(member)]
        if any(type(None) in get_args(part) for part in parts):
            get = _without_none(get)
        members = [inner for part in parts for inner in _members(part)]
    choices = tuple(text for each in members if get_origin(each) is Literal for text in get_args(each))
    scalars = tuple(each for each in members if each in (str, int, float, bool)) + ((str,) if choices else ())
    structs = tuple(each for each in members if isinstance(each, type) and issubclass(each, msgspec.Struct))
    return Field(name, get, scalars, () if str in members else choices, many, structs)


def _members(hint: Any) -> list[Any]:
    """The members of a union, `str | None | Unknown`, without those that stand for no value."""
    if get_origin(hint) in (Union, UnionType):
        return [each for part in get_args(hint) for each in _members(part)]
    return [] if hint in (type(None), Unknown, Ellipsis) else [hint]


def _values(field: Field, pattern: str, name: str) -> Field:
    """The values of a list of pairs whose keys fit a pattern; without a star, the value of the one key."""
    assert field.entries is not None
    fits = _key_pattern(pattern)
    many = "*" in pattern

    def values(pairs: Any) -> Any:
        found = tuple(value for key, value in pairs if fits(key))
        return found if many else next(iter(found), None)

    get = _through(field.entries, values, False)
    return Field(name, get, (str,), many=many, pairs="values", pattern=pattern, entries=field.entries)


def entry_field(pattern: str) -> Field:
    """The values that fit a pattern of keys, of a value that is itself a list of pairs."""
    pairs = Field("", lambda pairs: pairs, entries=lambda pairs: pairs)
    return _values(pairs, pattern, pattern)


def _key_pattern(pattern: str) -> Callable[[str], bool]:
    if "*" not in pattern:
        return pattern.__eq__
    compiled = key_regex(pattern)
    return lambda key: compiled.fullmatch(f"{key}.") is not None


def key_regex(pattern: str) -> re.Pattern[str]:
    """A pattern of keys as a regular expression for a key with a dot behind it; `**` is any number of segments."""
    segments = pattern.split(".")
    return re.compile(
        "".join(
            r"(?:[^.]*\.)*" if segment == "**" else "[^.]*".join(map(re.escape, segment.split("*"))) + r"\."
            for segment in segments
        )
    )


def _keys_of(get: Get) -> Get:
    return _through(get, lambda pairs: tuple(pair[0] for pair in pairs), False)


def _without_none(get: Get) -> Get:
    """An element that is None in the vocabulary is a word that is not known."""

    def values(fact: Any) -> Any:
        found = get(fact)
        if not isinstance(found, tuple) or None not in found:
            return found
        return tuple(UNKNOWN if each is None else each for each in found)

    return values


def _at(values: Any, position: int) -> Any:
    return values[position] if position < len(values) else None


def _through(outer: Get, inner: Get, many: bool) -> Get:
    """Inside what is not there, everything is None; inside what is unknown, unknown. Of a list, of each."""

    def one(fact: Any) -> Any:
        held = outer(fact)
        return held if held is None or held is UNKNOWN else inner(held)

    def each(fact: Any) -> Any:
        held = outer(fact)
        return held if held is None or held is UNKNOWN else tuple(_flat(held, inner))

    return each if many else one


def _flat(held: Any, inner: Get) -> Iterator[Any]:
    """What `inner` finds in each element, lists of lists made one."""
    for element in held:
        value = UNKNOWN if element is UNKNOWN else inner(element)
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def _part(take: Callable[[str], Any]) -> Get:
    return lambda value: take(value) if isinstance(value, str) else None


def _folders(path: str) -> tuple[str, ...]:
    parts = path.split("/")[:-1]
    return (*("/".join(parts[:end]) for end in range(len(parts), 0, -1)), "")


_PARTS: dict[str, Callable[[str], Any]] = {
    "base": lambda path: path.rpartition("/")[2],
    "folder": lambda path: path.rpartition("/")[0],
    "folders": _folders,
}
