"""Processes: how each image and each container is finally started, and the file that this runs."""

from collections.abc import Iterator

from ...facts import (
    BuildStage,
    Command,
    ComponentImage,
    Container,
    Process,
    RunningContainer,
)
from ...knowledge import images
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.containers import is_development, is_production
from ..ground.dockerfiles import Dockerfile, index
from ..ground.members import Members
from ..ground.paths import Tree, base, folder, stand
from .built import Products
from .entries import entry_of
from .entry_files import Finder
from .purposes import Known, purpose_of
from .start_path import SERVING, Book, StartPath, follow, rewritten


class _Linker:
    def __init__(self, store: FactStore) -> None:
        self.store = store
        self.tree = Tree.of(store.documents)
        self.files = index(store, self.tree)
        self.book = Book(store)
        self.members = Members(store, self.tree)
        self.products = Products(store)
        self.roots = {component.name: component.root for component in store.components}
        self.known = Known(store)
        self.commanded = {
            (folder(container.path), container.name)
            for container in store.all(Container)
            if is_production(container.path) and (container.command or container.args)
        }
        """Compose services that a file for production gives a command of its own."""

    def finder(self, component: str, dockerfile: str = "", stage: object = None) -> Finder:
        one = self.files.get(dockerfile)
        chosen = next((each for each in one.stages if each == stage), one.final) if one else None
        return Finder(self.tree, self.members, self.products, self.roots.get(component, ""), one, chosen)

    def stage_commands(self, one: Dockerfile, lineage: tuple[str, ...], by: str) -> list[Command]:
        for name in lineage:
            found = self.book.of(one.path, by, name)
            if found:
                return _one_instruction(found)
        return []

    def image_path(self, dockerfile: str, lineage: tuple[str, ...], finder: Finder) -> StartPath:
        """ENTRYPOINT and CMD in force; a shell-form ENTRYPOINT ignores CMD (Dockerfile reference)."""
        entry, command = self.image_commands(dockerfile, lineage)
        return follow(self.book, entry, command, finder)

    def image_commands(
        self, dockerfile: str, lineage: tuple[str, ...]
    ) -> tuple[list[Command], list[Command]]:
        one = self.files[dockerfile]
        stage = next(each for each in one.stages if each.name == lineage[0])
        entry = self.stage_commands(one, lineage, "dockerfile-entrypoint") if stage.entrypoint else []
        command = self.stage_commands(one, lineage, "dockerfile-cmd") if stage.command else []
        if entry and entry[0].form == "shell":
            command = []
        if not entry and command and command[0].form == "exec":
            command = _with_entrypoint(one, stage, command)
        return entry, command


def _with_entrypoint(one: Dockerfile, stage: BuildStage, command: list[Command]) -> list[Command]:
    """CMD behind the ENTRYPOINT that the base image brings."""
    first = one.by_name(stage.ancestors[-1]) if stage.ancestors else stage
    raw = first.base if first is not None and isinstance(first.base, str) else ""
    brought = images.entrypoint(images.reference(raw).name) if raw else ()
    if not brought or command[0].argv[:1] == brought[:1]:
        return command
    text = " ".join((*brought, command[0].text))
    made = rewritten(command[0], (*brought, *command[0].argv), text)
    return [made, *command[1:]] if made else command


