"""SARIF 2.1.0 as GitHub code scanning reads it best: one run, byte-identical for the same input."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from ..model.concern import BY_SLUG, CONCERNS, Concern
from ..model.finding import SEVERITIES, Confidence, Finding, Place, Severity
from ..model.report import Report, Trouble
from ..model.rule import RuleInfo
from . import Options
from .fingerprints import line_hashes
from .places import end_offset

NAME = "sarif"

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_SEVERITY: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "recommendation"}
_PRECISION: dict[Confidence, str] = {"high": "high", "medium": "medium", "low": "low"}
MAX_RESULTS = 25_000
"""Of a run, on GitHub; of more, nothing is accepted."""
MAX_TEXT = 1024
"""Characters of a rule's descriptions, on GitHub."""
MAX_RELATED = 100
"""Locations of a result that GitHub keeps."""
_FACTORS = tuple(concern for concern in CONCERNS if concern.roman)
_TAXONOMY = {"name": "twelve-factor", "index": 0}


def render(report: Report, options: Options) -> str:
    """The log with one run."""
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report, options)],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _run(report: Report, options: Options) -> dict[str, Any]:
    index = {rule.code: number for number, rule in enumerate(report.rules)}
    shown = [*report.findings, *(report.suppressed if options.show_suppressed else ())]
    left_out = max(0, len(shown) - MAX_RESULTS)
    if left_out:
        shown = sorted(shown, key=lambda finding: SEVERITIES.index(finding.severity))[:MAX_RESULTS]
    hashes: dict[str, Mapping[int, str]] = {}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "factorlint",
                "fullName": f"factorlint {report.version}",
                "semanticVersion": report.version,
                "version": report.version,
                "informationUri": "https://12factor.net/",
                "rules": [_rule(rule) for rule in report.rules],
                "supportedTaxonomies": [_TAXONOMY],
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "taxonomies": [_taxonomy()],
        "invocations": [_invocation(report, options, left_out)],
        "results": [_result(report, finding, index, hashes, options) for finding in shown],
    }
    if report.category:
        run["automationDetails"] = {"id": report.category.rstrip("/") + "/"}
    return run


def _rule(rule: RuleInfo) -> dict[str, Any]:
    concern = BY_SLUG.get(rule.factor)
    tags = [rule.factor]
    if concern is not None and concern.roman:
        tags.append("twelve-factor")
    properties: dict[str, Any] = {
        "tags": tags,
        "precision": _PRECISION[rule.confidence],
        "problem.severity": _GITHUB_SEVERITY[rule.severity],
    }
    if rule.security is not None:
        tags.append("security")
        properties["security-severity"] = f"{rule.security:.1f}"
    described: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name[:255],
        "shortDescription": {"text": _cut(rule.title or rule.name)},
        "fullDescription": {"text": _cut(rule.why or rule.title or rule.name)},
        "help": {"text": _help(rule), "markdown": rule.markdown or _help(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": properties,
    }
    uri = next(iter(rule.references), concern.url if concern else "")
    if uri:
        described["helpUri"] = uri
    if concern is not None and concern.roman:
        described["relationships"] = [{"target": _taxon(concern), "kinds": ["relevant"]}]
    return described


def _help(rule: RuleInfo) -> str:
    parts = [rule.title or rule.name, rule.why, rule.remedy and f"Remedy: {rule.remedy}"]
    parts += [f"When to ignore: {rule.ignore_when}" if rule.ignore_when else "", *rule.references]
    return "\n\n".join(part.strip() for part in parts if part)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _taxonomy() -> dict[str, Any]:
    return {
        "name": "twelve-factor",
        "fullName": "The Twelve-Factor App",
        "informationUri": "https://12factor.net/",
        "organization": "12factor",
        "shortDescription": {"text": "A methodology for building software as a service."},
        "isComprehensive": True,
        "taxa": [
            {
                "id": concern.roman,
                "name": concern.title,
                "shortDescription": {"text": concern.asks},
                "helpUri": concern.url,
            }
            for concern in _FACTORS
        ],
    }


def _taxon(concern: Concern) -> dict[str, Any]:
    return {"id": concern.roman, "index": _FACTORS.index(concern), "toolComponent": _TAXONOMY}


def _result(
    report: Report,
    finding: Finding,
    index: Mapping[str, int],
    hashes: dict[str, Mapping[int, str]],
    options: Options,
) -> dict[str, Any]:
    related = finding.evidence[:MAX_RELATED]
    primary = finding.place if finding.place.path else Place(options.anchor)
    result: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    result |= {
        "level": LEVELS[finding.severity],
        "message": {"text": _message(report, finding, options)},
        "locations": [_location(report, primary, options)],
        "partialFingerprints": {"factorlint/v1": finding.fingerprint},
    }
    line_hash = _line_hash(report, primary, hashes)
    if line_hash:
        result["partialFingerprints"]["primaryLocationLineHash"] = line_hash
    if related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(
                    report, evidence.place if evidence.place.path else Place(options.anchor), options
                ),
                "message": {"text": evidence.message},
            }
            for number, evidence in enumerate(related, start=1)
        ]
    concern = BY_SLUG.get(finding.factor)
    if concern is not None and concern.roman:
        result["taxa"] = [_taxon(concern)]
    if finding.suppressed is not None:
        held: dict[str, Any] = {"kind": "inSource", "status": "accepted"}
        result["suppressions"] = [
            held | ({"justification": finding.suppressed} if finding.suppressed else {})
        ]
    result["properties"] = {"confidence": finding.confidence, "component": finding.component}
    return result


