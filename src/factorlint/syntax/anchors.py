"""All places of many literals in a text, in one pass, whatever the case of their letters."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any


class Anchors:
    """A set of literals to look for. The matcher is compiled at first use."""

    def __init__(self, literals: Iterable[bytes]) -> None:
        """Keep the lower-cased `literals`."""
        self.literals = frozenset(literal.lower() for literal in literals)

    def places(self, data: bytes) -> list[int]:
        """The offset of the last byte of every occurrence, in order, each once."""
        database = _database(self.literals)
        if database is None:
            return sorted({match.end(1) - 1 for match in _pattern(self.literals).finditer(data)})
        found: set[int] = set()
        database.scan(data, match_event_handler=lambda _id, _start, end, _flags, _context: found.add(end - 1))
        return sorted(found)

    def any_in(self, data: bytes) -> bool:
        """Whether at least one of them occurs."""
        database = _database(self.literals)
        if database is None:
            return _pattern(self.literals).search(data) is not None
        found: list[int] = []

        def stop(*_: object) -> bool:
            found.append(1)
            return True

        try:
            database.scan(data, match_event_handler=stop)
        except Exception:  # a stop that the handler asks for is an error to hyperscan; any other means: look
            return True
        return bool(found)


@cache
def _database(literals: frozenset[bytes]) -> Any:
    """A hyperscan database, None where that is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    wanted = sorted(literals)
    flags = [hyperscan.HS_FLAG_CASELESS] * len(wanted)
    database.compile(
        expressions=wanted, ids=list(range(len(wanted))), elements=len(wanted), flags=flags, literal=True
    )
    return database


@cache
def _pattern(literals: frozenset[bytes]) -> re.Pattern[bytes]:
    """Overlapping matches need a lookahead; the longest literal at a place wins."""
    words = sorted(literals, key=lambda word: (-len(word), word))
    return re.compile(b"(?=(" + b"|".join(map(re.escape, words)) + b"))", re.I)
