"""Parts of a repository that are code of one application: what only its processes run is its own."""

from collections import defaultdict
from collections.abc import Iterator

from ...facts import (
    ComponentImage,
    Container,
    Declared,
    Listen,
    Process,
    Project,
    Route,
    RunFile,
    RunningContainer,
    WorkerCode,
)
from ...model.component import Component
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import folder, upwards


def merge(store: FactStore) -> None:
    """Give each process to the component whose code it runs, and members that one application alone runs to that."""
    owners = {component.root: component for component in store.components}
    _give_processes(store, owners)
    merged = dict(_merged(store))
    for name, user in merged.items():
        store.give_component([fact for fact in store.everything() if fact.component == name], user)
    store.components = tuple(each for each in store.components if each.name not in merged)


def _owner(owners: dict[str, Component], path: str) -> Component:
    return next(owners[at] for at in upwards(folder(path)) if at in owners)


def _give_processes(store: FactStore, owners: dict[str, Component]) -> None:
    """A container or image belongs to the component in which its entry file lies."""
    images: dict[str, set[str]] = defaultdict(set)
    moved: dict[tuple[str, str], str] = {}
    for process in store.all(Process):
        owner = process.component
        if process.entry_file and not process.development:
            owner = _owner(owners, process.entry_file).name
        if process.container is not None:
            moved[process.container.path, process.container.name] = owner
        for command in process.chain[:1]:
            if command.by.startswith("dockerfile"):
                images[command.path].add(owner)
    for (path, name), owner in moved.items():
        facts = [fact for fact in store.of_path(path) if _is_about(fact, name)]
        store.give_component([fact for fact in facts if fact.component != owner], owner)
    for path, found in images.items():
        if len(found) == 1:
            store.give_component(store.of_path(path), next(iter(found)))


def _is_about(fact: Fact, container: str) -> bool:
    """Whether a fact of an orchestration is about one container."""
    if isinstance(fact, Container):
        return fact.name == container
    if isinstance(fact, RunningContainer):
        return fact.container.name == container
    if isinstance(fact, Process):
        return fact.container is not None and fact.container.name == container
    for field in ("to", "owner", "container", "target"):
        word = getattr(fact, field, None)
        if isinstance(word, str) and word:
            return word == container
    return fact.scope == container


def _merged(store: FactStore) -> Iterator[tuple[str, str]]:
    """Members and the one application whose processes run them."""
    running = {process.component for process in store.all(Process) if not process.development}
    shipped = {image.component for image in store.all(ComponentImage)}
    users: dict[str, set[str]] = defaultdict(set)
    for run in store.all(RunFile):
        users[run.component].update(process.component for process in run.processes)
    described = {project.component for project in store.all(Project)}
    published = {project.component for project in store.all(Project) if project.publishes}
    serving = {
        fact.component
        for kind in (Listen, Route, WorkerCode)
        for fact in store.all(kind)
        if fact.role == "production"
    }
    for component in store.components:
        name = component.name
        if not component.root or name in running or name in shipped or name not in described:
            continue
        if len(users[name]) == 1 and (name not in published or name in serving):
            yield name, next(iter(users[name]))


def for_developers(store: FactStore) -> Iterator[Component]:
    """Yield the members of a workspace that others of it declare for development alone, and nothing deployed runs."""
    names = {project.name: project.component for project in store.all(Project) if project.name}
    groups: dict[str, set[str]] = defaultdict(set)
    for declared in store.all(Declared):
        if declared.name in names and names[declared.name] != declared.component:
            groups[names[declared.name]].add(declared.group)
    running = {run.component for run in store.all(RunFile) if run.processes}
    running |= {process.component for process in store.all(Process) if not process.development}
    for component in store.components:
        if component.root and groups.get(component.name) == {"dev"} and component.name not in running:
            yield component


__all__ = ["for_developers", "merge"]
