"""Dockerfiles and Containerfiles, as BuildKit reads them."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*", "*.containerfile")


def facts(source: Source) -> Iterable[Fact]:
    """Stages, images, instructions, environment, ports, commands, packages and health checks of one file."""
    if source.path.lower().endswith((".dockerignore", ".containerignore", ".md")):
        return ()
    from .reader import read

    return read(source)
