"""Amounts with their units, as operands and as values."""

import pytest

from factorlint.syntax.quantities import Measure, quantity, reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", (2.0, "count")),
        ("250m", (0.25, "count")),
        ("1e3", (1000.0, "count")),
        ("512Mi", (512 * 1024**2, "bytes")),
        ("1k", (1000.0, "bytes")),
        ("2G", (2e9, "bytes")),
        ("2g", (2 * 1024**3, "bytes")),
        ("100kb", (100 * 1024, "bytes")),
        ("30s", (30.0, "seconds")),
        ("1h30m", (5400.0, "seconds")),
        ("500ms", (0.5, "seconds")),
        ("much", None),
        ("", None),
        ("3x", None),
        ("Mi", None),
    ],
)
def test_an_operand_tells_what_is_measured(text: str, expected: tuple[float, str] | None) -> None:
    assert quantity(text) == expected


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [
        ("seconds", "2m", 120.0),
        ("bytes", "2m", 2 * 1024**2),
        ("count", "2m", 0.002),
        ("bytes", "1024", 1024.0),
        ("count", "30s", 30.0),
        ("seconds", 5, 5.0),
        ("bytes", "30s", None),
        ("count", True, None),
        ("count", None, None),
    ],
)
def test_a_value_is_read_as_what_is_asked(measure: Measure, value: object, expected: float | None) -> None:
    assert reader(measure)(value) == expected
