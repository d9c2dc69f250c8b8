"""A fix: edits on the text with a stated safety."""

from typing import Literal

import msgspec

from .text import Span


class Edit(msgspec.Struct, frozen=True, order=True, gc=False):
    """Replace the bytes of `span` in the document at `path` with `text`."""

    path: str
    span: Span
    text: str


class Fix(msgspec.Struct, frozen=True):
    """A handful of edits that belong together."""

    title: str
    edits: tuple[Edit, ...]
    safety: Literal["safe", "unsafe"] = "unsafe"
