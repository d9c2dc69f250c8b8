"""Go's packages: an import path is a module's path and a folder below it (go.dev/ref/mod)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...facts import Export, ModuleRoot, PathAlias, Project
from ...model.store import FactStore
from ..dependencies.manifests import Manifests
from ..ground.paths import Tree, folder, join, upwards
from .target import NOTHING, STANDARD, Target

OWN = "."
"""The module of a file's own package, whose other files it sees without an import."""


class GoModules:
    """Resolves the imports of Go files."""

    def __init__(self, store: FactStore, tree: Tree, manifests: Manifests, ecosystem: str) -> None:
        """Index modules, workspaces and replacements, and the files of every folder."""
        self._ecosystem = ecosystem
        self._manifests = manifests
        self._modules: dict[str, str] = {}
        """Folder by the path of the module."""
        for root in store.all(ModuleRoot):
            if root.ecosystem == ecosystem:
                self._modules[root.prefix] = folder(root.path)
        self._folders = set(self._modules.values())
        self._used: dict[str, set[str]] = {}
        """Folders of the members by the folder of a go.work."""
        for project in store.all(Project):
            if project.manifest == "go.work":
                at = folder(project.path)
                self._used[at] = {path for each in project.workspaces if (path := join(at, each)) is not None}
        self._replaced: dict[str, dict[str, str]] = defaultdict(dict)
        for alias in store.all(PathAlias):
            target = join(folder(alias.path), alias.targets[0]) if alias.ecosystem == ecosystem else None
            if target is not None and "*" not in alias.pattern:
                self._replaced[folder(alias.path)][alias.pattern] = target
        self._files: dict[str, list[str]] = defaultdict(list)
        for path in tree.files:
            if path.endswith(".go") and not path.endswith("_test.go"):
                self._files[folder(path)].append(path)
        self._exports: dict[tuple[str, str], str] | None = None
        self._store = store
        self._settled: dict[tuple[str, str], Target] = {}

    def where(self, path: str) -> str:
        """Return the document's folder."""
        return folder(path)

    def settle(self, path: str, module: str, names: tuple[str, ...] = ()) -> Target:
        """Return what an import of the package `module` in the document at `path` leads to."""
        at = folder(path)
        key = (at, module)
        target = self._settled.get(key)
        if target is None:
            target = self._settled[key] = self._settle(at, module)
        first = self._holding(folder(target.documents[0]), names) if names and target.documents else ""
        if first and first != target.documents[0]:
            return target._replace(documents=(first, *(each for each in target.documents if each != first)))
        return target

    def named(self, path: str, name: str) -> Target:
        """Return what an import path in a string leads to."""
        return self.settle(path, name)

    def file(self, path: str, name: str) -> Target:
        """Return nothing: Go names no code by its path."""
        return NOTHING

    def inside(self, at: str, module: str) -> Sequence[str]:
        """Return the package in a folder below `at`."""
        return self._files.get(f"{at}/{module}".strip("/"), ())

    def folders(self, path: str, name: str) -> Iterator[str]:
        """Yield the folder of a path, seen from the document's own."""
        at = join(folder(path), name)
        if at is not None:
            yield at

    def beside(self, path: str) -> Sequence[str]:
        """Return the other files of a file's package: they are compiled together."""
        return [each for each in self._files.get(folder(path), ()) if each != path]

    def _settle(self, at: str, module: str) -> Target:
        if module == OWN:
            return Target("document", tuple(self._files.get(at, ())), how="own-package")
        own = next((above for above in upwards(at) if above in self._folders), None)
        for prefix, there, how in self._reachable(own):
            if module == prefix or module.startswith(prefix + "/"):
                inner = module[len(prefix) + 1 :]
                return self._of_folder(f"{there}/{inner}".strip("/"), how)
        if "." not in module.partition("/")[0]:
            return STANDARD
        names = self._manifests.of(self._ecosystem, at).names
        known = next((above for above in upwards(module) if above in names), "")
        return Target("package", package=known, how="declared") if known else NOTHING

    def _reachable(self, own: str | None) -> Iterator[tuple[str, str, str]]:
        """Modules of the repository as a module's files see them, the longest path first: prefix, folder, why."""
        found: dict[str, tuple[str, str]] = {}
        for above in upwards(own) if own is not None else ():
            for prefix, there in self._replaced.get(above, {}).items():
                found.setdefault(prefix, (there, "replace"))
            members = self._used.get(above)
            if members and (own in members or above == own):
                for prefix, there in self._modules.items():
                    if there in members:
                        found.setdefault(prefix, (there, "go.work"))
        for prefix, there in self._modules.items():
            found.setdefault(prefix, (there, "module" if there == own else "other-project"))
        for prefix in sorted(found, key=len, reverse=True):
            yield prefix, *found[prefix]

    def _of_folder(self, at: str, how: str) -> Target:
        documents = self._files.get(at)
        return Target("document", tuple(documents), how=how) if documents else NOTHING

    def _holding(self, at: str, names: tuple[str, ...]) -> str:
        """The file of a package that exports one of the names."""
        if self._exports is None:
            self._exports = {}
            for export in self._store.all(Export):
                if export.path.endswith(".go"):
                    self._exports.setdefault(
                        (folder(export.path), export.name.partition(".")[0]), export.path
                    )
        return next((path for name in names if (path := self._exports.get((at, name)))), "")
