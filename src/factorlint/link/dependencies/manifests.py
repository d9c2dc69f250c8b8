"""Manifests in force for a folder: what they declare together, and whether that is all there is."""

from collections import defaultdict
from fnmatch import fnmatchcase

from ...facts import Declared, Lock, Project
from ...knowledge.ecosystems import by_packages, normal_name
from ...model.store import FactStore
from ..ground.paths import base, folder, join, upwards

_SHIPPED_GROUPS = frozenset({"main", "optional", "peer", "constraint", "build"})
_DEVELOPERS = frozenset("dev develop development test tests testing lint docs doc typing ci".split())


class Scope:
    """What the manifests in force for one folder say together: its own and those above it."""

    def __init__(self) -> None:
        """Begin with nothing declared."""
        self.names: set[str] = set()
        self.elsewhere: dict[str, list[Declared]] = defaultdict(list)
        """What is declared for developers, or in another extra."""
        self.locked: set[str] = set()
        self.manifests: dict[str, None] = {}
        """Paths in order."""
        self.open = False
        """Some dependencies are computed, or declared where nobody read them."""

    def has(self, name: str) -> bool:
        """Whether a name, or one that fits `google-*`, is declared."""
        if name in self.names:
            return True
        return "*" in name and any(fnmatchcase(declared, name) for declared in self.names)


class Manifests:
    """All manifests of the repository."""

    def __init__(self, store: FactStore) -> None:
        """Index them by ecosystem and folder."""
        self.projects: dict[tuple[str, str], list[Project]] = defaultdict(list)
        self.declared: dict[tuple[str, str], list[Declared]] = defaultdict(list)
        self.locks: dict[tuple[str, str], list[Lock]] = defaultdict(list)
        self.by_path: dict[str, list[Declared]] = defaultdict(list)
        self.by_manifest: dict[str, Project] = {}
        for project in store.all(Project):
            self.projects[project.ecosystem, _at(project.path)].append(project)
            self.by_manifest[project.path] = project
        for declared in store.all(Declared):
            self.by_path[declared.path].append(declared)
            self.declared[declared.ecosystem, _at(declared.path)].append(declared)
        for lock in store.all(Lock):
            self.locks[lock.ecosystem, folder(lock.path)].append(lock)
        self._known: dict[tuple[str, str], Scope] = {}
        self._held: dict[tuple[str, str], set[str]] = {}

    def of(self, ecosystem: str, at: str) -> Scope:
        """The scope of a folder; folders without manifests share that of the folder above."""
        bare: list[str] = []
        for above in upwards(at):
            key = (ecosystem, above)
            if key in self._known or not above or self._speaks(key):
                break
            bare.append(above)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(ecosystem, above)
        for below in bare:
            self._known[ecosystem, below] = found
        return found

    def _speaks(self, key: tuple[str, str]) -> bool:
        return key in self.projects or key in self.declared or key in self.locks

    def _read(self, ecosystem: str, at: str) -> Scope:
        scope = Scope()
        included: set[str] = set()
        row = by_packages().get(ecosystem)
        bundled = row is not None and row.bundled
        for above in upwards(at):
            for project in self.projects.get((ecosystem, above), ()):
                scope.manifests.setdefault(project.path)
                scope.open = scope.open or (project.dynamic and not self._follow(project, scope, included))
                if project.name:
                    scope.names.add(normal_name(ecosystem, project.name))
            for declared in self.declared.get((ecosystem, above), ()):
                scope.manifests.setdefault(declared.path)
                name = normal_name(ecosystem, declared.name)
                if bundled or declared.group in _SHIPPED_GROUPS or _is_shipped(declared.group):
                    scope.names.add(name)
                else:
                    scope.elsewhere[name].append(declared)
            scope.locked |= self._locked(ecosystem, above)
        return scope

    def _locked(self, ecosystem: str, at: str) -> set[str]:
        """What the lock files of a folder hold: large, and asked for by every folder below."""
        key = (ecosystem, at)
        found = self._held.get(key)
        if found is None:
            locks = self.locks.get(key, ())
            found = {normal_name(ecosystem, name) for lock in locks for name, _ in lock.packages}
            self._held[key] = found
        return found

    def _follow(self, project: Project, scope: Scope, seen: set[str]) -> bool:
        """Take in what a manifest includes, and what that includes; False where something was not read.

        What was `seen` for another manifest of the scope is taken in already, or the scope is open.
        """
        waiting = [project]
        while waiting:
            one = waiting.pop()
            if not one.includes:
                return False
            for include in one.includes:
                path = join(folder(one.path), include)
                if path is None or (path not in self.by_path and path not in self.by_manifest):
                    return False
                if path in seen:
                    continue
                seen.add(path)
                scope.names.update(
                    normal_name(declared.ecosystem, declared.name) for declared in self.by_path.get(path, ())
                )
                nested = self.by_manifest.get(path)
                if nested is not None and nested.dynamic:
                    waiting.append(nested)
        return True


def _at(path: str) -> str:
    """The folder a manifest speaks for: `requirements/base.txt` for the folder above."""
    at = folder(path)
    return folder(at) if base(at).lower() in ("requirements", "reqs") else at


def _is_shipped(group: str) -> bool:
    """Groups that are not for developers by their name: a named extra or group may be what is installed."""
    return _DEVELOPERS.isdisjoint(group.lower().replace("_", "-").split("-"))
