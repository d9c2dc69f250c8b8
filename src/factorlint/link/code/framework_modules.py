"""What a project's framework lets imports stand for, and the modules that it makes."""

from collections.abc import Iterator

from ...knowledge import wiring
from ..dependencies.manifests import Manifests, Scope
from .script_packages import ScriptPackages


class FrameworkModules:
    """Asks the tables for the frameworks that are declared in force for a folder."""

    def __init__(self, manifests: Manifests, ecosystem: str) -> None:
        """Ask `manifests` what is declared."""
        self._manifests = manifests
        self._ecosystem = ecosystem
        self._known: dict[int, tuple[tuple[wiring.Alias, ...], tuple[tuple[str, str], ...]]] = {}

    def paths(self, at: str, module: str, packages: ScriptPackages) -> Iterator[str]:
        """Yield the paths that an import may stand for in a file of the folder `at`."""
        aliases, _ = self._of(at)
        project = packages.project(at)
        if project is None:
            return
        for alias in aliases:
            for pattern in alias.patterns:
                rest = _rest(pattern, module)
                if rest is not None:
                    for path in alias.paths:
                        yield f"{project}/{path.replace('*', rest)}".strip("/")

    def virtual(self, at: str, module: str) -> str:
        """Return the declared framework that makes a module; empty for none."""
        _, made = self._of(at)
        return next((name for name, pattern in made if _rest(pattern, module) is not None), "")

    def _of(self, at: str) -> tuple[tuple[wiring.Alias, ...], tuple[tuple[str, str], ...]]:
        scope = self._manifests.of(self._ecosystem, at)
        found = self._known.get(id(scope))
        if found is None:
            found = self._known[id(scope)] = (
                tuple(alias for alias in wiring.aliases() if _declared(scope, alias.frameworks)),
                tuple(
                    (name, pattern)
                    for row in wiring.virtual()
                    if (name := _declared(scope, row.frameworks))
                    for pattern in row.patterns
                ),
            )
        return found


def _declared(scope: Scope, frameworks: tuple[str, ...]) -> str:
    return next((name for name in frameworks if name in scope.names), "")


def _rest(pattern: str, module: str) -> str | None:
    before, star, after = pattern.partition("*")
    if not star:
        return "" if module == pattern else None
    fits = module.startswith(before) and module.endswith(after) and len(module) >= len(before) + len(after)
    return module[len(before) : len(module) - len(after)] if fits else None
