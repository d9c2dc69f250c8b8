"""Packs: where rules come from. The built-in pack is a pack like any other."""

import re
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import msgspec
import tomli

from ..config import Settings, UserError
from ..syntax.tree.toml_lines import line_of
from .header import PageError, near

GROUP = "factorlint.packs"
"""The entry point group of installed packs. Each names a package whose folder holds `pack.toml`."""

MANIFEST = "pack.toml"


class Pack(msgspec.Struct, frozen=True):
    """A folder of rule pages."""

    name: str
    folder: str
    version: str = ""
    url: str = ""
    """Where its pages can be read; `CODE-name.md` follows."""
    prefix: str = ""
    """Letters with which all its codes begin; empty in the built-in pack, whose concerns have their own."""
    trusted: bool = True
    """Whether its Python may run."""
    installed: bool = True
    """Part of an installation, so byte code may be kept beside its Python."""


def packs_of(settings: Settings) -> Iterator[Pack]:
    """The built-in pack, then those that the settings name. Raises `UserError`."""
    yield open_pack(builtin_folder())
    for name in dict.fromkeys(settings.packs):
        if _is_folder(name):
            yield open_pack(Path(name), trusted=settings.trust_packs, installed=False)
        else:
            yield open_pack(_installed_folder(name, settings))


def builtin_folder() -> Path:
    """Where the built-in rules are: inside the installed package, or beside `src` in the source tree."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "builtin", package.parents[1] / "rules"):
        if (folder / MANIFEST).is_file():
            return folder
    raise UserError(f"{package}: the built-in rules are missing; install factorlint again")


def open_pack(folder: Path, trusted: bool = True, installed: bool = True) -> Pack:
    """Read a pack's manifest. Raises `PageError`."""
    path = folder / MANIFEST
    try:
        text = path.read_text("utf-8")
        values = tomli.loads(text)
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file; a rule pack is a folder with a {MANIFEST}") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PageError(str(path), getattr(error, "lineno", 1), f"not TOML: {error}") from None
    known = ("name", "version", "url", "prefix")
    for key, value in values.items():
        line = line_of(text, (key,))
        if key not in known:
            raise PageError(str(path), line, f"unknown key `{key}`; {near(key, known)}")
        if not isinstance(value, str):
            raise PageError(str(path), line, f"`{key}` must be a text")
    if not values.get("name"):
        raise PageError(str(path), 1, 'a pack needs a name; add `name = "..."`')
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,8}|", values.get("prefix", "")):
        raise PageError(str(path), line_of(text, ("prefix",)), "`prefix` must be two or more capital letters")
    return Pack(folder=str(folder), trusted=trusted, installed=installed, **values)


def is_page(path: str) -> bool:
    """Whether a file of a pack is a rule's page: Markdown, not hidden, no README or other capitalised text."""
    parts = path.split("/")
    hidden = any(part.startswith((".", "_")) for part in parts)
    return path.endswith(".md") and not hidden and not parts[-1][0].isupper()


def _is_folder(name: str) -> bool:
    return name.startswith(".") or "/" in name or "\\" in name or Path(name, MANIFEST).is_file()


def _installed_folder(name: str, settings: Settings) -> Path:
    from importlib.metadata import entry_points  # 16 ms that a scan without installed packs need not pay

    installed = {each.name: each for each in entry_points(group=GROUP)}
    origin = settings.origins.get("packs", "packs")
    if name not in installed:
        remedy = near(name, installed) if installed else f"for a folder write `./{name}`"
        raise UserError(f"{origin}: no rule pack `{name}` is installed; {remedy}")
    module = installed[name].module
    spec = util.find_spec(module)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if Path(folder, MANIFEST).is_file():
            return Path(folder)
    raise UserError(f"{origin}: pack `{name}`: package `{module}` holds no {MANIFEST}; report it to the pack")
