"""Code frames: the lines around a span, the span marked, fitted to a width. No colours here."""

from typing import NamedTuple

from rich.cells import cell_len

from ..model.finding import Place
from ..model.report import Report
from .places import end_offset, escaped

TAB = 4
_MIN_WIDTH = 20
_LONGEST = 20_000
"""Bytes of a line that are looked at on each side of the span; minified files have lines of megabytes."""


class FrameLine(NamedTuple):
    """One line of a frame."""

    number: int
    """The line from 1."""
    text: str
    """Safe to print, no wider than asked."""
    mark: tuple[int, int] | None
    """Where the span stands in `text`, in terminal columns: first and one past the last."""


def frame(report: Report, place: Place, width: int, context: int = 1) -> list[FrameLine]:
    """The span's first line with `context` lines around it; empty without a span or without its document.

    `width` is how many terminal columns the text may take.
    """
    if not place.path or not report.texts.get(place.path):
        return []
    lines = report.lines(place.path)
    first = lines.line_at(place.span.start)
    found = []
    for number in range(max(1, first - context), min(lines.count, first + context) + 1):
        if number == first:
            found.append(_marked(report, place, number, max(width, _MIN_WIDTH)))
        else:
            text = _shown(lines.text_of(number)[:_LONGEST])
            found.append(FrameLine(number, _cut(text, 0, max(width, _MIN_WIDTH))[0], None))
    return _without_blank_ends(found, first)


def _marked(report: Report, place: Place, number: int, width: int) -> FrameLine:
    lines = report.lines(place.path)
    line_start = lines.start_of(number)
    start, end = place.span.start, end_offset(lines, place)
    line_text = lines.text_of(number)
    if lines.line_at(end) > number:
        end = line_start + len(line_text.encode("utf-8", "replace"))
    begin = lines.position(start).column - 1
    finish = lines.position(end).column - 1 if lines.line_at(end) == number else len(line_text)
    skip = max(0, begin - _LONGEST)
    line_text, begin, finish = line_text[skip : finish + _LONGEST], begin - skip, finish - skip
    before = _shown(line_text[:begin])
    inside = _shown(line_text[begin:finish], cell_len(before))
    after = _shown(line_text[finish:], cell_len(before) + cell_len(inside))
    left = cell_len(before)
    text, shift = _cut(before + inside + after, left, width, left + cell_len(inside))
    mark = (left - shift, max(left - shift + 1, min(left - shift + cell_len(inside), width)))
    return FrameLine(number, text, mark)


def _shown(text: str, column: int = 0) -> str:
    """Text with tabs as blanks (from `column` on) and everything unprintable escaped."""
    if text.isprintable():
        return text
    parts: list[str] = []
    for char in text:
        piece = char if char.isprintable() else escaped(char)
        if char == "\t":
            piece = " " * (TAB - column % TAB)
        parts.append(piece)
        column += cell_len(piece)
    return "".join(parts)


def _cut(text: str, focus: int, width: int, focus_end: int = 0) -> tuple[str, int]:
    """A window of `text` no wider than `width` that shows column `focus`, and how far it was moved left."""
    if cell_len(text) <= width:
        return text, 0
    if focus_end <= width - 1:
        return _take(text, 0, width - 1) + "…", 0
    room = width - 2
    start = max(0, min(focus - room // 4, cell_len(text) - room - 1))
    rest_fits = cell_len(text) - start <= room + 1
    window = _take(text, start, room + (1 if rest_fits else 0))
    return "…" + window + ("" if rest_fits else "…"), start - 1


def _take(text: str, start: int, width: int) -> str:
    """The terminal columns `start` to `start + width` of `text`; a wide character cut in half is a blank."""
    column = 0
    taken: list[str] = []
    for char in text:
        cells = cell_len(char)
        if column >= start and column + cells <= start + width:
            taken.append(char)
        elif column < start < column + cells or column < start + width < column + cells:
            taken.append(" ")
        column += cells
        if column >= start + width:
            break
    return "".join(taken)


def _without_blank_ends(found: list[FrameLine], first: int) -> list[FrameLine]:
    while found and found[0].number < first and not found[0].text.strip():
        del found[0]
    while found and found[-1].number > first and not found[-1].text.strip():
        del found[-1]
    return found
