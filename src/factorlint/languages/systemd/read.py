"""The `[Service]` section (systemd.service(5), systemd.exec(5))."""

import re
from collections.abc import Iterator

from ...facts.config import EnvSource
from ...facts.log import LogSink
from ...facts.process import CommandStage, Daemonize, PidFile, ProcessType
from ...knowledge.literals import supply
from ...knowledge.programs.lines import facts_of_line, within
from ...model.fact import UNKNOWN, Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text, utf8
from ...syntax.tree.ini import Entry, entries

_PAIR = re.compile(
    r"""(?:"([A-Za-z_]\w*+)=([^"]*+)"|'([A-Za-z_]\w*+)=([^']*+)'|(?<!\w)([A-Za-z_]\w*+)=(\S*+))"""
)
_EXEC: dict[str, CommandStage] = {
    "ExecStart": "run",
    "ExecStartPre": "release",
    "ExecStartPost": "run",
    "ExecReload": "run",
}
_PREFIX = re.compile(r"[-@:+!|]+")


def facts(path: str, data: bytes) -> Iterator[Fact]:
    """All facts of a unit; the owner is the unit's name."""
    owner = path.rpartition("/")[2].removesuffix(".service")
    found = list(entries(data, backslash=True))
    at = next((entry.value.lstrip("-") for entry in found if entry.key == "WorkingDirectory"), "")
    for entry in found:
        if entry.section != "Service" or not entry.value:
            continue
        if entry.key in _EXEC:
            yield from within(at, _command(entry, owner, data))
        elif entry.key == "Environment":
            yield from _environment(entry, owner, data)
        elif entry.key == "EnvironmentFile":
            file = entry.value.strip("\"'")
            yield EnvSource(
                span=entry.span,
                locator=UNKNOWN if "%" in file else file.lstrip("-"),
                by="env_file",
                to=owner,
                optional=file.startswith("-"),
            )
        elif entry.key in ("StandardOutput", "StandardError"):
            yield from _sink(entry, owner)
        elif entry.key == "PIDFile":
            yield PidFile(span=entry.span, scope=owner, file=entry.value)
        elif entry.key == "Type" and entry.value == "forking":
            yield Daemonize(span=entry.span, scope=owner, how="systemd-forking")


def _command(entry: Entry, owner: str, data: bytes) -> Iterator[Fact]:
    prefix = _PREFIX.match(entry.value)
    text = " ".join(entry.value[prefix.end() if prefix else 0 :].split("\n")).strip()
    if entry.key == "ExecStart":
        yield ProcessType(span=entry.value_span, scope=owner, name=owner, command=text[:300], by="systemd")
    yield from facts_of_line(
        text, entry.value_span, data=data, by="systemd", stage=_EXEC[entry.key], owner=owner, form="exec"
    )


def _environment(entry: Entry, owner: str, data: bytes) -> Iterator[Fact]:
    for _, span in entry.lines():
        for pair in _PAIR.finditer(scan_text(data[span.start : span.end])):
            name, value = next((pair[i], pair[i + 1]) for i in (1, 3, 5) if pair[i])
            place = Span(span.start + pair.start(), span.start + pair.end())
            yield supply(name, utf8(value), place, by="systemd", to=owner)


def _sink(entry: Entry, owner: str) -> Iterator[LogSink]:
    how, _, file = entry.value.partition(":")
    if how in ("file", "append", "truncate"):
        yield LogSink(span=entry.span, scope=owner, target="file", file=file, by="systemd", configured="file")
    elif how == "null":
        yield LogSink(span=entry.span, scope=owner, target="null", by="systemd", configured="file")
    elif how in ("syslog", "syslog+console"):
        yield LogSink(span=entry.span, scope=owner, target="syslog", by="systemd", configured="file")
