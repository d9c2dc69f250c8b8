"""A component: one app, library or piece of infrastructure of the repository."""

from typing import Literal

import msgspec

Kind = Literal["app", "tool", "library", "infrastructure", "samples"]
"""`app`: processes that are deployed; `tool`: a program that people call; `library`: code that others import."""


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the repository that is built, run and judged as one."""

    name: str
    """Unique in the repository; the root folder's relative path, or its name for the root."""
    root: str
    """Folder relative to the repository, `` for the root itself."""
    kind: Kind
    why: tuple[str, ...] = ()
    """What told us so, in words for people: "Dockerfile runs gunicorn", "published by pyproject.toml"."""
    ecosystems: tuple[str, ...] = ()
    """Package ecosystems of its manifests and sources: `python`, `npm`."""
    deployed: bool = False
    """Whether an image, process file or workload runs it."""
    containerised: bool = False
