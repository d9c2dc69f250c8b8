"""The component graph as plain data: what `graph` draws."""

from collections.abc import Iterable

import msgspec

from ..facts import AddressUse, Attached, BackingService, EnvNeed, PortChain, Process, RunningContainer
from ..model.component import Component
from ..model.fact import F
from ..model.store import FactStore

_SHIPPED = frozenset({"production", "migration"})
_CALLED = frozenset({"call", "backing-service", "env-default", "proxy"})
"""What code does with an address that it calls; a literal may be a link, a policy or a schema's name."""


class DrawnProcess(msgspec.Struct, frozen=True, order=True):
    """How a component is started."""

    name: str
    purpose: str
    command: str
    where: str
    entry_file: str
    development: bool


class DrawnPort(msgspec.Struct, frozen=True, order=True):
    """A port of a container or image, and what says so."""

    container: str
    port: int
    said_by: tuple[str, ...]


class DrawnVariable(msgspec.Struct, frozen=True, order=True):
    """An environment variable that the code reads."""

    name: str
    required: bool
    supplied_by: tuple[str, ...]


class DrawnAddress(msgspec.Struct, frozen=True, order=True):
    """A host that the component calls."""

    host: str
    port: int | None
    leads_to: str
    resolves: str


class DrawnComponent(msgspec.Struct, frozen=True):
    """One component and all that is tied to it."""

    name: str
    root: str
    kind: str
    why: tuple[str, ...]
    processes: tuple[DrawnProcess, ...]
    containers: tuple[str, ...]
    ports: tuple[DrawnPort, ...]
    backing_services: tuple[str, ...]
    environment: tuple[DrawnVariable, ...]
    addresses: tuple[DrawnAddress, ...]


class Picture(msgspec.Struct, frozen=True):
    """All components, in order of name."""

    components: tuple[DrawnComponent, ...]


def picture(store: FactStore) -> Picture:
    """Gather what production code and manifests say about each component."""
    return Picture(
        tuple(_drawn(store, each) for each in sorted(store.components, key=lambda each: each.name))
    )


def _drawn(store: FactStore, component: Component) -> DrawnComponent:
    def facts(kind: type[F]) -> Iterable[F]:
        return (fact for fact in store.of(component.name, kind) if fact.role in _SHIPPED)

    foreign = _foreign(component, list(facts(RunningContainer)))
    processes = {
        DrawnProcess(
            fact.name,
            fact.purpose,
            fact.command.text or " ".join(word or "?" for word in fact.command.argv),
            fact.where,
            fact.entry_file,
            fact.development,
        )
        for fact in facts(Process)
        if fact.container is None or id(fact.container) not in foreign
    }
    ports: dict[tuple[str, int], list[str]] = {}
    for chain in facts(PortChain):
        for step in (*chain.listens, *chain.steps):
            ports.setdefault((chain.name, step.port), []).append(step.says)
    read = {fact.name for fact in facts(EnvNeed)}
    services = {fact.service for fact in facts(Attached)} | {fact.service for fact in facts(BackingService)}
    return DrawnComponent(
        component.name,
        component.root,
        component.kind,
        component.why,
        tuple(sorted(processes)),
        tuple(
            sorted(
                {fact.container.name for fact in facts(RunningContainer) if id(fact.container) not in foreign}
            )
        ),
        tuple(
            DrawnPort(name, port, tuple(dict.fromkeys(said))) for (name, port), said in sorted(ports.items())
        ),
        tuple(sorted(services)),
        tuple(sorted({_variable(fact) for fact in facts(EnvNeed)})),
        tuple(
            sorted(
                {_address(fact) for fact in facts(AddressUse) if _is_called(fact, read)},
                key=lambda each: (each.host, each.port or 0),
            )
        ),
    )


def _variable(need: EnvNeed) -> DrawnVariable:
    required = any(read.required for read in need.reads)
    suppliers = {supply.by or "somebody" for supply in need.supplies}
    return DrawnVariable(need.name, required, tuple(sorted(suppliers)))


def _foreign(component: Component, running: list[RunningContainer]) -> set[int]:
    """The containers of other people's images beside those that run the component itself."""
    if component.kind == "infrastructure" or not any(fact.stage for fact in running):
        return set()
    return {id(fact.container) for fact in running if fact.stage is None}


def _is_called(use: AddressUse, read: set[str]) -> bool:
    """Whether something calls the address: code, a service of this repository's name, or a variable that code reads."""
    return use.by in _CALLED or use.resolves == "service" or (use.by == "env-supply" and use.name in read)


def _address(use: AddressUse) -> DrawnAddress:
    return DrawnAddress(use.host, use.port, use.to, use.resolves)
