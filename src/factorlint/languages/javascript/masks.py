"""Valid text that the grammars cannot read, covered byte by byte; and errors that nobody wants to hear of."""

import re

from ...model.text import Span

_COVERED = re.compile(
    rb"""
      \bexport\s+(type)\s*+(?=\*)                                   # export type * from
    | \bimport\s+(defer|source)\s+(?=[\w*])                         # import defer * as
    | (?<=[<,])\s*+((?:in|out|const)(?:\s+out)?)\s+(?=[A-Z]\w*+\s*+[,>=])  # how a type's parameter varies
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(rb"=(\"[^\"\n<>]*+\"|'[^'\n<>]*+')")
_GLUED = re.compile(
    rb"[\w\"'>\])}]([ \t\r]*+\n[ \t]*+)(?=in\??:|<[\w\s,]{1,80}(?:\bextends\b[^(\n]{1,200})?>\()"
)
"""A member of a type on a line of its own, which the keyword or `<` it begins with glues to the line before."""
_TOKEN = re.compile(
    rb"""//[^\n]*+ | /\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)
    | (?<=[(,=:\[!&|?{;])\s*+/(?:[^/\\\[\n*]|\\.|\[(?:[^\]\\\n]|\\.)*+\])(?:[^/\\\[\n]++|\\.|\[(?:[^\]\\\n]|\\.)*+\])*+/
    | "(?:[^"\\\n]++|\\.)*+" | '(?:[^'\\\n]++|\\.)*+' | `(?:[^`\\]++|\\.)*+`
    | (?P<bracket>[(){}\[\]])""",
    re.VERBOSE | re.DOTALL,
)
_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_PAIRS = {b")": b"(", b"]": b"[", b"}": b"{"}
_LONGEST = 2000
"""Bytes of a line that somebody writes."""
_TEMPLATE = (b"{{", b"<%")


def masked(data: bytes) -> bytes:
    """Return text of the same length that means the same to the readers here, and that the grammars can read."""
    text = bytearray(data)
    for match in _COVERED.finditer(data):
        start, end = match.span(match.lastindex or 0)
        text[start:end] = b" " * (end - start)
    for match in _ATTRIBUTE.finditer(data):
        if b"&" in match[1]:
            text[match.start(1) : match.end(1)] = match[1].replace(b"&", b"_")
    for match in _GLUED.finditer(data):
        text[match.start(1)] = ord(";")
    return bytes(text)


def unreadable(data: bytes, error: Span) -> bool:
    """Whether nobody wants to hear of a text's error: minified, another language's template, or valid for all we know.

    No grammar is perfect: an error is told where brackets do not match, or where hardly anything was read.
    """
    if max(map(len, data.split(b"\n")), default=0) > _LONGEST or not data.strip():
        return True
    if any(sign in data[:20_000] for sign in _TEMPLATE):
        return True
    whole = (error.end - error.start) * 2 > len(data.strip())
    return not (whole or _CONFLICT.search(data) is not None or not _is_balanced(data))


def _is_balanced(data: bytes) -> bool:
    """Whether every bracket outside strings and comments has its other one."""
    waiting: list[bytes] = []
    for match in _TOKEN.finditer(data):
        bracket = match["bracket"]
        if bracket is None:
            continue
        if bracket not in _PAIRS:
            waiting.append(bracket)
        elif not waiting or waiting.pop() != _PAIRS[bracket]:
            return False
    return not waiting
