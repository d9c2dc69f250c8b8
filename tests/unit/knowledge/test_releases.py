"""Versions and constraints of runtimes: which name one release line, which admit one."""

import pytest

from factorlint.facts import RuntimeVersion
from factorlint.knowledge.releases import admits, agrees, is_exact


@pytest.mark.parametrize(
    ("runtime", "version", "exact"),
    [
        ("python", "3.12", True),
        ("python", "3.13t", True),
        ("python", "3.12-dev", True),
        ("python", "3.12.0rc1", True),
        ("python", "3", False),
        ("python", "3.x", False),
        ("python", ">=3.10", False),
        ("node", "20", True),
        ("node", "v20.11.1", True),
        ("node", "20.x", True),
        ("node", "18 || 20", False),
        ("node", "lts/iron", False),
        ("go", "1.22", True),
        ("go", "1.22.x", True),
        ("go", "1", False),
        ("go", "^1.21", False),
        ("java", "17", True),
        ("unheard-of", "4", True),
    ],
)
def test_a_version_is_exact_when_it_names_one_release_line(runtime: str, version: str, exact: bool) -> None:
    assert is_exact(runtime, version) is exact


@pytest.mark.parametrize(
    ("language", "left", "right", "same"),
    [
        ("go", "1.22.3", "1.22", True),
        ("go", "1.21", "1.22", False),
        ("go", ">=1.21", "1.22", True),
        ("go", "<1.21", "1.22", False),
        ("node", "20.1", "20.9", True),
        ("python", "3.11", "3.12", False),
    ],
)
def test_two_statements_agree_when_both_can_be_true(language: str, left: str, right: str, same: bool) -> None:
    one, other = (
        RuntimeVersion(language=language, version=text, by="ci", exact=is_exact(language, text))
        for text in (left, right)
    )
    assert agrees(one, other) is same
    assert agrees(other, one) is same


@pytest.mark.parametrize("language", ["python", "node", "go"])
def test_a_number_of_thousands_of_digits_is_not_understood(language: str) -> None:
    long = "9" * 5000
    for version in (long, f"3.{long}", f"3.12.{long}", "3.12"):
        for constraint in (f">={long}", f">=3.{long}", f"^{long}.1", f"~3.{long}", f"{long} - {long}"):
            assert admits(language, constraint, version)
    statements = [
        RuntimeVersion(language=language, version=text, by="ci") for text in (long, f"3.{long}", "3.12")
    ]
    assert all(agrees(one, other) for one in statements for other in statements)
