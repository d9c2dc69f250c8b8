"""Texts with `{placeholders}`: messages, and values that a condition compares with."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ..api.words import listed
from ..facts import UNKNOWN, Fact
from .fields import Field, FieldOf, Get, MatchError, field_named
from .header import near

LONGEST = 120
"""Characters of one value in a message; longer ones end with `…`."""

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(?P<name>[a-z_][\w.*/-]*)(?::(?P<filter>[^{}]*))?\}|(?P<stray>[{}])")


class Seen(NamedTuple):
    """What a text may speak of."""

    anchor: Fact
    partner: Fact | None = None
    """The first fact that the first `with` found."""
    together: Sequence[Fact] = ()
    """The facts that `together` or `more-than` puts together, the anchor included."""
    evidence: Fact | None = None
    """In the texts of `evidence`: the fact shown."""


Render = Callable[[Seen], str]


class Names(NamedTuple):
    """What a text and its conditions can name, in what is `Seen`."""

    own: tuple[type[Any], str]
    """The kind of fact whose fields are named without a prefix, and the field of `Seen` that holds it."""
    prefixes: Mapping[str, tuple[type[Any], str]]
    """The same for `partner`, `together` and `anchor`."""
    words: dict[str, Render]
    """Texts that `words` names."""

    def field(self, name: str) -> Field:
        """What a name stands for; its getter takes what is `Seen`. Raises `MatchError`."""
        if name == "count":
            return Field(name, lambda seen: len(seen.together) or 1, (int,))
        prefix, dot, rest = name.partition(".")
        if dot and prefix in self.prefixes:
            return _held(*self.prefixes[prefix], rest)
        if dot and prefix in _MISSING:
            raise MatchError(f"`{name}` {_MISSING[prefix]}")
        return _held(*self.own, name)


def _held(kind: type[Any], holder: str, name: str) -> Field:
    field, position = field_named(kind, name), Seen._fields.index(holder)
    get, entries = field.get, field.entries
    if holder == "together":
        return msgspec.structs.replace(
            field, get=lambda seen: tuple(get(each) for each in seen.together), many=True, entries=None
        )
    below = None if entries is None else lambda seen: entries(seen[position])
    return msgspec.structs.replace(field, get=lambda seen: get(seen[position]), entries=below)


class Placeholder(NamedTuple):
    """A place in a text that is filled in."""

    name: str
    filter: str


def pieces(text: str, strict: bool = True) -> Iterator[str | Placeholder]:
    """Literal texts and placeholders. Raises `MatchError` for a stray brace, unless the text is a pattern."""
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        literal = text[end : found.start()]
        end = found.end()
        if found["stray"] and strict:
            raise MatchError(
                f"`{text}`: a placeholder is a field's name alone, `{{name}}`; write `{{{{` for a brace"
            )
        if found["stray"]:
            literal += found[0]
        elif found["name"] is None:
            literal += found[0][0]
        if literal:
            yield literal
        if found["name"]:
            yield Placeholder(found["name"], found["filter"] or "")
    if text[end:]:
        yield text[end:]


def message(text: str, names: Names) -> Render:
    """A function that renders `text` for people. Raises `MatchError` for a name that there is not."""
    parts = [part if isinstance(part, str) else _rendered(part, names) for part in pieces(text)]

    def render(seen: Seen) -> str:
        return "".join(part if isinstance(part, str) else part(seen) for part in parts)

    return render


def _rendered(place: Placeholder, names: Names) -> Render:
    prefix, _, rest = place.name.partition(".")
    if prefix == "words" and rest:
        if rest not in names.words:
            raise MatchError(f"`{place.name}`: `words` has no `{rest}` above it; {near(rest, names.words)}")
        return names.words[rest]
    style, field = _style(place.filter), names.field(place.name)
    if field.structs:
        raise MatchError(f"`{place.name}` holds a fact; name one of its fields with a dot")
    get = field.get
    return lambda seen: style(get(seen))


_MISSING = {
    "partner": "needs a `with`",
    "together": "needs `together` or `more-than`",
    "anchor": "is for the texts of `evidence`; elsewhere a field's name is the anchor's",
}


def _style(filter_: str) -> Callable[[Any], str]:
    """How a value is written. Raises `MatchError` for a filter that there is not."""
    name, _, number = filter_.strip().partition(" ")
    if not name:
        return shown
    if name == "listed" and (not number or number.isdecimal()):
        most = int(number or 3)
        return lambda value: listed(_texts(value), most)
    if name == "first" and not number:
        return lambda value: _first(_texts(value))
    if name == "count" and not number:
        return lambda value: str(len(value) if isinstance(value, tuple) else int(bool(value)))
    raise MatchError(
        f"there is no `:{filter_}`; behind a field's name there are `:listed`, `:listed 2`, `:first`, `:count`"
    )


def _texts(values: Any) -> list[str]:
    """Different values, in order, for a list of names."""
    if not isinstance(values, tuple):
        values = (values,)
    return list(dict.fromkeys(shown(each) for each in values))


def _first(texts: Sequence[str]) -> str:
    more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
    return f"`{texts[0]}`{more}" if texts else "none"


def shown(value: Any) -> str:
    """A value in a sentence: one line, lists joined, what is not known said so."""
    if value is None:
        return "none"
    if value is UNKNOWN:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        text = ", ".join("…" if each is UNKNOWN else shown(each) for each in value) or "none"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def value_of(text: str, of: FieldOf, escape: Callable[[str], str] | None = None) -> Get | None:
    """What a template asks of the anchor: a field's own value for `{name}` alone, else a text.

    UNKNOWN where a field in it is unknown, None where one is None. None where the text is no template.
    """
    parts: list[str | Field] = []
    for part in pieces(text, strict=False):
        if isinstance(part, str):
            parts.append(part)
        elif part.filter:
            raise MatchError(f"`{text}`: a condition takes a field's name alone, `{{{part.name}}}`")
        else:
            parts.append(of(part.name))
    if all(isinstance(part, str) for part in parts):
        return None
    first = parts[0]
    if len(parts) == 1 and isinstance(first, Field) and escape is None:
        return first.get
    return _joined(parts, escape or str)


def literal_of(text: str) -> str:
    """A text without placeholders, its doubled braces made single."""
    return "".join(part for part in pieces(text, strict=False) if isinstance(part, str))


def _joined(parts: Sequence[str | Field], escape: Callable[[str], str]) -> Get:
    def get(fact: Any) -> Any:
        text = ""
        for part in parts:
            if isinstance(part, str):
                text += part
                continue
            value = part.get(fact)
            if value is UNKNOWN or value is None:
                return value
            text += escape(str(value))
        return text

    return get
