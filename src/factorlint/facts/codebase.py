"""Codebase: the tree itself (factor I). Made by the engine's discovery, all but `Side`, not by languages."""

from typing import Literal

from ..model.fact import Fact


class Repository(Fact, frozen=True, kw_only=True, tag="codebase.repository"):
    """The scanned tree."""

    vcs: str = ""
    """`git`, or empty."""
    nested: bool = False
    """A sub folder of a work tree."""


class CommittedArtifact(Fact, frozen=True, kw_only=True, tag="codebase.committed-artifact"):
    """Version control tracks what a build or an installer makes."""

    what: str
    """`node_modules`, `virtualenv`, `bytecode`, `object-code`, `java-classes`, `bundle`, `egg-info`, `cache`."""
    files: int
    example: str
    """The first such file."""
    folder: str = ""
    """The folder that holds them all and nothing else; empty for files that lie about."""


class Link(Fact, frozen=True, kw_only=True, tag="codebase.link"):
    """A symbolic link inside the tree."""

    target: str
    """Resolved relative to the root; begins with `../` when it leaves the tree."""


class TrackedFile(Fact, frozen=True, kw_only=True, tag="codebase.tracked-file"):
    """A file whose being tracked is telling by its name alone (`.env`, key files, databases, log files)."""

    what: str


class Side(Fact, frozen=True, kw_only=True, tag="codebase.side"):
    """The file uses what only one side has: the user's browser or app, or a process of the server."""

    side: Literal["client", "server"]
    by: str = ""
    """What it uses: a package, a built-in module, `page` for the browser's own objects."""
