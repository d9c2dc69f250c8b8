"""Imports of a file without a parser; components of pages (Vue, Svelte, Astro) are scanned by the same patterns."""

from collections.abc import Iterator
from copy import copy
from functools import lru_cache

from ...code import script_imports
from ...facts import Import


def imports(data: bytes) -> Iterator[Import]:
    """Every import of a file, made afresh: whoever asks may place them."""
    return map(copy, _scanned(data))


def packages(data: bytes) -> set[str]:
    """The modules that a file imports, as qualified names begin."""
    return {found.module.removeprefix("node:") for found in _scanned(data)}


@lru_cache(maxsize=1)
def _scanned(data: bytes) -> tuple[Import, ...]:
    """Asked for twice: before a file is found worth parsing, and when it is read."""
    return tuple(script_imports.imports(data))
