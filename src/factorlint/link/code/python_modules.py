"""Python's modules: where `import a.b` finds `a`, as the interpreter, build back ends and test runners look for it.

A module is looked up below the roots of its file, nearest first: the folder above its top package (or its own
folder, as `sys.path[0]` of a script), then every folder above with the roots that manifests there name and `src`,
then the roots of the repository's other projects. The standard library comes before everything but a regular
package of the file's own tree; a declared package comes before modules that only lie in the way.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ...knowledge import packages
from ...model.source import Document
from ...model.store import FactStore
from ..dependencies.manifests import Manifests
from ..ground.paths import Tree, folder, join, upwards
from .python_packages import PythonPackages
from .python_roots import PythonRoots
from .target import NOTHING, STANDARD, Target

_ENDINGS = frozenset({"py", "pyi", "pyx"})
_NONE: Mapping[str, str] = {}


class PythonModules:
    """Resolves the imports of Python files."""

    def __init__(self, store: FactStore, tree: Tree, manifests: Manifests, ecosystem: str) -> None:
        """Index the roots that manifests name and the paths that code adds."""
        self._files = tree.files
        self._folders = tree.folders
        self._inits, self._modules = _modules(tree.files)
        self._packages = PythonPackages(store, manifests, ecosystem)
        self._roots = PythonRoots(store, tree.folders, self._inits.__contains__, ecosystem)
        self._settled: dict[tuple[str, str, tuple[str, ...]], Target] = {}
        self._taken: dict[tuple[str, str, tuple[str, ...]], Target] = {}
        """What relative imports lead to, by the folder they are seen from."""
        known = packages.names(ecosystem)
        self._standard = (known.builtin | known.former) if known else frozenset()
        self._nested = known.nested if known else frozenset()

    def where(self, path: str) -> str:
        """Return the document's folder; the document itself where it adds paths of its own."""
        return path if self._roots.is_particular(path) else path.rpartition("/")[0]

    def settle(self, path: str, module: str, names: tuple[str, ...] = ()) -> Target:
        """Return what an import of `names` from `module` in the document at `path` leads to."""
        at = path.rpartition("/")[0]
        if module.startswith("."):
            return self._relative(at, module, names)
        key = (self.where(path), module, names)
        target = self._settled.get(key)
        if target is None:
            target = self._settled[key] = self._absolute(path, at, module, names)
        if target.documents[:1] == (path,):
            return self._absolute(path, at, module, names, besides=path)
        return target

    def named(self, path: str, name: str) -> Target:
        """Return what a dotted module, a class in one, or `module:attribute` leads to."""
        dotted = name.partition(":")[0].strip()
        if not dotted or not dotted.replace(".", "").replace("_", "").isalnum():
            return NOTHING
        own = self._run(folder(path), "", dotted, ())
        while dotted:
            target = self.settle(path, dotted)
            if target.to != "nothing":
                return target
            dotted = dotted.rpartition(".")[0]
        return Target("document", own, how="own-folder") if own else NOTHING

    def file(self, path: str, name: str) -> Target:
        """Return the file of a path, seen from the document's own folder or one above."""
        for above in upwards(folder(path)):
            found = join(above, name)
            if found is not None and found in self._files:
                return Target("document", (found,), how="path")
        return NOTHING

    def inside(self, at: str, module: str) -> Sequence[str]:
        """Return what running a module of the package in `at` runs."""
        found = self._modules.get(at, _NONE).get(module)
        return (found,) if found else ()

    def folders(self, path: str, name: str) -> Iterator[str]:
        """Yield the folder of a path, seen from the document's own folder or one above."""
        for above in (folder(path), *upwards(folder(path))):
            at = join(above, name)
            if at is not None and at in self._folders:
                yield at
                return

    def beside(self, path: str) -> Sequence[str]:
        """Return the packages around a module: they are run before it, whoever imports it."""
        found = []
        at = folder(path)
        while init := self._inits.get(at):
            if init != path:
                found.append(init)
            if not at:
                break
            at = folder(at)
        return found

    def _relative(self, at: str, module: str, names: tuple[str, ...]) -> Target:
        rest = module.lstrip(".")
        for _ in range(len(module) - len(rest) - 1):
            if not at:
                return NOTHING
            at = at.rpartition("/")[0]
        key = (at, rest, names)
        target = self._taken.get(key)
        if target is None:
            documents = self._run(at, "", rest, names)
            target = Target("document", documents, how="relative") if documents else NOTHING
            self._taken[key] = target
        return target

    def _absolute(self, path: str, at: str, module: str, names: tuple[str, ...], besides: str = "") -> Target:
        top, dot, _ = module.partition(".")
        standard = top in self._standard
        if standard and not dot and not names:
            return self._shadowing(at, module, names) or STANDARD
        for root, prefix in self._roots.near(path):
            documents = self._run(root, prefix, module, names)
            if documents and documents[0] != besides:
                if not self._is_package(root, prefix, top):
                    if standard and not (dot and top not in self._nested):
                        return STANDARD
                    if self._packages.declared(at, module):
                        break
                return Target("document", documents, how=_how(root, prefix, at))
        if standard:
            return STANDARD
        package = self._packages.declared(at, module)
        if package:
            return Target("package", package=package, how="declared")
        found = {
            documents
            for root, prefix in self._roots.far()
            if (documents := self._run(root, prefix, module, names))
        }
        if len(found) == 1:
            return Target("document", found.pop(), how="other-project")
        return self._packages.elsewhere(at, module)

    def _shadowing(self, at: str, module: str, names: tuple[str, ...]) -> Target | None:
        """A regular package of the file's own tree that is called like a module of the standard library."""
        root = self._roots.top(at)
        documents = self._run(root, "", module, names) if self._is_package(root, "", module) else ()
        return Target("document", documents, how="own-tree") if documents else None

    def _is_package(self, root: str, prefix: str, top: str) -> bool:
        base = root if prefix and top == prefix.partition(".")[0] else (f"{root}/{top}" if root else top)
        return base in self._inits

    def _run(self, root: str, prefix: str, module: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """The documents that an import runs when `module` is looked up below `root`; none when it is not there."""
        if prefix:
            if module != prefix and not module.startswith(prefix + "."):
                return ()
            module = module[len(prefix) + 1 :]
        inner = module.replace(".", "/")
        base = f"{root}/{inner}" if root and inner else root or inner
        package = self._inits.get(base, "")
        main = package
        if inner and not package:
            at, _, last = base.rpartition("/")
            main = self._modules.get(at, _NONE).get(last, "")
        if not main and (base not in self._folders or not names):
            return ()
        found: list[str] = []
        if package or not main:
            inside = self._modules.get(base, _NONE)
            found += [inside[name] for name in names if name in inside]
        if main:
            found.append(main)
        elif not found:
            return ()
        while "/" in inner:
            inner = inner.rpartition("/")[0]
            if init := self._inits.get(f"{root}/{inner}" if root else inner):
                found.append(init)
        return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _modules(files: Mapping[str, Document]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The `__init__` of every folder that has one, and the modules in every folder; a package comes before a module."""
    inits: dict[str, str] = {}
    modules: dict[str, dict[str, str]] = defaultdict(dict)
    for path in files:
        stem, _, ending = path.rpartition(".")
        if ending in _ENDINGS:
            at, _, name = stem.rpartition("/")
            if name == "__init__":
                inits.setdefault(at, path)
            else:
                modules[at].setdefault(name, path)
    for at, path in inits.items():
        above, _, name = at.rpartition("/")
        modules[above][name] = path
    return inits, modules


def _how(root: str, prefix: str, at: str) -> str:
    if prefix:
        return "package-dir"
    if root == at:
        return "own-folder"
    return "src-layout" if root == "src" or root.endswith("/src") else "root"
