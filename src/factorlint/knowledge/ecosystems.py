"""Programming languages as everything outside their folders knows them: one row of `ecosystems.toml` each.

Linkers, roles and formats ask here for file names, package ecosystems, runtimes and images, so that no module
names a language and a new one is a folder in `languages/` and a row.
"""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

import msgspec

from . import table

Naming = Literal["pep503", "exact", "lower", "crate"]
Pattern = Literal["tests", "generated", "tooling"]


class Unbuffer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a runtime write its output at once: a variable, or a flag of its `program`."""

    variable: str
    flag: str
    program: str
    """How the names of its programs begin."""


class Ecosystem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """One row."""

    language: str
    """The folder in `languages/` that reads it, or would."""
    packages: str = ""
    """The ecosystem of its packages, as `Import`, `Project`, `Declared` and `Lock` name it."""
    runtime: str = ""
    """Its runtime, as `RuntimeVersion` names it."""
    suffixes: tuple[str, ...] = ()
    """Endings of its sources, without the dot."""
    stub_suffixes: tuple[str, ...] = ()
    """Endings of sources that only type checkers read."""
    page_suffixes: tuple[str, ...] = ()
    """Endings of files that are parts of a page and hold code of the language."""
    bundled: bool = False
    """Whether packages declared for developers may be built into what is shipped."""
    names: Naming = "exact"
    """How names of packages compare (`normal_name`)."""
    release_line: Literal["minor", "major"] = "major"
    """The part of a version that names a release line of the runtime: 3.12 of Python, 20 of Node."""
    tests: tuple[str, ...] = ()
    """Stems of tests and of what only tests use."""
    generated: tuple[str, ...] = ()
    """Stems of sources that a program wrote."""
    tooling: tuple[str, ...] = ()
    """Stems of sources that only developers and builds run."""
    manifests: tuple[str, ...] = ()
    """fnmatch patterns of the lower-cased base names of manifests that declare packages."""
    locks: Mapping[str, str] = {}
    """fnmatch pattern of a lock file's lower-cased base name: the tool that writes it."""
    constraints: Literal["pep440", "npm"] = "npm"
    """How ranges of versions are written: `>=3.10,<4` or `>=18 <23 || 24`."""
    version_files: Mapping[str, str] = {}
    """Base name of a file that holds the runtime's version and no more: what must stand before the version."""
    version_names: tuple[str, ...] = ()
    """What version managers for several languages (asdf, mise) call the runtime."""
    setup_actions: Mapping[str, str] = {}
    """GitHub action that installs the runtime: its input that chooses the version."""
    images: tuple[str, ...] = ()
    """Last parts of the names of images that bring the runtime; the tag begins with its version."""
    image_part: str = ""
    """What must stand in the whole name of such an image, where the last part alone says too little."""
    image_words: tuple[str, ...] = ()
    """Words that a version follows in names and tags of other images: `ubi9/python-312`, `foo:node20`."""
    modules: Literal["dotted", "relative", "folder", ""] = ""
    """How an import names code: a dotted path, a path of a file, or a folder that holds a package."""
    folder_modules: tuple[str, ...] = ()
    """Stems of the file that stands for its folder."""
    entries: tuple[str, ...] = ()
    """Files that a start of a folder runs when none is named."""
    framework_entries: Mapping[str, tuple[str, ...]] = {}
    """Files that a framework's command looks for when none is named, in its documentation's order."""
    framework_modules: Mapping[str, tuple[str, ...]] = {}
    """Files of a package that a framework's command looks for when a package is named."""
    test_packages: tuple[str, ...] = ()
    """What code of tests imports, and no other does."""
    framework_servers: tuple[str, ...] = ()
    """Frameworks whose own server finds a project's code by its places."""
    framework_commands: Mapping[str, tuple[str, ...]] = {}
    """Where a framework keeps the code of its program's sub-commands; `{}` stands for their name."""
    page_entries: Mapping[str, tuple[str, ...]] = {}
    """Stems of the files that a bundler makes a page of when nothing else is said."""
    framework_outputs: Mapping[str, str] = {}
    """The folder into which a framework builds a program of a project."""
    built_suffixes: tuple[str, ...] = ()
    """Endings of what the compiler writes."""
    built_folders: tuple[str, ...] = ()
    """Folders that a compiler writes sources of the language to, with the same names."""
    output_folders: Mapping[str, str] = {}
    """Names of folders that tools write: the `what` of `CommittedArtifact` when version control tracks one."""
    output_files: Mapping[str, str] = {}
    """Ends of the paths of single files that tools write, likewise; a longer end wins, nothing means no artifact."""
    programs: tuple[str, ...] = ()
    """Programs that run a source given as argument."""
    unbuffer: Unbuffer | None = None
    """None for a runtime that writes at once."""
    client_side: bool = False
    """Whether sources may run in a browser."""
    builds_programs: bool = False
    """Whether sources are compiled to a program that a command starts by its own name."""

    def named(self, what: Pattern) -> str:
        """Return the regular expression of this language's base names of a kind, empty for none."""
        stems: tuple[str, ...] = getattr(self, what)
        suffixes = (*self.suffixes, *self.stub_suffixes)
        return rf"(?:{'|'.join(stems)})\.(?:{'|'.join(suffixes)})\Z" if stems and suffixes else ""


