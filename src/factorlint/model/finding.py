"""What a rule says (Problem) and what the reports show (Finding)."""

from typing import Literal

import msgspec

from .fact import Fact
from .fix import Fix
from .text import NOWHERE, Span

Severity = Literal["error", "warning", "info"]
Confidence = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """A span of a document; an empty path is the repository as a whole."""

    path: str = ""
    span: Span = NOWHERE


class Evidence(msgspec.Struct, frozen=True, order=True, gc=False):
    """Another place that a finding rests on, and what it says there."""

    place: Place
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule yields. The engine adds what the rule's page says."""

    at: Fact | Place
    message: str
    evidence: tuple[tuple[Fact | Place, str], ...] = ()
    remedy: str = ""
    """How to mend it *here*, with the names found; the page's remedy when empty."""
    severity: Severity | None = None
    """Overrides the page's, for a rule that knows a worse or a milder case."""
    confidence: Confidence | None = None
    fix: Fix | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A judged problem, complete and never changed again."""

    code: str
    name: str
    factor: str
    title: str
    severity: Severity
    confidence: Confidence
    message: str
    place: Place
    component: str
    evidence: tuple[Evidence, ...]
    remedy: str
    fingerprint: str
    """Stable while lines move: rule, path, anchor text without blanks, occurrence."""
    fix: Fix | None = None
    suppressed: str | None = None
    """Why it is not reported, when a suppression holds it; `None` otherwise."""
