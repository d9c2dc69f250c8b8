"""What runs a file, and by which chain, in plain words."""

from collections.abc import Iterator

from ..facts import Process, RunFile
from ..model.store import FactStore

_WHAT = {
    "web": "is run by a web process",
    "worker": "is run by a worker",
    "scheduler": "is run by a scheduler",
    "release": "is run by a release, before or beside the processes",
    "admin": "is run by a one-off command",
    "process": "is run by a process whose purpose is not known",
    "browser": "is part of a page, which browsers run",
    "tool": "is run by a program that people call",
    "library": "is run by those who install the package",
    "script": "is run by a script that somebody starts",
    "build": "is run by a build",
    "tooling": "is run by developers or CI",
    "test": "is run by tests",
    "nothing": "is run by nothing that was found",
}


def why(store: FactStore, path: str) -> str:
    """Return what runs the document at `path`, as a few lines of text; empty when it is no code."""
    run = next(iter(store.at(path, RunFile)), None)
    return "".join(line + "\n" for line in _lines(store, run)) if run is not None else ""


def _lines(store: FactStore, run: RunFile) -> Iterator[str]:
    yield f"{run.path} {_WHAT[run.what]}{': ' + ', '.join(run.by) if run.by else ''}"
    if run.also:
        yield "  also: " + "; ".join(_WHAT[what] for what in run.also)
    starting = [process for process in run.processes if process.purpose == run.what] or run.processes
    for process in starting[:1]:
        yield from _start(process)
    for number, path in enumerate(run.via):
        yield f"  {'  ' * number}{'starts with ' if not number else 'which runs '}{path}"
    document = store.documents.get(run.path)
    if document is not None:
        told = f" (its path alone would say {run.told})" if run.told and run.told != document.role else ""
        yield f"  role: {document.role}{told}; component: {run.component}"


def _start(process: Process) -> Iterator[str]:
    """The commands from what starts the process to the last one."""
    for command in process.chain:
        text = command.text or " ".join(word or "?" for word in command.argv)
        yield f"  {command.path} says `{text}`"
