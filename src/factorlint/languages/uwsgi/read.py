"""Options of uWSGI in a file are those of its command line (its manual, "Configuring uWSGI")."""

from collections.abc import Iterator

from ...knowledge.programs.commands import facts_of_command
from ...knowledge.programs.lines import facts_of_line
from ...model.fact import Fact
from ...model.source import Source
from ...model.text import Span
from ...syntax.tree.ini import Entry, entries

_DAEMONS = ("attach-daemon", "attach-daemon2", "smart-attach-daemon", "legion-attach-daemon", "worker-exec")
_HOOKS = (
    "exec-pre-app",
    "exec-asap",
    "exec-pre-jail",
    "exec-post-jail",
    "exec-in-jail",
    "exec-as-root",
    "exec-as-user",
)
_EXEC = "exec:"


def facts(source: Source) -> Iterator[Fact]:
    """Yield the server as one command line, and the commands that it runs before and beside it."""
    name = source.path.rpartition("/")[2]
    options: list[Entry] = []
    for entry in entries(source.data, inline=" ;"):
        if not entry.section.startswith("uwsgi"):
            continue
        key = entry.key.replace("_", "-")
        text = entry.value.removeprefix(_EXEC)
        hook = key in _HOOKS or (key.startswith("hook-") and entry.value.startswith(_EXEC))
        if hook or key in _DAEMONS:
            yield from facts_of_line(
                text,
                entry.value_span,
                data=source.data,
                by="uwsgi",
                stage="release" if hook else "run",
                owner=name,
            )
        else:
            options.append(entry)
    if options:
        argv = ["uwsgi", *(f"--{each.key.replace('_', '-')}={each.value}" for each in options)]
        served = next(
            (each for each in options if each.key in ("module", "wsgi-file", "wsgi", "mount")), options[0]
        )
        span = Span(served.span.start, served.span.end)
        yield from facts_of_command(argv, span=span, by="uwsgi", form="line", stage="run", owner=name)
