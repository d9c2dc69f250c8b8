"""Dependencies: imports that no manifest in force for them declares."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

from ...facts import Declared, Import, Lock, Project, UndeclaredImport
from ...knowledge import table
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import Tree, base, folder, join, stand, upwards

_SHIPPED_GROUPS = frozenset({"main", "optional", "peer", "constraint", "build"})
_ROLES = ("production", "migration")
_CODE_ENDINGS = ("py", "pyi")


def link(store: FactStore) -> Iterator[Fact]:
    """Yield an `UndeclaredImport` per component and package. Silent where the manifests may be incomplete."""
    manifests = _Manifests(store)
    local = _Local(store)
    found: dict[tuple[str, str, str], list[Import]] = defaultdict(list)
    judged: dict[tuple[str, str, str], str] = {}
    guarded: set[tuple[str, str, str]] = set()
    for fact in store.all(Import):
        if fact.role not in _ROLES or fact.typing_only or fact.escapes or fact.relative:
            continue
        at = folder(fact.path)
        first = fact.module if fact.ecosystem == "npm" else ".".join(fact.module.split(".")[:2])
        key = (fact.ecosystem, at, first)
        package = judged.get(key)
        if package is None:
            package = _undeclared(fact, manifests, local)
            judged[key] = package
        if not package:
            continue
        if fact.optional:
            guarded.add((fact.ecosystem, fact.component, package))
        else:
            found[fact.ecosystem, fact.component, package].append(fact)
    for key, imports in found.items():
        # A component that somewhere expects the import to fail knows that the package may be absent.
        if key in guarded:
            continue
        ecosystem, _, package = key
        first_import = imports[0]
        scope = manifests.of(ecosystem, folder(first_import.path))
        yield stand(
            UndeclaredImport(
                span=first_import.span,
                scope=first_import.scope,
                package=package,
                imported=first_import,
                ecosystem=ecosystem,
                others=tuple(imports[1:]),
                declared=tuple(
                    one for name in _names(ecosystem, package) for one in scope.elsewhere.get(name, ())
                ),
                manifests=tuple(scope.manifests),
                locked=any(name in scope.locked for name in _names(ecosystem, package)),
                part_of=_part_of(ecosystem, package, scope),
            ),
            first_import,
        )


def _undeclared(fact: Import, manifests: "_Manifests", local: "_Local") -> str:
    """The package's name where no manifest declares it, empty where all is well or nothing can be said."""
    scope = manifests.of(fact.ecosystem, folder(fact.path))
    if not scope.manifests or scope.open:
        return ""
    if fact.ecosystem == "python":
        return _undeclared_module(fact, scope, local)
    if fact.ecosystem == "npm":
        return _undeclared_specifier(fact, scope, local)
    return ""