def _message(report: Report, finding: Finding, options: Options) -> str:
    """The message, then one link a related location, then the remedy. The first sentence is GitHub's title."""
    parts = [_sentence(_plain(finding.message))]
    for number, evidence in enumerate(finding.evidence[:MAX_RELATED], start=1):
        where = evidence.place
        text = f"{options.prefix}{where.path}:{report.line_of(where)}" if where.path else "the repository"
        text = re.sub(r"([\\\[\]])", r"\\\1", text)
        parts.append(_sentence(f"[{text}]({number}): {_plain(evidence.message)}"))
    if finding.remedy:
        parts.append(_sentence(f"Remedy: {_plain(finding.remedy)}"))
    return " ".join(parts)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _plain(text: str) -> str:
    """Text in which nothing reads as an embedded link."""
    return re.sub(r"\[([^\[\]]*)\](?=\()", r"\\[\1\\]", text)


def _location(report: Report, place: Place, options: Options) -> dict[str, Any]:
    uri = quote(options.prefix + place.path, safe="/-._~!$&'()*+,;=@")
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    physical["region"] = _region(report, place)
    return {"physicalLocation": physical}


def _region(report: Report, place: Place) -> dict[str, int]:
    lines = report.lines(place.path)
    start, end = place.span.start, end_offset(lines, place)
    return {
        "startLine": lines.line_at(start),
        "startColumn": lines.utf16_column(start),
        "endLine": lines.line_at(end),
        "endColumn": lines.utf16_column(end),
    }


def _line_hash(report: Report, place: Place, hashes: dict[str, Mapping[int, str]]) -> str:
    if place.path not in report.texts:
        return ""
    if place.path not in hashes:
        hashes[place.path] = line_hashes(report.texts[place.path])
    return hashes[place.path].get(report.line_of(place), "")


def _invocation(report: Report, options: Options, left_out: int) -> dict[str, Any]:
    notes = [_notification(trouble, options) for trouble in report.troubles]
    if left_out:
        text = f"{left_out} results are left out: code scanning takes {MAX_RESULTS} of a run. The mildest went first."
        notes.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": not any(trouble.ours for trouble in report.troubles),
        "toolExecutionNotifications": notes,
    }


def _notification(trouble: Trouble, options: Options) -> dict[str, Any]:
    note: dict[str, Any] = {
        "level": "error" if trouble.ours else "warning",
        "message": {"text": trouble.message},
    }
    if trouble.path:
        uri = quote(options.prefix + trouble.path, safe="/-._~!$&'()*+,;=@")
        physical: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
        if trouble.line:
            physical["region"] = {"startLine": trouble.line}
        note["locations"] = [{"physicalLocation": physical}]
    return note
