"""Shell scripts: every simple command, the variables they want and the ones they export."""

from collections.abc import Iterator

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("*.sh", "*.bash", "*.ash", "*.dash", "*entrypoint", "*entrypoint.*sh", "bin/*", "scripts/*")
INTERPRETERS = ("sh", "bash", "ash", "dash", "ksh")


def facts(source: Source) -> Iterator[Fact]:
    """Nothing for a file without suffix that no shell is named for in its first line."""
    from .script import is_script, script_facts

    if is_script(source):
        yield from script_facts(source)
