"""Which files must be read in full because other files ask for what they hold.

The prefilter leaves most files unparsed: they hold no library's name. Two kinds of them matter all the same. One
uses what another file constructs (`api.get(...)`, where `api` is an HTTP client made elsewhere); the other
holds the constant or the function that a call elsewhere depends on (`config.TIMEOUT`).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .. import languages
from ..code.idioms.table import Table, load
from ..facts import Export
from ..link.code import modules
from ..link.code.names import Names
from ..link.code.values import Settled, complete, settle
from ..model.store import FactStore


class Completion:
    """What the files of a store say of each other, and which of them must be read in full to know more."""

    def __init__(self, store: FactStore) -> None:
        """Follow every open call of `store`; changes nothing there."""
        self._store = store
        known = modules.of(store)
        names = Names(store, known)
        self._settled: list[Settled] = settle(store, names, tables)
        self.demanded = set(names.missing)
        """Paths of documents whose full reading can complete an open call, or make one."""
        for path in _constructing(store, names):
            self.demanded.update(known.importers_of(path))

    def carry_out(self) -> None:
        """Complete the facts of the store."""
        complete(self._store, self._settled, tables)


def _constructing(store: FactStore, names: Names) -> Iterator[str]:
    """The documents that export something on which a library's methods are called."""
    for export in store.all(Export):
        made = _construction(export, names)
        document = store.documents.get(export.path)
        if made and document is not None and made in tables(document.language).call_names.constructions:
            yield export.path


def _construction(export: Export, names: Names) -> str:
    value = export.value
    if value.what == "name":
        found = names.find(export.path, value.name)
        if found is None:
            return ""
        value = found.value
    return value.name if value.what == "call" else ""


@cache
def tables(language: str) -> Table:
    """Return the idioms of a language."""
    return load(Path(languages.__path__[0], language, "apis.toml"))
