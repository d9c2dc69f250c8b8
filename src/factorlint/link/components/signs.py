"""What was seen of each component: manifests, images, containers, processes, code that serves."""

from collections import defaultdict

import msgspec

from ...facts import (
    ComponentImage,
    Listen,
    Process,
    ProcessType,
    Project,
    Route,
    RunningContainer,
    WorkerCode,
)
from ...knowledge.ecosystems import code_suffixes, of_file
from ...model.fact import Fact
from ...model.source import Role
from ...model.store import FactStore
from ..ground.paths import folder, upwards

FOUNDING: tuple[Role, ...] = ("production", "migration")
"""Documents of other roles (docs, tests, examples, tooling) found no component."""


class Signs(msgspec.Struct):
    """What was seen of one component."""

    projects: list[Project] = []
    images: list[ComponentImage] = []
    runs: list[RunningContainer] = []
    orchestrates: list[RunningContainer] = []
    process_types: list[ProcessType] = []
    processes: list[Process] = []
    serves: list[Fact] = []
    ecosystems: set[str] = set()
    code: int = 0
    program: str = ""
    """The program that people call, in words; empty where there is none."""


def signs_of(store: FactStore) -> dict[str, Signs]:
    """Return what was seen, by the name of the component."""
    signs: dict[str, Signs] = defaultdict(Signs)
    owners = {component.root: component.name for component in store.components}
    for path, document in store.documents.items():
        if document.role in FOUNDING and path.rpartition(".")[2].lower() in code_suffixes():
            sign = signs[next(owners[at] for at in upwards(folder(path)) if at in owners)]
            sign.code += 1
            row = of_file(path)
            if row is not None and row.packages and document.language:
                sign.ecosystems.add(row.packages)
    for project in store.all(Project):
        # A `setup.py` is developers' code and a manifest all the same.
        if project.role in FOUNDING or project.manifest == "setup":
            signs[project.component].projects.append(project)
            signs[project.component].ecosystems.add(project.ecosystem)
    for image in store.all(ComponentImage):
        if image.role in FOUNDING and not image.development:
            signs[image.component].images.append(image)
    for running in store.all(RunningContainer):
        sign = signs[running.component]
        (sign.runs if running.dockerfile else sign.orchestrates).append(running)
    for fact in store.all(ProcessType):
        if fact.role in FOUNDING:
            signs[fact.component].process_types.append(fact)
    for process in store.all(Process):
        if process.role in FOUNDING and not process.development:
            signs[process.component].processes.append(process)
    for kind in (Listen, Route, WorkerCode):
        for found in store.all(kind):
            if found.role in FOUNDING and found.path.rpartition(".")[2].lower() in code_suffixes():
                signs[found.component].serves.append(found)
    return signs