class _Scope:
    """What the manifests in force for one folder say together: its own and those above it."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.patterns_allowed = True
        self.elsewhere: dict[str, list[Declared]] = defaultdict(list)
        self.locked: set[str] = set()
        self.manifests: list[str] = []
        self.open = False
        self.dev_is_shipped = False

    def has(self, name: str) -> bool:
        """Whether a name, or one that fits `google-*`, is declared."""
        if name in self.names:
            return True
        return "*" in name and any(fnmatchcase(declared, name) for declared in self.names)


class _Manifests:
    def __init__(self, store: FactStore) -> None:
        self.projects: dict[tuple[str, str], list[Project]] = defaultdict(list)
        self.declared: dict[tuple[str, str], list[Declared]] = defaultdict(list)
        self.locks: dict[tuple[str, str], list[Lock]] = defaultdict(list)
        self.by_path: dict[str, list[Declared]] = defaultdict(list)
        self.by_manifest: dict[str, Project] = {}
        for project in store.all(Project):
            self.projects[project.ecosystem, _at(project.path)].append(project)
            self.by_manifest[project.path] = project
        for declared in store.all(Declared):
            self.by_path[declared.path].append(declared)
            self.declared[declared.ecosystem, _at(declared.path)].append(declared)
        for lock in store.all(Lock):
            self.locks[lock.ecosystem, folder(lock.path)].append(lock)
        self._known: dict[tuple[str, str], _Scope] = {}

    def of(self, ecosystem: str, at: str) -> _Scope:
        """The scope of a folder; folders without manifests share that of the folder above."""
        key = (ecosystem, at)
        found = self._known.get(key)
        if found is None:
            if at and key not in self.projects and key not in self.declared and key not in self.locks:
                found = self.of(ecosystem, folder(at))
            else:
                found = self._read(ecosystem, at)
            self._known[key] = found
        return found

    def _read(self, ecosystem: str, at: str) -> _Scope:
        scope = _Scope()
        for above in upwards(at):
            for project in self.projects.get((ecosystem, above), ()):
                scope.manifests.append(project.path)
                scope.open = scope.open or (project.dynamic and not self._follow(project, scope, set()))
                if project.name:
                    scope.names.add(_normal(ecosystem, project.name))
                # A private package.json is bundled or run from its whole tree: dev dependencies may be built in.
                if ecosystem == "npm" and not project.publishes:
                    scope.dev_is_shipped = True
            for declared in self.declared.get((ecosystem, above), ()):
                if declared.path not in scope.manifests:
                    scope.manifests.append(declared.path)
                name = _normal(ecosystem, declared.name)
                if ecosystem == "npm" or declared.group in _SHIPPED_GROUPS or _is_shipped(declared.group):
                    scope.names.add(name)
                else:
                    scope.elsewhere[name].append(declared)
            for lock in self.locks.get((ecosystem, above), ()):
                scope.locked.update(_normal(ecosystem, name) for name, _ in lock.packages)
        return scope

    def _follow(self, project: Project, scope: _Scope, seen: set[str]) -> bool:
        """Take in what a requirements file includes; False where one of them was not read as such."""
        if not project.includes:
            return False
        for include in project.includes:
            path = join(folder(project.path), include)
            if path is None or (path not in self.by_path and path not in self.by_manifest):
                return False
            if path in seen:
                continue
            seen.add(path)
            for declared in self.by_path.get(path, ()):
                scope.names.add(_normal(declared.ecosystem, declared.name))
            nested = self.by_manifest.get(path)
            if nested is not None and nested.dynamic and not self._follow(nested, scope, seen):
                return False
        return True


def _part_of(ecosystem: str, package: str, scope: _Scope) -> str:
    wholes = (
        _table()["parts"].get(package, ())
        if ecosystem == "python"
        else _table()["npm-parts"].get(package, ())
    )
    return next((whole for whole in wholes if whole in scope.names), "")


def _at(path: str) -> str:
    """The folder a manifest speaks for: `requirements/base.txt` for the folder above."""
    at = folder(path)
    return folder(at) if base(at).lower() in ("requirements", "reqs") else at


def _is_shipped(group: str) -> bool:
    """Groups that are not for developers by their name: a named extra or group may be what is installed."""
    words = group.lower().replace("_", "-").split("-")
    return not {
        "dev",
        "develop",
        "development",
        "test",
        "tests",
        "testing",
        "lint",
        "docs",
        "doc",
        "typing",
        "ci",
    } & set(words)


class _Local:
    """Modules and packages of the repository itself."""

    def __init__(self, store: FactStore) -> None:
        self.modules: set[str] = set()
        self.packages: set[str] = set()
        self.shipped: set[str] = set()
        for path in store.documents:
            self._add(path)
        self.names = {
            (project.ecosystem, _normal(project.ecosystem, project.name))
            for project in store.all(Project)
            if project.name
        }
        for project in store.all(Project):
            self.shipped.update(name.partition(".")[0] for name in project.packages)
        self.tree = Tree(store.documents)

    def _add(self, path: str) -> None:
        stem, _, ending = path.rpartition(".")
        if ending in _CODE_ENDINGS:
            self.modules.add(base(stem))
            at = folder(path)
            while at and at not in self.packages:
                self.packages.add(at)
                at = folder(at)

    @property
    def folders(self) -> set[str]:
        """Names of folders that hold Python code, however deep."""
        found = getattr(self, "_folders", None)
        if found is None:
            found = {base(at) for at in self.packages}
            self._folders: set[str] = found
        return found


def _undeclared_module(fact: Import, scope: _Scope, local: _Local) -> str:
    top = fact.module.partition(".")[0]
    if not top or top in _stdlib() or top in local.modules or top in local.folders or top in local.shipped:
        return ""
    names = _python_names(fact.module)
    if any(scope.has(name) or ("python", name) in local.names for name in names):
        return ""
    if _loosely(top, scope, locked=any(name in scope.locked for name in names)):
        return ""
    return names[0]


_ENDING = 3
"""Characters that may be added to a module's name: `cattrs`, `django-q2`, `shopifyapi`."""


