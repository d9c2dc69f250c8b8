"""What makes a file worth parsing although no idiom's word is in it: shapes of text that the readers here look for.

Each reader finds its places by these same patterns, so that a file without a word and without a shape has no
fact but its imports. The one difference to parsing every file: nobody hears of a syntax error in such a file.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from ...model.source import Source
from ...syntax.idiom_table import Table
from . import branches, configfiles, environment, literals, routes

_SHAPES = (*literals.SHAPES, *branches.SHAPES, *environment.SHAPES, rb"@controller")


def words(table: Table) -> Iterable[bytes]:
    """Lower-cased literals of which one is in every file that an idiom says something of."""
    yield from table.words
    for package in table.packages:
        for quote in (b"'", b'"', b"`"):
            yield package.lower().encode() + quote


def telling(source: Source) -> bool:
    """Whether a reader other than the idioms may say something of the file."""
    return (
        routes.by_path(source.path) or configfiles.by_path(source.path) or _any_shape(source.data)
    ) and not source.path.endswith((".d.ts", ".d.mts", ".d.cts"))


def _any_shape(data: bytes) -> bool:
    database = _database()
    if database is None:
        return any(pattern.search(data) for pattern in _patterns())
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
def _database() -> Any:
    """A hyperscan database of the shapes, None where that is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
    count = len(_SHAPES)
    database.compile(expressions=list(_SHAPES), ids=list(range(count)), elements=count, flags=[flags] * count)
    return database


@cache
def _patterns() -> tuple[re.Pattern[bytes], ...]:
    return tuple(re.compile(shape, re.I) for shape in _SHAPES)
