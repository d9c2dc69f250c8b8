"""Amounts as manifests write them: `512Mi`, `250m`, `30s`, `1.5`. What a bare `m` means depends on what is asked."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from .durations import seconds

Measure = Literal["seconds", "bytes", "count"]

_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([a-zA-Z]*)")
_PREFIXES = "kmgtpe"


class Quantity(NamedTuple):
    """An amount and what it measures."""

    amount: float
    measure: Measure


def quantity(text: str) -> Quantity | None:
    """An operand with its unit: `2Gi` and `10M` are bytes, `30s` and `1h30m` seconds, `2` and `250m` a count.

    None for what is no amount.
    """
    count = _count(text)
    if count is not None:
        return Quantity(count, "count")
    size = _bytes(text)
    if size is not None:
        return Quantity(size, "bytes")
    duration = seconds(text)
    return None if duration is None else Quantity(duration, "seconds")


def reader(measure: Measure) -> Callable[[object], float | None]:
    """A function that reads a value as this measure; None for what is no such amount.

    A number is taken as it is. A count may also be a duration in seconds: what is compared with a bare number has
    the unit of the field.
    """
    read = {"seconds": seconds, "bytes": _bytes, "count": _count_or_seconds}[measure]

    def amount(value: object) -> float | None:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return float(value)
        return read(value) if isinstance(value, str) else None

    return amount


def _count_or_seconds(text: str) -> float | None:
    count = _count(text)
    return seconds(text) if count is None else count


def _count(text: str) -> float | None:
    """A bare number, or thousandths as Kubernetes counts processors: `250m`."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or found[2] not in ("", "m"):
        return None
    return float(found[1]) / (1000 if found[2] else 1)


def _bytes(text: str) -> float | None:
    """Kubernetes' `Mi` and `M`, and compose's `512m` and `1gb`, which count in powers of 1024."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    unit = found[2]
    plain = unit.lower().removesuffix("b").removesuffix("i")
    if plain and (len(plain) > 1 or plain not in _PREFIXES):
        return None
    power = _PREFIXES.index(plain) + 1 if plain else 0
    decimal = unit in ("k", "M", "G", "T", "P", "E")
    return float(found[1]) * float(1000 if decimal else 1024) ** power
