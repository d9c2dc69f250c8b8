"""Examples of a rule page: small repositories with the findings expected in them."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from .header import PageError
from .page import RulePage

Verdict = Literal["Bad", "Good", "Fixed"]

_HEADING = re.compile(r"###[ ]+(?P<heading>.+)")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<info>.*)")
_TITLE = re.compile(r"""title="(?P<path>[^"]+)\"""")
_MARKER = re.compile(r"^\s*+(?:\#++|//++|--|;++|/\*|<!--|\{\#)\s*+finding:\s*+(?P<message>.*)$")
_PROSE = re.compile(r"finding:\s*(?P<message>.+)")


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One `###` heading of Bad, Good or Fixed."""

    verdict: Verdict
    heading: str
    line: int
    """Of the heading, in the page."""
    files: dict[str, bytes]
    expected: tuple[tuple[str, int, str], ...]
    """Path, line (of the file as scanned, 0 for the repository) and message, sorted."""


def examples(page: RulePage) -> list[Example]:
    """Every example of a page, in order. Raises `PageError` for one that is not closed or says nothing."""
    found: list[Example] = []
    for verdict, heading, line, lines in _parts(page):
        files, expected = _files(page, line, lines)
        if not files:
            raise PageError(page.file, line, 'the example has no file; add a fence with `title="path"`')
        if verdict == "Bad" and not expected:
            raise PageError(page.file, line, "the bad example expects nothing; add a `# finding: ...` line")
        if verdict != "Bad" and expected:
            raise PageError(
                page.file, line, f"an example under {verdict} must yield nothing; remove its findings"
            )
        found.append(
            Example(
                verdict=verdict, heading=heading, line=line, files=files, expected=tuple(sorted(expected))
            )
        )
    return found


def _parts(page: RulePage) -> Iterator[tuple[Verdict, str, int, list[str]]]:
    """Each example's verdict, heading, line and the lines below its heading."""
    verdict: Verdict | None = None
    current: tuple[Verdict, str, int, list[str]] | None = None
    fence, opened = "", 0
    for number, line in enumerate(page.info.markdown.split("\n"), start=page.body().line):
        mark = _FENCE.match(line)
        heading = None if fence else _HEADING.match(line)
        if mark and not fence:
            fence, opened = mark["marks"], number
        elif fence and line.rstrip() == fence:
            fence = ""
        elif not fence and (heading or line.startswith("## ")):
            if current:
                yield current
            current = None
            if not heading:
                section = line[3:].strip()
                verdict = section if section in ("Bad", "Good", "Fixed") else None  # type: ignore[assignment]
            elif verdict:
                current = (verdict, heading["heading"].strip(), number, [])
            continue
        if current:
            current[3].append(line)
    if fence:
        raise PageError(page.file, opened, f"a fence is not closed; add `{fence}`")
    if current:
        yield current


def _files(
    page: RulePage, first: int, lines: list[str]
) -> tuple[dict[str, bytes], list[tuple[str, int, str]]]:
    files: dict[str, bytes] = {}
    expected: list[tuple[str, int, str]] = []
    fence, path, content = "", "", [""]
    for number, line in enumerate(lines, start=first + 1):
        mark = _FENCE.match(line)
        if fence and line.rstrip() == fence:
            files[path] = "".join(each + "\n" for each in content).encode()
            fence = ""
        elif fence:
            marker = _MARKER.match(line)
            if marker:
                expected.append((path, len(content) + 1, _without_closer(marker["message"])))
            else:
                content.append(line)
        elif mark:
            title = _TITLE.search(mark["info"])
            if title is None:
                raise PageError(page.file, number, 'a fence in an example is a file; add `title="path"`')
            fence, path, content = mark["marks"], title["path"], []
            if path in files:
                raise PageError(page.file, number, f"the example has two files `{path}`; join or rename them")
        else:
            prose = _PROSE.match(line)
            if prose:
                expected.append(("", 0, prose["message"].strip()))
    return files, expected


def _without_closer(message: str) -> str:
    """A marker's message without what ends the comment that it stands in."""
    text = message.rstrip()
    for closer in ("*/", "-->", "#}"):
        text = text.removesuffix(closer)
    return text.rstrip()
