"""What a literal's text and the name it is bound to tell: the shape fields of `Literal_` and `EnvSupply`."""

from typing import TypedDict

from ..facts.config import EnvSupply, Literal_
from ..model.text import Span
from . import locators, secrets

MAX_VALUE = 500
"""Characters of a value that a fact keeps."""


class Traits(TypedDict):
    """Keyword arguments that `Literal_` and `EnvSupply` share."""

    shape: str
    placeholder: bool
    weak: bool


def traits(name: str, value: str) -> Traits:
    """Shape, placeholder and weakness of a literal bound to `name` (empty for none).

    A locator with a password in it is a `dsn` or `url`; its password decides `placeholder` and `weak`. A text
    that only repeats the name (`PASSWORD = "password"`, a label or an enum's member) is a placeholder too.
    """
    shape = secrets.shape(name, value) or locators.kind(value)
    if not shape:
        return Traits(shape="", placeholder=False, weak=False)
    found = locators.parse(value) if shape in ("dsn", "url") else None
    if found is not None and found.password:
        weakness = secrets.weakness(found.password)
        if not weakness and found.password == found.user:
            weakness = "demo"
    else:
        weakness = secrets.weakness(value if found is None else found.host or found.path, name)
    return Traits(shape=shape, placeholder=weakness not in ("", "demo"), weak=weakness == "demo")


def traits_of(name: str, value: object) -> Traits:
    """`traits` of a value that is perhaps none or unknown: those tell nothing."""
    return traits(name, value if isinstance(value, str) else "")


def literal(name: str, value: str, span: Span, scope: str = "") -> Literal_ | None:
    """The fact of a telling literal in a configuration file or in code; None when nothing tells."""
    found = traits(name, value)
    if not found["shape"]:
        return None
    return Literal_(span=span, scope=scope, value=value[:MAX_VALUE], bound_to=name, **found)


def supply(name: str, value: str, span: Span, *, by: str, to: str = "", stage: str = "run") -> EnvSupply:
    """The fact that a text gives a literal value to an environment variable."""
    return EnvSupply(
        span=span,
        name=name,
        value=value[:MAX_VALUE],
        by=by,
        to=to,
        stage=stage,  # type: ignore[arg-type]  # one of the vocabulary's words, from our own callers
        **traits(name, value),
    )
