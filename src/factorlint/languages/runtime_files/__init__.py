"""Files that choose a language runtime: `.python-version`, `.nvmrc`, `.go-version`, `.tool-versions`, mise."""

from collections.abc import Iterable

from ...knowledge import ecosystems
from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    *ecosystems.version_files(),
    ".tool-versions",
    "mise.toml",
    ".mise.toml",
    "mise.*.toml",
    ".config/mise.toml",
)


def facts(source: Source) -> Iterable[Fact]:
    """`RuntimeVersion`s."""
    from . import versions

    return versions.read(source.path.rpartition("/")[2].lower(), source.data)