def _extends(name: str, plain: str) -> bool:
    """Whether a distribution's name is the module's and more: `factory-boy`, `pdfminer-six`, `cattrs`, `django-q2`."""
    if not name.startswith(plain) or plain in _table()["python-bases"]["names"]:
        return False
    rest = name[len(plain) :]
    return rest.startswith("-") or len(rest) <= _ENDING


def _loosely(top: str, scope: _Scope, *, locked: bool) -> bool:
    """`foo` of `python-foo`, `django-foo`, `foo-python`, `pyfoo`: names that differ by their ornaments alone.

    `x-foo` counts too, unless a lockfile says that `foo` is a package of its own.
    """
    plain = _normal("python", top)
    for name in scope.names:
        if not locked and (name.endswith("-" + plain) or _extends(name, plain)):
            return True
        if plain in (name.removeprefix("python-"), name.removeprefix("py"), name.removesuffix("-python")):
            return True
        if name.startswith(("django-", "flask-", "types-")) and name.partition("-")[2] == plain:
            return not name.startswith("types-")
        if name.replace("-", "") == plain.replace("-", ""):
            return True
    return False


def _undeclared_specifier(fact: Import, scope: _Scope, local: _Local) -> str:
    builtin, virtual = _npm()
    text = fact.module
    if not text or text.startswith((".", "node:", *virtual)):
        return ""
    parts = text.split("/")
    package = "/".join(parts[:2]) if text.startswith("@") else parts[0]
    if package in builtin or ":" in package or package == "@" or not _is_package_name(package):
        return ""
    typed = "@types/" + package.removeprefix("@").replace("/", "__")
    if package in scope.names or typed in scope.names or ("npm", package) in local.names:
        return ""
    if _is_alias(parts[0], fact.path, local):
        return ""
    return package


def _is_package_name(name: str) -> bool:
    plain = name.removeprefix("@").replace("/", "", 1)
    return bool(plain) and plain == plain.lower() and all(c.isalnum() or c in "-._" for c in plain)


def _is_alias(first: str, path: str, local: _Local) -> bool:
    """`components/x` or `@app/x` where a folder of that name stands above or in `src`: a path alias or base URL."""
    plain = first.lstrip("@~#")
    if not plain:
        return True
    for above in upwards(folder(path)):
        for inner in ("", "src/", "app/"):
            candidate = f"{above}/{inner}{plain}".lstrip("/")
            if candidate in local.tree.folders or any(
                f"{candidate}.{ending}" in local.tree.files for ending in ("ts", "js", "tsx", "jsx", "vue")
            ):
                return True
    return False


def _python_names(module: str) -> tuple[str, ...]:
    table = _table()["python"]
    parts = module.split(".")
    for key in (".".join(parts[:2]), parts[0]):
        if key in table:
            own = () if any("*" in name for name in table[key]) else (_normal("python", parts[0]),)
            return (*table[key], *own)
    return (_normal("python", parts[0]),)


def _names(ecosystem: str, package: str) -> tuple[str, ...]:
    if ecosystem == "npm":
        return (package,)
    for names in _table()["python"].values():
        if names[0] == package:
            return tuple(names)
    return (package,)


def _normal(ecosystem: str, name: str) -> str:
    """PEP 503 for Python; as written for npm."""
    if ecosystem != "python":
        return name
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return table("import_names.toml")


@cache
def _stdlib() -> frozenset[str]:
    return frozenset(sys.stdlib_module_names) | frozenset(_table()["python-former"]["names"])


@cache
def _npm() -> tuple[frozenset[str], tuple[str, ...]]:
    data = _table()["npm-builtin"]
    return frozenset(data["names"]), tuple(data["virtual"])
