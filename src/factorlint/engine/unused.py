"""Findings about suppressions that hold nothing: the one rule that only the engine can judge."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..config import Settings
from ..facts.scan import Suppression
from ..model.finding import Finding, Place
from ..model.rule import RuleInfo
from ..rulepacks.select import codes_of
from .fingerprint import anchor_text, fingerprint
from .globs import Globs
from .suppress import UNUSED


def unused_suppressions(
    unused: Iterable[Suppression],
    rules: Sequence[RuleInfo],
    settings: Settings,
    text: Callable[[str], bytes],
) -> Iterator[Finding]:
    """One finding for each, when the rule that tells of them is enabled; `text` gives a document's bytes.

    A comment that names this rule itself wants to stay although it holds nothing.
    """
    info = next((info for info in rules if info.code == UNUSED), None)
    if info is None:
        return
    ignored = [
        Globs((pattern,))
        for pattern, words in settings.per_path_ignores
        if any(UNUSED in codes_of(word, rules) for word in words)
    ]
    seen: Counter[tuple[str, str]] = Counter()
    for suppression in unused:
        if suppression.role not in info.roles or _names_itself(suppression, info):
            continue
        if any(globs.match(suppression.path) for globs in ignored):
            continue
        place = Place(suppression.path, suppression.span)
        data = text(place.path)
        anchor = place.path, anchor_text(place, data)
        yield _finding(info, suppression, fingerprint(info.code, place, data, seen[anchor]), settings)
        seen[anchor] += 1


def _names_itself(suppression: Suppression, info: RuleInfo) -> bool:
    return any(rule.upper() == info.code or rule.lower() == info.name for rule in suppression.rules)


def _finding(info: RuleInfo, suppression: Suppression, mark: str, settings: Settings) -> Finding:
    named = ", ".join(suppression.rules) or "anything"
    severity = settings.severity.get(info.code) or settings.severity.get(info.name) or info.severity
    return Finding(
        code=info.code,
        name=info.name,
        factor=info.factor,
        title=info.title,
        severity=severity,
        confidence=info.confidence,
        message=f"this comment ignores {named}, but there is nothing to ignore",
        place=Place(suppression.path, suppression.span),
        component=suppression.component,
        evidence=(),
        remedy=info.remedy,
        fingerprint=mark,
    )
