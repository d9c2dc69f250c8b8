"""The component graph as plain data: what `graph` draws."""

from collections.abc import Iterable

import msgspec

from ..facts import AddressUse, Attached, BackingService, EnvNeed, PortChain, Process, RunningContainer
from ..model.component import Component
from ..model.fact import F
from ..model.store import FactStore

_SHIPPED = frozenset({"production", "migration"})
_DATA = (".yml", ".yaml", ".json", ".toml")


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
    }
    ports: dict[tuple[str, int], list[str]] = {}
    for chain in facts(PortChain):
        for step in (*chain.listens, *chain.steps):
            ports.setdefault((chain.name, step.port), []).append(step.says)
    services = {fact.service for fact in facts(Attached)} | {fact.service for fact in facts(BackingService)}
    return DrawnComponent(
        component.name,
        component.root,
        component.kind,
        component.why,
        tuple(sorted(processes)),
        tuple(sorted({fact.container.name for fact in facts(RunningContainer)})),
        tuple(
            DrawnPort(name, port, tuple(dict.fromkeys(said))) for (name, port), said in sorted(ports.items())
        ),
        tuple(sorted(services)),
        tuple(sorted({_variable(fact) for fact in facts(EnvNeed)})),
        tuple(
            sorted(
                {_address(fact) for fact in facts(AddressUse) if not _is_content(fact)},
                key=lambda each: (each.host, each.port or 0),
            )
        ),
    )


def _variable(need: EnvNeed) -> DrawnVariable:
    required = any(read.required for read in need.reads)
    suppliers = {supply.by or "somebody" for supply in need.supplies}
    return DrawnVariable(need.name, required, tuple(sorted(suppliers)))


def _is_content(use: AddressUse) -> bool:
    """A link in a data file (a picture, a social network) that nothing is seen to call."""
    return use.by == "literal" and use.resolves == "external" and use.path.endswith(_DATA)


def _address(use: AddressUse) -> DrawnAddress:
    return DrawnAddress(use.host, use.port, use.to, use.resolves)
