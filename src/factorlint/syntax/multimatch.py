"""Many literals or patterns looked for in one pass, whatever the case of their letters.

hyperscan does it at some 1.5 GB/s; where it is not installed `re` does the same more slowly. Its databases take up to
50 ms to compile and 0.1 ms to load, so they are kept between runs: in a folder of the user alone, since nothing that a
scanned tree brings may be loaded as one.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from .keptfiles import keep, kept, name_of


class Anchors:
    """A set of literals to look for. The matcher is compiled at first use."""

    def __init__(self, literals: Iterable[bytes]) -> None:
        """Keep the lower-cased `literals`."""
        self.literals = frozenset(literal.lower() for literal in literals if literal)

    def places(self, data: bytes) -> list[int]:
        """The offset of the last byte of every occurrence, in order, each once."""
        if not self.literals:
            return []
        database = _database(self.literals, True)
        if database is None:
            low = data.lower()
            return sorted({end for literal in self.literals for end in _ends(literal, low)})
        found: set[int] = set()
        database.scan(data, match_event_handler=lambda _id, _start, end, _flags, _context: found.add(end - 1))
        return sorted(found)

    def any_in(self, data: bytes) -> bool:
        """Whether at least one of them occurs."""
        if not self.literals:
            return False
        return _any(
            _database(self.literals, True), data, lambda: _words(self.literals).search(data) is not None
        )


class Shapes:
    """A set of patterns (of those that `re` and hyperscan both know) to look for."""

    def __init__(self, patterns: Iterable[bytes]) -> None:
        """Keep the patterns."""
        self.patterns = frozenset(patterns)

    def places(self, data: bytes) -> list[int]:
        """The offset of the last byte of every match, in order; with `re`, of the longest one at each place."""
        if not self.patterns:
            return []
        database = _database(self.patterns, False)
        found: set[int] = set()
        if database is None:
            for pattern in _compiled(self.patterns):
                found.update(match.end() - 1 for match in pattern.finditer(data))
        else:
            database.scan(
                data, match_event_handler=lambda _id, _start, end, _flags, _context: found.add(end - 1)
            )
        return sorted(found)

    def any_in(self, data: bytes) -> bool:
        """Whether at least one of them occurs."""
        database = _database(self.patterns, False)
        return _any(database, data, lambda: any(each.search(data) for each in _compiled(self.patterns)))


def _any(database: Any, data: bytes, otherwise: Callable[[], bool]) -> bool:
    if database is None:
        return otherwise()
    found: list[int] = []

    def stop(*_: object) -> bool:
        found.append(1)
        return True

    try:
        database.scan(data, match_event_handler=stop)
    except Exception:  # hyperscan reports our early stop as an error; on any other error, look closer
        return True
    return bool(found)


_MACHINE = f"{sys.platform} {os.uname().machine if hasattr(os, 'uname') else ''}".encode()
"""Home folders are shared between machines; hyperscan itself refuses a database of another processor."""


@cache
def _database(expressions: frozenset[bytes], literal: bool) -> Any:
    """A hyperscan database, None where that is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    wanted = sorted(expressions)
    name = "matchers/" + name_of(_version(hyperscan), _MACHINE, bytes([literal]), *wanted)
    database = _loaded(hyperscan, kept(name))
    if database is not None:
        return database
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = [hyperscan.HS_FLAG_CASELESS] * len(wanted)
    database.compile(
        expressions=wanted, ids=list(range(len(wanted))), elements=len(wanted), flags=flags, literal=literal
    )
    keep(name, hyperscan.dumpb(database))
    return database


def _version(hyperscan: Any) -> bytes:
    return str(getattr(hyperscan, "__version__", "")).encode()


def _loaded(hyperscan: Any, data: bytes | None) -> Any:
    """A database that was kept; None where there is none, or it is of another version or processor."""
    if data is None:
        return None
    try:
        database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database


@cache
def _words(literals: frozenset[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, sorted(literals))), re.I)


def _ends(literal: bytes, data: bytes) -> Iterator[int]:
    start = data.find(literal)
    while start >= 0:
        yield start + len(literal) - 1
        start = data.find(literal, start + 1)


@cache
def _compiled(patterns: frozenset[bytes]) -> tuple[re.Pattern[bytes], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in sorted(patterns))