def _one_instruction(commands: list[Command]) -> list[Command]:
    """Only the last instruction counts; its commands are chained to each other, or stand in one shell text."""
    found = [commands[-1]]
    for command in reversed(commands[:-1]):
        if not (command.chained and found[-1].chained) and found[-1].span != command.span:
            break
        found.append(command)
    return found[::-1]


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `Process` for every container, every image that no container runs as it is, and process types."""
    linker = _Linker(store)
    as_is: set[tuple[str, str]] = set()
    for running in store.all(RunningContainer):
        fact = _of_container(linker, running, as_is)
        if fact is not None:
            yield fact
    for image in store.all(ComponentImage):
        if (image.dockerfile, image.stage.name) not in as_is:
            fact = _of_image(linker, image)
            if fact is not None:
                yield fact
    yield from _declared(linker)


def _of_container(linker: _Linker, running: RunningContainer, as_is: set[tuple[str, str]]) -> Process | None:
    container, stage = running.container, running.stage
    own = [
        command
        for command in linker.book.of(container.path, container.by, container.name)
        if command.stage in ("run", "release", "develop")
    ]
    entry: list[Command] = []
    command = own
    lineage = (stage.name, *stage.ancestors) if stage else ()
    finder = linker.finder(running.component, running.dockerfile, stage)
    if stage and not container.command:
        entry, image_command = linker.image_commands(running.dockerfile, lineage)
        command = own or image_command
    elif own and container.command and container.args:
        entry, command = own[:1], own[1:]
        if SERVING.intersection(*(set(each.does) for each in own)) or not command:
            entry, command = [], own
    path = follow(linker.book, entry, command, finder)
    development = (
        container.role in ("tooling", "test")
        or is_development(container.path)
        or (stage is not None and is_development(stage.name))
        or (container.by == "compose" and _mounts_code(linker.tree, container))
        or (
            bool(own)
            and not is_production(container.path)
            and (folder(container.path), container.name) in linker.commanded
        )
    )
    if stage and not own and not development:
        as_is.add((running.dockerfile, stage.name))
    if not running.stage and not own:
        return None
    return _process(
        linker,
        path,
        name=container.name,
        where=container.by,
        component=running.component,
        container=container,
        running=running,
        development=development,
    )


def _mounts_code(tree: Tree, container: Container) -> bool:
    """Whether a folder of code is mounted from the work tree: that is how developers run it."""
    for mount in container.mounts:
        source = "" if mount.source == "." else mount.source
        if mount.how == "bind" and mount.source and source in tree.folders:
            prefix = f"{source}/" if source else ""
            if any(path.startswith(prefix) and tree.is_code(path) for path in tree.files):
                return True
    return False


def _of_image(linker: _Linker, image: ComponentImage) -> Process | None:
    lineage = (image.stage.name, *image.stage.ancestors)
    finder = linker.finder(image.component, image.dockerfile, image.stage)
    path = linker.image_path(image.dockerfile, lineage, finder)
    development = image.development if image.stage.final else image.development or not image.builds
    development = development or is_development(image.stage.name) or image.role in ("tooling", "test")
    return _process(
        linker,
        path,
        name=image.stage.name if not image.stage.final else base(image.component) or image.component,
        where="image",
        component=image.component,
        development=development,
    )


def _declared(linker: _Linker) -> Iterator[Process]:
    """Procfile lines, app.json, supervisord and systemd units: every owner's commands are a process."""
    kinds = {
        "procfile": "procfile",
        "app.json": "app.json",
        "supervisord": "supervisord",
        "systemd": "systemd",
    }
    for (_, by, owner), commands in linker.book.owned.items():
        if by in kinds and commands[0].role in ("production", "tooling", "migration"):
            component = commands[0].component
            finder = linker.finder(component)
            path = follow(linker.book, [], commands, finder)
            fact = _process(linker, path, name=owner, where=kinds[by], component=component)
            if fact is not None:
                yield fact


def _process(
    linker: _Linker,
    path: StartPath,
    *,
    name: str,
    where: str,
    component: str,
    container: Container | None = None,
    running: RunningContainer | None = None,
    development: bool = False,
) -> Process | None:
    final = path.final
    if final is None:
        return None
    entry = entry_of(linker.book, path)
    entry_file = entry.file
    fact = Process(
        span=final.span,
        scope=final.scope,
        name=name,
        purpose=purpose_of(linker.known, final, name, entry_file, container, running),
        command=final,
        chain=tuple(path.chain),
        before=tuple(path.before),
        entry_file=entry_file,
        project=entry.project,
        subcommand=final.subcommand,
        framework=entry.framework,
        config_files=entry.config_files,
        env_files=entry.env_files,
        also=entry.also,
        where=where,
        container=container,
        workload=running.workload if running else None,
        development=development or _for_developers(path),
    )
    return stand(fact, final, component)


def _for_developers(path: StartPath) -> bool:
    """Whether a `dev` script is run by something other than an image or a cluster: what these run is production,
    whatever the script is called."""
    shipped = path.chain[0].by.startswith("dockerfile") or path.chain[0].by in ("kubernetes", "procfile")
    return not shipped and any(command.stage == "develop" for command in path.chain)
