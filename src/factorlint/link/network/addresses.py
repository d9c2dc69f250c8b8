"""Addresses: every host that a component is told or coded to call, looked up among what the repository runs."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Literal

from ...facts import (
    AddressUse,
    BackingService,
    Container,
    EnvRead,
    EnvSupply,
    IngressRule,
    Literal_,
    OutboundCall,
    PortChain,
    RunningContainer,
    ServiceEndpoint,
)
from ...knowledge import locators
from ...model.fact import Fact
from ...model.store import FactStore
from ..config.taken import takers
from ..ground.paths import folder, stand

_ROLES = ("production", "migration", "tooling")
_CODE_ROLES = ("production", "migration")
_HOSTNAME = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)*\Z"
)
_ADDRESS_NAME = re.compile(
    r"(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|DSN|ENDPOINT|SERVER|SERVERS|BROKER|BROKERS)(?:_\d+)?$",
    re.I,
)
_BIND_NAME = re.compile(
    r"(?:^|_)(?:BIND|LISTEN|ALLOWED|CORS|TRUSTED|PUBLIC|VIRTUAL|DOMAIN|ORIGIN|ORIGINS)(?:_|$)", re.I
)
_BIND_HOSTS = frozenset({"0.0.0.0", "::", "*"})


class _Service:
    """What one name of a world leads to."""

    def __init__(self, to: str, strict: bool) -> None:
        self.to = to
        self.ports: set[int] = set()
        self.strict = strict
        self.external = False
        self.unheard = False
        self.namespaces: set[str] = set()
        """Of a Kubernetes Service, as written; empty text where a tool decides."""

    def heard(self, chain: PortChain | None) -> None:
        """Add what a container of it listens on; its ports are all known while that of every container is."""
        if chain is None or not chain.certain:
            self.unheard = True
            self.strict = False
            return
        self.ports.update(step.port for step in chain.listens)
        self.strict = not self.unheard


World = dict[str, _Service]
Resolution = Literal["service", "external", "localhost", "unknown", "port-mismatch"]


class _Worlds:
    """The names that can be looked up, by the place that asks."""

    def __init__(self, store: FactStore) -> None:
        self.compose: dict[str, World] = defaultdict(dict)
        self.kubernetes: World = {}
        self.ci: dict[str, World] = defaultdict(dict)
        self.of_component: dict[str, list[World]] = defaultdict(list)
        listens: dict[tuple[str, str], PortChain] = {}
        for chain in store.all(PortChain):
            listens[chain.path, chain.name] = chain
        for container in store.all(Container):
            if container.by == "compose":
                world = self.compose[folder(container.path)]
                service = world.setdefault(container.name, _Service(container.name, strict=False))
                service.heard(listens.get((container.path, container.name)))
                if container.container_name:
                    world.setdefault(container.container_name, service)
        for endpoint in store.all(ServiceEndpoint):
            self._endpoint(endpoint)
        for running in store.all(RunningContainer):
            if running.container.by == "compose":
                self._attach(running.component, self.compose[folder(running.container.path)])
            elif running.container.by == "kubernetes" and self.kubernetes:
                self._attach(running.component, self.kubernetes)
        self.spaces = {
            (running.container.path, running.container.name): running.workload.namespace
            for running in store.all(RunningContainer)
            if running.workload is not None and running.container.by == "kubernetes"
        }

    def _attach(self, component: str, world: World) -> None:
        worlds = self.of_component[component]
        if not any(each is world for each in worlds):
            worlds.append(world)

    def _endpoint(self, endpoint: ServiceEndpoint) -> None:
        if endpoint.by == "kubernetes":
            name = endpoint.names[0] if endpoint.names else ""
            space = endpoint.namespace or "default"
            spellings = {*endpoint.names, name, f"{name}.{space}", f"{name}.{space}.svc"}
            spellings.add(f"{name}.{space}.svc.cluster.local")
            service = _Service(name, strict=not endpoint.headless and not endpoint.external)
            service.namespaces.add(endpoint.namespace)
            world = self.kubernetes
        else:
            table = self.compose if endpoint.by == "compose" else self.ci
            world = table[folder(endpoint.path)]
            spellings = set(endpoint.names)
            known = world.get(endpoint.target or "") or next(
                (world[each] for each in endpoint.names if each in world), None
            )
            service = known or _Service(
                endpoint.target or (endpoint.names[0] if endpoint.names else ""), False
            )
        service.external = service.external or endpoint.external
        for port in endpoint.ports:
            if isinstance(port.port, int) and (endpoint.by == "kubernetes" or not service.strict):
                service.ports.add(port.port)
        for spelling in spellings:
            if spelling and spelling not in world:
                world[spelling] = service
            elif spelling and endpoint.by == "kubernetes":
                world[spelling].ports |= service.ports
                world[spelling].namespaces |= service.namespaces
                world[spelling].strict = world[spelling].strict and service.strict

    def asked_from(self, component: str, at: Fact) -> list[World]:
        """Where a name is looked up: the document's own orchestration, else all that run the component."""
        by = getattr(at, "by", "")
        if by == "compose" and folder(at.path) in self.compose:
            return [self.compose[folder(at.path)]]
        if by in ("kubernetes", "configmap", "secret") and self.kubernetes:
            return [self.kubernetes]
        return self.of_component.get(component, [])


