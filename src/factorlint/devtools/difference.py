"""What a change of factorlint does to its results: two states of summaries compared, as Markdown tables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from .summary import FindingLine, Relation, Summary

T = TypeVar("T", bound=Any)
_FIELD = re.compile(r" (?=\w+=)")
MOST_ROWS = 60
"""Rows of a table that are shown; the rest is counted."""


class Findings(NamedTuple):
    """How the findings of a repository differ."""

    gone: list[FindingLine]
    new: list[FindingLine]
    changed: list[tuple[FindingLine, FindingLine]]
    """The same problem on another line, with another severity or in other words."""


def findings_of(before: Summary, after: Summary) -> Findings:
    """Pair the findings of two summaries: the same problem first, then what stands at the same place."""
    gone, new = _leftover(before.findings, after.findings)
    changed: list[tuple[FindingLine, FindingLine]] = []
    for same in (_same_message, _same_place):
        waiting: dict[tuple[object, ...], list[FindingLine]] = {}
        for finding in new:
            waiting.setdefault(same(finding), []).append(finding)
        for finding in list(gone):
            if waiting.get(same(finding)):
                other = waiting[same(finding)].pop(0)
                changed.append((finding, other))
                gone.remove(finding)
                new.remove(other)
    return Findings(gone, new, changed)


def _same_message(finding: FindingLine) -> tuple[object, ...]:
    return finding.rule, finding.path, finding.digest


def _same_place(finding: FindingLine) -> tuple[object, ...]:
    return finding.rule, finding.path, finding.line


def overview(before: Mapping[str, Summary], after: Mapping[str, Summary]) -> str:
    """Return one table row a repository: how many of everything came and went."""
    rows = []
    for name in sorted(after):
        old, new = before.get(name), after[name]
        if old is None:
            rows.append((name, "not in the stored state", *[""] * 6))
            continue
        found = findings_of(old, new)
        components = _leftover(old.components, new.components)
        processes = _leftover(old.processes, new.processes)
        rows.append(
            (
                name + (" (another checkout)" if old.checkout != new.checkout else ""),
                f"{len(old.findings)} → {len(new.findings)}",
                f"−{len(found.gone)} +{len(found.new)} ~{len(found.changed)}",
                f"−{len(components[0])} +{len(components[1])}",
                f"−{len(processes[0])} +{len(processes[1])}",
                f"{sum(old.facts.values())} → {sum(new.facts.values())}",
                f"{len(old.troubles)} → {len(new.troubles)}",
                f"{old.cpu:.1f} → {new.cpu:.1f}",
            )
        )
    head = (
        "repository",
        "findings",
        "gone, new, changed",
        "components",
        "processes",
        "facts",
        "troubles",
        "CPU s",
    )
    return table(head, rows)


def details(name: str, before: Summary, after: Summary) -> str:
    """Return all that differs in one repository as Markdown, empty when nothing does."""
    parts = [
        *_findings(before, after),
        *_lines("Components", before.components, after.components, ("root", "kind", "name")),
        *_lines(
            "Processes",
            before.processes,
            after.processes,
            ("component", "name", "purpose", "where", "entry", "path"),
        ),
        *_counts("Facts", before.facts, after.facts),
        *_counts("Roles", before.roles, after.roles),
        *_counts("Languages", before.languages, after.languages),
        *_graph(before.graph, after.graph),
        *_texts("Troubles", before.troubles, after.troubles),
    ]
    return "\n\n".join((f"## {name}", *parts)) if parts else ""


def _findings(before: Summary, after: Summary) -> Iterator[str]:
    found = findings_of(before, after)
    rows = [("gone", *_finding(each)) for each in found.gone]
    rows += [("new", *_finding(each)) for each in found.new]
    rows += [("changed", *_finding(new, old)) for old, new in found.changed]
    if rows:
        rows.sort(key=lambda row: (row[1], row[0], row[2]))
        by_rule = Counter((row[1], row[0]) for row in rows)
        counted = ", ".join(f"{rule} {count} {what}" for (rule, what), count in sorted(by_rule.items()))
        yield f"### Findings\n\n{counted}"
        yield table(("", "rule", "place", "severity", "message"), rows)


def _finding(finding: FindingLine, before: FindingLine | None = None) -> tuple[str, ...]:
    old = before or finding
    line = str(finding.line) if old.line == finding.line else f"{old.line} → {finding.line}"
    severity = (
        finding.severity if old.severity == finding.severity else f"{old.severity} → {finding.severity}"
    )
    return finding.rule, f"{finding.path}:{line}", severity, finding.message


def _lines(
    title: str, before: Sequence[msgspec.Struct], after: Sequence[msgspec.Struct], head: tuple[str, ...]
) -> Iterator[str]:
    gone, new = _leftover(before, after)
    rows = [("gone", *map(str, msgspec.structs.astuple(each))) for each in gone]
    rows += [("new", *map(str, msgspec.structs.astuple(each))) for each in new]
    if rows:
        rows.sort(key=lambda row: row[1:])
        yield f"### {title}"
        yield table(("", *head), rows)


def _counts(title: str, before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    rows = [
        (name, str(before.get(name, 0)), str(after.get(name, 0)))
        for name in sorted({*before, *after})
        if before.get(name, 0) != after.get(name, 0)
    ]
    if rows:
        yield f"### {title}"
        yield table(("", "before", "after"), rows)


def _graph(before: Mapping[str, Relation], after: Mapping[str, Relation]) -> Iterator[str]:
    nothing = Relation(0, {})
    for kind in sorted({*before, *after}):
        old, new = before.get(kind, nothing), after.get(kind, nothing)
        yield from _by_value(kind, old, new)
        # A side without lines has too many of them, unless it has no facts at all.
        if all(side.keys or not side.count for side in (old, new)):
            yield from _texts(kind, *_in_common(old.keys, new.keys))


def _in_common(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both sides' lines without the fields that only one state of the vocabulary has."""
    sides = [[(line, *_FIELD.split(line)) for line in side] for side in (before, after)]
    known = [{part.partition("=")[0] for _, _, *parts in side for part in parts} for side in sides]
    if not all(sides) or known[0] == known[1]:
        return list(before), list(after)
    shared = known[0] & known[1]
    old, new = (
        [
            " ".join((head, *(part for part in parts if part.partition("=")[0] in shared)))
            for _, head, *parts in side
        ]
        for side in sides
    )
    return old, new


