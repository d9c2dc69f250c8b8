"""supervisord.conf: programs, their environment and where their output goes."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("supervisord*.conf", "supervisor*.conf", "*/supervisor/*.conf", "*/supervisor/conf.d/*.conf",
         "*/supervisord/*.conf", "supervisord.ini", "*/supervisor.d/*", "*supervisor*.ini",
         "supervisor/*.conf")  # fmt: skip
SNIFF = (b"[",)


def facts(source: Source) -> Iterable[Fact]:
    """`ProcessType`, `Command`, `EnvSupply`, `LogSink`, `Daemonize`, `PidFile`."""
    from . import read

    return read.facts(source.data)
