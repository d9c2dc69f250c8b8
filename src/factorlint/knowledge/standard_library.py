"""The modules that languages bring themselves."""

import sys
from functools import cache

from . import table


@cache
def _of_node() -> frozenset[str]:
    return frozenset(table("import_names.toml")["npm-builtin"]["names"])


def is_node_builtin(specifier: str) -> bool:
    """Whether a specifier is a module of Node.js itself: `fs`, `fs/promises`, `node:test`."""
    return specifier.startswith("node:") or specifier.partition("/")[0] in _of_node()


@cache
def of_python() -> frozenset[str]:
    """Return the top-level modules of Python's standard library, of this version and of earlier ones."""
    return frozenset(sys.stdlib_module_names) | frozenset(
        table("import_names.toml")["python-former"]["names"]
    )
