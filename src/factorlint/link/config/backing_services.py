"""Backing services that a component uses, gathered from code, settings, env and orchestration."""

from collections import defaultdict
from collections.abc import Iterator

from ...facts import Attached, BackingService, Container, EnvSupply, RunningContainer
from ...knowledge import locators
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import folder, stand
from .taken import takers

_EMBEDDED = frozenset({"sqlite", "h2", "derby", "leveldb", "hsqldb", "duckdb", "embedded"})


def link(store: FactStore) -> Iterator[Fact]:
    """Yield an `Attached` per component and service that its production code, settings or env name."""
    uses: dict[tuple[str, str], list[BackingService]] = defaultdict(list)
    for use in store.all(BackingService):
        if use.role in ("production", "migration") and use.by not in ("compose", "ci", "manifest"):
            uses[use.component, use.service].append(use)
    takes = takers(store)
    for supply in store.all(EnvSupply):
        for taker in takes.get(id(supply), (supply,)):
            found = _of_supply(supply, taker.component)
            if found is not None:
                uses[found.component, found.service].append(found)
    containers = _containers(store)
    projects = _projects(store)
    for (component, service), found_uses in uses.items():
        running = [
            container
            for place in projects.get(component, ())
            for container in containers.get((place, service), ())
        ]
        first = found_uses[0]
        yield stand(
            Attached(
                span=first.span,
                scope=first.scope,
                service=service,
                uses=tuple(found_uses),
                containers=tuple(running),
                environment="embedded" if service in _EMBEDDED else "",
            ),
            first,
            component,
        )


def _of_supply(supply: EnvSupply, component: str) -> BackingService | None:
    """What an env value attaches, where its scheme says so (a port alone is not enough)."""
    if supply.stage != "run" or supply.role != "production" or not isinstance(supply.value, str):
        return None
    if "://" not in supply.value:
        return None
    located = locators.parse(supply.value.strip())
    if located is None or not located.service or not located.by_scheme:
        return None
    fact = BackingService(
        span=supply.span,
        scope=supply.scope,
        service=located.service,
        locator=supply.value,
        env=(supply.name,),
        port=located.port,
        by="env-supply",
    )
    return stand(fact, supply, component)


def _containers(store: FactStore) -> dict[tuple[str, str], list[Container]]:
    """Containers that run a backing service, by compose folder (`k8s:` for Kubernetes) and service."""
    found: dict[tuple[str, str], list[Container]] = defaultdict(list)
    for running in store.all(RunningContainer):
        if running.backing:
            found[_place(running.container), running.backing].append(running.container)
    return found


def _place(container: Container) -> str:
    return folder(container.path) if container.by == "compose" else "k8s:"


def _projects(store: FactStore) -> dict[str, list[str]]:
    """Where each component is run: its compose folders and Kubernetes."""
    found: dict[str, list[str]] = defaultdict(list)
    for running in store.all(RunningContainer):
        place = _place(running.container)
        if running.stage is not None and place not in found[running.component]:
            found[running.component].append(place)
    return found


__all__ = ["link"]
