"""Findings about suppressions that hold nothing: the one rule that only the engine can judge."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..facts.scan import Suppression
from ..model.finding import Finding, Place
from ..model.rule import RuleInfo
from .fingerprint import fingerprint
from .suppress import UNUSED


def unused_suppressions(
    unused: Iterable[Suppression], rules: Sequence[RuleInfo], text: Callable[[str], bytes]
) -> Iterator[Finding]:
    """One finding for each, when the rule that tells of them is enabled."""
    info = next((info for info in rules if info.code == UNUSED), None)
    if info is None:
        return
    for suppression in unused:
        named = ", ".join(suppression.rules) or "anything"
        place = Place(suppression.path, suppression.span)
        yield Finding(
            code=info.code,
            name=info.name,
            factor=info.factor,
            title=info.title,
            severity=info.severity,
            confidence=info.confidence,
            message=f"this comment ignores {named}, but there is nothing to ignore",
            place=place,
            component=suppression.component,
            evidence=(),
            remedy=info.remedy,
            fingerprint=fingerprint(info.code, place, text(place.path), 0),
        )
