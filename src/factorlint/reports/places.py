"""Where a finding stands, as reports say it: lines and columns from 1, ends one past the last character."""

from typing import NamedTuple

from ..model.finding import Place
from ..model.report import Report
from ..model.text import Lines, Position

REPOSITORY = "."
"""The path of a finding about the repository as a whole."""


class Region(NamedTuple):
    """A span in lines and columns of code points. `line` is 0 for the repository as a whole."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


def region(report: Report, place: Place) -> Region:
    """The region of a place; the whole document begins at its first character."""
    if not place.path:
        return Region(REPOSITORY, 0, 1, 0, 1)
    lines = report.lines(place.path)
    start, end = lines.position(place.span.start), position_of_end(lines, place)
    return Region(place.path, start.line, start.column, end.line, end.column)


def position_of_end(lines: Lines, place: Place) -> Position:
    """The position one past the span's last character, never beyond the end of a line's text."""
    return lines.position(end_offset(lines, place))


def end_offset(lines: Lines, place: Place) -> int:
    """The byte offset at which a span ends, line ends at its end left out."""
    start, end = place.span.start, min(place.span.end, len(lines.data))
    while end > start and lines.data[end - 1] in b"\r\n":
        end -= 1
    return max(start, end)


def address(report: Report, place: Place) -> str:
    """`path:line:column`, or `.` for the repository as a whole."""
    if not place.path:
        return REPOSITORY
    found = region(report, place)
    return f"{found.path}:{found.line}:{found.column}"


def visible(text: str) -> str:
    """Text of the scanned tree with everything escaped that would steer a terminal or reorder what is read."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else escaped(char) for char in text)


def escaped(char: str) -> str:
    r"""`\x1b` or `\u202e` for one character."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
