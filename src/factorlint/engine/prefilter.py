"""One pass over a file's bytes that tells whether any parser need look at it."""

from collections.abc import Callable

from ..syntax.multimatch import Anchors
from .claims import all_languages

Prefilter = Callable[[bytes], bool]
"""Whether the bytes hold a trigger, in any case of letters."""


def prefilter_of(language: str) -> Prefilter | None:
    """The prefilter from a language's `triggers()`; None when the language is always parsed."""
    triggers = getattr(all_languages()[language], "triggers", None)
    return Anchors(triggers()).any_in if triggers is not None else None
