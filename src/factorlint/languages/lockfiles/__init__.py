"""Lockfiles of Python and npm: that they are there, and which versions they hold."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "pylock.*.toml",
    "pipfile.lock",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
)
max_size = 64 << 20


def facts(source: Source) -> Iterable[Fact]:
    """One `Lock`."""
    from . import scan

    return scan.lock(source.path.rpartition("/")[2].lower(), source.data)
