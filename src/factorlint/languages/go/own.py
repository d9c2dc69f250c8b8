"""What only Go has: the tags of structs, and files that are no program of the repository's own."""

import re
from collections.abc import Iterable, Iterator

from ...code.parsed import ParsedFile
from ...facts import Fact
from ...model.source import Source
from . import tags

_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_FOR_TOOLS = re.compile(
    rb"^//(?:go:build|[ \t]*\+build)[ \t]+(?:ignore|tools?|mage|integration|e2e|tests?|functional|acceptance)\b",
    re.MULTILINE,
)
_PACKAGE = re.compile(rb"^package\b", re.MULTILINE)


def is_source(source: Source) -> bool:
    """Whether people write the file and a build of the program takes it in."""
    package = _PACKAGE.search(source.data)
    head = source.data[: package.start() if package else 4_000]
    return not (_GENERATED.search(head) or _FOR_TOOLS.search(head))


def facts(file: ParsedFile, made: list[Fact]) -> Iterable[Fact]:
    """The facts of the idioms, and the variables that tags name."""
    yield from made
    yield from _tagged(file)


def _tagged(file: ParsedFile) -> Iterator[Fact]:
    if tags.telling(file.data):
        yield from tags.reads(file.root, file.data)
