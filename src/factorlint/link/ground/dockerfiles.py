"""Dockerfiles of the repository: who builds them, from which context, and whose code they ship."""

import re
from collections import defaultdict

import msgspec

from ...facts import Build, BuildStage, Copy, Project
from ...model.source import Role
from ...model.store import FactStore
from .paths import Tree, common, folder, inside, join, upwards


class Dockerfile(msgspec.Struct, kw_only=True):
    """One Dockerfile and what the rest of the repository says about it."""

    path: str
    role: Role
    stages: list[BuildStage]
    copies: dict[str, list[Copy]]
    builds: list[Build]
    context: str
    ships: str
    """The folder whose code the image holds, relative to the root of the repository."""

    @property
    def final(self) -> BuildStage:
        """The stage that a build makes when no target is named."""
        return next((stage for stage in self.stages if stage.final), self.stages[-1])

    def stage(self, target: str) -> BuildStage:
        """The stage named `target` (a name or an index), the final one when there is none such."""
        if target:
            for stage in self.stages:
                if stage.name.lower() == target.lower() or str(stage.index) == target:
                    return stage
        return self.final

    def by_name(self, name: str) -> BuildStage | None:
        """The stage that `COPY --from` names or counts, None for an image."""
        return next((stage for stage in self.stages if name in (stage.name, str(stage.index))), None)

    def lineage(self, stage: BuildStage) -> tuple[str, ...]:
        """The stage and those it builds on, nearest first."""
        return (stage.name, *stage.ancestors)


def index(store: FactStore, tree: Tree) -> dict[str, Dockerfile]:
    """All Dockerfiles by path, in order of path."""
    stages: dict[str, list[BuildStage]] = defaultdict(list)
    for stage in store.all(BuildStage):
        stages[stage.path].append(stage)
    copies: dict[str, dict[str, list[Copy]]] = defaultdict(lambda: defaultdict(list))
    for copy in store.all(Copy):
        copies[copy.path][copy.stage].append(copy)
    builds = _builds(store, stages)
    manifests = {folder(project.path) for project in store.all(Project)}
    found: dict[str, Dockerfile] = {}
    for path in sorted(stages):
        ordered = sorted(stages[path], key=lambda stage: stage.index)
        one = Dockerfile(
            path=path,
            role=ordered[0].role,
            stages=ordered,
            copies=dict(copies.get(path, {})),
            builds=builds.get(path, []),
            context="",
            ships="",
        )
        one.context = _context(one, tree)
        one.ships = _ships(one, tree, manifests)
        found[path] = one
    return found


def of_build(build: Build, known: dict[str, list[BuildStage]] | dict[str, Dockerfile]) -> str:
    """The path of the Dockerfile that a build uses, empty when it is not part of the scan."""
    if isinstance(build.dockerfile, str) and build.dockerfile in known:
        return build.dockerfile
    if isinstance(build.dockerfile, str) and build.dockerfile and isinstance(build.context, str):
        inner = join(build.context, build.dockerfile)
        if inner is not None and inner in known:
            return inner
        return ""
    if isinstance(build.context, str):
        usual = join(build.context, "Dockerfile")
        if usual is not None and usual in known:
            return usual
    return ""


def _builds(store: FactStore, stages: dict[str, list[BuildStage]]) -> dict[str, list[Build]]:
    builds: dict[str, list[Build]] = defaultdict(list)
    for build in store.all(Build):
        path = of_build(build, stages)
        if path:
            builds[path].append(build)
    return builds


_FILE = re.compile(r"\.\w+$")


def _context_copies(one: Dockerfile) -> list[Copy]:
    """Copies from the build context that reach the final image: directly, else through earlier stages.

    A script that is laid beside what an earlier stage made does not say whose code that is, so single files
    do not end the search.
    """
    seen: set[str] = set()
    files: list[Copy] = []
    wave = list(one.lineage(one.final))
    while wave:
        seen.update(wave)
        copies = [copy for name in wave for copy in one.copies.get(name, ())]
        direct = [copy for copy in copies if not copy.from_stage]
        if any(not _FILE.search(source) for copy in direct for source in copy.sources):
            return files + direct
        files += direct
        following: list[str] = []
        for copy in copies:
            for stage in one.stages:
                if copy.from_stage in (stage.name, str(stage.index)):
                    following += [name for name in one.lineage(stage) if name not in seen]
        wave = following
    return files


def _literal(source: str) -> bool:
    return "://" not in source and not any(mark in source for mark in "*?[$")


def _context(one: Dockerfile, tree: Tree) -> str:
    """The named build's context; else the nearest folder upwards that holds what is copied."""
    for build in one.builds:
        if isinstance(build.context, str) and build.context in tree.folders:
            return build.context
    own = folder(one.path)
    sources = {
        source.strip("/") or "."
        for copies in one.copies.values()
        for copy in copies
        if not copy.from_stage
        for source in copy.sources
        if _literal(source)
    }
    named = {source for source in sources if source not in (".", "./", "")}
    if named:
        return max(upwards(own), key=lambda at: (_hits(at, named, tree), len(at)))
    if sources and own and own not in tree.code_folders:
        return folder(own)
    return own


def _hits(at: str, named: set[str], tree: Tree) -> int:
    return sum(1 for source in named if (path := join(at, source)) is not None and tree.exists(path))


def _ships(one: Dockerfile, tree: Tree, manifests: set[str]) -> str:
    """The folder whose code the image holds; the Dockerfile's own folder when the copies tell nothing."""
    own = folder(one.path)
    copied = _copied(one, tree)
    if not copied:
        return own if inside(own, one.context) else one.context
    shared = common(copied)
    if own != shared and inside(own, shared):
        apart = shared not in copied and own in tree.code_folders
        if own in manifests or (apart and any(inside(each, own) for each in copied)):
            return own
        above = max((each for each in copied if inside(own, each)), key=len, default=shared)
        shared = above if apart else shared
    for at in upwards(shared):
        if at in manifests or at in (own, one.context):
            return at
    return shared


def _copied(one: Dockerfile, tree: Tree) -> list[str]:
    """The copied folders, and those of copied code files."""
    copied: list[str] = []
    for copy in _context_copies(one):
        for source in copy.sources:
            path = join(one.context, source.lstrip("/") if _literal(source) else folder(source).lstrip("/"))
            if path is None:
                continue
            if path in tree.folders:
                copied.append(path)
            elif path in tree.files and tree.is_code(path):
                copied.append(folder(path))
    return copied
