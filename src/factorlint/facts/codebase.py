"""Codebase: the tree itself (factor I). Made by the engine's discovery, not by languages."""

from ..model.fact import Fact


class Repository(Fact, kw_only=True, tag="codebase.repository"):
    """The scanned tree."""

    vcs: str = ""
    """`git`, or empty."""
    nested: bool = False
    """A sub folder of a work tree."""


class CommittedArtifact(Fact, kw_only=True, tag="codebase.committed-artifact"):
    """Version control tracks what a build or an installer makes."""

    what: str
    """`node_modules`, `virtualenv`, `bytecode`, `object-code`, `java-classes`, `bundle`, `egg-info`, `cache`."""
    files: int
    example: str
    """The first such file."""


class Link(Fact, kw_only=True, tag="codebase.link"):
    """A symbolic link inside the tree."""

    target: str
    """Resolved relative to the root; begins with `../` when it leaves the tree."""


class TrackedFile(Fact, kw_only=True, tag="codebase.tracked-file"):
    """A file whose being tracked is telling by its name alone (`.env`, key files, databases, log files)."""

    what: str
