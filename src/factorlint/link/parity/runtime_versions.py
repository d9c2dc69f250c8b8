"""Versions of a language's runtime that contradict each other: images, CI, version files, manifests.

What runs in production decides: an image of the component, else what a platform reads (`runtime.txt`), else the
file that developers' version managers read. Everything else has to allow that version. CI that tries several
versions is no contradiction while it tries that one, too; a library, which supports many, has no such version.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...facts import Command, Drift, Project, RuntimeVersion
from ...knowledge.ecosystems import version_files
from ...knowledge.releases import agrees
from ...model.component import Component
from ...model.store import FactStore
from ..ground.paths import folder
from .drift import drift

_ROLES = ("production", "migration", "tooling")
_CI = "ci"
_IMAGE = "image"
_DECIDING = ("runtime.txt", "volta", ".tool-versions", "mise")
"""What decides where no image does, first to last; then the files of one language's version managers."""


def drifts(store: FactStore) -> Iterator[Drift]:
    """Yield a `Drift` for each statement about a runtime that cannot be true of the version that runs."""
    spoken: dict[tuple[str, str], list[RuntimeVersion]] = defaultdict(list)
    elsewhere = _jobs_elsewhere(store)
    for fact in store.all(RuntimeVersion):
        if fact.role in _ROLES and fact.version and (fact.path, fact.scope) not in elsewhere:
            spoken[fact.component, fact.language].append(fact)
    root = next((component for component in store.components if not component.root), None)
    for component in store.components:
        if component.kind != "app":
            continue
        for (name, language), own in list(spoken.items()):
            if name == component.name:
                shared = _of_root(root, component, language, spoken)
                yield from _contradictions(language, own, [*own, *shared])


def _jobs_elsewhere(store: FactStore) -> set[tuple[str, str]]:
    """CI jobs, by path and name, that run in a folder with a manifest of its own that is no component: its docs, say."""
    described = {folder(project.path) for project in store.all(Project)}
    roots = {component.root for component in store.components}
    folders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for command in store.all(Command):
        if command.stage == "ci":
            folders[command.path, command.owner].add(command.folder)
    return {job for job, found in folders.items() if found <= described - roots}


def _of_root(
    root: Component | None,
    component: Component,
    language: str,
    spoken: dict[tuple[str, str], list[RuntimeVersion]],
) -> Sequence[RuntimeVersion]:
    """The root's statements, when they can only be about this component: no other has an image of the language."""
    if root is None or root.name == component.name:
        return ()
    having = {name for (name, of), facts in spoken.items() if of == language and _images(facts)}
    if not having <= {component.name}:
        return ()
    return [fact for fact in spoken.get((root.name, language), ()) if fact.by != _IMAGE]


def _images(facts: Sequence[RuntimeVersion]) -> list[RuntimeVersion]:
    return [fact for fact in facts if fact.by == _IMAGE and fact.role == "production" and fact.exact]


def _contradictions(
    language: str, own: Sequence[RuntimeVersion], told: Sequence[RuntimeVersion]
) -> Iterator[Drift]:
    running = _images(own) or _decided(own)
    if not running:
        return
    said: set[str] = set()
    for here in _to_compare(told, running):
        key = _CI if here.by == _CI else here.version
        if key in said or any(agrees(one, here) for one in running):
            continue
        said.add(key)
        there = running[-1]
        text = _tried_versions(told) if here.by == _CI else here.version
        yield drift("runtime", language, (here, text), (there, there.version), told)
    yield from _within_one_image(language, running)


def _tried_versions(told: Sequence[RuntimeVersion]) -> str:
    return ", ".join(dict.fromkeys(fact.version for fact in told if fact.by == _CI))


def _decided(facts: Sequence[RuntimeVersion]) -> list[RuntimeVersion]:
    for by in (*_DECIDING, *version_files()):
        found = [fact for fact in facts if fact.by == by and fact.exact and fact.role == "production"]
        if found:
            return found[:1]
    return []


def _to_compare(
    told: Sequence[RuntimeVersion], running: Sequence[RuntimeVersion]
) -> Iterator[RuntimeVersion]:
    """All that is no production image, CI only where none of its jobs has the version that runs."""
    ci = [fact for fact in told if fact.by == _CI]
    tried = any(agrees(one, fact) for one in running for fact in ci)
    for fact in told:
        if fact in running or (fact.by == _CI and tried):
            continue
        if fact.by != _IMAGE or fact.role != "production":
            yield fact


def _within_one_image(language: str, running: Sequence[RuntimeVersion]) -> Iterator[Drift]:
    """Stages of one Dockerfile: what one installs or compiles, the last one runs."""
    by_path: dict[str, list[RuntimeVersion]] = defaultdict(list)
    for fact in running:
        by_path[fact.path].append(fact)
    for stages in by_path.values():
        last = stages[-1]
        for stage in stages[:-1]:
            if last.by == _IMAGE and not agrees(stage, last):
                yield drift("runtime", language, (stage, stage.version), (last, last.version))
                break
