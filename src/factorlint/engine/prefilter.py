"""One pass over a file's bytes that tells whether any parser need look at it."""

from collections.abc import Callable

from ..syntax.multimatch import Anchors, Shapes
from .claims import all_languages

Prefilter = Callable[[bytes], bool]
"""Whether the bytes hold a trigger, in any case of letters."""


def prefilter_of(language: str) -> Prefilter | None:
    """The prefilter from a language's `triggers()` and `shapes()`; None when the language is always parsed."""
    module = all_languages()[language]
    triggers = getattr(module, "triggers", None)
    if triggers is None:
        return None
    literals = Anchors(triggers())
    shapes = getattr(module, "shapes", None)
    if shapes is None:
        return literals.any_in
    patterns = Shapes(shapes())
    return lambda data: literals.any_in(data) or patterns.any_in(data)
