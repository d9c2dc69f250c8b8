"""A command line in words, for what is not run by a shell but quoted as for one."""

import re

_WORD = re.compile(r"""(?:[^ \t\r\n'"\\]++|'[^']*+'|"(?:[^"\\]|\\.)*+"|\\.)++""", re.DOTALL)
_PART = re.compile(r"""([^'"\\]++)|'([^']*+)'|"((?:[^"\\]|\\.)*+)"|\\(.)""", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_BLANKS = re.compile(r"[ \t\r\n]*+")


def split(text: str) -> tuple[str, ...] | None:
    """Return the words of a POSIX command line, as `shlex.split` does but in linear time; None for an open quote."""
    words = []
    at = _skipped(text, 0)
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None or (found.end() < len(text) and text[found.end()] not in " \t\r\n"):
            return None
        words.append(_unquoted(found[0]))
        at = _skipped(text, found.end())
    return tuple(words)


def _skipped(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at


def _unquoted(word: str) -> str:
    if not {"'", '"', "\\"}.intersection(word):
        return word
    parts = []
    for plain, single, double, escaped in _PART.findall(word):
        parts.append(plain or single or escaped or _ESCAPED.sub(r"\1", double))
    return "".join(parts)
