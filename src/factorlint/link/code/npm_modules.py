"""JavaScript's modules: where a specifier leads, as Node.js, TypeScript and bundlers look for it.

Relative paths first; then what `paths`, `imports` and bundlers' aliases say in force for the file's folder; then
packages: the repository's own, declared ones, those of the lock file.
"""

from collections.abc import Iterator, Sequence

from ...facts import Install
from ...knowledge import packages
from ...model.store import FactStore
from ..dependencies.manifests import Manifests
from ..ground.paths import Tree, folder, join, upwards
from .framework_modules import FrameworkModules
from .script_files import ScriptFiles
from .script_packages import ScriptPackages
from .script_settings import Mapping, ScriptSettings
from .target import NOTHING, STANDARD, Target

_RUNTIMES = ("node:", "bun:", "deno:", "cloudflare:", "workerd:", "electron:")
_ELSEWHERE = ("http:", "https:", "data:", "file:", "blob:")


class NpmModules:
    """Resolves the imports of scripts."""

    def __init__(self, store: FactStore, tree: Tree, manifests: Manifests, ecosystem: str) -> None:
        """Index packages and settings of the repository."""
        self._ecosystem = ecosystem
        self._manifests = manifests
        self._files = ScriptFiles(tree.files, tree.folders)
        self.packages = ScriptPackages(store, self._files, ecosystem)
        self._settings = ScriptSettings(store, self.packages, ecosystem)
        self._files.outputs = self._settings.outputs()
        self._frameworks = FrameworkModules(manifests, ecosystem)
        self._installs = {
            name
            for install in store.all(Install)
            if install.ecosystem == ecosystem
            for name, _ in install.packages
        }
        known = packages.names(ecosystem)
        self._standard = known.builtin if known else frozenset()
        self._typings = known.typings if known else ""
        self._parts = known.parts if known else {}
        self._settled: dict[tuple[str, str], Target] = {}

    def where(self, path: str) -> str:
        """Return the document's folder."""
        return folder(path)

    def settle(self, path: str, module: str, names: tuple[str, ...] = ()) -> Target:
        """Return what an import from `module` in the document at `path` leads to."""
        at = folder(path)
        key = (at, module)
        target = self._settled.get(key)
        if target is None:
            target = self._settled[key] = self._settle(at, _plain(module))
        return target

    def named(self, path: str, name: str) -> Target:
        """Return what a specifier leads to; names of what is exported may follow: `./routes/users.router`."""
        while True:
            target = self.settle(path, name)
            name, dot, export = name.rpartition(".")
            if target.to != "nothing" or not dot or "/" in export or not name.strip("./"):
                return target

    def file(self, path: str, name: str) -> Target:
        """Return what a path in a string leads to: seen from the document where it begins so, else from the project."""
        project = self.packages.project(folder(path))
        if not name.startswith(".") and project is not None:
            found = self._files.source(project, name)
            if found:
                return Target("document", (found,), how="project")
        target = self.settle(path, name)
        return target if target.to == "document" or name.startswith(".") else self.settle(path, f"./{name}")

    def inside(self, at: str, module: str) -> Sequence[str]:
        """Return a script of a folder."""
        found = self._files.find(f"{at}/{module}".strip("/"))
        return (found,) if found else ()

    def folders(self, path: str, name: str) -> Iterator[str]:
        """Yield the folders that a path means: seen from the document, the project, or an alias, built or not."""
        at = folder(path)
        project = self.packages.project(at) or ""
        starts = [at] if name.startswith(".") else [project, at]
        for start in starts:
            where = join(start, name)
            if where is not None:
                yield from self._files.folders(project, where)
        for mapping in self._settings.of(at).mappings:
            rest = _rest(mapping, f"{name}/")
            for pattern in mapping.targets if rest is not None else ():
                yield from self._files.folders(project, pattern.replace("*", rest or "").strip("/"))

    def beside(self, path: str) -> Sequence[str]:
        """Return nothing: a script is alone."""
        return ()

    def _settle(self, at: str, module: str) -> Target:
        if not module or module.startswith(_ELSEWHERE):
            return NOTHING
        if module[0] == ".":
            path = join(at, module)
            found = self._files.find(path) if path is not None else ""
            if not found and path is not None:
                found = self._built(path)
            if found:
                return Target("document", (found,), how="relative")
            virtual = self._frameworks.virtual(at, module)
            return Target("package", package=virtual, how="virtual") if virtual else NOTHING
        if module.startswith(_RUNTIMES):
            return STANDARD
        return (
            self._mapped(at, module)
            or self._below_root(at, module)
            or self._package(at, module)
            or self._of_project(at, module)
            or self._fallback(at, module)
            or self._missing(at, module)
        )

    def _missing(self, at: str, module: str) -> Target:
        """Nothing; but an alias that fits tells that a file is meant, which a build makes or nobody committed."""
        for mapping in self._settings.of(at).mappings:
            if mapping.before and _rest(mapping, module) is not None:
                return Target("nothing", how=mapping.how)
        stands_for = next(self._frameworks.paths(at, module, self.packages), None)
        return NOTHING if stands_for is None else Target("nothing", how="framework")

    def _built(self, path: str) -> str:
        """The source of a file that a build makes (`../dist/index.js`)."""
        project = self.packages.project(folder(path))
        if project is None:
            return ""
        return self._files.source(project, path[len(project) + 1 :] if project else path)

    def _mapped(self, at: str, module: str) -> Target | None:
        for mapping in self._settings.of(at).mappings:
            rest = _rest(mapping, module)
            if rest is not None:
                target = self._of_mapping(at, mapping, rest)
                if target is not None:
                    return target
        return None

    def _of_mapping(self, at: str, mapping: Mapping, rest: str) -> Target | None:
        for pattern in mapping.targets:
            text = pattern.replace("*", rest, 1) if mapping.open else pattern
            if text.startswith("package:"):
                target = self._package(at, text[8:])
                if target is not None and target.to != "standard-library":
                    return target._replace(how=mapping.how)
                continue
            found = self._files.find(text) or self._built(text)
            if found:
                return Target("document", (found,), how=mapping.how)
        return None

    def _below_root(self, at: str, module: str) -> Target | None:
        """`baseUrl` and its like: folders in which modules are looked up."""
        if module.partition("/")[0] in self._standard:
            return None
        for root, how in self._settings.of(at).roots:
            found = self._files.find(f"{root}/{module}".lstrip("/"))
            if found:
                return Target("document", (found,), how=how)
        return None

    def _package(self, at: str, module: str) -> Target | None:
        """A package of the repository, one that a manifest declares, or a module of the runtime."""
        parts = module.split("/")
        size = 2 if module.startswith("@") else 1
        name, subpath = "/".join(parts[:size]), "/".join(parts[size:])
        own = self.packages.folder_of(name, at)
        if own is not None:
            found = self.packages.entry(own, subpath)
            if found:
                return Target("document", (found,), how="workspace")
        scope = self._manifests.of(self._ecosystem, at)
        if name in scope.names and name not in self._standard:
            return Target("package", package=name, how="workspace" if own is not None else "declared")
        if parts[0] in self._standard:
            return Target("package", package=name, how="declared") if module.endswith("/") else STANDARD
        virtual = self._frameworks.virtual(at, module)
        if virtual:
            return Target("package", package=virtual, how="virtual")
        typed = self._typings + name.removeprefix("@").replace("/", "__")
        if typed in scope.names:
            return Target("package", package=typed, how="types")
        whole = next((whole for whole in self._parts.get(name, ()) if whole in scope.names), "")
        if whole:
            return Target("package", package=whole, how="part-of")
        if name in scope.locked:
            return Target("package", package=name, how="locked")
        return None

    def _of_project(self, at: str, module: str) -> Target | None:
        """What the project's framework lets stand for a folder; a path from a folder above."""
        for path in self._frameworks.paths(at, module, self.packages):
            found = self._files.find(path)
            if found:
                return Target("document", (found,), how="framework")
        plain = module.lstrip("/")
        for above in upwards(at):
            for inner in (plain, f"src/{plain}"):
                found = self._files.find(f"{above}/{inner}".lstrip("/")) if "/" in plain else ""
                if found and not found.startswith("."):
                    return Target("document", (found,), how="project-root")
            if above in self.packages.roots:
                break
        return None

    def _fallback(self, at: str, module: str) -> Target | None:
        """What tests or browsers are told, a package of the repository that nobody declares, an installed one."""
        for mapping in self._settings.of(at).fallbacks:
            rest = _rest(mapping, module)
            target = self._of_mapping(at, mapping, rest) if rest is not None else None
            if target is not None:
                return target
        parts = module.split("/")
        size = 2 if module.startswith("@") else 1
        name, subpath = "/".join(parts[:size]), "/".join(parts[size:])
        own = self.packages.only(name)
        found = self.packages.entry(own, subpath) if own is not None else ""
        if found:
            return Target("document", (found,), how="other-project")
        return Target("package", package=name, how="installed") if name in self._installs else None


def _plain(module: str) -> str:
    """A specifier without loaders before it and queries behind it."""
    if "!" in module:
        module = module.rpartition("!")[2]
    return module.partition("?")[0]


def _rest(mapping: Mapping, module: str) -> str | None:
    """What the `*` of a pattern stands for in a specifier; None when it does not fit."""
    if not mapping.open:
        return "" if module == mapping.before else None
    before, after = mapping.before, mapping.after
    if len(module) < len(before) + len(after) or not module.startswith(before) or not module.endswith(after):
        return None
    return module[len(before) : len(module) - len(after)]
