"""The modules that languages bring themselves."""

from functools import cache

from . import packages


@cache
def _of_node() -> frozenset[str]:
    found = packages.names("npm")
    return found.builtin if found else frozenset()


def is_node_builtin(specifier: str) -> bool:
    """Whether a specifier is a module of Node.js itself: `fs`, `fs/promises`, `node:test`."""
    return specifier.startswith("node:") or specifier.partition("/")[0] in _of_node()
