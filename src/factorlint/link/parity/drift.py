"""How a contradiction becomes a fact."""

from collections.abc import Iterable
from typing import Literal

from ...facts import BackingService, Drift, ImageRef, RuntimeVersion
from ..ground.paths import stand

Statement = RuntimeVersion | ImageRef | BackingService


def drift(
    what: Literal["runtime", "backing-version", "backing-service", "env-keys"],
    subject: str,
    at: tuple[Statement, str],
    other: tuple[Statement, str],
    others: Iterable[Statement] = (),
) -> Drift:
    """The fact that `at` says one thing of `subject` and `other` another; both with what they say."""
    here, there = at[0], other[0]
    fact = Drift(
        span=here.span,
        scope=here.scope,
        what=what,
        subject=subject,
        here=at[1],
        there=other[1],
        other=there,
        others=tuple(one for one in others if one is not here and one is not there),
    )
    return stand(fact, here)
