"""What a document is for, once it is known what runs it. Where nothing is known to, what its path tells holds.

A file that runs in production is production, in whatever folder it lies. One that only developers or tests run is
theirs, where enough of its component's code is known to run that the rest can be told.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from ...facts import Project, RunFile
from ...knowledge.ecosystems import described_by, of_file, pattern
from ...model.source import Role
from ...model.store import FactStore
from ..components.members import for_developers
from ..ground.paths import base, folder, inside, upwards
from .reach import PRODUCTION, Reach

_NEVER: frozenset[Role] = frozenset({"generated", "vendored"})
_SHIPPED: frozenset[Role] = frozenset({"production", "migration"})
_ENOUGH = 0.7
"""The share of a component's files that must be known to run before the rest counts as not run."""


def roles(store: FactStore, reach: Reach, fixed: Collection[str]) -> dict[str, Role]:
    """Return the new roles of documents whose path told another one; those of `fixed` stay."""
    runs = {run.path: run for run in store.all(RunFile)}
    developers = {component.root for component in for_developers(store)}
    foreign = _Foreign(store)
    known, published = _known(store, runs), _published(store)
    found: dict[str, Role] = {}
    for path, run in runs.items():
        document = store.documents[path]
        if path in fixed or document.role in _NEVER:
            continue
        if run.what == "nothing" and document.role == "production" and foreign.owns(path):
            found[path] = "example"
            continue
        role = _role(run, document.role, reach, run.component in known, run.component in published)
        if role != document.role:
            found[path] = role
    for path, document in store.documents.items():
        if document.role == "production" and path not in fixed and any(inside(path, at) for at in developers):
            found[path] = "tooling"
    return found


class _Foreign:
    """Projects of other ecosystems: what lies in one, and nothing runs, is data of it."""

    def __init__(self, store: FactStore) -> None:
        self.languages: dict[str, set[str]] = defaultdict(set)
        for path in store.documents:
            if found := described_by(base(path)):
                self.languages[folder(path)] |= found

    def owns(self, path: str) -> bool:
        """Whether the nearest manifest above a file is another ecosystem's, of one whose modules are known."""
        row = of_file(path)
        if row is None or not row.modules:
            return False
        nearest = next(
            (self.languages[at] for at in upwards(folder(path)) if at in self.languages), {row.language}
        )
        return row.language not in nearest


def _role(run: RunFile, told: Role, reach: Reach, known: bool, published: bool) -> Role:
    if run.what in PRODUCTION or (run.production and told != "test"):
        stays = told in _SHIPPED or (
            told == "test" and pattern("tests").match(base(run.path).lower()) is not None
        )
        return told if stays else "production"
    if told not in _SHIPPED:
        return told
    if run.what in ("tooling", "build"):
        named = any(root.developers for root in reach.direct.get(run.path, ()))
        return "tooling" if named or (known and run.what == "tooling") else told
    if run.what == "test" and known:
        return "test"
    return "tooling" if published and run.what == "nothing" and told == "production" else told


def _known(store: FactStore, runs: Mapping[str, RunFile]) -> set[str]:
    """The components of whose production code so much is known to run that the rest can be told."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for run in runs.values():
        if store.documents[run.path].role in _SHIPPED and of_file(run.path) is not None:
            count = counts[run.component]
            count[0] += run.production
            count[1] += 1
    return {
        name for name, (running, all_of_it) in counts.items() if running and running >= _ENOUGH * all_of_it
    }


def _published(store: FactStore) -> set[str]:
    """The components that are packages, so that nothing beside what they ship is anybody's at run time."""
    running = {run.component for run in store.all(RunFile) if run.what == "library"}
    apps = {run.component for run in store.all(RunFile) if run.what in PRODUCTION}
    return {project.component for project in store.all(Project) if project.publishes} & running - apps


def settle(store: FactStore, reach: Reach, fixed: Collection[str]) -> None:
    """Give documents and their facts the role that what runs them tells."""
    store.give_roles(roles(store, reach, fixed))
