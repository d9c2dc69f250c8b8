"""What a document is for, once it is known what runs it. Where nothing is known to, what its path tells holds.

A file that runs in production is production, in whatever folder it lies, unless that is a folder of tests. One that
developers' commands name is theirs. That only tests import a file proves nothing: frameworks load code by names that
nobody can follow; it is a test's where it imports what tests do.
"""

from collections import defaultdict
from collections.abc import Collection

from ...facts import Import, Project, RunFile
from ...knowledge.ecosystems import described_by, of_file, pattern, test_packages
from ...model.source import Role
from ...model.store import FactStore
from ..components.members import for_developers
from ..ground.paths import base, folder, inside, upwards
from .reach import PRODUCTION, Reach

_NEVER: frozenset[Role] = frozenset({"generated", "vendored"})
_SHIPPED: frozenset[Role] = frozenset({"production", "migration"})


def settle(store: FactStore, reach: Reach, fixed: Collection[str]) -> None:
    """Give documents and their facts the role that what runs them tells; those of the paths `fixed` stay."""
    found = {path: role for path, role in _Roles(store, reach).all().items() if path not in fixed}
    store.give_roles({path: role for path, role in found.items() if role != store.documents[path].role})


class _Roles:
    def __init__(self, store: FactStore, reach: Reach) -> None:
        self.store = store
        self.reach = reach
        tested = test_packages()
        self.testing = {
            fact.path for fact in store.all(Import) if not fact.relative and _package(fact.module) in tested
        }
        """Files that import what tests do."""
        tests = (
            path for path, document in store.documents.items() if document.role == "test" and _is_test(path)
        )
        self.test_folders = {folder(path) for path in (*tests, *self.testing)}
        self.published = self._published()
        self.languages: dict[str, frozenset[str]] = defaultdict(frozenset)
        """Of the manifests in a folder."""
        for path in store.documents:
            if described := described_by(base(path)):
                self.languages[folder(path)] |= described

    def all(self) -> dict[str, Role]:
        """The roles of all documents of which something is known."""
        found: dict[str, Role] = {}
        for run in self.store.all(RunFile):
            told = self.store.documents[run.path].role
            if told not in _NEVER:
                found[run.path] = self._role(run, told)
        developers = [component.root for component in for_developers(self.store)]
        for path, document in self.store.documents.items() if developers else ():
            if document.role == "production" and any(inside(path, at) for at in developers):
                found[path] = "tooling"
        return found

    def _role(self, run: RunFile, told: Role) -> Role:
        if told == "test":
            return told if run.what not in PRODUCTION or self._is_of_tests(run.path) else "production"
        if run.production and (run.what in PRODUCTION or told != "tooling"):
            return told if told in _SHIPPED else "production"
        if told not in _SHIPPED:
            return told
        if any(root.developers for root in self.reach.direct.get(run.path, ())) and not run.production:
            return "tooling"
        if run.what == "test" and run.path in self.testing:
            return "test"
        if run.what == "nothing" and told == "production":
            if self._is_data(run.path):
                return "example"
            return "tooling" if run.component in self.published else told
        return told

    def _is_of_tests(self, path: str) -> bool:
        """Whether a file lies among tests, or is one."""
        at = folder(path)
        return (
            path in self.testing
            or _is_test(path)
            or any(above in self.test_folders for above in upwards(at) if above)
        )

    def _is_data(self, path: str) -> bool:
        """Whether the nearest manifest above a file of code is another ecosystem's: what nothing runs is data of it."""
        row = of_file(path)
        if row is None or not row.modules:
            return False
        nearest = next((self.languages[at] for at in upwards(folder(path)) if at in self.languages), None)
        return nearest is not None and row.language not in nearest

    def _published(self) -> set[str]:
        """The components that are packages, so that nothing beside what they ship is anybody's at run time."""
        runs = self.store.all(RunFile)
        shipping = {run.component for run in runs if run.what == "library"}
        apps = {run.component for run in runs if run.what in PRODUCTION}
        return {
            project.component for project in self.store.all(Project) if project.publishes
        } & shipping - apps


def _is_test(path: str) -> bool:
    return pattern("tests").match(base(path).lower()) is not None


def _package(module: str) -> str:
    """The package that an import takes from: its first dotted or slashed part, two for a scope."""
    if module.startswith("@"):
        return "/".join(module.split("/", 2)[:2])
    return module.partition("/")[0].partition(".")[0]
