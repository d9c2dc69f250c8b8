"""Logs: where the event stream goes (factor XI)."""

from typing import Literal

from ..model.fact import UNKNOWN, Fact, Unknown


class LogSink(Fact, frozen=True, kw_only=True, tag="log.sink"):
    """Log records are sent somewhere."""

    target: Literal["stdout", "file", "syslog", "network", "null", "other"]
    file: str | Unknown = UNKNOWN
    file_env: str = ""
    """The environment variable that names the file, so that a deploy decides."""
    rotates: bool = False
    ships: bool = False
    by: str = ""
    """The library or server: `logging`, `winston`, `gunicorn`, `nginx`."""
    configured: Literal["code", "file", "command"] = "code"


class Print(Fact, frozen=True, kw_only=True, tag="log.print"):
    """Written to standard output without a logger."""

    call: str
    in_handler: bool = False
    buffered: bool = False
    """Held back by the runtime when standard output is no terminal, until a block is full or the process ends."""


class LogUse(Fact, frozen=True, kw_only=True, tag="log.use"):
    """A logging library is set up or used in this file (one fact a file and library)."""

    by: str
