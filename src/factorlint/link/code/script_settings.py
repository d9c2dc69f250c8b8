"""What compilers, bundlers and manifests say that imports stand for, in force for a folder."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ...facts import CompilerConfig, ModuleRoot, PathAlias
from ...model.store import FactStore
from ..ground.paths import base, folder, join, upwards
from .script_packages import ScriptPackages

_DEPTH = 12
_TESTS = frozenset({"jest", "vitest"})


class Mapping(NamedTuple):
    """An alias in force: imports that begin with `before` and end with `after` mean one of `targets`."""

    before: str
    after: str
    open: bool
    """Whether the pattern has a `*`; otherwise `before` is the whole import."""
    targets: tuple[str, ...]
    """Paths from the repository's root, or names of packages, with a `*` for the rest."""
    how: str


class Settings(NamedTuple):
    """All that is in force for one folder, nearest first."""

    mappings: tuple[Mapping, ...]
    roots: tuple[tuple[str, str], ...]
    """Folders in which modules are looked up, and by which setting."""
    fallbacks: tuple[Mapping, ...]
    """What only tests are told, or browsers."""


_EMPTY = Settings((), (), ())


class _Effective(NamedTuple):
    """A compiler's configuration with what it extends."""

    base: str | None
    paths: tuple[tuple[str, tuple[str, ...]], ...] | None
    relative_to: str


