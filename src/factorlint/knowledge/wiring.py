"""How frameworks find code without an import of the language (`wiring.toml`)."""

import re
from functools import cache
from typing import Literal

import msgspec

from . import table

RunBy = Literal["server", "browser", "both", "worker", "release", "admin", "build"]


class Alias(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names that stand for folders of a project that uses one of the frameworks."""

    frameworks: tuple[str, ...]
    patterns: tuple[str, ...]
    paths: tuple[str, ...]


class Virtual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Modules that one of the frameworks makes."""

    frameworks: tuple[str, ...]
    patterns: tuple[str, ...]


class Mentioned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What mentions of some kinds lead to beyond what they name."""

    by: tuple[str, ...]
    modules: tuple[str, ...] = ()
    """Modules of the named package that are run, too."""
    of: str = ""
    """The kind of mentions whose packages are meant where none is named."""
    named_by: str = ""
    """The kind of mention in the same call that names the modules instead."""
    names_modules: bool = False
    """The target is the name of a module in each of those packages."""
    deep: bool = False
    """All modules below the package are run."""
    shallow: bool = False
    """Of a folder, only the files that lie in it."""


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files that a framework runs because of where they lie, below the folder of the project."""

    frameworks: tuple[str, ...]
    process: RunBy
    patterns: tuple[str, ...]


@cache
def places() -> tuple[tuple[Place, re.Pattern[str]], ...]:
    """Return every row with one expression for all of its patterns."""
    rows = (msgspec.convert(row, Place) for row in table("wiring.toml")["place"])
    return tuple(
        (row, re.compile("|".join(f"(?:{_expression(each)})" for each in row.patterns))) for row in rows
    )


_PIECE = re.compile(r"\*\*/|\*\*|\*|\{|\}|,|[^*{},]+")
_MEANS = {"**/": r"(?:[^/]+/)*", "**": r".+", "*": r"[^/]*", "{": "(?:", "}": ")"}


def _expression(pattern: str) -> str:
    """A pattern of ours as a regular expression for `fullmatch`."""
    depth = 0
    found = ""
    for piece in _PIECE.findall(pattern):
        depth += (piece == "{") - (piece == "}")
        found += "|" if piece == "," and depth else _MEANS.get(piece) or re.escape(piece)
    return found


@cache
def mentioned() -> dict[str, Mentioned]:
    """Return the rows by the kind of mention."""
    rows = (msgspec.convert(row, Mentioned) for row in table("wiring.toml")["mention"])
    return {by: row for row in rows for by in row.by}


@cache
def aliases() -> tuple[Alias, ...]:
    """Return the aliases in the order of the table."""
    return tuple(msgspec.convert(row, Alias) for row in table("wiring.toml")["alias"])


@cache
def virtual() -> tuple[Virtual, ...]:
    """Return the modules that frameworks make."""
    return tuple(msgspec.convert(row, Virtual) for row in table("wiring.toml")["virtual"])
