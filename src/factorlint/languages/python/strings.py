"""The values of Python's literals: escapes, numbers, and the three ways to format a text."""

import re
from collections.abc import Mapping

from tree_sitter import Node

from ...code.model import Value
from ...model.text import Span

_ESCAPE = re.compile(r"\\(\r?\n|[\\'\"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_FIELD = re.compile(r"\{\{|\}\}|\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT = re.compile(r"%(?:\((\w+)\))?([sdr%])")
_MAX = 1 << 40


def content(node: Node, data: bytes, raw: bool) -> str:
    """The text that a `string_content` node stands for."""
    text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
    return text if raw or "\\" not in text else _ESCAPE.sub(_unescape, text)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code in _SIMPLE:
        return _SIMPLE[code]
    if code[0] in "\r\n":
        return ""
    number = int(code, 8) if code[0].isdigit() else int(code[1:], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def number(text: str) -> int | float | None:
    """The value of a numeric literal; None for complex and absurdly long ones."""
    if len(text) > 40:
        return None
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        pass
    try:
        return float(text.replace("_", ""))
    except ValueError:
        return None


def arithmetic(sign: str, left: object, right: object) -> int | float | None:
    """`60 * 5`, `1024 + 1`, `a / b` on plain numbers; None for everything else."""
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    if abs(left) > _MAX or abs(right) > _MAX:
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


def formatted(base: Value, args: tuple[Value, ...], keywords: Mapping[str, Value]) -> tuple[Value, ...]:
    """The parts of `base.format(*args, **keywords)`."""

    def pick(match: re.Match[str], index: int) -> Value | str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        key = match[1]
        if key.isdecimal() or not key:
            place = int(key) if key else index
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


def _filled(base: Value, pattern: re.Pattern[str], pick: object) -> tuple[Value, ...]:
    text = str(base.constant)
    parts: list[Value] = []
    position = index = 0
    for match in pattern.finditer(text):
        if position < match.start():
            parts.append(_constant(text[position : match.start()], base.span))
        found = pick(match, index)  # type: ignore[operator]
        if isinstance(found, str):
            parts.append(_constant(found, base.span))
        else:
            parts.append(found)
            index += 1
        position = match.end()
    if position < len(text):
        parts.append(_constant(text[position:], base.span))
    return tuple(parts)


def _constant(text: str, span: Span) -> Value:
    return Value(what="constant", span=span, constant=text)


def joined(parts: tuple[Value, ...], span: Span) -> Value:
    """Texts one after the other: a constant where all are known, otherwise a template."""
    if all(part.what == "constant" and isinstance(part.constant, str) for part in parts):
        return Value(what="constant", span=span, constant="".join(str(part.constant) for part in parts))
    flat = tuple(item for part in parts for item in (part.items if part.what == "template" else (part,)))
    return Value(what="template", span=span, items=flat)
