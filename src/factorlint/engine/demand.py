"""Which files must be read in full because other files ask for what they hold.

The prefilter leaves most files unparsed: they hold no library's name. Two kinds of them matter all the same. One
uses what another file constructs (`api.get(...)`, where `api` is an HTTP client made elsewhere); the other
holds the constant or the function that a call elsewhere depends on (`config.TIMEOUT`).
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from ..code.idioms.table import Table
from ..facts import Export
from ..link.code.names import Names, Resolver
from ..model.expression import Value
from ..model.store import FactStore


class Modules(Resolver, Protocol):
    """The module graph as far as it is needed here."""

    def importers_of(self, path: str) -> "frozenset[str] | set[str] | tuple[str, ...]":
        """Return the documents that import the document at `path`."""
        ...


def demanded(store: FactStore, modules: Modules, names: Names, tables: Callable[[str], Table]) -> set[str]:
    """Return the paths of documents whose full reading can complete an open call, or make one."""
    wanted = set(names.missing)
    for path in _constructing(store, names, tables):
        wanted.update(modules.importers_of(path))
    return wanted


def _constructing(store: FactStore, names: Names, tables: Callable[[str], Table]) -> Iterator[str]:
    """The documents that export something on which a library's methods are called."""
    for export in store.all(Export):
        made = _construction(export, names)
        document = store.documents.get(export.path)
        if made and document is not None and made in tables(document.language).call_names.constructions:
            yield export.path


def _construction(export: Export, names: Names) -> str:
    value: Value = export.value
    if value.what == "name":
        found = names.find(export.path, value.name)
        if found is None:
            return ""
        value = found.value
    return value.name if value.what == "call" else ""
