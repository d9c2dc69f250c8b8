"""INI files (setup.cfg, supervisord, unit files, alembic.ini, .properties): entries with byte spans.

Not `configparser`: it gives no places, refuses duplicate keys (unit files live by them) and whole files for one
bad line. Here a line that is no entry is passed over.
"""

import re
from collections.abc import Iterator

import msgspec

from ...model.text import Span
from ..bytetext import scan_text, utf8

_BLANKS = " \t\r\f\v"
"""Of a scan text: `str.strip` alone would take bytes of letters (`à` ends with 0xA0) for blanks."""
_LINE = re.compile(r"[^\n]*\n?")
_SECTION = re.compile(r"\[([^\]\n]*)\]")
_ENTRY = re.compile(r"([^=:\s\[#;!](?:[^=:\n]*[^=:\n \t])?)[ \t]*+[=:][ \t]*+([^\n]*+)")


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`key = value` in a section; the key as written, continuation lines joined with line ends."""

    section: str
    key: str
    value: str
    span: Span
    value_span: Span
    parts: tuple[tuple[str, Span], ...] = ()

    def lines(self) -> Iterator[tuple[str, Span]]:
        """The value's lines that hold something, each with its own span."""
        return ((text, span) for text, span in self.parts if text)


def entries(data: bytes, comments: str = "#;", inline: str = "", backslash: bool = False) -> Iterator[Entry]:
    """Entries in order, duplicates included.

    An indented line continues the value before it; with `backslash`, a line end behind one does instead (unit
    files, properties). `comments` begin a comment line; `inline` (such as ` ;`) one behind a value.
    """
    section = ""
    pending: tuple[str, str, int, list[tuple[str, Span]]] | None = None
    carried = False
    for match in _LINE.finditer(scan_text(data)):
        line, start = match[0].rstrip("\r\n"), match.start()
        stripped = line.strip(_BLANKS)
        if not carried and (not stripped or stripped[0] in comments):
            continue
        continues = carried or (not backslash and line[0] in " \t" and pending is not None)
        body = stripped.removesuffix("\\").rstrip(_BLANKS) if backslash else stripped
        carried = backslash and stripped.endswith("\\")
        if inline and inline in body:
            body = body[: body.index(inline)].rstrip(_BLANKS)
        if continues and pending is not None:
            at = start + len(line) - len(line.lstrip(_BLANKS))
            pending[3].append((utf8(body), Span(at, at + len(body))))
            continue
        if pending is not None:
            yield _entry(section, pending)
            pending = None
        header = _SECTION.match(stripped)
        if header:
            section = utf8(header[1].strip())
            continue
        entry = _ENTRY.match(body)
        if entry:
            at = start + len(line) - len(line.lstrip(_BLANKS))
            place = Span(at + entry.start(2), at + entry.end(2))
            pending = (utf8(entry[1]), utf8(entry[2]), at, [(utf8(entry[2]), place)])
    if pending is not None:
        yield _entry(section, pending)


def _entry(section: str, pending: tuple[str, str, int, list[tuple[str, Span]]]) -> Entry:
    key, _, start, parts = pending
    end = parts[-1][1].end
    return Entry(
        section=section,
        key=key,
        value="\n".join(text for text, _ in parts).strip("\n"),
        span=Span(start, end),
        value_span=Span(parts[0][1].start, end),
        parts=tuple(parts),
    )
