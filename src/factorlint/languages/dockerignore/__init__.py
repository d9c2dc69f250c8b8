"""`.dockerignore`: what the build context leaves out (https://docs.docker.com/build/concepts/context/)."""

from collections.abc import Iterator

from ...facts.image import IgnoreFile
from ...model.fact import Fact
from ...model.source import Source

NAMES = (".dockerignore", "*.dockerignore", ".containerignore")


def facts(source: Source) -> Iterator[Fact]:
    """One `IgnoreFile` with the patterns in order, comments and blank lines left out."""
    text = source.data.decode("utf-8-sig", "replace")
    lines = (line.strip() for line in text.splitlines())
    yield IgnoreFile(patterns=tuple(line for line in lines if line and not line.startswith("#")))
