"""skaffold.yaml: the images that it builds of this repository, with Docker, Jib or buildpacks."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("skaffold.yaml", "skaffold.yml", "skaffold*.yaml", "skaffold*.yml")
SNIFF = (b"skaffold",)


def facts(source: Source) -> Iterable[Fact]:
    """`Build` for each artifact."""
    from . import read

    return read.facts_of(source)
