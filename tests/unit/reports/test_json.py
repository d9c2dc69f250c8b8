"""The JSON report keeps its contract, and the published schemas are the current ones."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from factorlint.devtools.schemas import SCHEMAS, report_schema, text_of
from factorlint.model.fix import Edit, Fix
from factorlint.model.report import Report
from factorlint.model.text import Span
from factorlint.reports import Options
from factorlint.reports.json import render

from .sample import APP, finding, place, report, usual

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema"
VALIDATOR = jsonschema_rs.validator_for(report_schema())


def printed(made: Report, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(made, Options(**options)))
    assert [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(found)] == []
    return found


def test_the_contract() -> None:
    found = printed(usual(), seconds=0.5)
    assert list(found) == ["schema", "tool", "root", "findings", "scorecard", "components", "errors", "stats"]
    assert found["schema"] == 1 and found["tool"] == {"name": "factorlint", "version": "1.2.3"}
    assert found["findings"][1] == {
        "code": "CFG006",
        "name": "unsupplied-env-var",
        "factor": "config",
        "title": "the code needs a variable that no manifest supplies",
        "severity": "warning",
        "confidence": "medium",
        "message": "`DATABASE_URL` is required here, but nothing that runs this component sets it",
        "path": "app/main.py",
        "line": 5,
        "column": 12,
        "end_line": 5,
        "end_column": 38,
        "component": "web",
        "evidence": [{"path": "compose.yaml", "line": 2, "message": "the service `web` runs it"}],
        "remedy": "set `DATABASE_URL` under `environment` of the service `web`",
        "fingerprint": "0123456789abcdef",
        "fix": None,
    }
    assert found["errors"] == [
        {"path": "broken.yaml", "line": 3, "message": "not YAML: a tab where blanks belong"}
    ]
    assert found["stats"] == {"files": 2, "parsed": 2, "seconds": 0.5}
    assert found["components"][0]["name"] == "web"
    assert found["scorecard"]["config"]["evidence"] == ["1 setting read"]


def test_a_finding_about_the_repository_has_line_zero() -> None:
    whole = printed(usual())["findings"][0]
    assert (whole["path"], whole["line"], whole["column"]) == (".", 0, 1)


def test_fixes_and_suppressed_findings() -> None:
    fix = Fix("say python:3.12", (Edit("app/main.py", Span(0, 6), "from"),), "safe")
    held = finding(place("app/main.py", APP, "os"), suppressed="known")
    made = report(
        finding(place("app/main.py", APP, "os"), fix=fix),
        texts={"app/main.py": APP.encode()},
        suppressed=(held,),
    )
    found = printed(made, show_suppressed=True)
    assert found["findings"][0]["fix"]["edits"] == [
        {"path": "app/main.py", "line": 1, "column": 1, "end_line": 1, "end_column": 7, "text": "from"}
    ]
    assert [each["reason"] for each in found["suppressed"]] == ["known"]
    assert "suppressed" not in printed(made)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_published_schemas_are_fresh(name: str) -> None:
    assert (PUBLISHED / name).read_text("utf-8") == text_of(name), "run python -m factorlint.devtools docs"


def test_the_schema_refuses_what_the_contract_does() -> None:
    found = printed(usual())
    assert not VALIDATOR.is_valid({**found, "schema": 2})
    del found["findings"][0]["fingerprint"]
    assert not VALIDATOR.is_valid(found)
