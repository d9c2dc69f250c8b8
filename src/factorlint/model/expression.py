"""Expressions and calls of source code, as every programming language has them.

Qualified names are dotted paths from an imported module, with `()` after what was called to get there:
`requests.get`, `flask.Flask().run`, `http.createServer().listen`, `redis.Redis().get`. A name that is
bound in the file is followed to what it was bound to; what is not known stays empty. A name of another file
begins with the module as its import writes it: `.config.PORT`, `app.config.PORT`, `./config.port`.
"""

from typing import Literal

import msgspec

from .text import Span


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an expression denotes, as far as it is exact."""

    what: Literal["constant", "env", "name", "call", "list", "mapping", "template", "parameter", "other"]
    span: Span
    constant: str | int | float | bool | None = None
    """For `constant`, after following names bound once in the file."""
    name: str = ""
    """For `name` and `call`: the qualified name. For `env`: the variable. For `parameter`: the function's parameter."""
    default: "Value | None" = None
    """For `env`: the fallback (`getenv("X", default)`, `process.env.X || default`)."""
    items: tuple["Value", ...] = ()
    """For `list`: elements. For `template`: parts of an f-string or concatenation. For `call`: arguments. For `env`
    without a name: what the name is computed from (a `parameter`)."""
    entries: tuple[tuple[str, "Value"], ...] = ()
    """For `mapping`: literal keys and their values. For `call`: keyword arguments (or the options object's)."""
    open: bool = False
    """A spread or computed key hides part of `items` or `entries`."""
    alias: str = ""
    """For what another file says: the name by which it is used here."""
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
