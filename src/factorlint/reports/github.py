"""Annotations of a GitHub Actions workflow. GitHub shows ten a level and step: the worst come first."""

from ..model.finding import SEVERITIES, Finding, Severity
from ..model.report import Report
from . import Options
from .places import region

NAME = "github"

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SHOWN = 10
"""Annotations of a level that GitHub shows for one step."""


def render(report: Report, options: Options) -> str:
    """Workflow commands, one a finding or trouble, and a last one that counts when GitHub will hide some."""
    lines = []
    for finding in sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        where = region(report, finding.place)
        fields = {}
        if where.line:
            fields = {"file": options.prefix + where.path, "line": str(where.line)}
            if where.end_line == where.line:
                fields |= {"col": str(where.column), "endLine": str(where.end_line)}
                fields["endColumn"] = str(max(where.column, where.end_column - 1))
            else:
                fields["endLine"] = str(where.end_line)
        fields["title"] = f"{finding.code} {finding.name}"
        lines.append(_command(_LEVELS[finding.severity], fields, _message(report, finding)))
    for trouble in report.troubles:
        fields = {"file": options.prefix + trouble.path, "line": str(trouble.line)} if trouble.path else {}
        fields = {name: value for name, value in fields.items() if value != "0"}
        lines.append(_command("warning", {**fields, "title": "not analysed"}, trouble.message))
    counts = [sum(finding.severity == severity for finding in report.findings) for severity in SEVERITIES]
    if any(count > _SHOWN for count in counts):
        told = ", ".join(f"{count} {severity}" for count, severity in zip(counts, SEVERITIES, strict=True))
        lines.append(
            f"factorlint found {len(report.findings)} problems ({told}); GitHub shows {_SHOWN} of a level"
        )
    return "".join(line + "\n" for line in lines)


def _message(report: Report, finding: Finding) -> str:
    parts = [finding.message]
    for evidence in finding.evidence:
        where = region(report, evidence.place)
        parts.append(f"{where.path}:{where.line}: {evidence.message}")
    if finding.remedy:
        parts.append(f"Remedy: {finding.remedy}")
    return "\n".join(parts)


def _command(level: str, fields: dict[str, str], message: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
