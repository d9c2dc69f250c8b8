"""Projects of the repository as commands and manifests name them: by package name, by folder, by its last part."""

from collections import defaultdict

from ...facts import PackageEntry, Project
from ...model.store import FactStore
from .paths import Tree, base, folder, join, upwards


class Members:
    """Finds the folder of a project from a name that a command gives."""

    def __init__(self, store: FactStore, tree: Tree) -> None:
        """Index every manifest that describes a project."""
        self.tree = tree
        self.of_folder: dict[str, list[Project]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_base: dict[str, set[str]] = defaultdict(set)
        self._mains = {
            folder(entry.path): entry.targets for entry in store.all(PackageEntry) if entry.subpath == "."
        }
        for project in store.all(Project):
            at = folder(project.path)
            self.of_folder[at].append(project)
            if project.name and project.role not in ("vendored", "generated"):
                self._by_name[project.name.lower()].add(at)
                self._by_base[base(at).lower()].add(at)

    def folder(self, name: str, near: str) -> str | None:
        """Return the folder of the member that a command in the folder `near` calls `name`, None for none or several."""
        if name.startswith((".", "/")) or name in self.tree.folders:
            return self._path(name, near)
        found = self._by_name.get(name.lower()) or self._by_base.get(name.lower(), set())
        if len(found) == 1:
            return next(iter(found))
        return self._path(name, near) if not found else None

    def _path(self, name: str, near: str) -> str | None:
        for above in upwards(near):
            path = join(above, name.strip("/"))
            if path and path in self.tree.folders:
                return path
        return None

    def mains(self, at: str) -> tuple[str, ...]:
        """Return the files that stand for the package at a folder when it is imported or run, as written."""
        return self._mains.get(at, ())