def _by_value(kind: str, old: Relation, new: Relation) -> Iterator[str]:
    def flat(side: Relation) -> dict[str, int]:
        return {
            f"{field}={value or '-'}": count
            for field, counts in side.by.items()
            if field in old.by and field in new.by
            for value, count in counts.items()
        }

    yield from _counts(f"{kind}: {old.count} → {new.count}", flat(old), flat(new))


def _texts(title: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    gone, new = _leftover(before, after)
    lines = [f"- {line}" for line in gone] + [f"+ {line}" for line in new]
    lines.sort(key=lambda line: line[2:])
    if lines:
        yield f"### {title}: lines"
        yield "```diff\n" + "\n".join(_cut(lines)) + "\n```"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table; rows past `MOST_ROWS` are counted in a last line."""
    lines = [_row(head), _row("---" for _ in head)]
    lines += _cut([_row(row) for row in rows])
    return "\n".join(lines)


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_ROWS
    return lines if more <= 0 else [*lines[:MOST_ROWS], f"and {more} more"]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _leftover(before: Iterable[T], after: Iterable[T]) -> tuple[list[T], list[T]]:
    """What only one side has, as often as it has it more."""
    old, new = Counter(before), Counter(after)
    return sorted((old - new).elements()), sorted((new - old).elements())
