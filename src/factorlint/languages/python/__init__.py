"""Python: imports of every file, and what the idioms of `apis.toml` and the readers here see in the telling ones."""

from collections.abc import Iterable
from pathlib import Path

from ...facts import Fact
from ...model.source import Source

NAMES = ("*.py", "*.pyw", "*.wsgi")
CODE = True
_APIS = Path(__file__).with_name("apis.toml")


def triggers() -> Iterable[bytes]:
    """Lower-cased literals without which a file holds nothing but imports."""
    from ...code.idioms.table import load
    from .telling import OWN_TRIGGERS

    return load(_APIS).triggers | OWN_TRIGGERS


def cheap(source: Source) -> Iterable[Fact]:
    """Imports, and the facts that follow from importing a library; all of a module that is settings by its name."""
    from ...code.idioms.table import load
    from .extract import everything, from_imports
    from .settings import is_settings

    read = everything if is_settings(source.path) else from_imports
    return read(source, load(_APIS))


def facts(source: Source) -> Iterable[Fact]:
    """Everything that the file says."""
    from ...code.idioms.table import load
    from .extract import everything

    return everything(source, load(_APIS))
