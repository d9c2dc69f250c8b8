"""A pull-request comment in GitHub's Markdown: verdicts first, then findings by file."""

import re
from itertools import groupby

from ..model.concern import BY_SLUG
from ..model.finding import Finding, Severity
from ..model.report import Report
from . import Options
from .places import region, visible

NAME = "markdown"

_MARKS: dict[Severity, str] = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}
_LIMIT = 60_000
"""Characters; a comment on GitHub holds 65,536."""


def render(report: Report, options: Options) -> str:
    """The comment; findings that do not fit are counted."""
    parts = [_summary(report)]
    if report.scorecard and not options.quiet:
        parts.append(_scorecard(report))
    length = sum(map(len, parts))
    told = 0
    for path, group in groupby(report.findings, key=lambda finding: finding.place.path):
        findings = list(group)
        text = _file(report, path, findings, options)
        if length + len(text) > _LIMIT:
            parts.append(f"_{len(report.findings) - told} further findings are left out here._\n")
            break
        parts.append(text)
        length += len(text)
        told += len(findings)
    if report.troubles:
        parts.append(_troubles(report))
    return "\n".join(parts)


def _summary(report: Report) -> str:
    counts = [
        (severity, sum(finding.severity == severity for finding in report.findings)) for severity in _MARKS
    ]
    if not report.findings:
        return "### factorlint: no findings ✅\n"
    told = " · ".join(f"{_MARKS[severity]} {count} {severity}" for severity, count in counts if count)
    return f"### factorlint: {told}\n"


def _scorecard(report: Report) -> str:
    rows = [
        "<details><summary>Scorecard</summary>\n",
        "| Concern | Verdict | Findings | Seen |",
        "|---|---|---:|---|",
    ]
    for row in report.scorecard:
        concern = BY_SLUG.get(row.concern)
        title = concern.heading if concern else row.title
        count = row.errors + row.warnings + row.infos
        rows.append(f"| {title} | {row.verdict} | {count or ''} | {_text('; '.join(row.evidence))} |")
    return "\n".join([*rows, "\n</details>\n"])


def _file(report: Report, path: str, findings: list[Finding], options: Options) -> str:
    lines = [f"#### {_code(options.prefix + path) if path else 'The repository'}\n"]
    for finding in findings:
        where = region(report, finding.place)
        line = f"line {where.line}: " if where.line else ""
        lines.append(
            f"- {_MARKS[finding.severity]} {line}**{finding.code}** {_code(finding.name)}: {_text(finding.message)}"
        )
        for evidence in finding.evidence:
            place = region(report, evidence.place)
            lines.append(
                f"  - {_code(f'{options.prefix}{place.path}:{place.line}')} {_text(evidence.message)}"
            )
        if finding.remedy:
            lines.append(f"  - **Remedy:** {_text(finding.remedy)}")
    return "\n".join(lines) + "\n"


def _troubles(report: Report) -> str:
    lines = ["#### Not analysed\n"]
    lines += [f"- {_code(f'{each.path}:{each.line}')} {_text(each.message)}" for each in report.troubles[:50]]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Prose on one line that cannot start Markdown or HTML of its own, except for `code`."""
    pieces = re.split(r"(`[^`]*`)", visible(" ".join(text.split())))
    return "".join(_code(piece[1:-1]) if at % 2 else _escaped(piece) for at, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    # An @ that follows nothing would notify somebody: a zero-width joiner stands between.
    text = re.sub(r"([\\`*_\[\]|<>#])", r"\\\1", text)
    return re.sub(r"(?<!\w)@(?=\w)", "@\u2060", text)


def _code(text: str) -> str:
    text = visible(text).replace("|", "\\|")
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text or ' '}{pad}{fence}"
