"""Settings: the one reader of configuration files, flags and the environment.

Every source gives a partial layer; the layers are merged once, later ones win:
defaults < configuration file < `FACTORLINT_*` environment < flags. A later layer's value replaces
an earlier one's, except `extend-select` and `ignore`, which add up, so that a flag never
silently drops what the file ignores.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
import tomli

from .configfile import ComponentOverride as ComponentOverride
from .configfile import FailOn as FailOn
from .configfile import FileLayer
from .configfile import Profile as Profile
from .model.finding import Severity
from .model.source import Role
from .pathpatterns import rebased
from .syntax.tree.toml_lines import line_of

Colour = Literal["auto", "always", "never"]

FILE_NAMES = ("factorlint.toml", ".factorlint.toml", "pyproject.toml")
"""Looked for in this order in each folder, from the scanned root up to the repository root."""

MAX_FILE_SIZE = 5_000_000


class UserError(Exception):
    """A mistake of the user: one line that says where and how to mend it. Exit code 2."""


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
    languages: tuple[str, ...] = ()
    """Names of installed plug-ins."""
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
    """Where a field's value came from, for messages: `factorlint.toml:3`, `--select`. A rule that a table names
    has its own: `severity.CFG006`."""


def repository_root(path: Path) -> Path | None:
    """The nearest folder at or above `path` that version control marks as a root; None for none."""
    folder = path if path.is_dir() else path.parent
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def find_file(root: Path) -> Path | None:
    """The configuration file that holds for `root`: there, or upward as far as the repository's root."""
    limit = repository_root(root) or root
    for folder in (root, *root.parents):
        for name in FILE_NAMES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or _table(path) is not None):
                return path
        if folder == limit:
            break
    return None


