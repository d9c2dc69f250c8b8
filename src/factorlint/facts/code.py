"""What one file of source code leaves for others to settle: its exports, and uses of other files' names."""

from typing import Literal

from ..model.expression import Call, Value
from ..model.fact import Fact


class Export(Fact, frozen=True, kw_only=True, tag="code.export"):
    """A name that other files can import, and what it stands for. Only what a use elsewhere can need is a fact:
    constructions, constants, environment reads, names of other files, and functions that return one of these."""

    name: str
    """As importers write it; `default` for a default export; `*` for everything of another module
    (`from .base import *`, `export * from "./base"`), which `value` names; `Client.session` for an attribute
    that a class sets once."""
    value: Value
    """What it is, or what a function returns. A `name` begins with a module as the import writes it."""
    what: Literal["value", "function", "class"] = "value"
    parameters: tuple[str, ...] = ()
    """Of a function, in order; `value` then holds `parameter` values where they are passed on."""
    required: bool = False
    """Of a function that reads the environment: it fails when the variable is not set."""


class OpenCall(Fact, frozen=True, kw_only=True, tag="code.open-call"):
    """A call that may be an idiom's once names of other files are known: its own name (`./app.app.listen`)
    or a part of its arguments (`config.port`) begins in another module. Stands at the call."""

    call: Call
    language: str
    """Whose idioms apply."""


class Mention(Fact, frozen=True, kw_only=True, tag="code.mention"):
    """Code names other code by a string or a place, as a framework asks: Django's `INSTALLED_APPS`, Celery's
    `include`, Fastify's autoload folder."""

    target: str
    """A dotted module (`shop.orders`), `module:attribute`, or a path relative to the file (`./routes`)."""
    by: str
    """The framework and the place: `django.installed-apps`, `celery.include`."""
    form: Literal["module", "path", "folder"] = "module"
