"""Valid text that the grammars cannot read, covered byte by byte; and text that is none that people edit."""

import re

_TYPES = re.compile(rb"\bexport\s+(type)\s*+(?=\*)|(?<=[<,])\s*+((?:in|out|const)(?:\s+out)?)\s+(?=[A-Z]\w*+\s*+[,>=])")
"""`export type * from`, and what says how a type's parameter varies."""
_ATTRIBUTE = re.compile(rb"=(\"[^\"\n<>]*+\"|'[^'\n<>]*+')")
_MEMBER = re.compile(rb"[\w\"'>\])}](\s*+\n)[ \t]*+(?=in\??:|<[\w\s,]{1,80}(?:extends[^(]{1,200})?>\()")
"""Members of a type on lines of their own, which a keyword or a `<` at the beginning glues to the one before."""


def masked(data: bytes) -> bytes:
    """Return text of the same length that means the same to the readers here, and that the grammars can read."""
    text = bytearray(data)
    for match in _TYPES.finditer(data):
        group = match.lastindex or 0
        start, end = match.span(group)
        text[start:end] = b" " * (end - start)
    for match in _ATTRIBUTE.finditer(data):
        start, end = match.span(1)
        if b"&" in match[1]:
            text[start:end] = match[1].replace(b"&", b"_")
    for match in _MEMBER.finditer(data):
        text[match.start(1)] = ord(";")
    return bytes(text)


def unreadable(data: bytes) -> bool:
    """Whether nobody wants to hear of a text's errors: minified, another language's template, or readable after all."""
    longest = max(map(len, data.split(b"\n")), default=0)
    return longest > 2000 or b"{{" in data[:20000] or b"<%" in data[:20000] or not data.strip()
