"""Which files must be read in full because other files ask for what they hold.

The prefilter leaves most files unparsed: they hold no library's name. Two kinds of them matter all the same. One
uses what another file constructs (`api.get(...)`, where `api` is an HTTP client made elsewhere); the other
holds the constant or the function that a call elsewhere depends on (`config.TIMEOUT`).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from .. import languages
from ..code.idioms.table import Table, load, texts_of
from ..facts import Export
from ..link.code import modules
from ..link.code.names import Names
from ..link.code.values import Settled, complete, settle
from ..model.store import FactStore
from ..syntax.keptfiles import keep, kept, name_of
from .cache import producer


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
        if made and document is not None and made in _constructions(document.language):
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
    return load(_path(language))


def _path(language: str) -> Path:
    return Path(languages.__path__[0], language, "apis.toml")


@cache
def _constructions(language: str) -> frozenset[str]:
    """The constructions whose results have idioms: kept, for a scan that knows all files asks for nothing else."""
    texts = (text.encode() for text in texts_of(_path(language)))
    name = f"constructions/{name_of(producer().encode(), *texts)}"
    data = kept(name)
    if data is not None:
        return msgspec.msgpack.decode(data, type=frozenset[str])
    found = frozenset(tables(language).call_names.constructions)
    keep(name, msgspec.msgpack.encode(found))
    return found


def forget() -> None:
    """Read the tables again: other ones are in use."""
    tables.cache_clear()
    _constructions.cache_clear()
