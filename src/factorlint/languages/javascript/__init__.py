"""JavaScript and TypeScript: imports of every file, and what the idioms of `apis.toml` and the readers here see."""

from collections.abc import Iterable
from pathlib import Path

from ...facts import Fact
from ...model.source import Source

NAMES = ("*.js", "*.jsx", "*.mjs", "*.cjs", "*.ts", "*.tsx", "*.mts", "*.cts")
CODE = True
_APIS = Path(__file__).with_name("apis.toml")


def triggers() -> Iterable[bytes]:
    """Lower-cased literals without which no idiom says anything of a file."""
    from ...code.idioms.table import load
    from .telling import words

    return words(load(_APIS))


def cheap(source: Source) -> Iterable[Fact]:
    """Imports and what follows from them; everything of a file that is telling by its path or its text's shape."""
    from ...code.idioms.table import load
    from .extract import everything, from_imports
    from .telling import telling

    return (everything if telling(source) else from_imports)(source, load(_APIS))


def facts(source: Source) -> Iterable[Fact]:
    """Everything that the file says."""
    from ...code.idioms.table import load
    from .extract import everything

    return everything(source, load(_APIS))
