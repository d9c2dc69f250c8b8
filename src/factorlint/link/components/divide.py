"""Divide the repository into components, and give every fact the one it belongs to."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from ...facts import Build, Container, Declared, ProcessType, Project
from ...model.component import Component, Kind
from ...model.fact import Fact, assign
from ...model.store import FactStore
from ..ground.containers import Seat, seats
from ..ground.dockerfiles import Dockerfile, index
from ..ground.paths import Tree, base, folder, inside, join, upwards
from .signs import FOUNDING

_ENOUGH_SAMPLES = 5
_REQUIREMENT_FOLDERS = frozenset({"requirements", "reqs", "deps", "dependencies"})


class Override(Protocol):
    """What the configuration says about one component."""

    @property
    def path(self) -> str:
        """Its folder; `.` or `` for the root."""
        ...

    @property
    def name(self) -> str:
        """Another name, or nothing."""
        ...

    @property
    def kind(self) -> Kind | None:
        """Another kind, or nothing."""
        ...


def divide(store: FactStore, overrides: Sequence[Override] = ()) -> int:
    """Set `store.components`, of no known kind yet, and the component of every fact; return how many folders are
    samples of a collection."""
    tree = Tree.of(store.documents)
    files = index(store, tree)
    running = seats(store, files)
    chosen = {join(override.path) or "": override for override in overrides}
    samples = _sample_folders(store, running)
    roots = _roots(store, tree, files) | samples | set(chosen) | {""}
    names = _component_names(store, roots, chosen)
    store.components = tuple(Component(name=names[root], root=root, kind="app") for root in sorted(roots))
    _assign(store, files, running, _Owners(roots), names)
    return len(samples)


def kinds(overrides: Sequence[Override]) -> dict[str, Kind]:
    """Return the kinds that the configuration names, by folder."""
    return {join(each.path) or "": each.kind for each in overrides if each.kind is not None}


class _Owners:
    """Which root a path belongs to: the deepest above it."""

    def __init__(self, roots: set[str]) -> None:
        self.roots = roots
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The root that owns the document at `path`."""
        at = folder(path)
        found = self._known.get(at)
        if found is None:
            found = next(above for above in upwards(at) if above in self.roots)
            self._known[at] = found
        return found


def _roots(store: FactStore, tree: Tree, files: dict[str, Dockerfile]) -> set[str]:
    roots: set[str] = set()
    declaring = {fact.path for fact in store.all(Declared)}
    code = tree.code_folders
    for project in store.all(Project):
        if project.role in FOUNDING and _founds(project, declaring, code):
            at = folder(project.path)
            if project.manifest == "requirements" and base(at).lower() in _REQUIREMENT_FOLDERS:
                at = folder(at)
            roots.add(at)
    for one in files.values():
        if one.role in FOUNDING and one.ships in tree.folders:
            roots.add(one.ships)
    for build in store.all(Build):
        if build.role not in FOUNDING or not isinstance(build.context, str) or build.context not in code:
            continue
        if not any(inside(one.path, build.context) or build in one.builds for one in files.values()):
            roots.add(build.context)
    described = {folder(project.path) for project in store.all(Project)}
    for process in store.all(ProcessType):
        at = folder(process.path)
        if process.role in FOUNDING and (
            at in described or not any(above in described for above in upwards(at))
        ):
            roots.add(at)
    return roots


def _sample_folders(store: FactStore, running: list[Seat]) -> set[str]:
    """Folders with an orchestration of their own, where the repository is a collection of such folders."""
    if any(not folder(project.path) for project in store.all(Project)):
        return set()
    found = {folder(seat.container.path) for seat in running if seat.container.by == "compose"}
    tops = {path.partition("/")[0] for path in found if path}
    return found if "" not in found and len(tops) >= _ENOUGH_SAMPLES else set()


def _founds(project: Project, declaring: set[str], code: set[str]) -> bool:
    """Whether a manifest tells of a program of its own, not of a tool's settings."""
    at = folder(project.path)
    if not at:
        return True
    if project.manifest == "requirements":
        above = folder(at) if base(at).lower() in _REQUIREMENT_FOLDERS else at
        return above in code
    return bool(project.name or project.scripts or project.workspaces or project.path in declaring)


def _component_names(store: FactStore, roots: set[str], chosen: dict[str, Override]) -> dict[str, str]:
    names = {root: root for root in roots}
    needed = {declared.path for declared in store.all(Declared) if declared.group == "main"}
    projects = sorted(
        (project.path not in needed, project.manifest, project.name)
        for project in store.all(Project)
        if not folder(project.path) and project.name
    )
    names[""] = next((name for *_, name in projects if name not in roots), ".")
    for root, override in chosen.items():
        if override.name and override.name not in names.values():
            names[root] = override.name
    return names


def _assign(
    store: FactStore,
    files: dict[str, Dockerfile],
    running: list[Seat],
    owners: _Owners,
    names: dict[str, str],
) -> None:
    """By document, except Dockerfiles (what they ship) and container entries (what they run)."""
    by_path = {path: names[one.ships] for path, one in files.items() if one.ships in names}
    seated: dict[str, dict[str, str]] = defaultdict(dict)
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for seat in running:
        container = seat.container
        source = seat.dockerfile.ships if seat.dockerfile is not None else seat.source
        if source is not None and source in names:
            name = names[source]
            seated[container.path][container.name] = name
        else:
            name = names[owners.of(container.path)]
        if container.workload and container.workload != container.name:
            shared[container.path, container.workload].add(name)
    for (path, workload), owning in shared.items():
        if len(owning) == 1:
            seated[path].setdefault(workload, next(iter(owning)))
    default: dict[str, str] = {}
    for fact in store.everything():
        path = fact.path
        name = default.get(path, "")
        if not name:
            name = by_path.get(path) or names[owners.of(path)]
            default[path] = name
        if path in seated:
            name = _seat_of(fact, seated[path]) or name
        assign(fact, name)


def _seat_of(fact: Fact, seats_here: dict[str, str]) -> str:
    """The component of the container that the fact is about, as the fact's own words name it."""
    if isinstance(fact, Container):
        return seats_here.get(fact.name, "")
    for field in ("to", "owner", "container", "target"):
        word = getattr(fact, field, None)
        if isinstance(word, str) and word:
            return seats_here.get(word, "")
    named = seats_here.get(fact.scope, "")
    if named:
        return named
    word = getattr(fact, "name", None)
    return seats_here.get(word, "") if isinstance(word, str) else ""
