"""Imports of a file without a parser; components of pages (Vue, Svelte, Astro) are scanned by the same patterns."""

from functools import lru_cache

from ...code import script_imports
from ...facts import Import


@lru_cache(maxsize=1)
def imports(data: bytes) -> tuple[Import, ...]:
    """Every import of a file; asked for twice, before a file is found worth parsing and when it is read."""
    return tuple(script_imports.imports(data))


def packages(data: bytes) -> set[str]:
    """The modules that a file imports, as qualified names begin."""
    return {found.module.removeprefix("node:") for found in imports(data)}
