"""One requirement as PEP 508 writes it, and how firmly its specifier holds the version."""

import re
from typing import Literal

from ...facts.dependency import Declared
from ...model.text import Span

Pin = Literal["exact", "range", "lower-bound", "open", "direct", "workspace"]

_REQUIREMENT = re.compile(
    r"""\s*+(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?+)\s*+
        (?:\[(?P<extras>[^\]]*+)\]\s*+)?+
        (?:@\s*+(?P<reference>[^\s;]++)|\(?+(?P<constraint>(?:[=<>!~]=?+=?+\s*+[^;,\s)=<>!~][^;,\s)]*+\s*+,?+\s*+)*+)\)?+)
        \s*+(?:;.*)?\Z""",
    re.VERBOSE | re.DOTALL,
)
_CLAUSE = re.compile(r"(===|==|~=|!=|<=|>=|<|>)\s*([^,\s]+)")


def normalise(name: str) -> str:
    """The name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(text: str, span: Span, *, group: str, manifest: str) -> Declared | None:
    """The fact of a PEP 508 requirement; None when it is none."""
    match = _REQUIREMENT.match(text)
    if match is None:
        return None
    reference = match["reference"] or ""
    constraint = (match["constraint"] or "").strip().rstrip(",").strip()
    return Declared(
        span=span,
        name=normalise(match["name"]),
        ecosystem="python",
        constraint=constraint,
        pin="direct" if reference else pin_of(constraint),
        group=group,
        extras=tuple(extra.strip() for extra in (match["extras"] or "").split(",") if extra.strip()),
        manifest=manifest,
        reference=reference,
    )


def pin_of(constraint: str) -> Pin:
    """How firmly a specifier set (PEP 440) holds a version."""
    operators = _CLAUSE.findall(constraint)
    if any(op == "===" or (op == "==" and "*" not in version) for op, version in operators):
        return "exact"
    if any(op in ("~=", "<", "<=", "==") for op, _ in operators):
        return "range"
    return "lower-bound" if any(op in (">", ">=") for op, _ in operators) else "open"


def poetry_pin(constraint: str) -> Pin:
    """The same for Poetry's and Pipenv's constraints, where a bare version is exact and `^1` a range."""
    text = constraint.strip()
    if text in ("", "*"):
        return "open"
    if re.fullmatch(r"=?\s*+v?\d++(?:\.\d++)*+(?:[.-]?[a-z]++\d*+)*+", text):
        return "exact"
    if "^" in text or "~" in text or re.fullmatch(r"\d+(?:\.\d+)*\.\*", text):
        return "range"
    return pin_of(text)
