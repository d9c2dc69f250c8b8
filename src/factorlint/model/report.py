"""The outcome of one scan, as every report format receives it."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from .component import Component
from .finding import Finding, Place
from .rule import RuleInfo
from .text import Lines

Verdict = Literal["met", "findings", "not assessed"]


class Trouble(msgspec.Struct, frozen=True, order=True):
    """A file or a rule that could not be handled: never silence. Line 0 is the whole file."""

    path: str
    line: int
    message: str
    ours: bool = False
    """A crash of a rule or producer of ours (exit code 3) rather than bad input."""


class ScoreRow(msgspec.Struct, frozen=True):
    """One concern of the scorecard."""

    concern: str
    title: str
    verdict: Verdict
    errors: int
    warnings: int
    infos: int
    evidence: tuple[str, ...]
    """What was seen that complies, in words: "12 settings read from the environment"."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that a format needs; holds no clock value and no absolute path."""

    root: str
    """The scanned root as the user named it."""
    version: str
    findings: tuple[Finding, ...]
    """Sorted by path, line, code; without the suppressed."""
    suppressed: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]
    components: tuple[Component, ...]
    scorecard: tuple[ScoreRow, ...]
    rules: tuple[RuleInfo, ...]
    """Every enabled rule, sorted by code."""
    stats: Mapping[str, float | int]
    texts: Mapping[str, bytes]
    """Bytes of the documents that findings and evidence point into."""
    category: str = ""
    lines_cache: dict[str, Lines] = msgspec.field(default_factory=dict)

    def lines(self, path: str) -> Lines:
        """The line index of a document that a finding names; empty for an unreadable one."""
        if path not in self.lines_cache:
            self.lines_cache[path] = Lines(self.texts.get(path, b""))
        return self.lines_cache[path]

    def line_of(self, place: Place) -> int:
        """The line from 1, or 0 for the repository as a whole."""
        return self.lines(place.path).line_at(place.span.start) if place.path else 0
