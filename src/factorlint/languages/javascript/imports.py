"""Imports of a file without a parser; components of pages (Vue, Svelte, Astro) are scanned by the same patterns."""

from ...code.script_imports import imports as imports


def packages(data: bytes) -> set[str]:
    """The modules that a file imports, as qualified names begin."""
    return {found.module.removeprefix("node:") for found in imports(data)}