def load(
    root: Path,
    flags: Mapping[str, Any] | None = None,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings for scanning `root` (absolute). `flags` are fields of `Settings`, None where not given.

    `file` (or FACTORLINT_CONFIG) is read instead of looking for one.
    Raises `UserError` that names the file, line and remedy.
    """
    environ = os.environ if environ is None else environ
    if file is None and environ.get("FACTORLINT_CONFIG"):
        file = Path(environ["FACTORLINT_CONFIG"])
    if file is not None and not file.is_file():
        raise UserError(f"{file}: there is no such configuration file")
    found = file or find_file(root)
    layers = [_from_file(found, root)] if found else []
    layers.append(_from_environment(environ))
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    layers.append(
        (given, {name: f"--{'format' if name == 'formats' else name.replace('_', '-')}" for name in given})
    )
    return _merge(layers)


def wants_colour(choice: Colour, terminal: bool, environ: Mapping[str, str] | None = None) -> bool:
    """Whether to colour: the flag, NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, an able terminal, in this order."""
    environ = os.environ if environ is None else environ
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return terminal and environ.get("TERM") != "dumb"


def user_cache() -> Path | None:
    """The folder in which this user's programs keep what they can make again; None where there is none."""
    given = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if given and Path(given).is_absolute():
        return Path(given) / "factorlint"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "factorlint"


def wants_traceback() -> bool:
    """Whether the user asks for Python's own account of an unexpected error (FACTORLINT_TRACEBACK)."""
    return bool(os.environ.get("FACTORLINT_TRACEBACK"))


def compared_refs() -> tuple[str, str] | None:
    """The two revisions that pre-commit compares when it runs before a push; None otherwise."""
    first, last = os.environ.get("PRE_COMMIT_FROM_REF"), os.environ.get("PRE_COMMIT_TO_REF")
    return (first, last) if first and last else None


Layer = tuple[dict[str, Any], dict[str, str]]
"""Fields of `Settings` that one source gives, and where it gives each."""

_ADDED_UP = ("extend_select", "ignore")


def _merge(layers: Iterable[Layer]) -> Settings:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for given, said_at in layers:
        for name, value in given.items():
            values[name] = (*values.get(name, ()), *value) if name in _ADDED_UP else value
            origins[name] = f"{origins[name]} or {said_at[name]}" if _adds(name, origins) else said_at[name]
        origins |= {key: place for key, place in said_at.items() if "." in key}
    return Settings(**values, origins=origins)


def _adds(name: str, origins: Mapping[str, str]) -> bool:
    return name in _ADDED_UP and name in origins


_LISTS = ("select", "extend_select", "ignore", "formats")
_SWITCHES = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def _from_environment(environ: Mapping[str, str]) -> Layer:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    readers = dict.fromkeys(_LISTS, _words) | {
        "profile": _choice(Profile),
        "fail_on": _choice(FailOn),
        "jobs": _number,
        "max_file_size": _number,
        "cache": _switch,
        "respect_gitignore": _switch,
    }
    for field, read in readers.items():
        variable = "FACTORLINT_" + ("FORMAT" if field == "formats" else field.upper())
        text = environ.get(variable, "").strip()
        if text:
            try:
                values[field] = read(text)
            except ValueError as error:
                raise UserError(f"{variable}={text}: {error}") from None
            origins[field] = variable
    return values, origins


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", text) if word)


def _choice(options: Any) -> Any:
    def read(text: str) -> str:
        if text not in get_args(options):
            raise ValueError(f"it must be one of {', '.join(get_args(options))}")
        return text

    return read


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("it must be a whole number")
    return int(text)


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCHES:
        raise ValueError("it must be true or false")
    return _SWITCHES[text.lower()]


def _table(path: Path) -> dict[str, Any] | None:
    """factorlint's table of a TOML file; None when a pyproject.toml has none. Raises `UserError`."""
    try:
        text = path.read_text("utf-8-sig")
        document = tomli.loads(text)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: it is not UTF-8; save it as UTF-8") from None
    except (tomli.TOMLDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UserError(f"{path}:{line}: not TOML: {getattr(error, 'msg', 'nested too deeply')}") from None
    if path.name != "pyproject.toml":
        return document
    tool = document.get("tool")
    table = tool.get("factorlint") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) or table is None else {"": table}


def _from_file(path: Path, root: Path) -> Layer:
    shown = os.path.relpath(path, Path.cwd()) if path.is_relative_to(Path.cwd()) else str(path)
    table = _table(path)
    if table is None:
        raise UserError(f"{shown}: it has no [tool.factorlint] table")
    prefix = ("tool", "factorlint") if path.name == "pyproject.toml" else ()
    text = path.read_text("utf-8-sig")

    def at(*route: str) -> str:
        return f"{shown}:{line_of(text, (*prefix, *route))}"

    _check_keys(table, at)
    try:
        layer = msgspec.convert(table, FileLayer)
    except msgspec.ValidationError:
        raise _type_error(table, at) from None
    values = _settings_of(layer, path.parent, root)
    origins = {name: at("format" if name == "formats" else name.replace("_", "-")) for name in values}
    origins |= {f"severity.{word}": at("severity", word) for word in layer.severity or ()}
    for pattern, words in (layer.per_path_ignores or {}).items():
        origins |= {f"per_path_ignores.{word}": at("per-path-ignores", pattern) for word in words}
    return values, origins


def _type_error(table: Mapping[str, Any], at: Any) -> UserError:
    """The error for the first value of a wrong type; tables are tried key by key to name the line."""
    for key, value in table.items():
        parts = (
            [{key: {name: each}} for name, each in value.items()]
            if isinstance(value, dict)
            else [{key: value}]
        )
        for part in parts:
            try:
                msgspec.convert(part, FileLayer)
            except msgspec.ValidationError as error:
                message = str(error).partition(" - at `$")[0].replace(" | null", "")
                message = message[:1].lower() + message[1:]
                message = message.replace("`array`", "a list").replace("`object`", "a table")
                inner = tuple(part[key]) if isinstance(value, dict) else ()
                return UserError(f"{at(key, *inner)}: `{'.'.join((key, *inner))}`: {message}")
    return UserError(f"{at()}: it does not fit docs/schema/config.schema.json")


def _check_keys(table: Mapping[str, Any], at: Any) -> None:
    known = {field.encode_name for field in msgspec.structs.fields(FileLayer)}
    for key in table:
        if key not in known:
            near = get_close_matches(key.replace("_", "-").lower(), known, n=1, cutoff=0.6)
            remedy = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(sorted(known))}"
            raise UserError(f"{at(key)}: unknown key `{key}`; {remedy}")


def _settings_of(layer: FileLayer, folder: Path, root: Path) -> dict[str, Any]:
    """The file's values as `Settings` holds them: patterns relative to the scanned root."""
    below = root.relative_to(folder).parts if root.is_relative_to(folder) else ()
    given = {
        field: value for field in layer.__struct_fields__ if (value := getattr(layer, field)) is not None
    }
    if "format" in given:
        value = given.pop("format")
        given["formats"] = (value,) if isinstance(value, str) else value
    for field in ("per_path_ignores", "roles"):
        if field in given:
            pairs = ((rebased(pattern, below), value) for pattern, value in given[field].items())
            given[field] = tuple((pattern, value) for pattern, value in pairs if pattern)
    if "exclude" in given:
        given["exclude"] = tuple(filter(None, (rebased(pattern, below) for pattern in given["exclude"])))
    if "components" in given:
        given["components"] = tuple(
            _moved(each, below) for each in given["components"] if _inside(each, below)
        )
    if "packs" in given:
        given["packs"] = tuple(str(folder / pack) if _is_folder(pack) else pack for pack in given["packs"])
    return given


def _is_folder(pack: str) -> bool:
    return pack.startswith(".") or "/" in pack or "\\" in pack


def _inside(component: ComponentOverride, below: tuple[str, ...]) -> bool:
    return tuple(component.path.strip("/").split("/"))[: len(below)] == below


def _moved(component: ComponentOverride, below: tuple[str, ...]) -> ComponentOverride:
    parts = [part for part in component.path.replace("\\", "/").split("/") if part not in ("", ".")]
    return msgspec.structs.replace(component, path="/".join(parts[len(below) :]) or ".")
