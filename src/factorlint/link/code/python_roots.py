"""Where Python looks modules up for a file: folders, nearest first, as `sys.path` and manifests have them."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from ...facts import Declared, Import, ModuleRoot, Project
from ...knowledge.ecosystems import normal_name
from ...model.store import FactStore
from ..ground.paths import folder, join, upwards

Root = tuple[str, str]
"""A folder, and the prefix that the names of its modules have."""


class PythonRoots:
    """The roots of every file of a repository."""

    def __init__(
        self, store: FactStore, folders: set[str], is_package: Callable[[str], bool], ecosystem: str
    ) -> None:
        """Index what manifests name, which projects depend on which, and the paths that code adds."""
        self._folders = folders
        self._is_package = is_package
        self._given: dict[str, list[Root]] = defaultdict(list)
        """By the folder of the manifest."""
        for root in store.all(ModuleRoot):
            at = join(folder(root.path), root.folder) if root.ecosystem == ecosystem else None
            if at is not None and (at in folders or root.prefix):
                self._given[folder(root.path)].append((at, root.prefix))
        self._projects: dict[str, None] = {}
        named: dict[str, list[str]] = defaultdict(list)
        for project in store.all(Project):
            if project.ecosystem == ecosystem:
                self._projects[folder(project.path)] = None
                named[normal_name(ecosystem, project.name)].append(folder(project.path))
        self._needed: dict[str, list[str]] = defaultdict(list)
        """The folders of the repository's projects that a folder's manifests declare by path or as members."""
        for declared in store.all(Declared):
            if declared.ecosystem == ecosystem and declared.pin in ("direct", "workspace"):
                at = folder(declared.path)
                path = join(at, declared.reference) if declared.reference.startswith(".") else None
                found = [path] if path is not None else named.get(normal_name(ecosystem, declared.name), [])
                self._needed[at] += found
        self._added: dict[str, list[str]] = defaultdict(list)
        for fact in store.all(Import):
            if fact.escapes and fact.ecosystem == ecosystem:
                at_path = join(folder(fact.path), fact.module)
                if at_path is not None:
                    self._added[fact.path].append(at_path)
        self._near: dict[str, tuple[Root, ...]] = {}
        self._far: tuple[Root, ...] | None = None

    def is_particular(self, path: str) -> bool:
        """Whether a document adds paths of its own."""
        return path in self._added

    def near(self, path: str) -> tuple[Root, ...]:
        """Return the roots of a document, nearest first."""
        at = folder(path)
        near = self._near.get(at)
        if near is None:
            near = self._near[at] = tuple(dict.fromkeys(self._nearest(at)))
        if path in self._added:
            return tuple((added, "") for added in self._added[path]) + near
        return near

    def far(self) -> tuple[Root, ...]:
        """Return the roots of all projects."""
        if self._far is None:
            self._far = tuple(dict.fromkeys(root for at in self._projects for root in self._of_project(at)))
        return self._far

    def top(self, at: str) -> str:
        """Return the folder above the top package that a folder belongs to; itself when it is in none."""
        while at and self._is_package(at):
            at = folder(at)
        return at

    def _nearest(self, at: str) -> Iterator[Root]:
        top = self.top(at)
        yield top, ""
        for above in upwards(top):
            yield from self._of_project(above)
            yield above, ""
            for needed in self._needed.get(above, ()):
                yield from self._of_project(needed)
                yield needed, ""

    def _of_project(self, at: str) -> Iterator[Root]:
        """The roots that a folder's manifests name, its `src`, and the folder itself where it is a project's."""
        yield from self._given.get(at, ())
        source = f"{at}/src".lstrip("/")
        if source in self._folders:
            yield source, ""
        if at in self._projects:
            yield at, ""
