"""A start command that a shell runs as its child, so that SIGTERM ends at the shell."""

from collections.abc import Iterator

from factorlint.api import Problem, View, once
from factorlint.api.processes import ENDS_BY_ITSELF, RUNS_ON, is_lasting, signals_group
from factorlint.facts import Command, Process

_NOTHING_TO_STOP = frozenset("echo printf true false tail cat ls exit env trap".split())


def check(view: View) -> Iterator[Problem]:
    """One problem per command of an image, compose service or container that runs below a shell for long."""
    first = once()
    for process in view.facts(Process):
        if not is_lasting(process) or any(signals_group(command) for command in process.chain):
            continue
        command = next((each for each in process.chain if _below_a_shell(each)), None)
        if command is None or any(each.argv[:1] == ("trap",) for each in process.before):
            continue
        if first(command):
            yield _problem(command)


def _problem(command: Command) -> Problem:
    start = f"`{command.text}` is run by a shell, which may keep SIGTERM to itself"
    if command.by == "dockerfile-entrypoint":
        return Problem(at=command, message=f"{start} and drops CMD and arguments", remedy=_remedy(command))
    return Problem(at=command, message=start, remedy=_remedy(command))


def _remedy(command: Command) -> str:
    words = [word for word in command.argv if word is not None]
    if command.chained or len(words) < len(command.argv) or "=" in words[0]:
        return f"Let the shell be replaced: begin `{command.text}` with `exec`."
    listed = ", ".join(f'"{word}"' for word in words)
    return f"Write it as a list, `[{listed}]`, or let the shell be replaced: `exec {command.text}`."


def _below_a_shell(command: Command) -> bool:
    if command.form != "shell" or command.execs or command.background:
        return False
    if command.by not in ("dockerfile-cmd", "dockerfile-entrypoint", "compose", "kubernetes"):
        return False
    name = command.argv[0] if command.argv else None
    if not name or name in _NOTHING_TO_STOP:
        return False
    does = set(command.does)
    return bool(does & RUNS_ON) or not does & ENDS_BY_ITSELF
