"""Configuration files of no format of their own: JSON, YAML, TOML, INI and properties that no other language claims."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("*.json", "*.json5", "*.yml", "*.yaml", "*.toml", "*.ini", "*.cfg", "*.conf", "*.properties")
WEAK = True
MAX_SIZE = 512 << 10


def facts(source: Source) -> Iterable[Fact]:
    """`ConfigFile` of one environment, `Literal_`s of a telling shape; nothing for data and tool settings."""
    from . import read

    return read.facts(source.path, source.data) if read.is_configuration(source.path) else ()
