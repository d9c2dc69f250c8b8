"""The published JSON Schemas: `python -m factorlint.devtools docs` writes docs/schema/."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..configfile import FileLayer
from ..model.component import Component
from ..model.finding import Confidence, Severity
from ..model.report import Verdict

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Edit(msgspec.Struct):
    """Replace this region by `text`."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(msgspec.Struct):
    """Edits that mend the finding; `unsafe` ones want a look."""

    title: str
    safety: str
    edits: tuple[Edit, ...]


class Evidence(msgspec.Struct):
    """Another place that the finding rests on, and what it says there."""

    path: str
    line: int
    message: str


class Finding(msgspec.Struct):
    """Lines and columns count from 1, columns in code points; the end is one past the last character.

    Line 0 and the path `.` mean the repository as a whole.
    """

    code: str
    name: str
    factor: str
    title: str
    severity: Severity
    confidence: Confidence
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    component: str
    evidence: tuple[Evidence, ...]
    remedy: str
    fingerprint: str
    fix: Fix | None


class Suppressed(Finding):
    """A finding that a comment in the code holds back, with the reason it gives."""

    reason: str


class Row(msgspec.Struct):
    """One concern: `met` needs evidence; with nothing to judge it is `not assessed`."""

    title: str
    verdict: Verdict
    errors: int
    warnings: int
    infos: int
    evidence: tuple[str, ...]


class Error(msgspec.Struct):
    """A file or a rule that could not be handled. Line 0 is the whole file, the path `.` the scan."""

    path: str
    line: int
    message: str


class Tool(msgspec.Struct):
    """What made the report."""

    name: str
    version: str


class Report(msgspec.Struct, rename={"schema_": "schema"}):
    """What `factorlint check --format json` prints. Paths are relative to the root, with `/`."""

    schema_: int
    tool: Tool
    root: str
    findings: tuple[Finding, ...]
    scorecard: dict[str, Row]
    components: tuple[Component, ...]
    errors: tuple[Error, ...]
    stats: dict[str, int | float]
    suppressed: tuple[Suppressed, ...] | msgspec.UnsetType = msgspec.UNSET
    """Only with --show-suppressed."""


def config_schema() -> dict[str, Any]:
    """The schema of the configuration file."""
    schema = _schema(FileLayer, "factorlint configuration")
    for prop in schema["properties"].values():
        # None means "not given" inside; TOML has no null.
        prop.pop("default", None)
        choices = [choice for choice in prop.pop("anyOf", []) if choice != {"type": "null"}]
        prop.update(*choices if len(choices) == 1 else ({"anyOf": choices},) if choices else ())
    return schema


def report_schema() -> dict[str, Any]:
    """The schema of the JSON report, contract version 1. Newer versions of the tool may add properties."""
    schema = _schema(Report, "factorlint report")
    schema["properties"]["schema"] = {"const": 1}
    return schema


def _schema(struct: type[msgspec.Struct], title: str) -> dict[str, Any]:
    (_, components) = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    top = components.pop(struct.__name__)
    rest = {key: value for key, value in top.items() if key != "title"}
    found = {"$schema": DIALECT, "title": title, **rest, "$defs": components}
    for described in (found, *components.values()):
        if "description" in described:
            described["description"] = " ".join(described["description"].split())
    return found


SCHEMAS = {"config.schema.json": config_schema, "report.schema.json": report_schema}


def text_of(name: str) -> str:
    """The file as it must stand in docs/schema/."""
    return msgspec.json.format(msgspec.json.encode(SCHEMAS[name]()), indent=2).decode() + "\n"


def texts() -> Mapping[str, str]:
    """All of them, by path below `docs/`."""
    return {f"schema/{name}": text_of(name) for name in SCHEMAS}
