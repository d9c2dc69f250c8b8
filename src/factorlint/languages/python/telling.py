"""Whether a file says anything that needs the parser: cheaper than parsing it, and never wrong to say yes."""

from functools import cache

from ...code.idioms.table import Table
from ...model.source import Source
from ...syntax.multimatch import Anchors
from . import branches, environment, literals, settings, state
from .imports import packages

OWN_TRIGGERS = frozenset(
    (*literals.ANCHORS.literals, *branches.QUOTED.literals, *environment.WORDS, *state.WORDS)
)
"""Lower-cased literals that the readers here look for, beside the names of idioms."""


def telling(source: Source, table: Table) -> bool:
    """Whether the parser is worth its time: what an idiom or a reader here looks for may be in the file."""
    data = source.data
    return (
        not table.packages.isdisjoint(packages(data))
        or _words(frozenset(table.words)).any_in(data)
        or settings.is_settings(source.path)
        or literals.telling(data)
        or branches.telling(data)
        or state.telling(data)
    )


@cache
def _words(words: frozenset[bytes]) -> Anchors:
    return Anchors(words | environment.WORDS)
