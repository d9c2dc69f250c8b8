"""The scripts of a component: what stands between `<script>` and its end, and an Astro page's head."""

import re
from collections.abc import Iterator

import msgspec

from ...code.script_imports import imports as imports_of
from ...facts import Import
from ...model.text import Span

_OPEN = re.compile(rb"<script\b([^<>]*+)>", re.IGNORECASE)
_SOURCE = re.compile(rb"\bsrc\s*+=\s*+[\"'](\.[^\"'\n]{1,300}+)[\"']")
_FENCE = re.compile(rb"\s*+---[ \t\r]*+\n")
_CLOSE = b"</script"


def imports(path: str, data: bytes) -> Iterator[Import]:
    """Yield every import of every script, and the files that scripts are kept in (`<script src="./x.ts">`)."""
    for start, end in _scripts(path, data):
        for found in imports_of(data[start:end]):
            span = Span(found.span.start + start, found.span.end + start)
            yield msgspec.structs.replace(found, span=span)
    for opened in _OPEN.finditer(data):
        source = _SOURCE.search(opened[1])
        if source is not None:
            yield Import(
                span=Span(opened.start(), opened.end()),
                module=source[1].decode("utf-8", "replace"),
                ecosystem="npm",
                relative=True,
            )


def _scripts(path: str, data: bytes) -> Iterator[tuple[int, int]]:
    position = 0
    if path.endswith(".astro"):
        head = _FENCE.match(data)
        if head is not None:
            end = data.find(b"\n---", head.end() - 1)
            position = len(data) if end < 0 else end
            yield head.end(), position
    while opened := _OPEN.search(data, position):
        end = data.find(_CLOSE, opened.end())
        position = len(data) if end < 0 else end
        yield opened.end(), position
