"""A start script whose last command runs the app as a child of the script's shell."""

import re
from collections.abc import Iterator

from factorlint.api import Problem, View, once
from factorlint.api.processes import ENDS_BY_ITSELF, RUNS_ON, is_lasting, signals_group
from factorlint.facts import Command, Process

_SYSTEM = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")
_SIGNAL_ALL = frozenset({"procfile", "systemd", "app.json"})
"""Platforms that send SIGTERM to every process of a unit by themselves."""
_ASSIGNMENTS = re.compile(r"(?:[A-Za-z_]\w*+=(?:\"[^\"]*+\"|'[^']*+'|\S)*+\s++)*+")


def check(view: View) -> Iterator[Problem]:
    """One problem per script command without `exec` on the start path of something that runs on."""
    first = once()
    for process in view.facts(Process):
        if not is_lasting(process) or process.where in _SIGNAL_ALL:
            continue
        if any(signals_group(command) for command in process.chain):
            continue
        found = next((each for each in enumerate(process.chain) if _stays_a_child(each[1])), None)
        if found is None or not _runs_on(process, found[0]):
            continue
        number, command = found
        if not first(command):
            continue
        starter = process.chain[number - 1] if number else None
        yield Problem(
            at=command,
            message=f"`{command.text}` is started without `exec`, so the script's shell keeps SIGTERM to itself",
            evidence=((starter, "this starts the script"),) if starter is not None else (),
            remedy=f"Write `{_replacing(command.text)}`.",
        )


def _replacing(text: str) -> str:
    """The command with `exec`, behind the variables that are set for it."""
    found = _ASSIGNMENTS.match(text)
    end = found.end() if found else 0
    return f"{text[:end]}exec {text[end:]}"


def _stays_a_child(command: Command) -> bool:
    return (
        command.by == "script"
        and not command.execs
        and not command.background
        and command.handles_signals is not True
    )


def _runs_on(process: Process, number: int) -> bool:
    """Whether what the script starts in the end is the app, rather than work that is soon done."""
    final = process.command
    does = set(final.does)
    if does & RUNS_ON:
        return True
    if does & ENDS_BY_ITSELF:
        return False
    if number < len(process.chain) - 1 or _hands_over(final):
        return True  # whatever it is handed: the image's command, or another script's last line
    word = final.argv[0] if final.argv else None
    own = bool(word) and "/" in str(word) and not str(word).startswith(_SYSTEM)
    return own or bool(final.entry) or process.purpose in ("web", "worker", "scheduler")


def _hands_over(command: Command) -> bool:
    return command.text.split()[-1:] in (['"$@"'], ["$@"], ['"${@}"'], ["$*"])
