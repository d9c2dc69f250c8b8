"""Fields of facts as a match names them: looked up in the vocabulary once, read by closures."""

from collections.abc import Callable
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from ..facts import BY_KIND, UNKNOWN, Fact, Unknown
from .header import near

Get = Callable[[Any], Any]
_HIDDEN = ("span",)


class MatchError(ValueError):
    """A mistake in a match: what is wrong and the remedy. The loader adds file and line."""


class Field(msgspec.Struct, frozen=True):
    """A field of a kind of fact, perhaps inside a fact that it holds (`container.user`)."""

    name: str
    get: Get
    scalars: tuple[type, ...]
    """Types that a value, or an element of a list field, can have."""
    choices: tuple[str, ...]
    """The only texts it can hold; empty when any."""
    many: bool
    """A list field. Of a list of pairs (`limits`), the keys."""
    struct: bool
    """Holds a fact or another struct, whose fields are named with a dot."""


def kind_named(kind: str) -> type[Fact]:
    """The type of a kind of fact such as `config.env-read`. Raises `MatchError`."""
    if kind not in BY_KIND:
        raise MatchError(f"unknown kind of fact `{kind}`; {near(kind, BY_KIND)}")
    return BY_KIND[kind]


def field_named(kind: type[Any], name: str) -> Field:
    """A field by its dotted name. Raises `MatchError` for one that there is not."""
    first, _, rest = name.partition(".")
    hints = _hints(kind)
    if first not in hints:
        owner = BY_TYPE.get(kind, kind.__name__)
        raise MatchError(f"`{owner}` has no field `{first}`; {near(first, hints)}")
    field = _field(first, hints[first])
    if not rest:
        return field
    inner = _struct_of(hints[first])
    if inner is None:
        raise MatchError(f"field `{first}` holds no fact, so there is no `{name}`")
    below = field_named(inner, rest)
    return Field(name, _through(field.get, below.get), below.scalars, below.choices, below.many, below.struct)


BY_TYPE = {fact_type: kind for kind, fact_type in BY_KIND.items()}


_KNOWN_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    """The fields of a type that a match may name; looked up once, for it costs as much as a page."""
    if kind not in _KNOWN_HINTS:
        hints = get_type_hints(kind)
        _KNOWN_HINTS[kind] = {name: hints[name] for name in kind.__struct_fields__ if name not in _HIDDEN}
    return _KNOWN_HINTS[kind]


def _field(name: str, hint: Any) -> Field:
    if _is_pairs(hint):
        return Field(name, _keys_of(attrgetter(name)), (str,), (), True, False)
    members = _members(hint)
    many = any(get_origin(member) is tuple for member in members)
    if many:
        members = [inner for member in members for part in get_args(member) for inner in _members(part)]
    choices = tuple(text for each in members if get_origin(each) is Literal for text in get_args(each))
    scalars = tuple(each for each in members if each in (str, int, float, bool)) + ((str,) if choices else ())
    free = str in members
    struct = any(isinstance(each, type) and issubclass(each, msgspec.Struct) for each in members)
    return Field(name, attrgetter(name), scalars, () if free else choices, many, struct)


def _members(hint: Any) -> list[Any]:
    """The members of a union, `str | None | Unknown`, without those that stand for no value."""
    if get_origin(hint) in (Union, UnionType):
        return [each for part in get_args(hint) for each in _members(part)]
    return [] if hint in (type(None), Unknown, Ellipsis) else [hint]


def _struct_of(hint: Any) -> type[Any] | None:
    for member in _members(hint):
        if isinstance(member, type) and issubclass(member, msgspec.Struct):
            return member
    return None


def _is_pairs(hint: Any) -> bool:
    """A list of key and value, `tuple[tuple[str, str], ...]`."""
    return any(get_origin(part) is tuple for member in _members(hint) for part in get_args(member))


def _keys_of(get: Get) -> Get:
    def keys(fact: Any) -> Any:
        pairs = get(fact)
        return tuple(pair[0] for pair in pairs) if isinstance(pairs, tuple) else pairs

    return keys


def _through(outer: Get, inner: Get) -> Get:
    """Inside a fact that is not there, everything is None; inside an unknown one, unknown."""

    def get(fact: Any) -> Any:
        held = outer(fact)
        return held if held is None or held is UNKNOWN else inner(held)

    return get