class ScriptSettings:
    """Looks up the settings in force for a folder."""

    def __init__(self, store: FactStore, packages: ScriptPackages, ecosystem: str) -> None:
        """Index the configurations by their folders."""
        self._packages = packages
        self._compilers: dict[str, dict[str, CompilerConfig]] = defaultdict(dict)
        for config in store.all(CompilerConfig):
            self._compilers[folder(config.path)][base(config.path)] = config
        self._aliases: dict[str, list[PathAlias]] = defaultdict(list)
        for alias in store.all(PathAlias):
            if alias.ecosystem == ecosystem:
                self._aliases[folder(alias.path)].append(alias)
        self._roots: dict[str, list[ModuleRoot]] = defaultdict(list)
        for root in store.all(ModuleRoot):
            if root.ecosystem == ecosystem:
                self._roots[folder(root.path)].append(root)
        self._known: dict[str, Settings] = {}
        self._effective: dict[str, _Effective] = {}

    def outputs(self) -> dict[str, list[tuple[str, str]]]:
        """Return the folders that compilers write and those of their sources, by the folder of the configuration."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for at, configs in self._compilers.items():
            for config in configs.values():
                output = join(at, config.output) if config.output else None
                if output and output != at:
                    sources = [config.source] if config.source else ["src", "."]
                    found[at] += [
                        (output, source) for each in sources if (source := join(at, each)) is not None
                    ]
        return found

    def of(self, at: str) -> Settings:
        """Return what is in force for a folder; folders without settings share those of the folder above."""
        unread: list[str] = []
        found = _EMPTY
        for above in upwards(at):
            known = self._known.get(above)
            if known is not None:
                found = known
                break
            unread.append(above)
        for each in reversed(unread):
            if each in self._compilers or each in self._aliases or each in self._roots:
                found = self._read(each, found)
            self._known[each] = found
        return found

    def _read(self, at: str, above: Settings) -> Settings:
        mappings: list[Mapping] = []
        fallbacks: list[Mapping] = []
        roots: list[tuple[str, str]] = []
        for effective in self._of_compilers(at):
            mappings += _of_paths(effective)
            if effective.base is not None:
                roots.append((effective.base, "base-url"))
        for alias in self._aliases.get(at, ()):
            mapping = self._of_alias(alias, at)
            (fallbacks if alias.by in _TESTS or alias.by == "browser" else mappings).append(mapping)
        for root in self._roots.get(at, ()):
            for start in self._starts(at):
                path = join(start, root.folder)
                if path is not None:
                    roots.append((path, root.by))
        return Settings(
            tuple(dict.fromkeys((*mappings, *above.mappings))),
            tuple(dict.fromkeys((*roots, *above.roots))),
            tuple(dict.fromkeys((*fallbacks, *above.fallbacks))),
        )

    def _of_compilers(self, at: str) -> Iterator[_Effective]:
        """The configurations of a folder, the one that editors and compilers take first."""
        configs = self._compilers.get(at, {})
        order = sorted(configs, key=lambda name: (name not in ("tsconfig.json", "jsconfig.json"), name))
        for name in order:
            yield self._with_extended(configs[name], _DEPTH)
        for name in order:
            for reference in configs[name].references:
                target = self._config(at, reference)
                if (
                    target is not None
                    and folder(target.path) != at
                    and not _is_below(folder(target.path), at)
                ):
                    yield self._with_extended(target, _DEPTH)

    def _with_extended(self, config: CompilerConfig, depth: int) -> _Effective:
        known = self._effective.get(config.path)
        if known is not None:
            return known
        at = folder(config.path)
        base_folder: str | None = None
        paths = None
        relative_to = at
        for name in config.extends if depth else ():
            extended = self._config(at, name)
            if extended is not None and extended is not config:
                inner = self._with_extended(extended, depth - 1)
                base_folder = inner.base if inner.base is not None else base_folder
                if inner.paths is not None:
                    paths, relative_to = inner.paths, inner.relative_to
        if config.base is not None:
            base_folder = join(at, config.base)
        if config.paths is not None:
            paths = config.paths
            relative_to = base_folder if base_folder is not None else at
        elif paths is not None and config.base is not None and base_folder is not None:
            relative_to = base_folder
        found = self._effective[config.path] = _Effective(base_folder, paths, relative_to)
        return found

    def _config(self, at: str, name: str) -> CompilerConfig | None:
        """The configuration that `extends` or a reference names: a path, a folder, or a package of the repository."""
        if not name.startswith("."):
            parts = name.split("/")
            size = 2 if name.startswith("@") else 1
            package = self._packages.only("/".join(parts[:size]))
            path = None if package is None else join(package, *(parts[size:] or ["tsconfig.json"]))
        else:
            path = join(at, name)
        if path is None:
            return None
        for candidate in (path, f"{path}.json", f"{path}/tsconfig.json".lstrip("/")):
            found = self._compilers.get(folder(candidate), {}).get(base(candidate))
            if found is not None:
                return found
        return None

    def _starts(self, at: str) -> tuple[str, ...]:
        """What a path in a configuration may be relative to: its own folder, the project's."""
        project = self._packages.project(at)
        return (at,) if project is None or project == at else (at, project)

    def _of_alias(self, alias: PathAlias, at: str) -> Mapping:
        targets: list[str] = []
        for target in alias.targets:
            plain = target.lstrip("/")
            for start in self._starts(at):
                path = join(start, plain)
                if path is not None:
                    targets.append(path)
            if not target.startswith((".", "/")):
                targets.append(f"package:{target}")
        return _mapping(alias.pattern, tuple(targets), alias.by)


def _of_paths(effective: _Effective) -> Iterator[Mapping]:
    """The `paths` of a configuration; the compiler takes the longest beginning that fits."""
    found = []
    for pattern, targets in effective.paths or ():
        paths = (join(effective.relative_to, target) for target in targets)
        found.append(_mapping(pattern, tuple(path for path in paths if path is not None), "tsconfig-paths"))
    yield from sorted(found, key=lambda mapping: (mapping.open, -len(mapping.before)))


def _mapping(pattern: str, targets: tuple[str, ...], how: str) -> Mapping:
    before, star, after = pattern.partition("*")
    return Mapping(before, after, bool(star), targets, how)


def _is_below(path: str, at: str) -> bool:
    """Whether a configuration stands below a folder: it is read where it stands."""
    return not at or path.startswith(at + "/")
