"""Words of an instruction and Docker's variable substitution.

https://docs.docker.com/reference/dockerfile/#environment-replacement: `$X`, `${X}`, `${X:-d}`, `${X:+d}` with and
without the colon; nothing is replaced in single quotes or after the escape character.
"""

import re
from collections.abc import Mapping

import msgspec

from ...syntax.bytetext import utf8

_WORD = re.compile(
    r"""(?:'[^']*'|"(?:\\.|[^"\\])*"|\$\{[^}\n]{0,200}\}|\\[^\n]|[^\s'"\\]|['"])+""", re.DOTALL
)
_TOKEN = re.compile(
    r"""\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"|\$\{(\w+)(?:(:?[-+?])((?:[^{}]|\{[^{}]*\})*)|([#%/][^}]*))?\}|\$(\w+)""",
    re.DOTALL,
)
_MAX_DEPTH = 8
_MAX_LENGTH = 50_000
"""Characters that variables may add to a word: `ENV A=$A$A` again and again would fill the memory."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A word as written and where it stands, in bytes."""

    raw: str
    start: int
    end: int


def words(args: str, offset: int) -> list[Piece]:
    """Split arguments at blanks outside quotes; line joins are blanks."""
    return [
        Piece(utf8(found[0]), offset + found.start(), offset + found.end())
        for found in _WORD.finditer(args.replace("\\\n", "  "))
    ]


def substitute(raw: str, values: Mapping[str, str], depth: int = 0) -> str | None:
    """A word with quotes removed and variables replaced; None when a variable's value is not known."""
    if not any(c in raw for c in "\\'\"$"):
        return raw
    unknown = False
    room = _MAX_LENGTH

    def replace(found: re.Match[str]) -> str:
        nonlocal unknown, room
        escaped, single, double, name, operator, argument, pattern, plain = found.groups()
        if escaped is not None:
            return escaped
        if single is not None:
            return single
        if double is not None:
            inner = substitute(double.replace("'", "\\'"), values, depth + 1) if depth < _MAX_DEPTH else None
        else:
            inner = _variable(name or plain, operator or "", argument, pattern, values, depth)
        room -= len(inner or "")
        unknown = unknown or inner is None or room < 0
        return "" if unknown else inner or ""

    text = _TOKEN.sub(replace, raw)
    return None if unknown else text


def _variable(
    name: str, operator: str, argument: str | None, pattern: str | None, values: Mapping[str, str], depth: int
) -> str | None:
    value = values.get(name)
    if pattern:
        return None
    if operator.endswith("+"):
        set_ = value is not None and (value != "" or ":" not in operator)
        return substitute(argument or "", values, depth + 1) if set_ and depth < _MAX_DEPTH else ""
    if operator.endswith("-") and (value is None or (value == "" and ":" in operator)):
        return substitute(argument or "", values, depth + 1) if depth < _MAX_DEPTH else None
    return value


def pairs(pieces: list[Piece]) -> list[tuple[str, str | None, Piece]]:
    """Name, value as written and place of ENV, ARG and LABEL arguments; `ENV NAME all the rest` too."""
    if pieces and "=" not in pieces[0].raw and len(pieces) > 1:
        return [(pieces[0].raw, " ".join(piece.raw for piece in pieces[1:]), pieces[0])]
    found = []
    for piece in pieces:
        name, equals, value = piece.raw.partition("=")
        found.append((name.strip("\"'"), value if equals else None, piece))
    return found
