"""Sockets: what a process that was followed listens on, and at which port and address here."""

from collections import defaultdict
from collections.abc import Sequence

from ...facts import (
    UNKNOWN,
    Bind,
    Command,
    EnvSource,
    EnvSupply,
    Import,
    Listen,
    PortStep,
    Process,
    RunFile,
    Unknown,
)
from ...knowledge.ecosystems import of_file
from ...knowledge.programs.table import families
from ...model.store import FactStore
from ...syntax import numbers
from ..ground.paths import CODE_SUFFIXES

_SERVES = frozenset({"serve", "dev-server"})
_NAMED_BY_A_FILE = frozenset({"django"})
"""Frameworks that a command is told by a file's name alone (`manage.py`), which others use too."""
_NO_SOCKET = ("worker", "scheduler", "release", "admin")
_NOT_AT_RUN_TIME = ("dotenv-example", "github-actions", "gitlab-ci", "app.json")


class Sockets:
    """Looks up the sockets of processes."""

    def __init__(self, store: FactStore) -> None:
        """Index every listener and every variable that is set where something runs."""
        self.by_span: dict[tuple[str, int, int], list[Listen]] = defaultdict(list)
        self.by_path: dict[str, list[Listen]] = defaultdict(list)
        self.by_server: dict[tuple[str, str], list[Listen]] = defaultdict(list)
        self.in_code: dict[str, list[Listen]] = defaultdict(list)
        for listen in store.all(Listen):
            self.by_span[listen.path, listen.span.start, listen.span.end].append(listen)
            self.by_path[listen.path].append(listen)
            if listen.role == "production":
                self.by_server[listen.component, listen.by].append(listen)
                if listen.path.rpartition(".")[2].lower() in CODE_SUFFIXES:
                    self.in_code[listen.component].append(listen)
        self.reached: dict[int, list[str]] = defaultdict(list)
        """The files with sockets that a process runs, by the `id` of the process."""
        for run in store.all(RunFile):
            if run.path in self.by_path:
                for process in run.processes:
                    self.reached[id(process)].append(run.path)
        self.supplies: dict[str, dict[str, list[EnvSupply]]] = defaultdict(lambda: defaultdict(list))
        for supply in store.all(EnvSupply):
            if supply.stage == "run" and supply.by not in _NOT_AT_RUN_TIME:
                self.supplies[supply.component][supply.name].append(supply)
        self.imported = {
            (each.component, each.module.partition(".")[0])
            for each in store.all(Import)
            if each.module.partition(".")[0] in _NAMED_BY_A_FILE
        }
        self.sourced = {source.component for source in store.all(EnvSource) if not source.optional}

    def of(
        self, process: Process | None, component: str, owners: Sequence[str], dockerfile: str
    ) -> tuple[list[PortStep], bool, list[Bind]]:
        """Known ports of the process, whether these are all, and its sockets where it was followed to them.

        `owners` are the container's name and its image's stages, nearest first.
        """
        found, followed = self._found(process, component, owners, dockerfile)
        certain = followed and not (process and _has_company(process))
        steps: list[PortStep] = []
        binds: list[Bind] = []
        for listen in found:
            if listen.protocol == "unix":
                continue
            port, sure = self._port(listen, component, owners)
            certain = certain and sure
            if port is not None:
                steps.append(PortStep("listen", port, listen, _says(listen, port)))
            if followed:
                binds.append(self._bind(listen, component, owners))
        return steps, certain and bool(steps), binds

    def _found(
        self, process: Process | None, component: str, owners: Sequence[str], dockerfile: str
    ) -> tuple[list[Listen], bool]:
        everything = self.in_code.get(component, [])
        if process is None:
            return everything, False
        if found := self._configured(process):
            return found, True
        for command in reversed(process.chain):
            if found := self._of_command(command):
                if command.framework in _NAMED_BY_A_FILE:
                    return found, (component, command.framework) in self.imported
                return found, True
        final = process.command
        if _SERVES.intersection(final.does):
            return self._of_server(process, component, owners, dockerfile)
        if process.purpose in _NO_SOCKET:
            return [], False
        if found := self._of_files(process):
            return found, not _is_other_command(process, found)
        alone = len({(each.path, each.span) for each in everything}) == 1
        return everything, alone and bool(process.entry_file)

    def _of_files(self, process: Process) -> list[Listen]:
        """What the process's entry file binds, else what the files bind that it runs."""
        found = list(self.by_path.get(process.entry_file, ())) if process.entry_file else []
        if found:
            return found
        # A module that is imported does not run its main block, where a server at its top level mostly stands.
        return [
            listen
            for path in self.reached.get(id(process), ())
            for listen in self.by_path[path]
            if listen.role == "production"
            and not listen.development
            and (listen.scope or not _has_main_block(path))
        ]

    def _configured(self, process: Process) -> list[Listen]:
        """What the server's configuration file says, unless its command line does."""
        command = process.command
        family = families().get(command.framework)
        listen = family.bare.listen if family is not None else None
        if not process.config_files or listen is None:
            return []
        words = [(word or "").partition("=")[0] for word in command.argv]
        if any(flag in words for flag in (*listen.bind, *listen.host, *listen.port, *listen.socket)):
            return []
        found = (listen for path in process.config_files for listen in self.by_path.get(path, ()))
        return [listen for listen in found if listen.by == command.framework]

    def _of_server(
        self, process: Process, component: str, owners: Sequence[str], dockerfile: str
    ) -> tuple[list[Listen], bool]:
        """A server whose own command line names no socket: ENTRYPOINT and CMD are one line, or a file tells."""
        name = process.command.framework
        if process.chain[0].by.startswith("dockerfile"):
            for owner in owners:
                found = [
                    each
                    for each in self.by_path.get(dockerfile, ())
                    if each.by == name and owner in (each.scope, "")
                ]
                if found:
                    return found, True
        return [each for each in self.by_server.get((component, name), ()) if name], False

    def _of_command(self, command: Command) -> list[Listen]:
        return [
            listen
            for listen in self.by_span.get((command.path, command.span.start, command.span.end), ())
            if listen.scope == command.scope or not listen.scope
        ]

    def _supply(self, name: str, component: str, owners: Sequence[str]) -> EnvSupply | None:
        supplies = self.supplies[component].get(name, [])
        mine = [supply for supply in supplies if supply.to == owners[0]]
        mine = mine or [
            supply for supply in supplies if supply.by == "dockerfile-env" and supply.to in owners
        ]
        mine = mine or [supply for supply in supplies if supply.by == "dockerfile-env"]
        return mine[0] if mine else None

    def _port(self, listen: Listen, component: str, owners: Sequence[str]) -> tuple[int | None, bool]:
        """The port, the environment's where it gives one; certain when nothing unseen may change it."""
        port = listen.port if isinstance(listen.port, int) else None
        if not listen.port_env:
            return port, port is not None
        supply = self._supply(listen.port_env, component, owners)
        if supply is not None:
            value = supply.value
            given = numbers.port(value) if isinstance(value, str) else None
            return given, given is not None
        unset = listen.port_env not in self.supplies[component] and component not in self.sourced
        return port, port is not None and unset

    def _bind(self, listen: Listen, component: str, owners: Sequence[str]) -> Bind:
        host: str | Unknown = UNKNOWN
        if isinstance(listen.host, str):
            host = listen.host
        elif listen.host is None:
            host = listen.default_host or UNKNOWN
        if not listen.host_env:
            return Bind(listen, host)
        supply = self._supply(listen.host_env, component, owners)
        if supply is not None:
            return Bind(listen, supply.value if isinstance(supply.value, str) else UNKNOWN, supply)
        if listen.host_env in self.supplies[component] or component in self.sourced:
            host = UNKNOWN
        return Bind(listen, host)


def _has_main_block(path: str) -> bool:
    """Whether modules of the file's language have a part that runs only when they are started themselves."""
    row = of_file(path)
    return row is not None and row.modules == "dotted"


def _is_other_command(process: Process, found: list[Listen]) -> bool:
    """Whether the process names a command of its program and the sockets stand in functions for others."""
    wanted = process.subcommand.replace("-", "_")
    return bool(wanted) and all(listen.scope not in ("", "main", wanted) for listen in found)


def _has_company(process: Process) -> bool:
    """Whether something else that may listen is started beside the process."""
    if any("supervise" in command.does for command in process.chain):
        return True
    return any(command.background or _SERVES.intersection(command.does) for command in process.before)


def _says(listen: Listen, port: int) -> str:
    where = f"{listen.path}: " if listen.path else ""
    via = f" (from {listen.port_env})" if listen.port_env else ""
    return f"{where}{listen.by or 'the code'} listens on {port}{via}"
