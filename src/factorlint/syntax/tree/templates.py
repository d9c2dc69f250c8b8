"""Blanks template code in a YAML text without moving a character, so that the rest can be read as YAML.

Helm and other Go templates, Jinja and ERB. A tag that prints something becomes a run of `PLACEHOLDER`; a tag
that only controls (`if`, `range`, comments) and a line that holds nothing but tags becomes blanks. No
template is ever run: what a placeholder stands for stays unknown.
"""

import re
from collections.abc import Iterator

PLACEHOLDER = "\ue000"
"""A private-use character that YAML takes as part of a plain scalar."""

_OPENER = re.compile(r"(?<!\$)\{\{|\{%|\{#|<%")
_CLOSER = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}
_CONTROL = re.compile(
    r"\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue|template|set|fail)\b"
    r"|\{\{-?\s*(?:/\*|\$\w*\s*:?=|[#/^!])|\{%|\{#|<%(?!=)"
)
_COMMENT = re.compile(r"\{#|\{\{-?\s*/\*")
_FILLS = re.compile(r"\b(?:include|template|tpl|n?indent|to_?(?:nice_)?(?:yaml|json|toml))\b", re.IGNORECASE)
"""Functions whose result may be more than one scalar."""
_AT_NAME = re.compile(r"(?<=[:\-][ ])@\w{1,100}@")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")


def printable(text: str) -> str:
    """`text` with every character that YAML forbids replaced by a question mark."""
    return _FORBIDDEN.sub("?", text)


def has_tags(text: str) -> bool:
    """Whether `text` holds a template tag (not counting the `${{ }}` of CI expressions)."""
    return next(_tags(text), None) is not None


def mask(text: str) -> str:
    """`text` of the same length without template code."""
    pieces: list[str] = []
    at = 0
    blank = True
    """Whether nothing but blanks was put on the current line so far."""
    for run in _runs(text):
        before = text[at : run[0][0]]
        pieces.append(before)
        blank = _blank_after(before, blank)
        alone = blank and _line_ends(text, run[-1][1])
        for start, end in run:
            tag = text[start:end]
            pieces.append(text[at:start] if start > run[0][0] else "")
            hidden = alone or _COMMENT.match(tag) or (blank and _CONTROL.match(tag))
            pieces.append(re.sub(r"[^\r\n]", " ", tag) if hidden else PLACEHOLDER * len(tag))
            blank = blank and bool(hidden)
            at = end
    pieces.append(text[at:])
    return _AT_NAME.sub(lambda found: PLACEHOLDER * len(found.group()), "".join(pieces))


def structural(text: str, masked: str) -> Iterator[int]:
    """Where tags stand that may add or leave out keys and items, as against filling in one value.

    `masked` is what `mask` made of `text`.
    """
    for start, end in _tags(text):
        tag = text[start:end]
        if not _COMMENT.match(tag) and (masked[start] != PLACEHOLDER or _FILLS.search(tag)):
            yield start


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of tags; linear in the text, whatever it holds."""
    unclosed: set[str] = set()
    found = _OPENER.search(text)
    while found is not None:
        opener = found.group()
        end = -1 if opener in unclosed else text.find(_CLOSER[opener], found.end())
        if end < 0:
            unclosed.add(opener)
            end = found.end()
        else:
            end += 2
            yield found.start(), end
        found = _OPENER.search(text, end)


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Tags grouped: those with nothing but blanks between them, on one line."""
    run: list[tuple[int, int]] = []
    for start, end in _tags(text):
        if run and (start - run[-1][1] > 200 or text[run[-1][1] : start].strip(" \t")):
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def _blank_after(piece: str, blank: bool) -> bool:
    newline = piece.rfind("\n")
    return not piece.strip() and blank if newline < 0 else not piece[newline:].strip()


def _line_ends(text: str, at: int) -> bool:
    newline = text.find("\n", at)
    return not text[at : newline if newline >= 0 else len(text)].strip()
