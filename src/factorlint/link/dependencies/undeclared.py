"""Dependencies: imports that no manifest in force for them declares."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property

from ...facts import Import, Project, UndeclaredImport
from ...knowledge import packages
from ...knowledge.ecosystems import by_packages, by_suffix, normal_name, rows
from ...knowledge.packages import Names
from ...model.fact import Fact
from ...model.store import FactStore
from ..code.modules import of as modules_of
from ..code.target import Target
from ..ground.paths import Tree, base, folder, stand, upwards
from .manifests import Manifests, Scope

_ROLES = ("production", "migration")


def link(store: FactStore) -> Iterator[Fact]:
    """Yield an `UndeclaredImport` per component and package. Silent where the manifests may be incomplete."""
    modules = modules_of(store)
    manifests = modules.manifests
    local = _Local(store)
    found: dict[tuple[str, str, str], list[Import]] = defaultdict(list)
    judged: dict[tuple[str, str, str], str] = {}
    guarded: set[tuple[str, str, str]] = set()
    for fact in store.all(Import):
        if fact.role not in _ROLES or fact.typing_only or fact.escapes or fact.relative:
            continue
        key = (fact.ecosystem, folder(fact.path), fact.module)
        package = judged.get(key)
        if package is None:
            target = modules.settle(fact.path, fact.module, fact.names)
            package = judged[key] = "" if _is_settled(target) else _undeclared(fact, manifests, local)
        if not package:
            continue
        if fact.optional:
            guarded.add((fact.ecosystem, fact.component, package))
        else:
            found[fact.ecosystem, fact.component, package].append(fact)
    for key, imports in found.items():
        # A component that somewhere expects the import to fail knows that the package may be absent.
        if key not in guarded:
            yield _fact(key[2], imports, manifests)


def _fact(package: str, imports: list[Import], manifests: Manifests) -> UndeclaredImport:
    first = imports[0]
    ecosystem = first.ecosystem
    scope = manifests.of(ecosystem, folder(first.path))
    known = packages.names(ecosystem)
    row = by_packages()[ecosystem]
    same = packages.alike(ecosystem, package)
    fact = UndeclaredImport(
        span=first.span,
        scope=first.scope,
        package=package,
        called=first.module.partition(".")[0] if row.modules == "dotted" else package,
        imported=first,
        ecosystem=ecosystem,
        others=tuple(imports[1:]),
        declared=tuple(one for name in same for one in scope.elsewhere.get(name, ())),
        manifests=tuple(scope.manifests),
        locked=any(name in scope.locked for name in same),
        part_of=next((whole for whole in known.parts.get(package, ()) if whole in scope.names), "")
        if known
        else "",
    )
    return stand(fact, first)


_MADE = frozenset({"virtual", "types", "workspace"})
"""Ways in which a package brings a module that its name does not tell."""


def _is_settled(target: Target) -> bool:
    """Whether an import is no package's, or of one that its manifest need not name."""
    if target.to == "package":
        return target.how in _MADE
    return target.to != "nothing" or bool(target.how)


def _undeclared(fact: Import, manifests: Manifests, local: "_Local") -> str:
    """The package's name where no manifest declares it, empty where all is well or nothing can be said."""
    row, known = by_packages().get(fact.ecosystem), packages.names(fact.ecosystem)
    judge = _JUDGES.get(row.modules) if row else None
    if judge is None or known is None:
        return ""
    scope = manifests.of(fact.ecosystem, folder(fact.path))
    if not scope.manifests or scope.open:
        return ""
    return judge(fact, known, scope, local)


class _Local:
    """Modules and packages of the repository itself."""

    def __init__(self, store: FactStore) -> None:
        self.modules: set[str] = set()
        """Stems of files that a dotted module may be."""
        self._folders: set[str] = set()
        self.shipped: set[str] = set()
        self.names = {
            (project.ecosystem, normal_name(project.ecosystem, project.name))
            for project in store.all(Project)
            if project.name
        }
        for project in store.all(Project):
            self.shipped.update(name.partition(".")[0] for name in project.packages)
        self._documents = store.documents
        dotted = [row for row in rows().values() if row.modules == "dotted"]
        endings = {ending for row in dotted for ending in (*row.suffixes, *row.stub_suffixes)}
        for path in store.documents:
            stem, _, ending = path.rpartition(".")
            if ending in endings:
                self.modules.add(base(stem))
                at = folder(path)
                while at and at not in self._folders:
                    self._folders.add(at)
                    at = folder(at)

    @cached_property
    def folders(self) -> set[str]:
        """Names of folders that hold code of such modules, however deep."""
        return {base(at) for at in self._folders}

    @cached_property
    def tree(self) -> Tree:
        """All files and folders."""
        return Tree.of(self._documents)


def _undeclared_module(fact: Import, known: Names, scope: Scope, local: _Local) -> str:
    top = fact.module.partition(".")[0]
    if not top or known.standard(top):
        return ""
    if top in local.modules or top in local.folders or top in local.shipped:
        return ""
    found = packages.bringing(fact.ecosystem, fact.module)
    if any(scope.has(name) or (fact.ecosystem, name) in local.names for name in found):
        return ""
    locked = any(name in scope.locked for name in found)
    if any(packages.may_bring(fact.ecosystem, name, top, locked=locked) for name in scope.names):
        return ""
    return found[0]


def _undeclared_specifier(fact: Import, known: Names, scope: Scope, local: _Local) -> str:
    text = fact.module
    if not text or text.startswith((".", *known.virtual)):
        return ""
    parts = text.split("/")
    package = "/".join(parts[:2]) if text.startswith("@") else parts[0]
    if known.standard(package) or ":" in package or package == "@" or not _is_package_name(package):
        return ""
    typed = known.typings + package.removeprefix("@").replace("/", "__")
    if package in scope.names or typed in scope.names or (fact.ecosystem, package) in local.names:
        return ""
    if _is_alias(parts[0], fact.path, local):
        return ""
    return package


_JUDGES: dict[str, Callable[[Import, Names, Scope, _Local], str]] = {
    "dotted": _undeclared_module,
    "relative": _undeclared_specifier,
}
"""By how the language's imports name code."""


def _is_package_name(name: str) -> bool:
    plain = name.removeprefix("@").replace("/", "", 1)
    return bool(plain) and plain == plain.lower() and all(c.isalnum() or c in "-._" for c in plain)


def _is_alias(first: str, path: str, local: _Local) -> bool:
    """`components/x` or `@app/x` where a folder of that name stands above or in `src`: a path alias or base URL."""
    plain = first.lstrip("@~#")
    if not plain:
        return True
    row = by_suffix().get(path.rpartition(".")[2].lower())
    endings = (*row.suffixes, *row.page_suffixes) if row else ()
    for above in upwards(folder(path)):
        for inner in ("", "src/", "app/"):
            candidate = f"{above}/{inner}{plain}".lstrip("/")
            if candidate in local.tree.folders or any(
                f"{candidate}.{ending}" in local.tree.files for ending in endings
            ):
                return True
    return False
