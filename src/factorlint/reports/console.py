"""The report for people at a terminal: code frames by file, then the scorecard."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from ..model.concern import BY_SLUG
from ..model.finding import SEVERITIES, Finding, Place, Severity
from ..model.report import Report, ScoreRow
from . import Options
from .frame import frame
from .places import address, visible

NAME = "console"

_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "code": "bold",
    "path": "bold",
    "dim": "dim",
    "mark": "bold red",
    "seen": "blue",
    "evidence": "blue",
    "remedy": "green",
    "met": "green",
    "findings": "yellow",
    "not assessed": "dim",
}
_MAX_TROUBLES = 10


def render(report: Report, options: Options) -> str:
    """The whole report as text; with ANSI colours only when `options.colour`."""
    return "".join(f"{line.rstrip()}\n" for line in _Console(report, options).lines())


class _Console:
    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        self.width = max(40, min(options.width, 120))
        self.bar, self.rule = ("|", "-") if options.ascii else ("│", "─")
        self.references = {rule.code: rule.references for rule in report.rules}
        highest = max((report.line_of(place) for place in _places(report)), default=1) + 1
        self.gutter = max(3, len(str(highest)))

    def paint(self, text: str, style: str) -> str:
        if not self.options.colour or not text:
            return text
        return Style.parse(_STYLES[style]).render(text, color_system=ColorSystem.STANDARD)

    def lines(self) -> Iterator[str]:
        shown = [*self.report.findings, *(self.report.suppressed if self.options.show_suppressed else ())]
        for path, group in groupby(shown, key=lambda finding: finding.place.path):
            yield from self.file(path, list(group))
        yield from self.troubles()
        if self.options.statistics:
            yield from self.statistics()
        if not self.options.quiet:
            yield from self.scorecard()
            yield from self.summary()

    def file(self, path: str, findings: list[Finding]) -> Iterator[str]:
        title = visible(path) or "the repository as a whole"
        count = f"{len(findings)} finding{'s' * (len(findings) != 1)}"
        fill = self.rule * max(2, self.width - cell_len(title) - len(count) - 5)
        yield f"{self.paint(self.rule * 2, 'dim')} {self.paint(title, 'path')} {self.paint(fill, 'dim')} {count}"
        yield ""
        for finding in findings:
            yield from self.finding(finding)
            yield ""

    def finding(self, finding: Finding) -> Iterator[str]:
        where = visible(address(self.report, finding.place))
        held = self.paint("  suppressed", "dim") if finding.suppressed is not None else ""
        yield (
            f"{where} {self.paint(finding.code, 'code')} {finding.name} "
            f"{self.paint(finding.severity, finding.severity)}{held}"
        )
        yield from self.wrapped(finding.message, "  ", "")
        yield from self.frame(finding.place, finding.severity)
        for evidence in finding.evidence:
            place = visible(address(self.report, evidence.place))
            yield from self.wrapped(f"{place} {evidence.message}", "  ", "evidence")
            if evidence.place != finding.place:
                yield from self.frame(evidence.place, "evidence", context=0)
        label = " " * (self.gutter + 1) + "= "
        if finding.remedy:
            yield from self.wrapped(f"remedy: {finding.remedy}", label, "remedy")
        if finding.suppressed:
            yield from self.wrapped(f"suppressed: {finding.suppressed}", label, "dim")
        yield from self.wrapped(self.link(finding), label, "dim")

    def link(self, finding: Finding) -> str:
        concern = BY_SLUG.get(finding.factor)
        references = self.references.get(finding.code) or ((concern.url,) if concern and concern.url else ())
        heading = f"{concern.heading}: " if concern else ""
        return heading + " ".join((f"factorlint explain {finding.code}", *references[:1]))

    def frame(self, place: Place, style: str, context: int = 1) -> Iterator[str]:
        side = " " * (self.gutter + 1)
        found = frame(self.report, place, self.width - self.gutter - 5, context)
        if not found:
            return
        bar = self.paint(self.bar, "dim")
        if context:
            yield f"{side}{bar}"
        for line in found:
            number = self.paint(f"{line.number:>{self.gutter}}", "dim")
            yield f"{number} {bar} {line.text}"
            if line.mark:
                start, end = line.mark
                yield f"{side}{bar} {' ' * start}{self.paint('^' * (end - start), style)}"
        if context:
            yield f"{side}{bar}"

    def wrapped(self, text: str, indent: str, style: str) -> Iterator[str]:
        """Text in lines as wide as the report; every line after the first stands under the first's text."""
        for number, line in enumerate(_wrap(visible(text), self.width - len(indent))):
            yield (indent if not number else " " * len(indent)) + (self.paint(line, style) if style else line)

    def troubles(self) -> Iterator[str]:
        troubles = self.report.troubles
        if not troubles:
            return
        title = f"not analysed: {len(troubles)}"
        yield f"{self.paint(self.rule * 2, 'dim')} {self.paint(title, 'path')}"
        for trouble in troubles[:_MAX_TROUBLES]:
            where = (
                f"{trouble.path}:{trouble.line} "
                if trouble.line
                else f"{trouble.path} "
                if trouble.path
                else ""
            )
            yield from self.wrapped(where + trouble.message, "  ", "warning" if trouble.ours else "")
        if len(troubles) > _MAX_TROUBLES:
            yield f"  and {len(troubles) - _MAX_TROUBLES} more; `--format concise` lists them all"
        yield ""

    def statistics(self) -> Iterator[str]:
        counted = Counter((finding.code, finding.name, finding.severity) for finding in self.report.findings)
        for (code, name, severity), count in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
            yield f"{count:>6}  {self.paint(code, 'code')} {name} {self.paint(severity, severity)}"
        yield ""

    def scorecard(self) -> Iterator[str]:
        if not self.report.scorecard:
            return
        titles = {row.concern: _heading(row) for row in self.report.scorecard}
        widest = max(map(len, titles.values()))
        yield f"{self.paint(self.rule * 2, 'dim')} {self.paint('Scorecard', 'path')} " + self.paint(
            self.rule * (self.width - 13), "dim"
        )
        for row in self.report.scorecard:
            verdict = _verdict(row)
            left = f"{titles[row.concern]:<{widest}}  "
            room = self.width - len(left) - 14
            evidence = list(_wrap(visible("; ".join(row.evidence)), room)) if row.evidence else [""]
            yield left + self.paint(f"{verdict:<12}", row.verdict) + "  " + evidence[0]
            yield from (" " * (len(left) + 14) + line for line in evidence[1:])
        yield ""

    def summary(self) -> Iterator[str]:
        report = self.report
        counts = Counter(finding.severity for finding in report.findings)
        told = [self.paint(f"{counts[s]} {_plural(s, counts[s])}", s) for s in SEVERITIES if counts[s]]
        took = f" in {self.options.seconds:.2f} s" if self.options.seconds is not None else ""
        scope = f"{len(report.components)} component{'s' * (len(report.components) != 1)}"
        files = report.stats.get("files")
        scope = f"{files} file{'s' * (files != 1)}, {scope}" if files is not None else scope
        held = f", {len(report.suppressed)} suppressed" if report.suppressed else ""
        yield f"{', '.join(told) or self.paint('no findings', 'met')}{held} ({scope}{took})"
        if report.findings:
            first = report.findings[0].code
            hint = (
                f"`factorlint explain {first}` tells more of a rule, `factorlint graph` what was understood"
            )
            yield from self.wrapped(hint, "", "dim")


def _places(report: Report) -> Iterable[Place]:
    for finding in (*report.findings, *report.suppressed):
        yield finding.place
        yield from (evidence.place for evidence in finding.evidence)


def _heading(row: ScoreRow) -> str:
    concern = BY_SLUG.get(row.concern)
    return f"{concern.roman if concern else '':>4} {row.title}"


def _verdict(row: ScoreRow) -> str:
    if row.verdict != "findings":
        return row.verdict
    parts = ((row.errors, "E"), (row.warnings, "W"), (row.infos, "I"))
    return " ".join(f"{count}{letter}" for count, letter in parts if count)


def _plural(severity: Severity, count: int) -> str:
    return severity if count == 1 or severity == "info" else severity + "s"


def _wrap(text: str, width: int) -> Iterator[str]:
    """Lines of whole words no wider than `width`; a single longer word overhangs rather than breaks."""
    line, used = "", 0
    for word in text.split():
        cells = cell_len(word)
        if line and used + 1 + cells > width:
            yield line
            line, used = word, cells
        else:
            line, used = (f"{line} {word}", used + 1 + cells) if line else (word, cells)
    yield line
