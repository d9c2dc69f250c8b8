"""A programming language's file as idioms see it: calls, imports and assignments with qualified names.

A language's reader (tree-sitter to this model) knows its grammar; `idioms` knows no grammar. Expressions and
calls are `model/expression.py`'s, so that facts can hold them.
"""

import msgspec

from ..model.expression import Call as Call
from ..model.expression import Value as Value
from ..model.text import Span


class Assignment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A name, attribute or mapping key is given a value (`DEBUG = True`, `app.config["X"] = 1`, a keyword of
    a settings class)."""

    target: str
    """Dotted: `DEBUG`, `Config.DEBUG`, `app.config.SECRET_KEY`, `DATABASES.default.HOST`."""
    span: Span
    value: Value
    scope: str = ""
    at_import: bool = True


class Bases(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A class and what it inherits (settings classes, task classes, migrations)."""

    name: str
    span: Span
    bases: tuple[str, ...]
    fields: tuple[tuple[str, Value | None, str], ...] = ()
    """Name, default (None when there is none) and annotation text."""
    scope: str = ""


class CodeFile(msgspec.Struct, kw_only=True):
    """What a reader gives to `idioms.apply`."""

    calls: list[Call]
    assignments: list[Assignment]
    classes: list[Bases]
    errors: list[tuple[Span, str]]
    """Syntax errors worth telling; at most one a file."""
    statuses: list[tuple[str, int]] = msgspec.field(default_factory=list)
    """HTTP status codes that a body names: the function's qualified name and the code."""
    local_calls: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """Who calls what inside this file: the calling scope and the called function's name."""
    open_calls: list[Call] = msgspec.field(default_factory=list)
    """Calls that no idiom knows by their name, which begins in another file."""
