"""Positions in a text: byte spans inside, lines and columns only at the edge."""

from bisect import bisect_right

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A half-open range of byte offsets, `start` included and `end` not."""

    start: int
    end: int


NOWHERE = Span(0, 0)
"""The span of a fact about a whole document or the whole repository."""


class Position(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place as people count: `line` from 1, `column` from 1 in code points."""

    line: int
    column: int


class Lines:
    """Line index of one document: turns byte offsets into lines and columns.

    A line ends with LF, CR LF or a lone CR. Bytes that are not UTF-8 count as one
    replacement character each, and a byte order mark takes no column.
    """

    def __init__(self, data: bytes) -> None:
        """Index `data`; costs one pass over the bytes."""
        self.data = data
        self._starts = [0]
        append = self._starts.append
        offset = 0
        for line in data.splitlines(keepends=True):
            offset += len(line)
            append(offset)
        if len(self._starts) > 1 and data[-1:] not in b"\r\n":
            self._starts.pop()

    @property
    def count(self) -> int:
        """How many lines there are; an empty document has one."""
        return len(self._starts)

    def line_at(self, offset: int) -> int:
        """The line, from 1, that holds the byte at `offset` (clamped to the document)."""
        return bisect_right(self._starts, min(max(offset, 0), len(self.data)))

    def start_of(self, line: int) -> int:
        """The byte offset at which `line` (from 1) begins."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]

    def text_of(self, line: int) -> str:
        """The text of `line` (from 1) without its line end or byte order mark."""
        start = self.start_of(line)
        end = self._starts[line] if line < len(self._starts) else len(self.data)
        return _text(self.data, start, end).rstrip("\r\n")

    def position(self, offset: int) -> Position:
        """Line and column, both from 1, columns in code points."""
        line = self.line_at(offset)
        return Position(line, len(_text(self.data, self.start_of(line), min(offset, len(self.data)))) + 1)

    def utf16_column(self, offset: int) -> int:
        """The column from 1 in UTF-16 code units, as SARIF's `utf16CodeUnits` counts."""
        text = _text(self.data, self.start_of(self.line_at(offset)), min(offset, len(self.data)))
        return len(text.encode("utf-16-le", "replace")) // 2 + 1


def _text(data: bytes, start: int, end: int) -> str:
    piece = data[start:end]
    if start == 0 and piece.startswith(b"\xef\xbb\xbf"):
        piece = piece[3:]
    return piece.decode("utf-8", "replace")
