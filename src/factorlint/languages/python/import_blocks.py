"""Where a line of Python stands, without a parser: in which strings, and in which blocks."""

import re
from bisect import bisect_right
from typing import NamedTuple

Context = tuple[bool, bool, bool]
"""Whether an import is optional, for type checkers only, and lazy."""

_HEADER = re.compile(
    rb"[ \t]*+(try|except\b|else|finally|if\b|elif\b|def\b|class\b|async\b|for\b|while\b|with\b|match\b|case\b)"
)
_HANDLES = re.compile(rb"\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b")
_LAZY = frozenset((b"def", b"async", b"if", b"elif", b"for", b"while", b"case"))


class Strings:
    """The triple-quoted strings of a file, found only as far as anybody asks."""

    def __init__(self, data: bytes) -> None:
        """Look into `data` when asked."""
        self._data = data
        self._position = 0
        self._open = -1
        self._close = 0

    def hold(self, offset: int) -> bool:
        """Whether the byte at `offset` is inside one; offsets must not fall from call to call."""
        while self._close <= offset and self._forward(offset):
            pass
        return 0 <= self._open <= offset < self._close

    def _forward(self, offset: int) -> bool:
        """Go on to the next string that opens before `offset`; false when there is none."""
        data, position = self._data, self._position
        double, single = data.find(b'"""', position, offset), data.find(b"'''", position, offset)
        if double < 0 and single < 0:
            self._position = max(position, offset - 2)  # quotes may begin right before the offset
            return False
        start = min(at for at in (double, single) if at >= 0)
        quotes = data[start : start + 3]
        line = data[data.rfind(b"\n", position, start) + 1 : start] if b"#" in data[position:start] else b""
        if b"#" in line and line.count(b'"') % 2 == 0 and line.count(b"'") % 2 == 0:
            self._position = start + 3
            return True
        end = data.find(quotes, start + 3)
        while end > 0 and data[end - 1 : end] == b"\\" and data[end - 2 : end - 1] != b"\\":
            end = data.find(quotes, end + 1)
        self._open, self._close = start, len(data) + 1 if end < 0 else end + 3
        self._position = self._close
        return True


class _Block(NamedTuple):
    depth: int
    context: Context
    """Of what stands in it: this block's and those around it."""


class Blocks:
    """The blocks around the indented lines of a file: every line is looked at once, however many lines ask."""

    def __init__(self, data: bytes) -> None:
        """Divide `data` into lines."""
        self._lines = data.split(b"\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._open: list[_Block] = []
        self._read = 0

    def context(self, offset: int, indent: int) -> Context:
        """Return the context of the line at `offset`, `indent` columns in; offsets must not fall."""
        index = bisect_right(self._starts, offset) - 1
        first = index
        while first > self._read and not self._opens_at_margin(first):
            first -= 1
        if first > self._read:
            self._open.clear()
        for each in range(first, index):
            self._enter(each)
        self._read = index
        while self._open and self._open[-1].depth >= indent:
            self._open.pop()
        return self._open[-1].context if self._open else (False, False, False)

    def _opens_at_margin(self, index: int) -> bool:
        line = self._lines[index]
        return line[:1] not in (b"", b" ", b"\t", b"#") and _HEADER.match(line) is not None

    def _enter(self, index: int) -> None:
        """Open the block of the line at `index`, if it has one."""
        line = self._lines[index]
        header = _HEADER.match(line)
        if header is None:
            return
        depth = _depth(line)
        while self._open and self._open[-1].depth >= depth:
            self._open.pop()
        optional, typing_only, lazy = self._open[-1].context if self._open else (False, False, False)
        word = header[1]
        if word == b"try":
            optional = optional or self._handled(index, depth)
        elif word == b"except":
            optional = optional or _handles(line)
        elif word in (b"if", b"elif") and b"TYPE_CHECKING" in line:
            typing_only = True
        elif word in _LAZY:
            lazy = True
        self._open.append(_Block(depth, (optional, typing_only, lazy)))

    def _handled(self, index: int, depth: int) -> bool:
        """Whether the `try` at line `index` catches a failing import."""
        for each in range(index + 1, len(self._lines)):
            line = self._lines[each]
            bare = line.strip()
            if not bare or bare.startswith(b"#") or _depth(line) > depth:
                continue
            if not bare.startswith(b"except") or _depth(line) < depth:
                return False
            if _handles(bare):
                return True
        return False


def _handles(line: bytes) -> bool:
    """Whether a line `except ...` handles a failing import."""
    return line.strip()[6:].lstrip().startswith(b":") or _HANDLES.search(line) is not None


def _depth(line: bytes) -> int:
    text = line.expandtabs()
    return len(text) - len(text.lstrip(b" "))