def link(store: FactStore) -> Iterator[Fact]:
    """Yield an `AddressUse` for every host in supplies, defaults, literals, calls, locators and proxies."""
    worlds = _Worlds(store)
    takes = takers(store)
    seen: set[tuple[str, int, int, str, str]] = set()
    for at, text, name, by in _told(store):
        for taker, (host, port, scheme, service_name) in product(
            takes.get(id(at), (at,)), _hosts(text, name)
        ):
            key = (at.path, at.span.start, at.span.end, host, taker.component)
            if key in seen:
                continue
            seen.add(key)
            asked = worlds.asked_from(taker.component, at)
            space = worlds.spaces.get((at.path, at.to), "") if isinstance(at, EnvSupply) else ""
            resolves, service = resolve(host, port, asked, space)
            fact = AddressUse(
                span=at.span,
                scope=at.scope,
                host=host,
                port=port,
                scheme=scheme,
                by=by,
                told_by=at.by if isinstance(at, EnvSupply | IngressRule) else "",
                name=name,
                service=at.service if isinstance(at, BackingService) else service_name,
                resolves=resolves,
                to=_named(service, resolves),
                ports=tuple(sorted(service.ports)) if service else (),
                world=tuple(sorted({each.to for world in asked for each in world.values() if each.to})),
            )
            yield stand(fact, at, taker.component)


def _told(store: FactStore) -> Iterator[tuple[Fact, str, str, str]]:
    """Everything that may hold an address: the fact, the text, the variable's name and how it is told."""
    backing = {
        (running.container.path, running.container.name)
        for running in store.all(RunningContainer)
        if running.backing
    }
    for supply in store.all(EnvSupply):
        if (supply.path, supply.to) in backing:
            continue  # what a database is told of itself is no address that it calls
        if (
            supply.stage == "run"
            and supply.role in _ROLES
            and isinstance(supply.value, str)
            and not supply.secret
        ):
            yield supply, supply.value, supply.name, "env-supply"
    for proxied in store.all(IngressRule):
        if proxied.by not in ("kubernetes", "") and isinstance(proxied.service, str):
            port = f":{proxied.port}" if isinstance(proxied.port, int) else ""
            yield proxied, f"http://{proxied.service}{port}", "", "proxy"
    for service in store.all(BackingService):
        if service.role not in _CODE_ROLES or service.by not in ("code", "settings"):
            continue
        if isinstance(service.locator, str):
            port = f":{service.port}" if isinstance(service.port, int) else ""
            plain = _HOSTNAME.match(service.locator) and not service.locator.endswith((".db", ".sqlite3"))
            text = f"{service.service}://{service.locator}{port}" if plain else service.locator
            yield service, text, (service.env or ("",))[0], "backing-service"
    for read in store.all(EnvRead):
        if read.role not in _CODE_ROLES or read.stage != "run" or read.via == "compose-interpolation":
            continue
        if isinstance(read.default, str):
            yield read, read.default, read.name, "env-default"
    for call in store.all(OutboundCall):
        if call.role in _CODE_ROLES and isinstance(call.target, str):
            yield call, call.target, call.target_env, "call"
    for literal in store.all(Literal_):
        if literal.role in _CODE_ROLES and literal.shape in ("dsn", "url", "host-port"):
            yield literal, literal.value, literal.bound_to, "literal"


def _hosts(text: str, name: str) -> Iterator[tuple[str, int | None, str, str]]:
    """Hosts, ports, schemes and services of a locator; a bare word only in a variable named as an address is."""
    text = text.strip()
    if not text or len(text) > locators.MAX_LENGTH or _BIND_NAME.search(name):
        return
    for part in text.split(",") if "://" not in text else (text,):
        located = locators.parse(part.strip()) if ":" in part or "=" in part else None
        if located is not None:
            if located.scheme or located.port is not None:
                for host, port in located.hosts or ((located.host, located.port),):
                    if host and host not in _BIND_HOSTS and not (located.open and not host):
                        yield host.strip("[]"), port, located.scheme, _service(located)
        elif name and _ADDRESS_NAME.search(name) and _is_host(part):
            yield part, None, "", locators.service_of_name(name)


def _service(located: locators.Locator) -> str:
    """The backing service of a locator; a web address names none, whatever its port."""
    return "" if located.scheme and not located.by_scheme else located.service


def _is_host(word: str) -> bool:
    """Whether a bare word can be a host's name rather than a number, a switch or an address to bind."""
    if word.isdecimal() or word in _BIND_HOSTS or word.lower() in ("true", "false", "none", "null"):
        return False
    return _HOSTNAME.match(word) is not None


def _named(service: _Service | None, resolves: Resolution) -> str:
    """The service's name, with its namespace where it was asked for in another one."""
    if service is None:
        return ""
    return f"{service.to}.{min(service.namespaces)}" if resolves == "unknown" else service.to


def resolve(
    host: str, port: int | None, asked: list[World], namespace: str = ""
) -> tuple[Resolution, _Service | None]:
    """What a host name leads to among the services of the worlds asked.

    A Service answers to its bare name in its own namespace alone (Kubernetes, "DNS for Services and Pods");
    where either namespace is not written, they are taken to be the same.
    """
    low = host.lower().rstrip(".")
    if locators.is_loopback(low):
        return "localhost", None
    for world in asked:
        service = world.get(host) or world.get(low)
        if service is None:
            continue
        if namespace and "." not in low and not {namespace, ""} & (service.namespaces or {""}):
            return "unknown", service
        if service.strict and port is not None and service.ports and port not in service.ports:
            return "port-mismatch", service
        return "service", service
    if _is_outside(low):
        return "external", None
    return "unknown", None


def _is_outside(host: str) -> bool:
    """An address or a name with a dot that no orchestrator gives."""
    if host in ("host.docker.internal", "gateway.docker.internal", "host-gateway"):
        return True
    if host.endswith((".svc", ".cluster.local", ".local")):
        return False
    return "." in host or ":" in host


__all__ = ["link", "resolve"]
