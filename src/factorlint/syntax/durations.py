"""Durations as manifests write them."""

import re

from ..model.fact import Unknown

_PART = re.compile(r"(?<![\d.])(\d++(?:\.\d++)?)(us|ms|s|m|h|d)")
_LONGEST = 40
"""Characters of a duration that somebody would write."""
_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str | None | Unknown) -> float | None:
    """`1m30s`, `500ms`, `90` (seconds) in seconds; None for everything else."""
    if not text or len(text) > _LONGEST:
        return None
    text = text.strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)
