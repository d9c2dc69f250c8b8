"""Components of pages that hold scripts (Vue, Svelte, Astro): what their scripts import."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("*.vue", "*.svelte", "*.astro")


def facts(source: Source) -> Iterable[Fact]:
    """One `Import` for each import of each script."""
    from .scripts import imports

    return imports(source.path, source.data)
