"""How frameworks find code without an import of the language (`wiring.toml`)."""

from functools import cache

import msgspec

from . import table


class Alias(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names that stand for folders of a project that uses one of the frameworks."""

    frameworks: tuple[str, ...]
    patterns: tuple[str, ...]
    paths: tuple[str, ...]


class Virtual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Modules that one of the frameworks makes."""

    frameworks: tuple[str, ...]
    patterns: tuple[str, ...]


@cache
def aliases() -> tuple[Alias, ...]:
    """Return the aliases in the order of the table."""
    return tuple(msgspec.convert(row, Alias) for row in table("wiring.toml")["alias"])


@cache
def virtual() -> tuple[Virtual, ...]:
    """Return the modules that frameworks make."""
    return tuple(msgspec.convert(row, Virtual) for row in table("wiring.toml")["virtual"])
