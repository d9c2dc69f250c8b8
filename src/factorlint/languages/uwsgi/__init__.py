"""uwsgi.ini: the application that uWSGI serves, its sockets, and the commands that it runs beside."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("*uwsgi*.ini",)
SNIFF = (b"[uwsgi",)


def facts(source: Source) -> Iterable[Fact]:
    """`Command` and `Listen`, `LogSink`, `Daemonize`, `PidFile` that follow from it."""
    from . import read

    return read.facts(source)
