"""One pass over a file's bytes that tells whether any parser need look at it."""

from collections.abc import Callable

from ..syntax.multimatch import Anchors, Shapes
from .claims import all_languages

Prefilter = Callable[[bytes], bool]
"""Whether the bytes hold a trigger, in any case of letters."""


def prefilter_of(language: str) -> Prefilter | None:
    """The prefilter from a language's `triggers()` and `shapes()`; None when the language is always parsed."""
    reader = all_languages()[language]
    if reader.triggers is None:
        return None
    literals = Anchors(reader.triggers())
    if reader.shapes is None:
        return literals.any_in
    patterns = Shapes(reader.shapes())
    return lambda data: literals.any_in(data) or patterns.any_in(data)
