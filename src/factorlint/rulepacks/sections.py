"""The body of a rule page: its title and sections, with fenced text left alone."""

import re

from .header import PageError

REQUIRED = ("Why", "Bad", "Good", "Remedy", "When to ignore")
ORDER = ("Why", "Bad", "Good", "Fixed", "Remedy", "When to ignore")

_FENCE_OR_HEADING = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*\n(?:.*?\n)??(?P=fence)[ \t]*$|^(?P<marks>\#{1,2})[ ](?P<title>[^\n]*)$",
    re.MULTILINE | re.DOTALL,
)


def sections(body: str, first_line: int, file: str) -> dict[str, tuple[str, int]]:
    """Each section's text and first line, by heading, in order; the title stands under the empty text.

    Raises `PageError` when a section is missing, unknown, repeated or out of order.
    """
    found: dict[str, tuple[str, int]] = {}
    open_heading, start = None, 0
    for match in _FENCE_OR_HEADING.finditer(body):
        if match["marks"] is None:
            continue
        if open_heading is not None:
            _close(found, open_heading, body, start, match.start(), first_line)
        heading = match["title"].strip()
        line = first_line + body.count("\n", 0, match.start())
        if match["marks"] == "#":
            if open_heading is not None:
                raise PageError(file, line, "a page has one `# title`; use `##` for sections")
            found[""] = (heading, line)
            heading = "#"
        elif heading not in ORDER:
            raise PageError(file, line, f"unknown section `{heading}`; the sections are {', '.join(ORDER)}")
        elif heading in found:
            raise PageError(file, line, f"section `{heading}` stands twice; join the two")
        open_heading, start = heading, match.end()
    if open_heading is not None:
        _close(found, open_heading, body, start, len(body), first_line)
    _check(found, first_line, file)
    return found


def _close(
    found: dict[str, tuple[str, int]], heading: str, body: str, start: int, end: int, first_line: int
) -> None:
    found[heading] = (body[start:end].strip("\n"), first_line + body.count("\n", 0, start) + 1)


def _check(found: dict[str, tuple[str, int]], first_line: int, file: str) -> None:
    if "" not in found:
        raise PageError(file, first_line, "the body begins with `# title`; add it")
    last = found[""][1]
    for heading in REQUIRED:
        if heading not in found:
            raise PageError(file, last, f"section `## {heading}` is missing; the order is {', '.join(ORDER)}")
    present = [heading for heading in found if heading in ORDER]
    for heading, expected in zip(present, (each for each in ORDER if each in found)):
        if heading != expected:
            raise PageError(
                file, found[heading][1] - 1, f"`## {heading}` stands before `## {expected}`; swap them"
            )
