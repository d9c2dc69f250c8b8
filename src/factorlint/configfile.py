"""The keys of the configuration file, their types and what they mean: its JSON Schema is made from this."""

from typing import Annotated, Literal

import msgspec

from .model.component import Kind
from .model.finding import Severity
from .model.source import Role

FailOn = Literal["error", "warning", "info", "never"]
Profile = Literal["default", "strict"]


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
        tuple[str, ...] | None,
        msgspec.Meta(
            description="Rules to judge by instead of the profile's: codes, prefixes, names or factors."
        ),
    ] = None
    extend_select: Annotated[
        tuple[str, ...] | None,
        msgspec.Meta(description="Rules to judge by in addition to the selected ones."),
    ] = None
    ignore: Annotated[tuple[str, ...] | None, msgspec.Meta(description="Rules not to judge by.")] = None
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
        str | tuple[str, ...] | None, msgspec.Meta(description="Report formats: NAME, or NAME=FILE.")
    ] = None
    severity: Annotated[
        dict[str, Severity] | None, msgspec.Meta(description="Another severity for a rule, by code or name.")
    ] = None
    per_path_ignores: Annotated[
        dict[str, tuple[str, ...]] | None,
        msgspec.Meta(description="Rules not to judge by in the files of a pattern."),
    ] = None
    roles: Annotated[
        dict[str, Role] | None,
        msgspec.Meta(description="What the files of a pattern are for, where factorlint guesses wrong."),
    ] = None
    components: Annotated[
        tuple[ComponentOverride, ...] | None,
        msgspec.Meta(description="Components of the repository, where factorlint divides it wrongly."),
    ] = None
    packs: Annotated[
        tuple[str, ...] | None,
        msgspec.Meta(description="Rule packs: folders (relative to this file) or names of installed packs."),
    ] = None
    languages: Annotated[
        tuple[str, ...] | None,
        msgspec.Meta(description="Names of installed plug-ins that read further languages or file formats."),
    ] = None
    exclude: Annotated[
        tuple[str, ...] | None, msgspec.Meta(description="Files and folders that are not read at all.")
    ] = None
    respect_gitignore: Annotated[
        bool | None, msgspec.Meta(description="Whether files that git ignores are left out.")
    ] = None
    max_file_size: Annotated[
        Annotated[int, msgspec.Meta(gt=0)] | None,
        msgspec.Meta(description="Larger files are not read, but named; in bytes."),
    ] = None
    jobs: Annotated[
        Annotated[int, msgspec.Meta(ge=0)] | None,
        msgspec.Meta(description="Worker processes; 0 chooses by the machine."),
    ] = None
    cache: Annotated[bool | None, msgspec.Meta(description="Whether facts are kept between runs.")] = None
