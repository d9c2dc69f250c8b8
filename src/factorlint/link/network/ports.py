"""Ports: what a process listens on, and what everybody else believes it listens on."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from ...facts import (
    ComponentImage,
    Container,
    ExposedPort,
    IngressRule,
    PortChain,
    PortMap,
    PortStep,
    Probe,
    Process,
    RunningContainer,
    ServiceEndpoint,
    Workload,
)
from ...model.fact import Fact
from ...model.store import FactStore
from ...syntax import numbers
from ..ground.paths import stand
from .sockets import Sockets


class _Linker:
    def __init__(self, store: FactStore) -> None:
        self.store = store
        self.sockets = Sockets(store)
        self.processes: dict[tuple[str, str], list[Process]] = defaultdict(list)
        self.images: dict[tuple[str, str], Process] = {}
        for process in store.all(Process):
            if process.container is not None:
                self.processes[process.container.path, process.container.name].append(process)
            elif process.where == "image":
                self.images.setdefault((process.path, process.component), process)
        self.exposed: dict[tuple[str, str], list[ExposedPort]] = defaultdict(list)
        for exposed in store.all(ExposedPort):
            self.exposed[exposed.path, exposed.stage].append(exposed)
        self.probes: dict[tuple[str, str], list[Probe]] = defaultdict(list)
        for probe in store.all(Probe):
            self.probes[probe.path, probe.container].append(probe)
        self.pods: dict[tuple[str, str], int] = defaultdict(int)
        for container in store.all(Container):
            self.pods[container.path, container.workload] += not container.init
        self.rules: dict[str, list[IngressRule]] = defaultdict(list)
        for rule in store.all(IngressRule):
            if isinstance(rule.service, str):
                self.rules[rule.service].append(rule)

    def own_ports(self, container: Container) -> set[int] | None:
        """The ports that a Service may mean when it sends requests to this container; None for any.

        A Service sends to a pod: where that holds several containers, only a declared port tells which.
        """
        if container.init:
            return set()
        if self.pods[container.path, container.workload] < 2:
            return None
        return {port.port for port in container.ports if isinstance(port.port, int)}


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `PortChain` for every running container, and for every image that no container runs but a test's."""
    linker = _Linker(store)
    run: set[tuple[str, str]] = set()
    labels = _labels(store)
    for running in store.all(RunningContainer):
        if running.stage is None:
            continue
        if running.role != "test":
            run.add((running.dockerfile, running.stage.name))
        container = running.container
        process = next(iter(linker.processes.get((container.path, container.name), ())), None)
        owners = (container.name, running.stage.name, *running.stage.ancestors)
        listens, certain, binds = linker.sockets.of(process, running.component, owners, running.dockerfile)
        steps = [*_expose(linker, running.dockerfile, running.stage.name, running.stage.ancestors)]
        steps += _container(linker, running, labels)
        fact = PortChain(
            span=container.span,
            scope=container.scope,
            name=container.name,
            listens=tuple(listens),
            certain=certain,
            steps=tuple(steps),
            binds=tuple(binds),
            overridden=container.command is not None or container.args is not None,
            shares_host=running.workload is not None and running.workload.host_network,
        )
        yield stand(fact, container, running.component)
    for image in store.all(ComponentImage):
        if (image.dockerfile, image.stage.name) in run:
            continue
        process = linker.images.get((image.dockerfile, image.component))
        owners = (image.stage.name, *image.stage.ancestors)
        listens, certain, binds = linker.sockets.of(process, image.component, owners, image.dockerfile)
        steps = [*_expose(linker, image.dockerfile, image.stage.name, image.stage.ancestors)]
        steps += _probes(linker, image.dockerfile, image.stage.name, {})
        fact = PortChain(
            span=image.stage.span,
            scope=image.stage.scope,
            name=image.component,
            listens=tuple(listens),
            certain=certain,
            steps=tuple(steps),
            binds=tuple(binds),
        )
        yield stand(fact, image.stage, image.component)


