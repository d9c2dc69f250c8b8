"""What makes a file worth parsing although no idiom's word is in it: shapes of text that the readers here look for.

Each reader finds its places by these same patterns, so that a file without a word and without a shape has no
fact but its imports. The one difference to parsing every file: nobody hears of a syntax error in such a file.
"""

from collections.abc import Iterable

from ...code.idioms.table import Table
from ...model.source import Source
from ...syntax.multimatch import Shapes
from . import branches, configfiles, environment, literals, routes

_SHAPES = Shapes((*literals.SHAPES, *branches.SHAPES, *environment.SHAPES, rb"@controller"))


def words(table: Table) -> Iterable[bytes]:
    """Lower-cased literals of which one is in every file that an idiom says something of."""
    yield from table.words
    for package in table.packages:
        for quote in (b"'", b'"', b"`"):
            yield package.lower().encode() + quote


def telling(source: Source) -> bool:
    """Whether a reader other than the idioms may say something of the file."""
    return (
        routes.by_path(source.path) or configfiles.by_path(source.path) or _SHAPES.any_in(source.data)
    ) and not source.path.endswith((".d.ts", ".d.mts", ".d.cts"))
