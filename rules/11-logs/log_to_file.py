"""LOG001: says which file, and is milder where the deploy names the file or nothing deploys the code."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import LogSink

_STREAMS = ("/dev/", "/proc/")
"""Names of the standard streams in the file system, and of a terminal or the null device."""


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each file that code of an app opens for its log."""
    component = view.component
    deployed = component is None or component.deployed
    said: set[tuple[str, int]] = set()
    for sink in view.facts(LogSink):
        if sink.target != "file" or sink.configured != "code":
            continue
        if isinstance(sink.file, str) and sink.file.startswith(_STREAMS):
            continue
        place = (sink.path, sink.span.start)
        if place in said:
            continue
        said.add(place)
        yield Problem(
            at=sink,
            message=_message(sink),
            severity=None if deployed and not sink.file_env else "info",
            # A path that the caller gives may be anything, a standard stream's too.
            confidence=None if sink.file or sink.file_env or sink.rotates else "low",
        )


def _message(sink: LogSink) -> str:
    if sink.file_env:
        target = f"a file that `{sink.file_env}` names"
    elif isinstance(sink.file, str) and sink.file:
        target = f"`{sink.file}`"
    else:
        target = "a file"
    return f"the log goes to {target}{', which the app rotates itself' if sink.rotates else ''}, not to standard output"