def _expose(linker: _Linker, path: str, stage: str, ancestors: tuple[str, ...]) -> Iterator[PortStep]:
    for name in (stage, *ancestors):
        for exposed in linker.exposed.get((path, name), ()):
            if isinstance(exposed.port, int) and exposed.protocol.lower() == "tcp":
                yield PortStep("expose", exposed.port, exposed, f"EXPOSE {exposed.port}")


def _container(
    linker: _Linker, running: RunningContainer, labels: dict[int, list[ServiceEndpoint]]
) -> Iterator[PortStep]:
    container = running.container
    named = {port.name: port.port for port in container.ports if port.name and isinstance(port.port, int)}
    for port in container.ports:
        inner = _inner(port, container.by)
        if inner is None or port.protocol.upper() == "UDP":
            continue
        if container.by == "compose":
            yield PortStep(
                "compose", inner, _placed(port, container), f"compose sends requests to port {inner}"
            )
        else:
            yield PortStep("container", inner, _placed(port, container), f"containerPort {inner}")
    yield from _probes(linker, container.path, container.name, named)
    if running.workload is None or container.by != "kubernetes":
        return
    mine = linker.own_ports(container)
    for endpoint in labels.get(id(running.workload), ()):
        for port in endpoint.ports:
            target = _target(port, named)
            if (
                target
                and (mine is None or target in mine)
                and (len(endpoint.ports) == 1 or port.protocol.upper() != "UDP")
            ):
                text = f"Service {endpoint.names[0]} has targetPort {target}"
                yield PortStep("service", target, _placed(port, endpoint), text)
        yield from _ingress(linker, endpoint, named, mine)


def _ingress(
    linker: _Linker, endpoint: ServiceEndpoint, named: dict[str, int], mine: set[int] | None
) -> Iterator[PortStep]:
    for rule in linker.rules.get(endpoint.names[0], ()):
        if rule.namespace != endpoint.namespace:
            continue
        for port in endpoint.ports:
            if rule.port in (port.port, port.name):
                target = _target(port, named)
                if target and (mine is None or target in mine):
                    yield PortStep(
                        "ingress", target, rule, f"the route {rule.url_path} leads to port {target}"
                    )


def _probes(linker: _Linker, path: str, owner: str, named: dict[str, int]) -> Iterator[PortStep]:
    for probe in linker.probes.get((path, owner), ()):
        port = named.get(probe.port) if isinstance(probe.port, str) else probe.port
        if isinstance(port, str):
            port = numbers.port(port)
        if isinstance(port, int) and probe.transport != "none":
            yield PortStep("probe", port, probe, f"the {probe.purpose} probe asks port {port}")


def _placed(port: PortMap, owner: Fact) -> PortMap:
    """The port as a place of its own: that of its owner where it has no span."""
    return stand(msgspec.structs.replace(port), owner)


def _inner(port: PortMap, by: str) -> int | None:
    """The port inside the container: `target` in compose; Kubernetes writes it as the port itself."""
    for value in (port.target, port.port) if by == "compose" else (port.port, port.target):
        if isinstance(value, int):
            return value
        if isinstance(value, str) and (number := numbers.port(value)) is not None:
            return number
    return None


def _target(port: PortMap, named: dict[str, int]) -> int | None:
    if isinstance(port.target, int):
        return port.target
    if isinstance(port.target, str):
        number = numbers.port(port.target)
        return number if number is not None else named.get(port.target)
    return None


def _labels(store: FactStore) -> dict[int, list[ServiceEndpoint]]:
    """The Services that select each workload, by the workload's identity."""
    by_label: dict[tuple[str, tuple[str, str]], list[Workload]] = defaultdict(list)
    for workload in store.all(Workload):
        for label in workload.labels:
            by_label[workload.namespace, label].append(workload)
    found: dict[int, list[ServiceEndpoint]] = defaultdict(list)
    for endpoint in store.all(ServiceEndpoint):
        if endpoint.by != "kubernetes" or not endpoint.selector:
            continue
        for workload in by_label.get((endpoint.namespace, endpoint.selector[0]), ()):
            if set(endpoint.selector) <= set(workload.labels):
                found[id(workload)].append(endpoint)
    return found
