"""The JSON report, contract version 1: docs/schema/report.schema.json describes it."""

from typing import Any

import msgspec

from ..model.finding import Finding, Place
from ..model.fix import Fix
from ..model.report import Report
from . import Options
from .places import REPOSITORY, region

NAME = "json"
SCHEMA = 1


def render(report: Report, options: Options) -> str:
    """One JSON object and a line end."""
    return msgspec.json.format(msgspec.json.encode(as_object(report, options)), indent=2).decode() + "\n"


def as_object(report: Report, options: Options) -> dict[str, Any]:
    """The report as plain data."""
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "factorlint", "version": report.version},
        "root": report.root,
        "findings": [_finding(report, finding) for finding in report.findings],
        "scorecard": {
            row.concern: {
                "title": row.title,
                "verdict": row.verdict,
                "errors": row.errors,
                "warnings": row.warnings,
                "infos": row.infos,
                "evidence": row.evidence,
            }
            for row in report.scorecard
        },
        "components": report.components,
        "errors": [
            {"path": trouble.path or REPOSITORY, "line": trouble.line, "message": trouble.message}
            for trouble in report.troubles
        ],
        "stats": {**report.stats, **({} if options.seconds is None else {"seconds": options.seconds})},
    }
    if options.show_suppressed:
        found["suppressed"] = [
            {**_finding(report, finding), "reason": finding.suppressed or ""} for finding in report.suppressed
        ]
    return found


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    where = region(report, finding.place)
    return {
        "code": finding.code,
        "name": finding.name,
        "factor": finding.factor,
        "title": finding.title,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
        "component": finding.component,
        "evidence": [
            {
                "path": evidence.place.path or REPOSITORY,
                "line": report.line_of(evidence.place),
                "message": evidence.message,
            }
            for evidence in finding.evidence
        ],
        "remedy": finding.remedy,
        "fingerprint": finding.fingerprint,
        "fix": _fix(report, finding.fix) if finding.fix else None,
    }


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    edits = []
    for edit in fix.edits:
        where = region(report, Place(edit.path, edit.span))
        edits.append({**where._asdict(), "text": edit.text})
    return {"title": fix.title, "safety": fix.safety, "edits": edits}
