"""Interpolation of compose files: `$X`, `${X}`, `${X:-default}`, `${X:?message}`, `${X:+other}`, `$$`.

The grammar is the one of the Compose specification, "Interpolation". A default may itself be interpolated.
"""

import re
from collections.abc import Mapping

import msgspec

_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?P<operator>:?[-?+])?)"
)
_MAX_DEPTH = 20


class Use(msgspec.Struct, frozen=True, gc=False):
    """A variable that a text asks for. `start` and `end` are indices into the text."""

    name: str
    default: str | None
    required: bool
    """`${X:?message}`: compose refuses to go on without it."""
    start: int
    end: int


class Interpolated(msgspec.Struct, frozen=True, gc=False):
    """A text after interpolation with nothing set."""

    text: str
    """Defaults put in; a variable without one stays as written."""
    known: bool
    """Whether no variable was left."""
    uses: tuple[Use, ...] = ()


_NONE: Mapping[str, str] = {}


def interpolate(text: str, values: Mapping[str, str] = _NONE) -> Interpolated:
    """Resolve a scalar of a compose file as if no variables but `values` were set. Any text will do."""
    if "$" not in text:
        return Interpolated(text, True)
    uses: list[Use] = []
    resolved, known = _resolve(text, 0, len(text), uses, 0, values)
    return Interpolated(resolved, known, tuple(uses))


def _resolve(
    text: str, at: int, end: int, uses: list[Use], depth: int, values: Mapping[str, str]
) -> tuple[str, bool]:
    pieces: list[str] = []
    known = True
    while (found := _VARIABLE.search(text, at, end)) is not None:
        pieces.append(text[at : found.start()])
        at = found.end()
        if found["escaped"]:
            pieces.append("$")
            continue
        if found["plain"]:
            uses.append(Use(found["plain"], None, False, found.start(), at))
            pieces.append(values.get(found["plain"], found.group()))
            known = known and found["plain"] in values
            continue
        closing = _closing(text, at, end)
        if closing < 0 or depth >= _MAX_DEPTH:
            pieces.append(found.group())
            known = False
            continue
        place = len(uses)
        argument, exact = (
            _resolve(text, at, closing, uses, depth + 1, values) if found["operator"] else ("", True)
        )
        use = _use(found, argument if exact else None, closing + 1)
        uses.insert(place, use)
        given = _given(found, use, values)
        pieces.append(text[found.start() : closing + 1] if given is None else given)
        known = known and given is not None
        at = closing + 1
    pieces.append(text[at:end])
    return "".join(pieces), known


def _given(found: re.Match[str], use: Use, values: Mapping[str, str]) -> str | None:
    """What stands for the variable, None where nothing does."""
    operator, value = found["operator"] or "", values.get(use.name)
    if value is None or (operator.startswith(":") and not value):
        return use.default if operator.endswith("-") else None
    return None if operator.endswith("+") else value


def _use(found: re.Match[str], argument: str | None, end: int) -> Use:
    operator = found["operator"] or ""
    default = argument if operator.endswith("-") else None
    return Use(found["name"], default, operator.endswith("?"), found.start(), end)


def _closing(text: str, at: int, end: int) -> int:
    """The index of the brace that closes the variable whose name ended at `at`, or -1."""
    open_braces = 1
    for index in range(at, min(end, at + 2000)):
        character = text[index]
        if character == "{" and text[index - 1] == "$":
            open_braces += 1
        elif character == "}":
            open_braces -= 1
            if not open_braces:
                return index
    return -1
