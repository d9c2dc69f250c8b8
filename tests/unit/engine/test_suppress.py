"""Comments that silence findings: ours, other linters' by equivalence, and those that hold nothing."""

import pytest

from factorlint.config import Settings
from factorlint.engine.scan import scan_files
from factorlint.model.report import Report

RULES = Settings(select=("BLD003", "FLT001"))


def scan(text: str, path: str = "Dockerfile", settings: Settings = RULES) -> Report:
    return scan_files({path: text.encode()}, settings)


def outcome(report: Report) -> tuple[list[tuple[str, int]], list[tuple[str, int, str | None]]]:
    """What is reported and what is held, with the reason."""
    return (
        [(finding.code, report.line_of(finding.place)) for finding in report.findings],
        [(each.code, report.line_of(each.place), each.suppressed) for each in report.suppressed],
    )


HELD = [("BLD003", 2, "we know")]


@pytest.mark.parametrize(
    "comment",
    [
        "# factorlint: ignore[BLD003] we know",
        "# factorlint: ignore[bld003]: we know",
        "# factorlint: ignore[image-not-pinned] we know",
        "# factorlint: ignore[BLD] - we know",
        "# factorlint: ignore[CFG001, BLD003] we know",
        "#factorlint:ignore[BLD003] we know",
        "# factorlint: ignore we know",
        "# factorlint: ignore-file[BLD003] we know",
        "# factorlint: ignore-file we know",
        "# hadolint ignore=DL3006 we know",
        "# hadolint ignore=DL3008,DL3006 we know",
        "# hadolint global ignore=DL3006 we know",
        "# checkov:skip=CKV_DOCKER_7:we know",
    ],
)
def test_a_comment_above_holds_the_finding(comment: str) -> None:
    assert outcome(scan(f"{comment}\nFROM python\n")) == ([], HELD)


def test_a_comment_holds_nothing_above_it() -> None:
    report = scan("FROM python\nRUN true\n\n# factorlint: ignore[BLD003] late\nFROM node\n")
    assert outcome(report) == ([("BLD003", 1)], [("BLD003", 5, "late")])


@pytest.mark.parametrize(
    "comment",
    [
        "# factorlint: ignore[CFG001] another rule",
        "# factorlint: ignore[image-not-pinne] a slip",
        "# hadolint ignore=DL3008",
        "# checkov:skip=CKV_DOCKER_8:another",
        "# tslint ignore=DL3006",
        "# checkov ignore=DL3006",
    ],
)
def test_a_comment_about_something_else_does_not(comment: str) -> None:
    report = scan(f"{comment}\nFROM python\n")
    assert outcome(report) == ([("BLD003", 2)], [])


def test_without_a_reason_it_says_so() -> None:
    (held,) = scan("# factorlint: ignore[BLD003]\nFROM python\n").suppressed
    assert held.suppressed == "no reason given"


COMPOSE = "services:\n  a:\n    image: a  # factorlint: ignore[BLD003] one\n  b:\n    image: b\n"


def test_at_the_end_of_a_line_it_covers_that_line_alone() -> None:
    assert outcome(scan(COMPOSE, "compose.yaml")) == ([("BLD003", 5)], [("BLD003", 3, "one")])


def test_above_it_covers_the_next_line_that_says_something() -> None:
    text = "# factorlint: ignore[BLD003] one\n\n# and a word about it\nFROM a\nFROM b\n"
    assert outcome(scan(text)) == ([("BLD003", 5)], [("BLD003", 4, "one")])


POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
  annotations:
    {annotation}
spec:
  containers:
    - name: web
      image: acme/web
"""


@pytest.mark.parametrize(
    "annotation",
    [
        "ignore-check.kube-linter.io/latest-tag: we know",
        '"ignore-check.kube-linter.io/latest-tag": "we know"',
        "checkov.io/skip1: CKV_K8S_14=we know",
        "# checkov:skip=CKV_K8S_14:we know",
    ],
)
def test_annotations_cover_their_object_alone(annotation: str) -> None:
    first = POD.format(name="a", annotation=annotation)
    second = POD.format(name="b", annotation="team: web")
    report = scan(f"{first}---\n{second}", "k8s/pods.yaml")
    assert outcome(report) == ([("BLD003", 21)], [("BLD003", 10, "we know")])


def test_a_peers_comment_that_holds_nothing_is_the_peers_business() -> None:
    assert outcome(scan("# hadolint ignore=DL3006\nFROM python:3.13\n")) == ([], [])


@pytest.mark.parametrize(
    "comment",
    [
        "factorlint: ignore[BLD003]",
        "factorlint: ignore[image-not-pinned, BLD]",
        "factorlint: ignore",
        "factorlint: ignore-file",
    ],
)
def test_ours_that_holds_nothing_is_a_finding(comment: str) -> None:
    report = scan(f"FROM python:3.13\n# {comment}\nRUN true\n")
    assert outcome(report) == ([("FLT001", 2)], [])


@pytest.mark.parametrize("comment", ["ignore[CFG001]", "ignore[BLD003, CFG001]", "ignore[BLD003, FLT001]"])
def test_unless_another_run_may_need_it_or_it_wants_to_stay(comment: str) -> None:
    assert outcome(scan(f"# factorlint: {comment}\nFROM python:3.13\n")) == ([], [])


def test_one_comment_too_many() -> None:
    text = "# factorlint: ignore-file[BLD003] all of it\n# factorlint: ignore[BLD003] this\nFROM python\n"
    report = scan(text)
    assert len(report.suppressed) == 1
    assert [finding.code for finding in report.findings] == ["FLT001"]


UNUSED = "# factorlint: ignore[BLD003]\nFROM python:3.13\n# factorlint: ignore[BLD003]\nFROM python:3.13\n"


def test_twin_comments_have_fingerprints_of_their_own() -> None:
    first, second = scan(UNUSED).findings
    assert first.fingerprint != second.fingerprint


def test_it_heeds_the_settings_as_other_rules_do() -> None:
    rules = ("BLD003", "FLT001")
    severe = scan(UNUSED, settings=Settings(select=rules, severity={"unused-suppression": "error"}))
    assert {finding.severity for finding in severe.findings} == {"error"}
    assert not scan(UNUSED, settings=Settings(select=("BLD003",))).findings
    assert not scan(
        UNUSED, settings=Settings(select=rules, per_path_ignores=(("Dockerfile", ("FLT",)),))
    ).findings
    assert not scan(UNUSED, "vendor/x/Dockerfile").findings


def test_a_document_of_another_line_end() -> None:
    text = "# factorlint: ignore[BLD003] we know\r\nFROM python\r\n"
    assert outcome(scan(text)) == ([], HELD)
