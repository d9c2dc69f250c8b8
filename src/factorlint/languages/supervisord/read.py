"""Programs of supervisord (its manual, "Configuration File")."""

import re
from collections.abc import Iterator

from ...facts.log import LogSink
from ...facts.process import Daemonize, PidFile, ProcessType
from ...knowledge.literals import supply
from ...knowledge.programs.lines import facts_of_line, within
from ...model.fact import UNKNOWN, Fact
from ...model.text import Span
from ...syntax.tree.ini import Entry, entries

_PAIR = re.compile(rb"""(?<!\w)([A-Za-z_]\w*+)\s*+=\s*+("[^"]*"|'[^']*'|[^,\s]*)""")
_PROGRAM = re.compile(r"(?:program|fcgi-program|eventlistener):(.+)")
_TO_STDOUT = re.compile(r"/dev/(?:std(?:out|err)|fd/[12])\Z|/proc/(?:1|self)/fd/[12]\Z|syslog\Z")


def facts(data: bytes) -> Iterator[Fact]:
    """All facts of a configuration file or a fragment of one."""
    found = list(entries(data, inline=" ;"))
    folders = {entry.section: entry.value for entry in found if entry.key == "directory"}
    for entry in found:
        program = _PROGRAM.match(entry.section)
        owner = program[1].strip() if program else ""
        if program and entry.key == "command":
            # %(ENV_X)s is the environment's X, which shell text writes ${X}.
            command = re.sub(r"%\(ENV_(\w+)\)s", r"${\1}", entry.value.replace("\n", " "))
            yield ProcessType(
                span=entry.value_span, scope=owner, name=owner, command=command[:300], by="supervisord"
            )
            yield from within(
                folders.get(entry.section, ""),
                facts_of_line(
                    command,
                    entry.value_span,
                    data=data,
                    by="supervisord",
                    stage="run",
                    owner=owner,
                    form="exec",
                ),
            )
        elif entry.key == "environment":
            yield from _environment(entry, owner, data)
        elif entry.key in ("stdout_logfile", "stderr_logfile", "logfile"):
            yield _sink(entry, owner)
        elif entry.section == "supervisord" and entry.key == "pidfile":
            yield PidFile(span=entry.span, file=entry.value or UNKNOWN)
        elif (
            entry.section == "supervisord"
            and entry.key == "nodaemon"
            and entry.value.lower() in ("false", "0")
        ):
            yield Daemonize(span=entry.span, how="supervisord")


def _environment(entry: Entry, owner: str, data: bytes) -> Iterator[Fact]:
    for _, span in entry.lines():
        for pair in _PAIR.finditer(data[span.start : span.end]):
            value = pair[2].strip(b"\"'").decode("utf-8", "replace")
            place = Span(span.start + pair.start(), span.start + pair.end())
            yield supply(pair[1].decode(), value, place, by="supervisord", to=owner)


def _sink(entry: Entry, owner: str) -> LogSink:
    value = entry.value.split(" ")[0]
    if value.upper() in ("NONE", "/DEV/NULL"):
        return LogSink(span=entry.span, scope=owner, target="null", by="supervisord", configured="file")
    if _TO_STDOUT.match(value):
        target = "syslog" if value == "syslog" else "stdout"
        return LogSink(span=entry.span, scope=owner, target=target, by="supervisord", configured="file")  # type: ignore[arg-type]
    return LogSink(
        span=entry.span,
        scope=owner,
        target="file",
        file=UNKNOWN if value.upper() == "AUTO" or "%(" in value else value,
        by="supervisord",
        configured="file",
    )
