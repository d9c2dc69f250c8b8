"""What compilers and test runners of JavaScript are told of modules: tsconfig, jsconfig, Babel, SWC and Jest in JSON."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    "tsconfig*.json",
    "*.tsconfig.json",
    "jsconfig*.json",
    ".swcrc",
    ".babelrc",
    ".babelrc.json",
    "babel.config.json",
    "jest.config.json",
)
MAX_SIZE = 512 << 10


def facts(source: Source) -> Iterable[Fact]:
    """One `CompilerConfig`, or the `PathAlias` and `ModuleRoot` of the others."""
    from . import read

    name = source.path.rpartition("/")[2].lower()
    if "sconfig" in name:
        return read.compiler(source.data)
    if name == ".swcrc":
        return read.swc(source.data)
    return read.jest(source.data) if name.startswith("jest") else read.babel(source.data)
