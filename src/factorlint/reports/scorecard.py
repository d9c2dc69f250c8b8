"""The scorecard: one row a concern, with what was found and what was seen that complies."""

from collections.abc import Iterable, Sequence

from ..model.concern import CONCERNS, Concern
from ..model.finding import Finding
from ..model.report import ScoreRow, Verdict
from ..model.rule import RuleInfo
from ..model.store import FactStore
from .compliance import EVIDENCE, Seen


def rows(store: FactStore, findings: Iterable[Finding], rules: Sequence[RuleInfo]) -> tuple[ScoreRow, ...]:
    """A row for every concern, in their order.

    A concern is met only when a rule of it judged, found nothing, and there is something that
    complies; with nothing seen either way it is not assessed.
    """
    found = tuple(findings)
    seen = Seen(store)
    judged = {rule.factor for rule in rules}
    return tuple(_row(concern, found, seen, concern.slug in judged) for concern in CONCERNS)


def _row(concern: Concern, findings: Sequence[Finding], seen: Seen, judged: bool) -> ScoreRow:
    own = [finding.severity for finding in findings if finding.factor == concern.slug]
    evidence = tuple(EVIDENCE[concern.slug](seen))
    verdict: Verdict = "findings" if own else "met" if judged and evidence else "not assessed"
    return ScoreRow(
        concern.slug,
        concern.title,
        verdict,
        own.count("error"),
        own.count("warning"),
        own.count("info"),
        evidence,
    )
