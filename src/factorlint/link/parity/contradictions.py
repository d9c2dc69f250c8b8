"""Parity: the same thing in different versions or kinds at different places. Only contradictions are facts."""

from collections import defaultdict
from collections.abc import Iterator

from ...facts import Attached, BackingService, Drift
from ...model.fact import Fact
from ...model.store import FactStore
from . import runtime_versions, server_versions
from .drift import drift

_DATABASES = frozenset({"postgresql", "mysql", "mariadb", "mssql", "oracle", "mongodb", "cockroachdb"})
_EMBEDDED = frozenset({"sqlite", "h2", "derby", "hsqldb"})


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `Drift` for runtimes, backing services' versions and different kinds of backing service."""
    yield from runtime_versions.drifts(store)
    yield from server_versions.drifts(store)
    yield from _kinds(store)


def _kinds(store: FactStore) -> Iterator[Drift]:
    """An embedded database in one place and a server in another, for the same component."""
    by_component: dict[str, dict[str, Attached]] = defaultdict(dict)
    for attached in store.all(Attached):
        by_component[attached.component][attached.service] = attached
    for services in by_component.values():
        embedded = [services[name] for name in services if name in _EMBEDDED]
        servers = [services[name] for name in services if name in _DATABASES]
        if len(servers) != 1:
            continue
        for each in embedded:
            use: BackingService = each.uses[0]
            other = servers[0].uses[0]
            yield drift("backing-service", use.service, (use, use.service), (other, other.service))
