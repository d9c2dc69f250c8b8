"""Settings: the one reader of configuration files, flags and the environment.

Every source gives a partial layer; the layers are merged once, later ones win:
defaults < configuration file < `FACTORLINT_*` environment < flags. Rule lists of a later
layer replace those of an earlier one, except `extend-select` and `ignore`, which add up,
so that a flag never silently drops what the file ignores.
"""

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from .model.component import Kind
from .model.finding import Severity
from .model.source import Role

FailOn = Literal["error", "warning", "info", "never"]
Profile = Literal["default", "strict"]
Colour = Literal["auto", "always", "never"]

FILE_NAMES = ("factorlint.toml", ".factorlint.toml", "pyproject.toml")
"""Looked for in this order in each folder, from the scanned root up to the repository root."""

MAX_FILE_SIZE = 5_000_000


class UserError(Exception):
    """A mistake of the user: one line that says where and how to mend it. Exit code 2."""


class ComponentOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the user says about one component."""

    path: str
    """Its folder, relative to the configuration file; `.` for the root."""
    name: str = ""
    kind: Kind | None = None


class FileLayer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Configuration of factorlint (`factorlint.toml`, or `[tool.factorlint]` in `pyproject.toml`).

    Patterns of paths are those of .gitignore, relative to the configuration file.
    """

    select: Annotated[
        list[str] | None,
        msgspec.Meta(
            description="Rules to judge by instead of the profile's: codes, prefixes, names or factors."
        ),
    ] = None
    extend_select: Annotated[
        list[str] | None, msgspec.Meta(description="Rules to judge by in addition to the selected ones.")
    ] = None
    ignore: Annotated[list[str] | None, msgspec.Meta(description="Rules not to judge by.")] = None
    profile: Annotated[
        Profile | None,
        msgspec.Meta(
            description="`default` shows what is sure enough to act on; `strict` shows every rule and doubt."
        ),
    ] = None
    fail_on: Annotated[
        FailOn | None, msgspec.Meta(description="The least severity that makes `check` exit with 1.")
    ] = None
    format: Annotated[
        str | list[str] | None, msgspec.Meta(description="Report formats: NAME, or NAME=FILE.")
    ] = None
    severity: Annotated[
        dict[str, Severity] | None, msgspec.Meta(description="Another severity for a rule, by code or name.")
    ] = None
    per_path_ignores: Annotated[
        dict[str, list[str]] | None,
        msgspec.Meta(description="Rules not to judge by in the files of a pattern."),
    ] = None
    roles: Annotated[
        dict[str, Role] | None,
        msgspec.Meta(description="What the files of a pattern are for, where factorlint guesses wrong."),
    ] = None
    components: Annotated[
        list[ComponentOverride] | None,
        msgspec.Meta(description="Components of the repository, where factorlint divides it wrongly."),
    ] = None
    packs: Annotated[
        list[str] | None,
        msgspec.Meta(description="Rule packs: folders (relative to this file) or names of installed packs."),
    ] = None
    exclude: Annotated[
        list[str] | None, msgspec.Meta(description="Files and folders that are not read at all.")
    ] = None
    respect_gitignore: Annotated[
        bool | None, msgspec.Meta(description="Whether files that git ignores are left out.")
    ] = None
    max_file_size: Annotated[
        int | None, msgspec.Meta(gt=0, description="Larger files are not read, but named; in bytes.")
    ] = None
    jobs: Annotated[
        int | None, msgspec.Meta(ge=0, description="Worker processes; 0 chooses by the machine.")
    ] = None
    cache: Annotated[bool | None, msgspec.Meta(description="Whether facts are kept between runs.")] = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a scan and its reports can be told. `Settings()` is the default.

    All patterns are relative to the scanned root.
    """

    select: tuple[str, ...] = ()
    """Empty for what the profile shows."""
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    profile: Profile = "default"
    fail_on: FailOn = "warning"
    exit_zero: bool = False
    formats: tuple[str, ...] = ("console",)
    """`NAME` or `NAME=FILE`."""
    severity: Mapping[str, Severity] = msgspec.field(default_factory=dict)
    """By code or name."""
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    roles: tuple[tuple[str, Role], ...] = ()
    components: tuple[ComponentOverride, ...] = ()
    packs: tuple[str, ...] = ()
    """Absolute folders, or names of installed packs."""
    trust_packs: bool = False
    """Python of folder packs may run. Only the command line can say so."""
    exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    max_file_size: int = MAX_FILE_SIZE
    jobs: int = 0
    """Worker processes; 0 chooses by the machine."""
    cache: bool = True
    category: str = ""
    """SARIF's `automationDetails`: tells analyses of one repository apart."""
    show_suppressed: bool = False
    show_paths: tuple[str, ...] = ()
    """Only findings in (or with evidence in) these files and folders are reported; empty for all."""
    origins: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Where a field's value came from, for messages: `factorlint.toml:3`, `--select`."""
