"""systemd service units: what they start, with which environment, and where the output goes."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("*.service", "*/*.service", "*.service.d/*.conf")
SNIFF = (b"[Service]",)


def facts(source: Source) -> Iterable[Fact]:
    """`Command`, `EnvSupply`, `EnvSource`, `LogSink`, `PidFile`, `Daemonize`."""
    from . import read

    return read.facts(source.path, source.data)
