"""A programming language's file as idioms see it: calls, imports and assignments with qualified names.

A language's reader (tree-sitter to this model) knows its grammar; `idioms` knows no grammar. Qualified
names are dotted paths from an imported module, with `()` after what was called to get there:
`requests.get`, `flask.Flask().run`, `http.createServer().listen`, `redis.Redis().get`. A name that is
bound in the file is followed to what it was bound to; what is not known stays empty.
"""

from typing import Literal

import msgspec

from ..model.text import Span


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an expression denotes, as far as it is exact."""

    what: Literal["constant", "env", "name", "call", "list", "mapping", "template", "other"]
    span: Span
    constant: str | int | float | bool | None = None
    """For `constant`, after following names bound once in the file."""
    name: str = ""
    """For `name` and `call`: the qualified name. For `env`: the variable."""
    default: "Value | None" = None
    """For `env`: the fallback (`getenv("X", default)`, `process.env.X || default`)."""
    items: tuple["Value", ...] = ()
    """For `list`: elements. For `template`: parts of an f-string or concatenation. For `call`: arguments."""
    entries: tuple[tuple[str, "Value"], ...] = ()
    """For `mapping`: literal keys and their values. For `call`: keyword arguments (or the options object's)."""
    open: bool = False
    """A spread or computed key hides part of `items` or `entries`."""
    of: "Value | None" = None
    """For `call`: the construction its name passes through (`httpx.Client(timeout=5)` in `.get(...)`)."""


class Call(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A call, a construction (`new X()`) or a decorator, in evaluation context."""

    name: str
    span: Span
    args: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    """Keyword arguments; in JavaScript the entries of the options object come as an argument of `mapping`."""
    open: bool = False
    """`*args`, `**kwargs` or a spread hides some arguments."""
    scope: str = ""
    """Qualified name of the enclosing function or class; empty at module level."""
    at_import: bool = False
    in_main: bool = False
    """In `if __name__ == "__main__"` or a function only called there."""
    in_loop: bool = False
    in_try: bool = False
    """In a try (or with a `.catch`) that handles a failure."""
    in_async: bool = False
    awaited: bool = False
    in_handler: bool = False
    """In a function that a route decorator or registration names."""
    bound_to: str = ""
    """The variable, attribute or key the result is given to."""
    decorates: str = ""
    """For a decorator: the name of the function or class below it."""
    of: Value | None = None
    """The call its name passes through, with arguments: `axios.create({timeout: 1})` for `axios.create().get`."""
    within: tuple[str, ...] = ()
    """Qualified names of context managers and decorators around it, innermost first."""


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
