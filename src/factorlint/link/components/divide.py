"""Divide the repository into components, and give every fact the one it belongs to."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from ...facts import Build, Container, Declared, Listen, ProcessType, Project, Route, WorkerCode
from ...model.component import Component, Kind
from ...model.fact import Fact, assign
from ...model.source import Role
from ...model.store import FactStore
from ..ground.containers import Seat, seats
from ..ground.dockerfiles import Dockerfile, index
from ..ground.paths import CODE_SUFFIXES, Tree, base, folder, inside, join, upwards
from .kind import Signs, judge

FOUNDING: tuple[Role, ...] = ("production", "migration")
"""Documents of other roles (docs, tests, examples, tooling) found no component."""
_ENOUGH_SAMPLES = 5
_REQUIREMENT_FOLDERS = frozenset({"requirements", "reqs", "deps", "dependencies"})
_CODE_LANGUAGES = {"python": "python", "javascript": "npm"}


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


def divide(store: FactStore, overrides: Sequence[Override] = ()) -> None:
    """Set `store.components` and the component of every fact."""
    tree = Tree.of(store.documents)
    files = index(store, tree)
    running = seats(store, files)
    chosen = {join(override.path) or "": override for override in overrides}
    samples = _sample_folders(store, running)
    roots = _roots(store, tree, files) | samples | set(chosen) | {""}
    owners = _Owners(roots)
    signs = _signs(store, tree, files, running, owners)
    names = _component_names(store, roots, chosen)
    signs[""].samples = len(samples)
    kinds = {root: judge(root, signs[root]) for root in roots}
    components = []
    for root in sorted(roots):
        kind, why = kinds[root]
        override = chosen.get(root)
        if override is not None and override.kind is not None:
            kind, why = override.kind, ("named by the configuration", *why)
        sign = signs[root]
        components.append(
            Component(
                name=names[root],
                root=root,
                kind=kind,
                why=why,
                ecosystems=tuple(sorted(sign.ecosystems)),
                deployed=bool(sign.ships or sign.runs or sign.process_types),
                containerised=bool(sign.ships),
            )
        )
    store.components = tuple(components)
    _assign(store, files, running, owners, names)


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
    code = _code_folders(tree)
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
    roots.update(folder(process.path) for process in store.all(ProcessType) if process.role in FOUNDING)
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


def _code_folders(tree: Tree) -> set[str]:
    """Every folder with production code somewhere below it."""
    found: set[str] = set()
    for path in tree.files:
        at = folder(path)
        if at not in found and tree.is_code(path):
            for above in upwards(at):
                if above in found:
                    break
                found.add(above)
    return found


def _component_names(store: FactStore, roots: set[str], chosen: dict[str, Override]) -> dict[str, str]:
    names = {root: root for root in roots}
    projects = sorted(
        (project.manifest, project.name)
        for project in store.all(Project)
        if not folder(project.path) and project.name
    )
    names[""] = next((name for _, name in projects if name not in roots), ".")
    for root, override in chosen.items():
        if override.name and override.name not in names.values():
            names[root] = override.name
    return names


def _signs(
    store: FactStore, tree: Tree, files: dict[str, Dockerfile], running: list[Seat], owners: _Owners
) -> dict[str, Signs]:
    signs: dict[str, Signs] = defaultdict(Signs)
    for path, document in tree.files.items():
        if document.role in FOUNDING and path.rpartition(".")[2].lower() in CODE_SUFFIXES:
            sign = signs[owners.of(path)]
            sign.code += 1
            ecosystem = _CODE_LANGUAGES.get(document.language)
            if ecosystem:
                sign.ecosystems.add(ecosystem)
    for project in store.all(Project):
        if project.role in FOUNDING:
            sign = signs[owners.of(project.path)]
            sign.projects.append(project)
            sign.ecosystems.add(project.ecosystem)
    for one in files.values():
        if one.role in FOUNDING and one.ships in owners.roots:
            signs[one.ships].ships.append(one)
    for seat in running:
        if seat.dockerfile is not None and seat.dockerfile.ships in owners.roots:
            signs[seat.dockerfile.ships].runs.append(seat)
        else:
            signs[owners.of(seat.container.path)].orchestrates.append(seat)
    for fact in store.all(ProcessType):
        if fact.role in FOUNDING:
            signs[owners.of(fact.path)].process_types.append(fact)
    for kind in (Listen, Route, WorkerCode):
        for found in store.all(kind):
            if found.role in FOUNDING and found.path.rpartition(".")[2].lower() in CODE_SUFFIXES:
                signs[owners.of(found.path)].serves.append(found)
    return signs


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
        if seat.dockerfile is not None and seat.dockerfile.ships in names:
            name = names[seat.dockerfile.ships]
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
