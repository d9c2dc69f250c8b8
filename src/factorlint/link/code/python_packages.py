"""Python's packages: which declared distribution brings a module, whose name is often another."""

from fnmatch import fnmatchcase

from ...facts import Install, Project
from ...knowledge import packages
from ...knowledge.ecosystems import normal_name
from ...model.store import FactStore
from ..dependencies.manifests import Manifests, Scope
from .target import NOTHING, Target


class PythonPackages:
    """Asks the manifests in force for a folder; the repository's own distributions bring nothing from elsewhere."""

    def __init__(self, store: FactStore, manifests: Manifests, ecosystem: str) -> None:
        """Index the repository's own names and what commands install."""
        self._ecosystem = ecosystem
        self._manifests = manifests
        self._own = {
            normal_name(ecosystem, project.name)
            for project in store.all(Project)
            if project.ecosystem == ecosystem and project.name
        }
        self._installed = {
            normal_name(ecosystem, name)
            for install in store.all(Install)
            if install.ecosystem == ecosystem
            for name, _ in install.packages
        }
        self._exact: dict[tuple[int, str], str] = {}
        self._loose: dict[tuple[int, str], Target] = {}

    def declared(self, at: str, module: str) -> str:
        """Return the package that is declared under the module's very name, and is not ours; empty for none."""
        scope = self._manifests.of(self._ecosystem, at)
        key = (id(scope), module)
        found = self._exact.get(key)
        if found is None:
            names = (_of_pattern(scope, name, module) for name in packages.bringing(self._ecosystem, module))
            found = next((name for name in names if name and name not in self._own), "")
            self._exact[key] = found
        return found

    def elsewhere(self, at: str, module: str) -> Target:
        """Return a package that may bring the module by its name, is locked, or is installed by a command."""
        scope = self._manifests.of(self._ecosystem, at)
        key = (id(scope), _head(module))
        target = self._loose.get(key)
        if target is None:
            target = self._loose[key] = self._likely(scope, module)
        return target

    def _likely(self, scope: Scope, module: str) -> Target:
        found = [name for name in packages.bringing(self._ecosystem, module) if name not in self._own]
        top = module.partition(".")[0]
        locked = any(name in scope.locked for name in found)
        for name in sorted({*scope.names, *scope.elsewhere}):
            if name not in self._own and packages.may_bring(self._ecosystem, name, top, locked=locked):
                return Target("package", package=name, how="declared")
        known = packages.names(self._ecosystem)
        for name in found:
            wholes = known.parts.get(name, ()) if known else ()
            whole = next((whole for whole in wholes if whole in scope.names), "")
            if whole:
                return Target("package", package=whole, how="part-of")
            held = _closest(scope.locked, name, module) if "*" in name else name
            if held in scope.locked:
                return Target("package", package=held, how="locked")
        name = next((name for name in found if name in self._installed), "")
        return Target("package", package=name, how="installed") if name else NOTHING


def _head(module: str) -> str:
    """The first two parts of a module's name: they tell which package brings it."""
    return ".".join(module.split(".", 2)[:2])


def _of_pattern(scope: Scope, name: str, module: str) -> str:
    """The declared package that a name, or a pattern such as `google-*`, means."""
    if "*" in name:
        return _closest({*scope.names, *scope.elsewhere}, name, module)
    return name if name in scope.names or name in scope.elsewhere else ""


def _closest(names: set[str], pattern: str, module: str) -> str:
    """Of the packages that fit a pattern, the one whose name is most of the module's: `google-cloud-storage`."""
    fitting = sorted(name for name in names if fnmatchcase(name, pattern))
    wanted = module.lower().replace(".", "").replace("_", "")
    return max(fitting, key=lambda name: (_alike(name.replace("-", ""), wanted), -len(name)), default="")


def _alike(one: str, other: str) -> int:
    """How many characters two names begin with alike."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other)) if left != right), min(len(one), len(other))
    )
