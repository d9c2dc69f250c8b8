"""Texts and numbers of literals: escapes, numbers, arithmetic, and the ways to fill a text in."""

import re
from collections.abc import Callable, Mapping

import msgspec

from ..model.text import Span
from .model import Value

_ESCAPE = re.compile(
    r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|\r?\n|.)", re.S
)
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\n": "",
    "\r\n": "",
}
_FIELD = re.compile(r"\{\{|\}\}|\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT = re.compile(r"%(?:\((\w+)\))?([sdrvqw%])")
_MAX = 1 << 50
_LONGEST = 40
"""Characters of a number that anybody writes."""


def unescape(text: str) -> str:
    """A string literal's text with its escapes resolved."""
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if code in _SIMPLE:
        return _SIMPLE[code]
    if "0" <= code[0] <= "7":
        return chr(int(code, 8)) if int(code, 8) < 0x110000 else "\ufffd"
    if code[0] in "uUx" and len(code) > 1:
        point = int(code[1:].strip("{}"), 16)
        return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
    return code if code in "\\'\"`$/{}" else f"\\{code}"


def number(text: str) -> int | float | None:
    """The value of a numeric literal; None for complex and absurdly long ones."""
    if len(text) > _LONGEST:
        return None
    text = text.replace("_", "")
    for kind in (lambda: int(text, 0), lambda: float(text), lambda: int(text.rstrip("nlLuU"), 0)):
        try:
            return kind()
        except ValueError:
            continue
    return None


def is_number(value: object) -> bool:
    """A number that is no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def arithmetic(sign: str, left: object, right: object) -> int | float | None:
    """`60 * 5`, `1024 + 1`, `a / b` on plain numbers; None for everything else."""
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    if isinstance(left, bool) or isinstance(right, bool) or abs(left) > _MAX or abs(right) > _MAX:
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else None
        case "//":
            return left // right if right else None
    return None


def composed(way: tuple[str, str], args: tuple[Value, ...], span: Span) -> Value | None:
    """What a function makes a text of: `percent` (a format and its values), `join` (by a separator) `first` (the
    first of them that says something) or `same` (what it is given)."""
    how, between = way
    if how == "same":
        return args[0] if args else None
    if how == "percent":
        if not args or not isinstance(args[0].constant, str):
            return None
        rest = Value(what="list", span=span, items=args[1:])
        return joined(percent(args[0], rest), span)
    if how == "first":
        if len(args) == 2 and args[0].what == "env":
            return msgspec.structs.replace(args[0], default=args[0].default or args[1])
        return None
    parts: list[Value] = []
    for each in args:
        parts += [constant(between, span), each] if parts and between else [each]
    return joined(tuple(parts), span)


def formatted(base: Value, args: tuple[Value, ...], keywords: Mapping[str, Value]) -> tuple[Value, ...]:
    """The parts of `base.format(*args, **keywords)`."""

    def pick(match: re.Match[str], index: int) -> Value | str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        key = match[1]
        if key.isdecimal() or not key:
            place = int(key) if key and len(key) < 4 else index
            return args[place] if place < len(args) else Value(what="other", span=base.span)
        return keywords.get(key, Value(what="other", span=base.span))

    return _filled(base, _FIELD, pick)


def percent(base: Value, right: Value) -> tuple[Value, ...]:
    """The parts of `base % right`."""
    args = right.items if right.what == "list" else (right,)
    entries = dict(right.entries) if right.what == "mapping" else {}

    def pick(match: re.Match[str], index: int) -> Value | str:
        if match[2] == "%":
            return "%"
        if match[1]:
            return entries.get(match[1], Value(what="other", span=base.span))
        return args[index] if index < len(args) else Value(what="other", span=base.span)

    return _filled(base, _PERCENT, pick)


def _filled(
    base: Value, pattern: re.Pattern[str], pick: Callable[[re.Match[str], int], Value | str]
) -> tuple[Value, ...]:
    text = str(base.constant)
    parts: list[Value] = []
    position = index = 0
    for match in pattern.finditer(text):
        if position < match.start():
            parts.append(constant(text[position : match.start()], base.span))
        found = pick(match, index)
        if isinstance(found, str):
            parts.append(constant(found, base.span))
        else:
            parts.append(found)
            index += 1
        position = match.end()
    if position < len(text):
        parts.append(constant(text[position:], base.span))
    return tuple(parts)


def constant(value: str | int | float | bool | None, span: Span) -> Value:
    """A constant that stands at `span`."""
    return Value(what="constant", span=span, constant=value)


def joined(parts: tuple[Value, ...], span: Span) -> Value:
    """Texts one after the other: a constant where all are known, otherwise a template."""
    if all(part.what == "constant" and part.constant is not None for part in parts):
        return constant("".join(str(part.constant) for part in parts), span)
    flat = tuple(item for part in parts for item in (part.items if part.what == "template" else (part,)))
    return Value(what="template", span=span, items=flat)


def is_textual(value: Value) -> bool:
    """Whether a value makes `+` a concatenation."""
    return value.what == "template" or (value.what == "constant" and isinstance(value.constant, str))
