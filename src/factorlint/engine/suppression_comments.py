"""Comments that silence rules, in any comment syntax: ours, and hadolint's, checkov's and kube-linter's.

Ours reads `factorlint: ignore[CODE, name] reason` behind a comment marker: at the end of a line it covers
that line, on a line of its own the next one; `ignore-file` covers the document.
"""

import re
from collections.abc import Iterator

from ..facts.scan import Suppression
from ..model.text import Span

MARKERS = (b"factorlint:", b"hadolint ", b"checkov:skip", b"checkov.io/skip", b"kube-linter.io/")
"""A document that holds none of these has no suppression."""

_COMMON = (b"lint", b"checkov")
"""What every marker holds one of: two fast searches spare most documents five."""
_OURS = re.compile(
    rb"""(?P<lead>^[ \t]*)?(?:(?<!\#)\#++|(?<!/)//++|/\*++|<!--|\{\#|--|(?<!;);++)[ \t]*+
         factorlint:[ \t]*ignore(?P<file>-file)?[ \t]*(?:\[(?P<rules>[^\]\r\n]*)\])?[ \t]*:?(?P<reason>[^\r\n]*)""",
    re.VERBOSE | re.MULTILINE,
)
_HADOLINT = re.compile(
    rb"""^[ \t]*\#[ \t]*hadolint[ \t]+(?P<all>global[ \t]+)?
         ignore=[ \t]*(?P<rules>\w+(?:[ \t]*,[ \t]*\w+)*)(?P<reason>[^\r\n]*)""",
    re.VERBOSE | re.MULTILINE,
)
_CHECKOV = re.compile(
    rb"\#[ \t]*checkov:skip[ \t]*=[ \t]*(?P<rules>\w+)[ \t]*:?(?P<reason>[^\r\n]*)", re.MULTILINE
)
_CHECKOV_KEY = re.compile(
    rb"""checkov\.io/skip\w*["']?[ \t]*:[ \t]*["']?(?P<rules>CKV\w+)=?(?P<reason>[^\r\n"']*)""", re.MULTILINE
)
_KUBE_LINTER = re.compile(
    rb"""ignore-check\.kube-linter\.io/(?P<rules>[\w-]+)["']?[ \t]*:(?P<reason>[^\r\n]*)""", re.MULTILINE
)
_YAML_DOCUMENT = re.compile(rb"^---", re.MULTILINE)
_BLANK_OR_COMMENT = re.compile(rb"[ \t]*(?:(?:#|//|/\*|\*|<!--|--|;)[^\r\n]*)?(?:\r\n|\r|\n|$)")


def suppressions(data: bytes) -> Iterator[Suppression]:
    """Every suppressing comment of a document, with the byte range that it covers."""
    if not any(part in data for part in _COMMON) or not any(marker in data for marker in MARKERS):
        return
    yield from _ours(data)
    for found in _HADOLINT.finditer(data):
        yield _peers("hadolint", found, (0, len(data)) if found["all"] else next_line(data, found.end()))
    for found in _CHECKOV.finditer(data):
        yield _peers("checkov", found, _yaml_document(data, found.start()))
    for found in _CHECKOV_KEY.finditer(data):
        yield _peers("checkov", found, _yaml_document(data, found.start()))
    for found in _KUBE_LINTER.finditer(data):
        yield _peers("kube-linter", found, _yaml_document(data, found.start()))


def _ours(data: bytes) -> Iterator[Suppression]:
    for found in _OURS.finditer(data):
        if found["file"]:
            start, end = 0, len(data)
        elif found["lead"] is not None:
            start, end = next_line(data, found.end())
        else:
            start, end = _line(data, found.start())
        yield Suppression(
            span=Span(found.start() + len(found["lead"] or b""), found.end()),
            rules=_words(found["rules"] or b""),
            reason=_reason(found["reason"]),
            reach="file" if found["file"] else "next" if found["lead"] is not None else "line",
            start=start,
            end=end,
        )


def _peers(peer: str, found: re.Match[bytes], covers: tuple[int, int]) -> Suppression:
    return Suppression(
        span=Span(found.start(), found.end()),
        rules=_words(found["rules"]),
        reason=_reason(found["reason"]),
        reach="next",
        peer=peer,
        start=covers[0],
        end=covers[1],
    )


def next_line(data: bytes, offset: int) -> tuple[int, int]:
    """The byte range of the next line that is neither blank nor a comment."""
    end = _line(data, offset)[1]
    position = end
    while position < len(data):
        skipped = _BLANK_OR_COMMENT.match(data, position)
        if skipped is None or skipped.end() == position:
            break
        position = skipped.end()
    return _line(data, position)


def _line(data: bytes, offset: int) -> tuple[int, int]:
    start = max(data.rfind(b"\n", 0, offset), data.rfind(b"\r", 0, offset)) + 1
    ends = [end for end in (data.find(b"\n", offset), data.find(b"\r", offset)) if end >= 0]
    end = min(ends) + 1 if ends else len(data)
    return start, end + 1 if data[end - 1 : end + 1] == b"\r\n" else end


def _yaml_document(data: bytes, offset: int) -> tuple[int, int]:
    start = 0
    for found in _YAML_DOCUMENT.finditer(data):
        if found.start() > offset:
            return start, found.start()
        start = found.start()
    return start, len(data)


def _words(raw: bytes) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", raw.decode("utf-8", "replace").strip()) if word)


def _reason(raw: bytes) -> str:
    return (
        raw.decode("utf-8", "replace")
        .strip()
        .removesuffix("*/")
        .removesuffix("-->")
        .removesuffix("#}")
        .strip(" -:\"'")
    )
