"""Lockfiles: that they are there, and which versions they hold."""

from collections.abc import Iterable

from ...knowledge import ecosystems
from ...model.fact import Fact
from ...model.source import Source

TOOLS = ("uv", "poetry", "pdm", "pylock", "pipenv", "npm", "yarn", "pnpm", "bun")
"""Whose lockfiles `scan.py` reads."""
NAMES = tuple(name for row in ecosystems.rows().values() for name, tool in row.locks.items() if tool in TOOLS)
MAX_SIZE = 64 << 20


def facts(source: Source) -> Iterable[Fact]:
    """One `Lock`."""
    from . import scan

    return scan.lock(source.path.rpartition("/")[2].lower(), source.data)
