"""Comments that silence findings: marks what they hold, and tells of those that hold nothing."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from ..facts.scan import Suppression
from ..model.finding import Finding
from ..model.rule import RuleInfo
from ..model.store import FactStore
from ..model.text import Lines

UNUSED = "FLT001"
"""The rule that reports a suppression which holds nothing."""


def suppress(
    findings: Iterable[Finding],
    store: FactStore,
    rules: Sequence[RuleInfo],
    lines: Callable[[str], Lines],
) -> tuple[list[Finding], list[Finding], list[Suppression]]:
    """Divide findings into reported and suppressed ones, and say which suppressions of ours held nothing.

    A comment that names only rules which are not enabled in this run is not counted as unused.
    """
    by_path: dict[str, list[Suppression]] = {}
    for suppression in store.all(Suppression):
        by_path.setdefault(suppression.path, []).append(suppression)
    infos = {info.code: info for info in rules}
    kept: list[Finding] = []
    held: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        for suppression in by_path.get(finding.place.path, ()):
            if covers(suppression, finding, lines(finding.place.path)) and _names(
                suppression, infos[finding.code]
            ):
                used.add(id(suppression))
                held.append(
                    msgspec.structs.replace(finding, suppressed=suppression.reason or "no reason given")
                )
                break
        else:
            kept.append(finding)
    unused = [
        suppression
        for group in by_path.values()
        for suppression in group
        if not suppression.peer and id(suppression) not in used and _judged(suppression, infos)
    ]
    return kept, held, unused


def covers(suppression: Suppression, finding: Finding, lines: Lines) -> bool:
    """Whether the finding's lines meet the range that the comment covers."""
    span = finding.place.span
    first, last = lines.line_at(span.start), lines.line_at(max(span.end - 1, span.start))
    return first <= lines.line_at(max(suppression.end - 1, suppression.start)) and last >= lines.line_at(
        suppression.start
    )


def _names(suppression: Suppression, info: RuleInfo) -> bool:
    if suppression.peer:
        return any(f"{suppression.peer}:{rule}" in info.equivalents for rule in suppression.rules)
    return not suppression.rules or any(
        info.code.startswith(rule.upper()) or info.name == rule.lower() for rule in suppression.rules
    )


def _judged(suppression: Suppression, infos: dict[str, RuleInfo]) -> bool:
    if not suppression.rules:
        return len(infos) > 1
    names = {info.name for info in infos.values()}
    return all(
        rule.lower() in names or any(code.startswith(rule.upper()) for code in infos)
        for rule in suppression.rules
    )
