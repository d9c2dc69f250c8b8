"""A process that is shipped, yet started by what is made for a developer's machine."""

from collections.abc import Iterator

from factorlint.api import Fact, Problem, View, once
from factorlint.facts import Command, Listen, Process

_WHY = {
    "dev-server": "is a development server",
    "reload": "watches files and restarts",
    "compile": "compiles the code at every start",
}


def check(view: View) -> Iterator[Problem]:
    """One problem per command that starts such a process, at the outermost place that says so."""
    first_time = once()
    sockets: dict[str, list[Listen]] = {}
    for listen in view.facts(Listen):
        sockets.setdefault(listen.path, []).append(listen)
    for process in view.facts(Process):
        if process.development or process.purpose not in ("web", "worker", "scheduler", "unknown"):
            continue
        found = _by_command(process) or _by_code(process, sockets)
        if found is None:
            continue
        why, where, confident = found
        first = process.chain[0]
        if not first_time(first):
            continue
        yield Problem(
            at=first,
            message=f"{_runner(process)} runs `{process.command.text}`, which {why}",
            evidence=((where, "this is what runs in the end"),) if where.path != first.path else (),
            confidence=None if confident else "medium",
        )


def _by_command(process: Process) -> tuple[str, Fact, bool] | None:
    for command in reversed(process.chain):
        for activity in ("reload", "dev-server"):
            if activity in command.does and not (command.by == "script" and _is_a_choice(process)):
                kind = "compile" if "compile" in command.does and activity == "dev-server" else activity
                return _WHY[kind], command, True
    return None


def _is_a_choice(process: Process) -> bool:
    """The entrypoint script also knows how to serve, and which of its branches is taken is not known here."""
    return any("serve" in command.does for command in process.before)


def _by_code(process: Process, sockets: dict[str, list[Listen]]) -> tuple[str, Fact, bool] | None:
    """`python app.py` whose file starts the framework's development server, and no other."""
    command: Command = process.command
    opened = sockets.get(process.entry_file, []) if process.entry_file else []
    if not opened or "serve" in command.does or not all(listen.development for listen in opened):
        return None
    return f"starts {opened[0].by}'s development server", opened[0], False


def _runner(process: Process) -> str:
    if process.where == "image":
        return "the image"
    return f"`{process.name}`"
