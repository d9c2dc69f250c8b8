"""What a scanned file is, before anybody reads it."""

from typing import Literal

import msgspec

Role = Literal["production", "test", "tooling", "docs", "example", "generated", "vendored", "migration"]
"""What a file is for. `tooling` is what developers and CI run; engine/roles.py decides."""

ROLES: tuple[Role, ...] = (
    "production",
    "test",
    "tooling",
    "docs",
    "example",
    "generated",
    "vendored",
    "migration",
)


class Document(msgspec.Struct, frozen=True, gc=False):
    """A file of the scanned tree: `path` from the root with `/`, `size` in bytes."""

    path: str
    language: str
    """The folder in `languages/` that reads it; empty when none does."""
    role: Role = "production"
    size: int = 0
    tracked: bool = True
    """Whether version control knows the file; true where there is no version control."""


class Source(msgspec.Struct, frozen=True, gc=False):
    """What a language's `facts` is given: one document and its bytes."""

    path: str
    data: bytes
