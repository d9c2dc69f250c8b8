"""Packages of the repository itself: what importing one by its name, or a path below it, leads to."""

from collections import defaultdict

from ...facts import Declared, PackageEntry, Project
from ...model.store import FactStore
from ..ground.globs import chosen
from ..ground.paths import folder, upwards
from .script_files import ScriptFiles

_LINKED = ("workspace:", "file:", "link:", "portal:", "./", "../")
_INDEXES = ("index", "src/index", "src/main", "lib/index", "source/index", "src/lib", "main")


class ScriptPackages:
    """The npm packages whose manifests stand in the repository."""

    def __init__(self, store: FactStore, files: ScriptFiles, ecosystem: str) -> None:
        """Index names, workspaces and entries; tell `files` what importing a package's folder leads to."""
        self._files = files
        self._folders: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, str] = {}
        """Name by folder."""
        patterns: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for project in store.all(Project):
            if project.ecosystem != ecosystem:
                continue
            at = folder(project.path)
            if project.name:
                self._folders[project.name].append(at)
                self.names.setdefault(at, project.name)
            if project.workspaces:
                patterns[at].append(project.workspaces)
        self.roots = {
            folder(project.path) for project in store.all(Project) if project.manifest == "package.json"
        }
        self._workspaces = _members(patterns, self.roots)
        self._known: dict[tuple[str | None, str], str | None] = {}
        self._linked = {
            (folder(declared.path), declared.name)
            for declared in store.all(Declared)
            if declared.ecosystem == ecosystem
            and (declared.pin == "workspace" or declared.reference.startswith(_LINKED))
        }
        self._entries: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for entry in store.all(PackageEntry):
            self._entries[folder(entry.path)].setdefault(entry.subpath, []).extend(entry.targets)
        files.mains = {at: found["."] for at, found in self._entries.items() if "." in found}

    def project(self, at: str) -> str | None:
        """Return the folder of the nearest package.json; None where there is none."""
        return next((above for above in upwards(at) if above in self.roots), None)

    def folder_of(self, name: str, at: str) -> str | None:
        """Return the folder of the package that `name` means in `at`; None when it comes from elsewhere."""
        if name not in self._folders:
            return None
        key = (self.project(at), name)
        if key not in self._known:
            self._known[key] = self._folder_of(name, key[0] or "")
        return self._known[key]

    def _folder_of(self, name: str, own: str) -> str | None:
        folders = self._folders[name]
        if own in folders:
            return own
        shares = self._workspaces.get(own) or set()
        shared = [each for each in folders if not shares.isdisjoint(self._workspaces.get(each, ()))]
        if shared:
            return min(shared, key=lambda each: (-_common(each, own), each))
        linked = any((above, name) in self._linked for above in upwards(own))
        return folders[0] if linked and len(folders) == 1 else None

    def only(self, name: str) -> str | None:
        """Return the folder of the one package of the repository that is called so."""
        folders = self._folders.get(name, ())
        return folders[0] if len(folders) == 1 else None

    def entry(self, at: str, subpath: str) -> str:
        """Return the document that importing the package in `at` leads to, or `subpath` of it; empty for none."""
        entries = self._entries.get(at, {})
        key = f"./{subpath}" if subpath else "."
        for target in entries.get(key, ()):
            found = self._files.source(at, target)
            if found:
                return found
        if subpath:
            return self._by_pattern(at, entries, key) or self._below(at, subpath)
        for index in _INDEXES:
            found = self._files.find(f"{at}/{index}" if at else index)
            if found:
                return found
        return ""

    def _by_pattern(self, at: str, entries: dict[str, list[str]], key: str) -> str:
        """`./*` and its like, the longest beginning first."""
        for pattern in sorted((each for each in entries if "*" in each), key=len, reverse=True):
            before, _, after = pattern.partition("*")
            if key.startswith(before) and key.endswith(after) and len(key) >= len(before) + len(after):
                rest = key[len(before) : len(key) - len(after)]
                for target in entries[pattern]:
                    found = self._files.source(at, target.replace("*", rest))
                    if found:
                        return found
        return ""

    def _below(self, at: str, subpath: str) -> str:
        found = self._files.source(at, subpath)
        return found or self._files.find(f"{at}/src/{subpath}".lstrip("/"))


def _members(patterns: dict[str, list[tuple[str, ...]]], roots: set[str]) -> dict[str, set[str]]:
    """The workspaces that a package belongs to, by their roots' folders; a root belongs to its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for at, listed in patterns.items():
        found[at].add(at)
        for each in roots:
            inner = each if not at else each[len(at) + 1 :] if each.startswith(at + "/") else ""
            if inner and any(chosen(globs, inner) for globs in listed):
                found[each].add(at)
    return found


def _common(one: str, other: str) -> int:
    """How many of their first folders two paths share."""
    count = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count
