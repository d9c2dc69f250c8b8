"""What a page's front matter comes to: its matches compiled, its mistakes told at their line."""

import re

from ..facts import Fact
from .fields import MatchError, kind_named
from .header import PageError
from .match import Match, compile_match
from .page import RulePage


def check_mechanics(page: RulePage) -> None:
    """Compile what there is to compile. Raises `PageError` with line and remedy."""
    matches_of(page)
    reads_of(page)


def matches_of(page: RulePage) -> tuple[Match, ...]:
    """Compile the matches of a page; none for a rule in Python. Raises `PageError`."""
    try:
        return compile_match(page.header)
    except MatchError as error:
        raise _at_word(page, error) from None


def reads_of(page: RulePage) -> frozenset[type[Fact]]:
    """The kinds that the Python beside a page asks for. Raises `PageError`."""
    try:
        return frozenset(kind_named(kind) for kind in page.header.reads)
    except MatchError as error:
        raise page.error(str(error), "reads") from None


def _at_word(page: RulePage, error: MatchError) -> PageError:
    """The error, at the first line of the match that holds the words it quotes, the last one before others."""
    quoted = str(error).partition(";")[0].split("`")[1::2]
    lines = page.body().matter.split("\n")
    keys = ("for:", "match:", "words:", "message:")
    start = next((number for number, line in enumerate(lines) if line.startswith(keys)), 0)
    for words in (quoted, *([word] for word in reversed(quoted))):
        for number in range(start, len(lines)):
            if words and all(_holds(lines[number], word) for word in words):
                return PageError(page.file, number + 2, str(error))
    return PageError(page.file, start + 2, str(error))


def _holds(line: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line) is not None
