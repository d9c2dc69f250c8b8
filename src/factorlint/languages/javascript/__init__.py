"""JavaScript and TypeScript: imports of every file, and what the idioms of `apis.toml` and the readers here see."""

from collections.abc import Iterable
from pathlib import Path

from ...facts import Fact
from ...model.source import Source

NAMES = ("*.js", "*.jsx", "*.mjs", "*.cjs", "*.ts", "*.tsx", "*.mts", "*.cts")
CODE = True
_APIS = Path(__file__).with_name("apis.toml")


def triggers() -> Iterable[bytes]:
    """Lower-cased literals without which a file holds nothing but imports."""
    from ...syntax.idiom_table import load
    from .extract import OWN_TRIGGERS

    return load(_APIS).triggers | OWN_TRIGGERS


def cheap(source: Source) -> Iterable[Fact]:
    """Imports, and the facts that follow from importing a library; all of a file that is telling by its path."""
    from ...syntax.idiom_table import load
    from .extract import from_imports, telling_path

    if telling_path(source.path):
        return facts(source)
    return from_imports(source, load(_APIS))


def facts(source: Source) -> Iterable[Fact]:
    """Everything that the file says."""
    from ...syntax.idiom_table import load
    from .extract import everything

    return everything(source, load(_APIS))
