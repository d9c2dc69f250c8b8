"""What only Go has: the tags of structs, and files that no build of the program takes in."""

import re
from collections.abc import Iterable, Iterator

from ...code.parsed import ParsedFile
from ...facts import Fact
from ...model.source import Source
from . import tags
from .imports import packages

_FOR_TOOLS = re.compile(
    rb"^//(?:go:build|[ \t]*\+build)[ \t]+(?:ignore|tools?|mage|integration|e2e|tests?|functional|acceptance)\b",
    re.MULTILINE,
)
_OF_TESTS = frozenset({"testing", "net/http/httptest", "testing/quick", "testing/fstest"})
_PACKAGE = re.compile(rb"^package\b", re.MULTILINE)


def is_source(source: Source) -> bool:
    """Whether a build of the program takes the file in."""
    package = _PACKAGE.search(source.data)
    head = source.data[: package.start() if package else 4_000]
    if _FOR_TOOLS.search(head):
        return False
    # What imports the testing package serves tests, whatever it is called.
    return b"test" not in source.data or _OF_TESTS.isdisjoint(packages(source.data))


def facts(file: ParsedFile, made: list[Fact]) -> Iterable[Fact]:
    """The facts of the idioms, and the variables that tags name."""
    yield from made
    yield from _tagged(file)


def _tagged(file: ParsedFile) -> Iterator[Fact]:
    if tags.telling(file.data):
        yield from tags.reads(file.root, file.data)
