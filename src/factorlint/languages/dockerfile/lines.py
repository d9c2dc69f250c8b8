"""Physical lines to instructions: the fold in front of dockerfile-parse.

dockerfile-parse misreads here-document bodies (as instructions), blank lines inside continuations (as their end),
a byte order mark and a last line that ends with the escape character. `fold` rewrites those lines without moving
any, so the parser's line numbers are the file's. The text used here has one character a byte (`scan_text`).
"""

import re
from io import BytesIO

import msgspec

from ...syntax.bytetext import scan_text

_DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*([A-Za-z][\w-]*)[ \t]*+=[ \t]*+([^ \t\r](?:.*[^ \t\r])?)[ \t\r]*+$")
_WORD = re.compile(r"""(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+""", re.DOTALL)
_HEREDOC = re.compile(r"""^\d*<<(-?)(["']?)([^<"'\s]+)\2$""")
_TAKES_HEREDOC = re.compile(r"(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\b", re.IGNORECASE)
_COMMENT = re.compile(r"^[ \t]*(?:#|\{%.*%\}[ \t\r]*$|\{\{-?[ \t]*/\*)")
"""A comment, or a line that only steers a template (Jinja, Go)."""
_KEYWORD = re.compile(r"(?:[ \t]|\\\n)*((?:[^\s\\]|\\\n|\\)+)(?:[ \t]|\\\n)*")
"""A continuation may stand before and even inside the keyword."""


class Heredoc(msgspec.Struct, frozen=True, gc=False):
    """A here-document: its body's byte range."""

    delimiter: str
    start: int
    end: int


class Line(msgspec.Struct, frozen=True, gc=False):
    """One instruction with byte positions; `text` is `data[start:end]` with line joins made readable."""

    keyword: str
    start: int
    end: int
    args_start: int
    args: str
    """One character a byte: comments and blank lines inside are blanks, line joins a backslash and line end."""
    heredocs: tuple[Heredoc, ...]
    first_line: int
    last_line: int


class Folded(msgspec.Struct, gc=False):
    """A Dockerfile ready for dockerfile-parse."""

    lines: list[str]
    """Without line ends, as many as the file has."""
    starts: list[int]
    """Byte at which each line begins, and the end of the file."""
    joined: str
    """The whole text, same length, with continuations in the shell's way."""
    heredocs: dict[int, tuple[Heredoc, ...]]
    """By the first line (from 0) of their instruction."""
    ends: dict[int, int]
    """The last line of the instruction's own text, by its first line."""


def fold(data: bytes) -> Folded:
    """Rewrite what dockerfile-parse misreads, keeping lines where they are."""
    text = scan_text(data)
    raw = text.split("\n")
    starts = [0]
    for line in raw:
        starts.append(starts[-1] + len(line) + 1)
    starts[-1] = len(text)
    escape = _escape_of(raw)
    quoted = re.escape(escape)
    continues = re.compile(f"(?<!{quoted}){quoted}[ \\t\\r]*$")  # a doubled one joins nothing
    folded = Folded(list(raw), starts, "", {}, {})
    pieces = [line + "\n" for line in raw]
    pieces[-1] = raw[-1]
    i = 0
    while i < len(raw):
        if not raw[i].strip() or _COMMENT.match(raw[i]):
            folded.lines[i] = raw[i] if raw[i].lstrip().startswith("#") else ""
            i += 1
            continue
        first = i
        i = _instruction(raw, i, escape, continues, folded.lines, pieces)
        folded.ends[first] = i - 1
        logical = "".join(continues.sub("", raw[n]) for n in range(first, i))
        if _TAKES_HEREDOC.match(logical.lstrip()) and "<<" in logical:
            i = _heredocs(raw, i, logical, first, folded)
    folded.joined = "".join(pieces)
    return folded


def _escape_of(raw: list[str]) -> str:
    for line in raw:
        found = _DIRECTIVE.match(line)
        if not found:
            break
        if found[1].lower() == "escape" and found[2] in ("`", "\\"):
            return found[2]
    return "\\"


def _instruction(
    raw: list[str], i: int, escape: str, continues: re.Pattern[str], lines: list[str], pieces: list[str]
) -> int:
    """Fold the instruction that begins at line `i`; the line after it."""
    first = i
    last_content = i
    while i < len(raw):
        inner = i > first and (not raw[i].strip() or _COMMENT.match(raw[i]))
        if inner:
            lines[i] = escape
            pieces[i] = " " * len(pieces[i])
            i += 1
            continue
        last_content = i
        if not (found := continues.search(raw[i])):
            bare = raw[i].rstrip()
            if bare.endswith(escape):  # dockerfile-parse would go on
                lines[i] = bare[:-1] + "_"
            return i + 1
        gap = len(pieces[i]) - found.start()
        if gap >= 2:  # the join must be the last thing on the line for a shell
            pieces[i] = pieces[i][: found.start()] + " " * (gap - 2) + "\\\n"
        i += 1
    found = continues.search(raw[last_content])
    if found:  # the file ends within a continuation
        lines[last_content] = raw[last_content][: found.start()] + " "
    for n in range(last_content + 1, i):
        lines[n] = ""
    return i


def _heredocs(raw: list[str], i: int, logical: str, first: int, folded: Folded) -> int:
    found: list[Heredoc] = []
    for word in _WORD.findall(logical):
        match = _HEREDOC.match(word)
        if not match:
            continue
        begin = i
        while i < len(raw):
            line = raw[i].rstrip("\r")
            i += 1
            if (line.lstrip("\t") if match[1] else line) == match[3]:
                found.append(Heredoc(match[3], folded.starts[begin], folded.starts[i - 1]))
                break
        else:
            found.append(Heredoc(match[3], folded.starts[begin], folded.starts[-1]))
        for n in range(begin, i):
            folded.lines[n] = ""
    if found:
        folded.heredocs[first] = tuple(found)
    return i


def instructions(data: bytes) -> list[Line]:
    """The instructions of a Dockerfile in order, comments left out."""
    from dockerfile_parse import DockerfileParser

    folded = fold(data)
    plain = ("\n".join(folded.lines) + "\n").encode("ascii", "replace")
    parsed = DockerfileParser(fileobj=BytesIO(plain), env_replace=False).structure
    found: list[Line] = []
    for entry in parsed:
        if entry["instruction"] == "COMMENT":
            continue
        first = entry["startline"]
        last = folded.ends.get(first, entry["endline"])
        heredocs = folded.heredocs.get(first, ())
        start, stop = folded.starts[first], folded.starts[last + 1]
        text = folded.joined[start:stop].rstrip()
        keyword = _KEYWORD.match(text)
        if keyword is None:
            continue
        begin = start + keyword.start(1)
        end = start + len(text)
        if heredocs:
            last = _line_of(folded.starts, heredocs[-1].end)
        found.append(
            Line(
                keyword[1].replace("\\\n", "").upper(),
                begin,
                end,
                start + keyword.end(),
                text[keyword.end() :],
                heredocs,
                first + 1,
                last + 1,
            )
        )
    return found


def _line_of(starts: list[int], offset: int) -> int:
    from bisect import bisect_right

    return min(bisect_right(starts, offset) - 1, len(starts) - 2)
