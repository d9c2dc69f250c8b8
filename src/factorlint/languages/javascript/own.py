"""What only scripts have: routes by a file's place, requests that are bounded behind the call, bundles, pages."""

import re
from collections.abc import Iterable, Iterator

from ...code.parsed import ParsedFile
from ...facts import Fact
from ...model.source import Source
from . import next_routes, side_by_side
from .aliases import aliases
from .chains import bounded
from .mentions import mentions
from .page import page_use

_LARGEST = 300_000
"""Bytes; nobody writes a larger script by hand."""
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_DISTRIBUTED = re.compile(
    rb"typeof (?:exports|module)\s*[!=]==?\s*['\"](?:object|undefined)['\"]\s*&&\s*typeof module|define\.amd\b"
)
"""The head of a library that was packed for every module system."""

_ATTRIBUTES = re.compile(rb"<[A-Za-z][\w.]*+(?:\s++[\w:-]++=\"[^\"<>{}\n]*+\")++")

by_path = next_routes.by_path


def is_source(source: Source) -> bool:
    """Whether a file is written by hand: no bundle, minified script, library's distribution or declaration of types."""
    data = source.data
    if source.path.endswith(_DECLARATIONS) or len(data) > _LARGEST:
        return False
    if len(data) > 5_000 and len(data) / (data.count(b"\n") + 1) > 250:
        return False
    return len(data) <= 10_000 or _DISTRIBUTED.search(data, 0, 4_000) is None


def telling(data: bytes) -> bytes:
    """A text without the plain attributes of its elements: what a page shows or links to is no configuration."""
    return _ATTRIBUTES.sub(b"<", data)


def cheap(source: Source) -> Iterator[Fact]:
    """What bundlers' configuration says of imports, what code names by a path, and the objects of the page."""
    yield from aliases(source)
    yield from mentions(source.data)
    yield from page_use(source.data)


def facts(file: ParsedFile, made: list[Fact]) -> Iterable[Fact]:
    """The facts of the idioms, completed, and those that only scripts have."""
    yield from bounded(made, file)
    yield from next_routes.routes(file)
    yield from side_by_side.limits(made, file)
