"""Go's manifests: go.mod and go.work."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("go.mod", "go.work")


def facts(source: Source) -> Iterable[Fact]:
    """`Project`, `Declared`, `ModuleRoot`, `RuntimeVersion`, and `PathAlias` for what is replaced by a folder."""
    from . import read

    name = source.path.rpartition("/")[2].lower()
    return read.workspace(source.data) if name == "go.work" else read.module(source.data)
