"""Which source files run at the user's side: in a browser or an app, not in a process of the component.

A file that a page's bundle reaches and no process does is the browser's, and one that a process reaches and no bundle
does is the server's. Where neither is known, a file that uses what only a browser has is the browser's, unless it also
uses what only a server has. A file that uses neither goes with the nearest folder above it that holds any evidence,
when that is nearly all of the browser's side (a front end has a script that serves it, a server a page or two).
"""

from collections import Counter
from collections.abc import Iterator

from ...facts import ClientFile, Listen, Route, RunFile, Side
from ...model.fact import Fact
from ...model.store import FactStore
from ...model.text import Span
from ..ground.paths import folder, stand, upwards

_LANGUAGES = ("javascript",)
_PAGES = (".vue", ".svelte")
"""Endings of files that are parts of a page whatever they hold."""
_JUDGED = ("production", "migration")
_SERVERS = frozenset("server servers backend api apis functions lambdas workers".split())
"""Folders that say what they hold; only what stands in them may tell otherwise, not what stands around them."""
_CLEARLY = 4
"""How many files of the browser's side must stand against each of the server's."""


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `ClientFile` for every file of the browser's side that says anything. Stands at its first byte."""
    client, server = _evidence(store)
    bundled, run = _reached(store)
    client, server = (client - run) | bundled, (server - bundled) | run
    if not client:
        return
    clients, servers = _tally(client), _tally(server)
    for path, document in store.documents.items():
        if document.language not in _LANGUAGES or path in server:
            continue
        by, certain = (path, True) if path in client else _leaning(path, clients, servers)
        witness = store.first(path) if by else None
        if witness is not None:
            yield stand(ClientFile(span=Span(0, 1), by=by, certain=certain), witness)


def _evidence(store: FactStore) -> tuple[set[str], set[str]]:
    """The files that use what only a browser has, and those that use what only a server has."""
    judged = {path for path, document in store.documents.items() if document.role in _JUDGED}
    client = {fact.path for fact in store.all(Side) if fact.side == "client" and _tells(fact)}
    client.update(path for path in judged if path.endswith(_PAGES))
    server = {fact.path for fact in store.all(Side) if fact.side == "server"}
    server.update(fact.path for fact in store.all(Listen))
    server.update(fact.path for fact in store.all(Route))
    return (client - server) & judged, server & judged


def _reached(store: FactStore) -> tuple[set[str], set[str]]:
    """The files that only bundles of pages reach, and those that only processes started from a file of code do.

    What a framework finds by its places may be for either side.
    """
    bundled: set[str] = set()
    run: set[str] = set()
    for each in store.all(RunFile):
        in_page = "browser" in (each.what, *each.also)
        if in_page and not each.processes:
            bundled.add(each.path)
        elif not in_page and any(process.entry_file for process in each.processes):
            run.add(each.path)
    return bundled, run


def _tells(fact: Side) -> bool:
    """A server draws pages and mails with a front end's packages, too; the page's objects it does not have."""
    return fact.by == "page" or _SERVERS.isdisjoint(folder(fact.path).lower().split("/"))


def _tally(paths: set[str]) -> Counter[str]:
    """How many of the files stand below each folder."""
    return Counter(above for path in paths for above in upwards(folder(path)))


def _leaning(path: str, clients: Counter[str], servers: Counter[str]) -> tuple[str, bool]:
    """The nearest folder with evidence, when that is of the browser's side, and whether it clearly is."""
    if not _SERVERS.isdisjoint(folder(path).lower().split("/")):
        return "", False
    for above in upwards(folder(path)):
        client, server = clients[above], servers[above]
        if client or server:
            return (above or ".") if client >= max(1, server) else "", client >= _CLEARLY * server
    return "", False
