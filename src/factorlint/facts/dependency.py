"""Dependencies: declared, locked, imported, installed (factor II)."""

from typing import Literal

from ..model.fact import UNKNOWN, Fact, Unknown


class Import(Fact, frozen=True, kw_only=True, tag="dependency.import"):
    """Code imports a module, of a package or of the same repository."""

    module: str
    """As written: Python's dotted module with its leading dots, npm's specifier, Go's path."""
    ecosystem: str
    relative: bool = False
    """Written relative to this file, so it is no package's: `.models`, `./app.js`."""
    names: tuple[str, ...] = ()
    """What is taken from it (`from app import config` takes `config`), as the module calls it; `*` for all."""
    optional: bool = False
    """In a try that handles the failure, or otherwise expected to fail."""
    typing_only: bool = False
    lazy: bool = False
    """Inside a function or condition."""
    escapes: bool = False
    """A relative path that leaves the folder of its own (`../../other-app/x`)."""


class Project(Fact, frozen=True, kw_only=True, tag="dependency.project"):
    """A manifest describes a project: pyproject.toml, setup.py, package.json, Pipfile, requirements.txt."""

    ecosystem: str
    manifest: str
    """`pyproject`, `setup`, `requirements`, `pipfile`, `package.json`."""
    name: str = ""
    private: bool = False
    """Says it is not published (`"private": true`, no build system)."""
    publishes: bool = False
    """Has what publishing needs: a build system with name and version, or `main`/`exports`/`files` and no `private`."""
    workspaces: tuple[str, ...] = ()
    """Glob patterns of member folders."""
    entry_points: tuple[tuple[str, str], ...] = ()
    """Console scripts and `bin`: name and target."""
    scripts: tuple[tuple[str, str], ...] = ()
    """npm scripts, poe/pdm tasks: name and command."""
    packages: tuple[str, ...] = ()
    """Top-level import names it says it ships."""
    dynamic: bool = False
    """Its dependencies are computed or stand in `includes`, so the list here is incomplete."""
    includes: tuple[str, ...] = ()
    """Requirements files that it takes in (`-r base.txt`), as written."""
    frameworks: tuple[str, ...] = ()


class Declared(Fact, frozen=True, kw_only=True, tag="dependency.declared"):
    """A manifest declares a package."""

    name: str
    """Normalised as its ecosystem does (PEP 503; npm as written)."""
    ecosystem: str
    constraint: str = ""
    """As written, empty when open."""
    pin: Literal["exact", "range", "lower-bound", "open", "direct", "workspace"] = "range"
    """`direct`: a URL, VCS or path; `range` has an upper end or caret/tilde."""
    group: str = "main"
    """`main`, `dev`, `optional`, `build`, `peer`, `constraint`, or the group's name."""
    extras: tuple[str, ...] = ()
    manifest: str = ""
    reference: str = ""
    """For `direct`: the URL and revision, or the path."""


class Lock(Fact, frozen=True, kw_only=True, tag="dependency.lock"):
    """A lockfile, or a requirements file in which everything is pinned."""

    ecosystem: str
    tool: str
    """`uv`, `poetry`, `pdm`, `pipenv`, `pip-tools`, `npm`, `yarn`, `pnpm`, `bun`."""
    packages: tuple[tuple[str, str], ...] = ()
    """Name and version, at most 5000."""


class Install(Fact, frozen=True, kw_only=True, tag="dependency.install"):
    """A command installs packages."""

    tool: str
    """`pip`, `uv`, `poetry`, `npm`, `yarn`, `pnpm`, `apt`, `apk`, `dnf` ..."""
    ecosystem: str
    packages: tuple[tuple[str, str], ...] = ()
    """Named on the command line, with the version asked for or an empty text."""
    files: tuple[str, ...] = ()
    """`-r requirements.txt`, `-c`."""
    locked: bool | Unknown = UNKNOWN
    """Insists on the lockfile (`npm ci`, `--frozen-lockfile`, `uv sync --frozen`)."""
    production: bool | Unknown = UNKNOWN
    local: bool = False
    """Installs the project itself (`pip install .`)."""
    by: str = ""
    """As in Command.by."""
    owner: str = ""
    stage: str = "build"


class RuntimeVersion(Fact, frozen=True, kw_only=True, tag="dependency.runtime-version"):
    """Something chooses the version of a language runtime."""

    language: str
    """`python`, `node`, ..."""
    version: str
    """As written: `3.12`, `>=3.10`, `20-alpine`'s `20`."""
    by: str
    """`image`, `.python-version`, `.nvmrc`, `engines`, `requires-python`, `runtime.txt`, `ci`, `.tool-versions` ..."""
    exact: bool = True
    """False for a constraint that admits several minor (Python) or major (Node) versions."""


class ToolUse(Fact, frozen=True, kw_only=True, tag="dependency.tool-use"):
    """Code runs a program of the system."""

    program: str
    by: str = ""
    optional: bool = False
    """The code checks first whether it is there."""
