"""Imports of a file without a parser; components of pages (Vue, Svelte, Astro) are scanned by the same patterns."""

from ...code.script_imports import imports as imports
