"""A migration on the start path of a long-running process, or in the code that starts it."""

from collections.abc import Iterator

from factorlint.api import Problem, Severity, View
from factorlint.api.processes import is_lasting
from factorlint.api.words import joined
from factorlint.api.workloads import Replication
from factorlint.facts import Command, EnvironmentBranch, Listen, Process, Route, SchemaChange

_SOON_OVER = frozenset({(name,) for name in "echo printf true exit cat touch".split()})


def check(view: View) -> Iterator[Problem]:
    """One problem per command or call that changes the schema whenever a process starts."""
    replication = Replication(view)
    running = [process for process in view.facts(Process) if _runs_on(process)]
    yield from _on_the_way(running, replication)
    yield from _in_the_code(view, running, replication)


def _runs_on(process: Process) -> bool:
    if not is_lasting(process):
        return False
    return process.purpose != "unknown" or process.command.argv[:1] not in _SOON_OVER


def _on_the_way(running: list[Process], replication: Replication) -> Iterator[Problem]:
    """`migrate && serve`, and migrations in the start script."""
    found: dict[tuple[str, int], tuple[Command, list[Process]]] = {}
    for process in running:
        for command in (*process.before, *process.chain):
            if "migrate" in command.does:
                found.setdefault((command.path, command.span.start), (command, []))[1].append(process)
    for command, processes in found.values():
        names = list(dict.fromkeys(_named(process) for process in processes))
        times, severity = _together(processes, replication)
        starter = processes[0].chain[0]
        yield Problem(
            at=command,
            message=f"`{command.text}` changes the database schema whenever {joined(names, 3, 'or')} starts{times}",
            evidence=((starter, "this starts it"),) if starter.path != command.path else (),
            severity=severity,
            confidence="medium" if command.conditional else None,
        )


def _in_the_code(view: View, running: list[Process], replication: Replication) -> Iterator[Problem]:
    """`create_all()` or `sync()` where the application starts."""
    entries = {process.entry_file for process in running if process.entry_file}
    served = {fact.path for kind in (Listen, Route) for fact in view.facts(kind)}
    runs = {"command": entries, "import": entries | served}
    guards = list(view.facts(EnvironmentBranch))
    times, severity = _together(running, replication)
    for change in view.facts(SchemaChange):
        if change.by == "code":
            if change.moment == "function" or (
                change.moment != "start" and change.path not in runs[change.moment]
            ):
                continue
        elif change.by != "settings":
            continue
        if any(_guards(guard, change) for guard in guards):
            continue
        yield Problem(
            at=change,
            message=f"the code changes the database schema (`{change.how}`) whenever it starts{times}",
            severity=severity,
            confidence=None if change.path in entries or change.by == "settings" else "medium",
        )


def _guards(guard: EnvironmentBranch, change: SchemaChange) -> bool:
    """Something just above asks which environment this is: it is perhaps not done in production."""
    return guard.path == change.path and guard.scope == change.scope and guard.span.start <= change.span.start


def _together(processes: list[Process], replication: Replication) -> tuple[str, Severity | None]:
    """How many do it at once, in words, and the severity that this asks for."""
    counts = [replication.of(process.workload).most for process in processes if process.workload is not None]
    highest = max(counts, default=1)
    return (f", in up to {highest} replicas at once", "error") if highest > 1 else ("", None)


def _named(process: Process) -> str:
    return "the image" if process.where == "image" else f"`{process.name}`"
