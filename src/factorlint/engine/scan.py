"""The whole flow: a folder (or files in memory) and settings in, a report out."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .. import __version__
from ..config import Settings
from ..model.finding import SEVERITIES, Finding
from ..model.report import Report
from ..model.text import Lines
from ..reports.scorecard import rows
from ..rulepacks.load import Rule, load_rules
from .gather import Gathered, Progress, gather, gather_files
from .judge import judge
from .suppress import suppress
from .unused import unused_suppressions


def scan(root: Path, settings: Settings, progress: Progress | None = None) -> Report:
    """Scan a folder. Raises `config.UserError` for settings that name no rule or pack."""
    rules = load_rules(settings)
    return judged(gather(root, settings, progress), rules, settings, root.as_posix())


def scan_files(files: Mapping[str, bytes], settings: Settings) -> Report:
    """Scan documents in memory, by path, with the semantics of `scan` on an untracked folder.

    Where one of them stands in `.git/`, the others are taken as tracked.
    """
    rules = load_rules(settings)
    return judged(gather_files(files, settings), rules, settings, ".")


def judged(gathered: Gathered, rules: Sequence[Rule], settings: Settings, root: str) -> Report:
    """Judge, suppress and sort: the report of what was gathered."""
    texts: dict[str, bytes] = {}
    indexes: dict[str, Lines] = {}

    def text(path: str) -> bytes:
        if path not in texts:
            try:
                texts[path] = gathered.read(path) if path else b""
            except OSError:
                texts[path] = b""
        return texts[path]

    def lines(path: str) -> Lines:
        if path not in indexes:
            indexes[path] = Lines(text(path))
        return indexes[path]

    infos = tuple(sorted((rule.info for rule in rules), key=lambda info: info.code))
    findings, crashes = judge(gathered.store, rules, settings, text)
    reported, held, unused = suppress(findings, gathered.store, infos, lines)
    reported += unused_suppressions(unused, infos, settings, text)
    troubles = [*gathered.troubles, *crashes]
    if settings.show_paths:
        reported = [finding for finding in reported if _shown(finding, settings.show_paths)]
        troubles = [each for each in troubles if each.ours or _below(each.path, settings.show_paths)]
    order = _sort_key(lines)
    reported.sort(key=order)
    held.sort(key=order)
    for finding in (*reported, *held):
        for where in (finding.place, *(evidence.place for evidence in finding.evidence)):
            text(where.path)
    return Report(
        root=root,
        version=__version__,
        findings=tuple(reported),
        suppressed=tuple(held),
        troubles=tuple(sorted(troubles)),
        components=gathered.store.components,
        scorecard=rows(gathered.store, reported, infos),
        rules=infos,
        stats={
            "files": gathered.files,
            "documents": sum(1 for each in gathered.store.documents.values() if each.language),
            "parsed": gathered.parsed,
            "cached": gathered.cached,
            "facts": sum(1 for _ in gathered.store.everything()),
        },
        texts=texts,
        category=settings.category,
        lines_cache=indexes,
    )


def _sort_key(lines: Callable[[str], Lines]) -> Callable[[Finding], tuple[str, int, int, str, str]]:
    def key(finding: Finding) -> tuple[str, int, int, str, str]:
        path, span = finding.place.path, finding.place.span
        line = lines(path).line_at(span.start) if path else 0
        return path, line, SEVERITIES.index(finding.severity), finding.code, finding.message

    return key


def _shown(finding: Finding, shown: Sequence[str]) -> bool:
    places = {finding.place.path, *(evidence.place.path for evidence in finding.evidence)}
    return any(_below(path, shown) for path in places)


def _below(path: str, shown: Sequence[str]) -> bool:
    return any(
        path == prefix or prefix in ("", ".") or path.startswith(prefix.rstrip("/") + "/") for prefix in shown
    )
