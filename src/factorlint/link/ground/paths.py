"""Paths of the repository, and where a linker's own facts stand."""

import posixpath
from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeVar

import msgspec

from ...model.fact import Fact, assign, place
from ...model.paths import base as base
from ...model.paths import folder as folder
from ...model.paths import inside as inside
from ...model.paths import upwards as upwards
from ...model.source import Document

F = TypeVar("F", bound=Fact)

CODE_SUFFIXES = frozenset(
    "py pyw js mjs cjs jsx ts mts cts tsx vue svelte go rs java kt kts scala clj groovy cs fs vb rb php ex exs erl "
    "swift dart c cc cpp cxx hs ml lua pl r jl nim zig elm html cshtml razor".split()
)
"""Endings of files that somebody programmed, in languages that are read here and in others."""


def join(*parts: str) -> str | None:
    """Join and normalise; `` is the root, None when the path leaves the repository."""
    path = posixpath.normpath(posixpath.join("", *(part for part in parts if part)) or ".")
    if path == ".":
        return ""
    return None if path.startswith(("../", "/")) or path == ".." else path


def common(paths: Iterable[str]) -> str:
    """The deepest folder that holds all of `paths` (themselves folders)."""
    found: list[str] | None = None
    for path in paths:
        parts = path.split("/") if path else []
        if found is None:
            found = parts
            continue
        size = 0
        while size < min(len(found), len(parts)) and found[size] == parts[size]:
            size += 1
        found = found[:size]
    return "/".join(found or [])


def stand(fact: F, at: Fact, component: str | None = None) -> F:
    """Place a linker's fact in the document of `at`, with its span unless it has one."""
    if fact.span.end == 0 and fact.span.start == 0:
        msgspec.structs.force_setattr(fact, "span", at.span)
    place(fact, at.path, at.role)
    assign(fact, at.component if component is None else component)
    return fact


class Tree:
    """The files and folders of the scan."""

    _last: ClassVar["Tree | None"] = None

    def __init__(self, documents: Mapping[str, Document]) -> None:
        """Index `documents`; folders are those that hold a file."""
        self.files = documents
        self._code: set[str] | None = None
        self._listed: dict[str, list[str]] | None = None
        self.folders: set[str] = {""}
        for path in documents:
            above = folder(path)
            while above and above not in self.folders:
                self.folders.add(above)
                above = folder(above)

    def beside(self, at: str) -> list[str]:
        """The files that stand in a folder itself, in order."""
        if self._listed is None:
            self._listed = {}
            for path in sorted(self.files):
                self._listed.setdefault(folder(path), []).append(path)
        return self._listed.get(at, [])

    @property
    def code_folders(self) -> set[str]:
        """Every folder with production code somewhere below it."""
        if self._code is None:
            self._code = set()
            for path in self.files:
                at = folder(path)
                if at not in self._code and self.is_code(path):
                    for above in upwards(at):
                        if above in self._code:
                            break
                        self._code.add(above)
        return self._code

    @classmethod
    def of(cls, documents: Mapping[str, Document]) -> "Tree":
        """The tree of a scan, made once: several linkers ask for it."""
        if cls._last is None or cls._last.files is not documents:
            cls._last = cls(documents)
        return cls._last

    def exists(self, path: str) -> bool:
        """Whether a file or folder of this path is part of the scan."""
        return path in self.files or path in self.folders

    def is_source(self, path: str) -> bool:
        """Whether `path` is a file that people of this repository wrote, and no tool."""
        document = self.files.get(path)
        return document is not None and document.role not in ("generated", "vendored")

    def is_code(self, path: str) -> bool:
        """Whether `path` is a production file that somebody programmed."""
        document = self.files[path]
        if document.role not in ("production", "migration"):
            return False
        return path.rpartition(".")[2].lower() in CODE_SUFFIXES
