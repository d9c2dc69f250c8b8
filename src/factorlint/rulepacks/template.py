"""Format strings over a fact's fields: messages, and values that a partner is compared with."""

from collections.abc import Callable, Sequence
from string import Formatter
from typing import Any

from ..facts import UNKNOWN
from .fields import Field, Get, MatchError, field_named

LONGEST = 120
"""Characters of one value in a message; longer ones end with `…`."""


def placeholders(text: str) -> list[tuple[str, str | None]]:
    """Literal texts, each with the field named behind it. Raises `MatchError` for another format."""
    parts: list[tuple[str, str | None]] = []
    try:
        for literal, name, spec, conversion in Formatter().parse(text):
            if spec or conversion or name == "":
                raise MatchError(f"`{text}`: a placeholder is a field's name alone, `{{name}}`")
            parts.append((literal, name))
    except ValueError as error:
        if isinstance(error, MatchError):
            raise
        raise MatchError(f"`{text}`: {error}; write `{{{{` for a brace") from None
    return parts


def message(text: str, kind: type[Any], partner: type[Any] | None = None) -> Callable[..., str]:
    """A function of the anchor (and its partner, and a count) that renders `text` for people.

    `{partner.x}` is a field of the first `with` partner, `{count}` the number found by `more-than`.
    """
    pieces: list[str | Callable[[Any, Any, int], str]] = []
    for literal, name in placeholders(text):
        pieces.append(literal)
        if name is not None:
            pieces.append(_piece(name, kind, partner))

    def render(fact: Any, other: Any = None, count: int = 0) -> str:
        return "".join(piece if isinstance(piece, str) else piece(fact, other, count) for piece in pieces)

    return render


def _piece(name: str, kind: type[Any], partner: type[Any] | None) -> Callable[[Any, Any, int], str]:
    if name == "count":
        return lambda fact, other, count: str(count)
    if name.startswith("partner."):
        if partner is None:
            raise MatchError(f"`{{{name}}}` needs a `with`")
        get = _plain(field_named(partner, name.removeprefix("partner."))).get
        return lambda fact, other, count: words(get(other))
    get = _plain(field_named(kind, name)).get
    return lambda fact, other, count: words(get(fact))


def _plain(field: Field) -> Field:
    if field.struct:
        raise MatchError(f"`{field.name}` holds a fact; name one of its fields with a dot")
    return field


def words(value: Any) -> str:
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
        text = ", ".join("…" if each is None else words(each) for each in value) or "none"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def value_of(text: str, kind: type[Any], escape: Callable[[str], str] | None = None) -> Get | None:
    """What a template asks of the anchor: a field's own value for `{name}` alone, else a text.

    UNKNOWN where a field in it is unknown, None where one is None. No template: no function.
    """
    parts = placeholders(text)
    if all(name is None for _, name in parts):
        return None
    fields = [(literal, field_named(kind, name) if name else None) for literal, name in parts]
    (literal, field), *more = fields
    if not literal and field and not more and escape is None:
        return field.get
    return _joined(fields, escape or str)


def _joined(fields: Sequence[tuple[str, Field | None]], escape: Callable[[str], str]) -> Get:
    def get(fact: Any) -> Any:
        text = ""
        for literal, field in fields:
            text += literal
            if field is not None:
                value = field.get(fact)
                if value is UNKNOWN or value is None:
                    return value
                text += escape(str(value))
        return text

    return get
