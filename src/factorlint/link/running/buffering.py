"""Images whose runtime holds back what is printed, because nothing tells it not to.

Python writes blocks to a standard output that is no terminal. A log through `logging` is flushed at every
record and standard error is not held back, so what is lost is what the code prints.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ...facts import (
    BufferedOutput,
    BuildStage,
    Command,
    ComponentImage,
    EnvSupply,
    Print,
    Process,
    RunningContainer,
)
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import stand

_JUDGED = ("production", "migration")
_STARTS = ("dockerfile-cmd", "dockerfile-entrypoint")
_COMMANDS = frozenset({"commands", "cli", "scripts", "bin"})
"""Folders of programs that people run by hand."""


class Switch(NamedTuple):
    """What unbuffers a runtime."""

    variable: str
    flag: str
    program: str
    """How the names of its programs begin."""


_SWITCHES = {"python": Switch("PYTHONUNBUFFERED", "-u", "python")}


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `BufferedOutput` for each image of an app whose runtime buffers."""
    kinds = {component.name: component.kind for component in store.components}
    for image in store.all(ComponentImage):
        if image.role not in _JUDGED or kinds.get(image.component) != "app" or not _ships(image):
            continue
        runtime = _runtime(store, image)
        switch = _SWITCHES.get(runtime)
        if switch is None or _supplied(store, image, switch):
            continue
        processes = _processes(store, image)
        if any(_has_flag(process, switch) for process in processes):
            continue
        entries = {process.entry_file for process in processes}
        prints = [
            fact
            for fact in store.of(image.component, Print)
            if fact.buffered and fact.role == "production" and _stays(fact.path)
        ]
        fact = BufferedOutput(
            runtime=runtime,
            variable=switch.variable,
            flag=switch.flag,
            prints=tuple(sorted(prints, key=lambda each: (not each.in_handler, each.path not in entries))),
            server=_server(processes),
        )
        yield stand(fact, _brings(store, image), image.component)


def _brings(store: FactStore, image: ComponentImage) -> Fact:
    """The stage that brings the command: what is set there holds for all stages that are made from it."""
    told = {command.owner for command in store.at(image.path, Command) if command.by in _STARTS}
    stages = {stage.name: stage for stage in store.at(image.path, BuildStage)}
    lineage = (image.stage.name, *image.stage.ancestors)
    return next((stages[name] for name in lineage if name in told and name in stages), image)


def _ships(image: ComponentImage) -> bool:
    return image.stage.final and bool(image.stage.command or image.stage.entrypoint)


def _stays(path: str) -> bool:
    """Whether code of this file is part of a process that stays, not of a command that ends and so empties its buffer."""
    return _COMMANDS.isdisjoint(path.lower().split("/")[:-1])


def _runtime(store: FactStore, image: ComponentImage) -> str:
    """The language of the image at the bottom of the stage, empty for a base that is not known."""
    from ...knowledge import images

    stages = {stage.name: stage for stage in store.at(image.path, BuildStage)}
    stage = image.stage
    for name in stage.ancestors:
        stage = stages.get(name, stage)
    if not isinstance(stage.base, str):
        return ""
    base = images.reference(stage.base)
    if not isinstance(base.name, str):
        return ""
    return images.language(base.name, base.tag if isinstance(base.tag, str) else None)


def _supplied(store: FactStore, image: ComponentImage, switch: Switch) -> bool:
    """Whether the image or anything that runs it sets the variable; any text but an empty one counts."""
    stages = {image.stage.name, *image.stage.ancestors}
    running = {
        (one.path, one.container.name) for one in store.all(RunningContainer) if one.dockerfile == image.path
    }
    for supply in store.all(EnvSupply):
        if supply.name != switch.variable or supply.value == "":
            continue
        if supply.path == image.path:
            if supply.to in stages:
                return True
        elif supply.component == image.component or (supply.path, supply.to) in running:
            return True
    return False


def _processes(store: FactStore, image: ComponentImage) -> list[Process]:
    return [
        process
        for process in store.of(image.component, Process)
        if any(command.path == image.path for command in (process.command, *process.chain))
    ]


def _has_flag(process: Process, switch: Switch) -> bool:
    for command in (process.command, *process.chain):
        words = [word for word in command.argv if word]
        for number, word in enumerate(words):
            if (
                word.rpartition("/")[2].startswith(switch.program)
                and switch.flag in words[number + 1 : number + 4]
            ):
                return True
    return False


def _server(processes: list[Process]) -> str:
    """The server or worker that all known processes start; empty when one of them is a program of the app's."""
    names = {process.command.framework for process in processes}
    return next(iter(names)) if len(names) == 1 else ""
