"""Whole small repositories: what is said of each, line by line, is in its `expected.txt`.

After a change that is meant, `UPDATE_EXPECTED=1 pytest tests/test_repositories.py` writes the files anew;
read the difference before you commit it.
"""

import os
import shutil
from pathlib import Path

import pytest

from factorlint.config import Settings
from factorlint.engine.scan import scan

REPOSITORIES = Path(__file__).parent.parent / "fixtures" / "repositories"
NAMES = sorted(folder.name for folder in REPOSITORIES.iterdir() if folder.is_dir())


def lines(report):
    for finding in report.findings:
        position = report.lines(finding.place.path).position(finding.place.span.start)
        where = f"{finding.place.path}:{position.line}:{position.column}"
        yield f"{where} {finding.code} {finding.severity} [{finding.component}] {finding.message}"
        for evidence in finding.evidence:
            yield f"    {evidence.place.path}:{report.line_of(evidence.place)} {evidence.message}"
    for trouble in report.troubles:
        yield f"! {trouble.path}:{trouble.line} {trouble.message}"
    for component in report.components:
        yield f"= {component.name} {component.kind}: {'; '.join(component.why)}"


@pytest.fixture
def repository(request, tmp_path):
    """A copy outside this repository, so that git and caches of ours play no part."""
    root = tmp_path / request.param
    shutil.copytree(
        REPOSITORIES / request.param, root, ignore=shutil.ignore_patterns("expected.txt", ".factorlint_cache")
    )
    return root


@pytest.mark.parametrize("repository", NAMES, indirect=True)
def test_expected_findings(repository):
    expected = REPOSITORIES / repository.name / "expected.txt"
    said = "\n".join(lines(scan(repository, Settings(cache=False)))) + "\n"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")


def test_a_mended_repository_is_silent():
    said = (REPOSITORIES / "storefront-fixed" / "expected.txt").read_text("utf-8").splitlines()
    assert [line for line in said if not line.startswith("= ")] == []


def test_the_flagship_shows_most_rules():
    said = (REPOSITORIES / "storefront" / "expected.txt").read_text("utf-8")
    assert len({line.split()[1] for line in said.splitlines() if line[:1] not in " !="}) >= 20