@cache
def rows() -> Mapping[str, Ecosystem]:
    """Return every row by language."""
    data = table("ecosystems.toml")["language"]
    return {name: msgspec.convert({"language": name, **row}, Ecosystem) for name, row in data.items()}


@cache
def by_packages() -> Mapping[str, Ecosystem]:
    """Return the rows by the ecosystem of their packages (`npm`)."""
    return {row.packages: row for row in rows().values() if row.packages}


@cache
def by_runtime() -> Mapping[str, Ecosystem]:
    """Return the rows by the name of their runtime (`node`)."""
    return {row.runtime: row for row in rows().values() if row.runtime}


@cache
def by_suffix() -> Mapping[str, Ecosystem]:
    """Return the rows by the endings of their sources, without the dot; no stubs and no pages."""
    return {suffix: row for row in rows().values() for suffix in row.suffixes}


def of_file(path: str) -> Ecosystem | None:
    """Return the row of a source by its ending, None for what is no source of a language with a row."""
    return by_suffix().get(path.rpartition(".")[2].lower())


@cache
def installed_by(action: str) -> tuple[tuple[str, str], ...]:
    """Return the runtimes that a GitHub action installs, each with the input that chooses its version."""
    return tuple(
        (row.runtime, row.setup_actions[action]) for row in rows().values() if action in row.setup_actions
    )


@cache
def version_files() -> Mapping[str, tuple[str, str]]:
    """Return the files that hold the version of one runtime: the runtime, and what stands before the version."""
    return {
        name: (row.runtime, before) for row in rows().values() for name, before in row.version_files.items()
    }


@cache
def locked_by(name: str) -> tuple[str, str]:
    """Return the package ecosystem and the tool of a lock file by its lower-cased base name; empty for others."""
    for row in rows().values():
        for pattern, tool in row.locks.items():
            if fnmatchcase(name, pattern):
                return row.packages, tool
    return "", ""


@cache
def output_folders() -> Mapping[str, str]:
    """Return the names of folders that tools write, and what each holds."""
    found: dict[str, str] = dict(table("ecosystems.toml")["other-output-folders"])
    for row in rows().values():
        found |= row.output_folders
    return found


@cache
def output_files() -> Mapping[str, str]:
    """Return the ends of the paths of files that tools write, and what each is; the longest first."""
    found: dict[str, str] = dict(table("ecosystems.toml")["other-output-files"])
    for row in rows().values():
        found |= row.output_files
    return {end: found[end] for end in sorted(found, key=len, reverse=True)}


@cache
def code_suffixes() -> frozenset[str]:
    """Return the endings of all files that somebody programmed, in languages that are read and in others."""
    return frozenset(table("ecosystems.toml")["other-suffixes"]).union(
        *(row.suffixes + row.page_suffixes for row in rows().values())
    )


@cache
def pattern(what: Pattern) -> re.Pattern[str]:
    """Return one pattern for `match` on lower-cased base names: the tests (or other kind) of all languages."""
    return re.compile("|".join(found for row in rows().values() if (found := row.named(what))) or r"(?!)")


def described_by(name: str) -> frozenset[str]:
    """Return the languages whose manifest a file with this base name is."""
    names, patterns = _manifest_names()
    low = name.lower()
    return names.get(low) or frozenset(row for pattern, row in patterns if fnmatchcase(low, pattern))


@cache
def _manifest_names() -> tuple[Mapping[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    """Languages by the names of their manifests, and the patterns that are no names."""
    pairs = [(pattern, row.language) for row in rows().values() for pattern in row.manifests]
    plain = {name for name, _ in pairs if "*" not in name}
    names = {name: frozenset(row for each, row in pairs if each == name) for name in plain}
    return names, tuple(pair for pair in pairs if "*" in pair[0])


@cache
def framework_outputs() -> Mapping[str, str]:
    """Return the folders that frameworks build programs into, by framework."""
    return {name: output for row in rows().values() for name, output in row.framework_outputs.items()}


@cache
def test_packages() -> frozenset[str]:
    """Return what code of tests imports in all languages: top-level modules and packages."""
    return frozenset(name for row in rows().values() for name in row.test_packages)


def normal_name(packages: str, name: str) -> str:
    """Return a package's name in the form by which its ecosystem compares names."""
    row = by_packages().get(packages)
    match row.names if row else "exact":
        case "pep503":
            return _RUN.sub("-", name).strip("-").lower()
        case "lower":
            return name.lower()
        case "crate":
            return name.replace("_", "-")
        case _:
            return name


_RUN = re.compile(r"[-_.]+")
