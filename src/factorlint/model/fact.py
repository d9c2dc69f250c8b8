"""A fact: what one place in one document says, in the methodology's words."""

from typing import TypeVar

import msgspec

from .source import Role
from .text import NOWHERE, Span

UNKNOWN = msgspec.UNSET
"""The value of a field that the producer saw but could not resolve; it is falsy.

An encoded fact leaves such a field out, so it must be the default of every field that may have it."""

Unknown = msgspec.UnsetType
"""The type of `UNKNOWN`, for annotations: `str | None | Unknown`."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="kind"):
    """The base of the vocabulary in `factorlint.facts`.

    A producer sets `span` and `scope`. The engine places the fact afterwards: `path`,
    `role` and `component` are never set by a producer, so that facts can be cached.
    """

    span: Span = NOWHERE
    """Where it stands, in bytes. Small: the call, the key, the instruction; not the whole body."""
    scope: str = ""
    """The smallest named owner: a function, a build stage, a compose service, `Deployment/web/app`, a job."""
    path: str = ""
    role: Role = "production"
    component: str = ""


F = TypeVar("F", bound=Fact)


def place(fact: Fact, path: str, role: Role) -> None:
    """Give a freshly made or decoded fact the document it stands in."""
    msgspec.structs.force_setattr(fact, "path", path)
    msgspec.structs.force_setattr(fact, "role", role)


def assign(fact: Fact, component: str) -> None:
    """Give a placed fact its component."""
    msgspec.structs.force_setattr(fact, "component", component)


def kind_of(fact_type: type[Fact]) -> str:
    """The public name of a fact's type, such as `config.env-read`."""
    return str(fact_type.__struct_config__.tag)
