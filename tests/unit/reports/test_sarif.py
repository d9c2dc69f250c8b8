"""SARIF: valid by the OASIS schema, and what GitHub asks beyond it."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from factorlint.model.finding import Evidence, Place
from factorlint.model.report import Report, Trouble
from factorlint.model.rule import Prose
from factorlint.model.text import Span
from factorlint.reports import Options, sarif

from .sample import APP, finding, place, report, rule, usual

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "sarif-schema-2.1.0.json").read_text())
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)


def run_of(made: Report, **options: Any) -> dict[str, Any]:
    text = sarif.render(made, Options(**options))
    log = json.loads(text)
    errors = [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(log)]
    assert errors == []
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run: dict[str, Any] = log["runs"][0]
    return run


def test_what_github_requires_is_there() -> None:
    run = run_of(usual(), anchor="README.md")
    assert run["columnKind"] == "utf16CodeUnits"
    driver = run["tool"]["driver"]
    assert driver["semanticVersion"] == "1.2.3"
    for each in driver["rules"]:
        assert 0 < len(each["shortDescription"]["text"]) <= 1024
        assert 0 < len(each["fullDescription"]["text"]) <= 1024
        assert each["help"]["text"] and each["help"]["markdown"] and len(each["name"]) <= 255
        assert len(each["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["message"]["text"] and result["level"] in ("error", "warning", "note")
        region = result["locations"][0]["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert all(number >= 1 for number in region.values())
        assert (
            driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] if "ruleIndex" in result else True
        )


def test_every_enabled_rule_is_listed_even_when_nothing_was_found() -> None:
    run = run_of(report())
    assert run["results"] == []
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == ["CFG006", "IMG001"]
    severities = [each["properties"].get("security-severity") for each in run["tool"]["driver"]["rules"]]
    assert severities == [None, "7.5"]
    assert "security" in run["tool"]["driver"]["rules"][1]["properties"]["tags"]


def test_evidence_is_linked_from_the_message() -> None:
    result = run_of(usual())["results"][1]
    assert "[compose.yaml:2](1): the service `web` runs it." in result["message"]["text"]
    assert [each["id"] for each in result["relatedLocations"]] == [1]
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startColumn"] == 3
    assert result["message"]["text"].startswith("`DATABASE_URL` is required here, but nothing")


def test_brackets_make_no_false_links() -> None:
    made = finding(
        place("app/[id]/a b.py", APP, "os"),
        message="see [this](that)",
        evidence=(Evidence(Place("app/[id]/a b.py", Span(0, 1)), "x"),),
    )
    result = run_of(report(made, texts={"app/[id]/a b.py": APP.encode()}))["results"][0]
    assert r"see \[this\](that)." in result["message"]["text"]
    assert r"[app/\[id\]/a b.py:1](1)" in result["message"]["text"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "app/%5Bid%5D/a%20b.py",
        "uriBaseId": "%SRCROOT%",
    }


def test_fingerprints_follow_the_line_and_ours_is_kept() -> None:
    result = run_of(usual())["results"][1]
    assert re.fullmatch(r"[0-9a-f]+:1", result["partialFingerprints"]["primaryLocationLineHash"])
    assert result["partialFingerprints"]["factorlint/v1"] == "0123456789abcdef"


def test_the_twelve_factors_are_a_taxonomy() -> None:
    run = run_of(usual())
    taxa = run["taxonomies"][0]["taxa"]
    assert [taxon["id"] for taxon in taxa][:4] == ["I", "II", "III", "IV"] and len(taxa) == 12
    assert run["results"][1]["taxa"][0]["id"] == "III"
    assert taxa[run["results"][1]["taxa"][0]["index"]]["name"] == "Config"
    assert run["tool"]["driver"]["rules"][0]["relationships"][0]["target"]["id"] == "III"
    assert "relationships" not in run["tool"]["driver"]["rules"][1]


def test_what_could_not_be_read_is_a_notification() -> None:
    troubles = (Trouble("broken.yaml", 3, "not YAML"), Trouble("x.py", 0, "crashed", ours=True))
    invocation = run_of(report(troubles=troubles))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["warning", "error"]
    assert run_of(usual())["invocations"][0]["executionSuccessful"] is True


def test_category_and_prefix() -> None:
    run = run_of(usual(category="web"), prefix="services/web/")
    assert run["automationDetails"] == {"id": "web/"}
    uri = run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "services/web/app/main.py"
    assert "automationDetails" not in run_of(usual())


def test_suppressed_results_only_when_asked() -> None:
    held = finding(place("app/main.py", APP, "os"), suppressed="the platform injects it")
    made = report(texts={"app/main.py": APP.encode()}, suppressed=(held,))
    assert run_of(made)["results"] == []
    (result,) = run_of(made, show_suppressed=True)["results"]
    assert result["suppressions"][0]["justification"] == "the platform injects it"


def test_too_many_results_keep_the_worst_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    texts = {"a.py": APP.encode()}
    mild = [finding(place("a.py", APP, "os"), severity="info") for _ in range(3)]
    bad = finding(place("a.py", APP, "def"), severity="error")
    run = run_of(report(*mild, bad, texts=texts))
    assert [result["level"] for result in run["results"]] == ["error", "note"]
    assert (
        "2 results are left out" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )


def test_the_same_bytes_twice_and_no_absolute_path() -> None:
    first, second = sarif.render(usual(), Options()), sarif.render(usual(), Options())
    assert first == second
    assert not re.search(r'"(file:|/(?!/))', first)


def test_long_texts_are_cut() -> None:
    run = run_of(report(rules=(rule(prose=lambda: Prose(why="x" * 5000), title="y" * 2000),)))
    described = run["tool"]["driver"]["rules"][0]
    assert len(described["fullDescription"]["text"]) == len(described["shortDescription"]["text"]) == 1024
