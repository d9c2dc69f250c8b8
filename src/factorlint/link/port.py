"""Ports: what a process listens on, and what everybody else believes it listens on."""

from collections import defaultdict
from collections.abc import Iterator

from ..facts import (
    Command,
    ComponentImage,
    EnvSource,
    EnvSupply,
    ExposedPort,
    IngressRule,
    Listen,
    PortChain,
    PortMap,
    PortStep,
    Probe,
    Process,
    RunningContainer,
    ServiceEndpoint,
    Workload,
)
from ..model.fact import Fact
from ..model.store import FactStore
from .places import CODE_SUFFIXES, stand


class _Linker:
    def __init__(self, store: FactStore) -> None:
        self.store = store
        self.by_span: dict[tuple[str, int, int], list[Listen]] = defaultdict(list)
        self.by_path: dict[str, list[Listen]] = defaultdict(list)
        self.in_code: dict[str, list[Listen]] = defaultdict(list)
        for listen in store.all(Listen):
            self.by_span[listen.path, listen.span.start, listen.span.end].append(listen)
            self.by_path[listen.path].append(listen)
            if listen.role == "production" and listen.path.rpartition(".")[2].lower() in CODE_SUFFIXES:
                self.in_code[listen.component].append(listen)
        self.processes: dict[tuple[str, str], list[Process]] = defaultdict(list)
        self.images: dict[tuple[str, str], Process] = {}
        for process in store.all(Process):
            if process.container is not None:
                self.processes[process.container.path, process.container.name].append(process)
            elif process.where == "image":
                self.images.setdefault((process.path, process.component), process)
        self.supplies: dict[str, dict[str, list[EnvSupply]]] = defaultdict(lambda: defaultdict(list))
        for supply in store.all(EnvSupply):
            if supply.stage == "run" and supply.by not in ("dotenv-example", "github-actions", "gitlab-ci"):
                self.supplies[supply.component][supply.name].append(supply)
        self.sourced = {source.component for source in store.all(EnvSource) if not source.optional}
        self.exposed: dict[tuple[str, str], list[ExposedPort]] = defaultdict(list)
        for exposed in store.all(ExposedPort):
            self.exposed[exposed.path, exposed.stage].append(exposed)
        self.probes: dict[tuple[str, str], list[Probe]] = defaultdict(list)
        for probe in store.all(Probe):
            self.probes[probe.path, probe.container].append(probe)
        self.endpoints = store.all(ServiceEndpoint)
        self.rules: dict[str, list[IngressRule]] = defaultdict(list)
        for rule in store.all(IngressRule):
            if isinstance(rule.service, str):
                self.rules[rule.service].append(rule)

    def listens(self, process: Process | None, component: str, owner: str) -> tuple[list[PortStep], bool]:
        """What the process listens on, and whether that is all of it."""
        found: list[Listen] = []
        whole = False
        if process is not None:
            for command in reversed(process.chain):
                found = self.of_command(command)
                if found:
                    whole = True
                    break
            if not found and process.entry_file and process.purpose != "worker":
                found = list(self.by_path.get(process.entry_file, ()))
                whole = bool(found)
            if not found and process.purpose in ("worker", "scheduler", "release", "admin"):
                return [], False
        if not found:
            found = self.in_code.get(component, [])
            whole = len({(each.path, each.span) for each in found}) == 1 and process is not None
        steps: list[PortStep] = []
        for listen in found:
            if listen.protocol == "unix":
                continue
            port, certain = self._port(listen, component, owner)
            whole = whole and certain
            if port is not None:
                steps.append(PortStep("listen", port, listen, _says(listen, port)))
        return steps, whole and bool(steps)

    def of_command(self, command: Command) -> list[Listen]:
        return [
            listen
            for listen in self.by_span.get((command.path, command.span.start, command.span.end), ())
            if listen.scope == command.scope or not listen.scope
        ]

    def _port(self, listen: Listen, component: str, owner: str) -> tuple[int | None, bool]:
        """The port, the environment's where it gives one; certain when nothing unseen may change it."""
        port = listen.port if isinstance(listen.port, int) else None
        if not listen.port_env:
            return port, port is not None
        supplies = self.supplies[component].get(listen.port_env, [])
        mine = [supply for supply in supplies if supply.to == owner] or [
            supply for supply in supplies if supply.by == "dockerfile-env"
        ]
        if mine:
            value = mine[0].value
            if isinstance(value, str) and value.isdecimal():
                return int(value), True
            return None, False
        return port, port is not None and not supplies and component not in self.sourced


def _says(listen: Listen, port: int) -> str:
    where = f"{listen.path}: " if listen.path else ""
    via = f" (from {listen.port_env})" if listen.port_env else ""
    return f"{where}{listen.by or 'the code'} listens on {port}{via}"


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `PortChain` for every running container, and for every image that no container runs."""
    linker = _Linker(store)
    run: set[tuple[str, str]] = set()
    labels = _labels(store)
    for running in store.all(RunningContainer):
        if running.stage is None:
            continue
        run.add((running.dockerfile, running.stage.name))
        container = running.container
        process = next(iter(linker.processes.get((container.path, container.name), ())), None)
        listens, certain = linker.listens(process, running.component, container.name)
        steps = [*_expose(linker, running.dockerfile, running.stage.name, running.stage.ancestors)]
        steps += _container(linker, running, labels)
        fact = PortChain(
            span=container.span,
            scope=container.scope,
            name=container.name,
            listens=tuple(listens),
            certain=certain,
            steps=tuple(steps),
        )
        yield stand(fact, container, running.component)
    for image in store.all(ComponentImage):
        if (image.dockerfile, image.stage.name) in run:
            continue
        process = linker.images.get((image.dockerfile, image.component))
        listens, certain = linker.listens(process, image.component, image.stage.name)
        steps = [*_expose(linker, image.dockerfile, image.stage.name, image.stage.ancestors)]
        steps += _probes(linker, image.dockerfile, image.stage.name, {})
        fact = PortChain(
            span=image.stage.span,
            scope=image.stage.scope,
            name=image.component,
            listens=tuple(listens),
            certain=certain,
            steps=tuple(steps),
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
            yield PortStep("compose", inner, container, f"compose sends requests to port {inner}")
        else:
            yield PortStep("container", inner, container, f"containerPort {inner}")
    yield from _probes(linker, container.path, container.name, named)
    if running.workload is None or container.by != "kubernetes":
        return
    for endpoint in labels.get(id(running.workload), ()):
        for port in endpoint.ports:
            target = _target(port, named)
            if target is not None and (len(endpoint.ports) == 1 or port.protocol.upper() != "UDP"):
                yield PortStep(
                    "service", target, endpoint, f"Service {endpoint.names[0]} has targetPort {target}"
                )
        yield from _ingress(linker, endpoint, named)


def _ingress(linker: _Linker, endpoint: ServiceEndpoint, named: dict[str, int]) -> Iterator[PortStep]:
    for rule in linker.rules.get(endpoint.names[0], ()):
        if rule.namespace != endpoint.namespace:
            continue
        for port in endpoint.ports:
            if rule.port in (port.port, port.name):
                target = _target(port, named)
                if target is not None:
                    yield PortStep(
                        "ingress", target, rule, f"the route {rule.url_path} leads to port {target}"
                    )


def _probes(linker: _Linker, path: str, owner: str, named: dict[str, int]) -> Iterator[PortStep]:
    for probe in linker.probes.get((path, owner), ()):
        port = named.get(probe.port) if isinstance(probe.port, str) else probe.port
        if isinstance(port, str) and port.isdecimal():
            port = int(port)
        if isinstance(port, int) and probe.transport != "none":
            yield PortStep("probe", port, probe, f"the {probe.purpose} probe asks port {port}")


def _inner(port: PortMap, by: str) -> int | None:
    """The port inside the container: `target` in compose; Kubernetes writes it as the port itself."""
    for value in (port.target, port.port) if by == "compose" else (port.port, port.target):
        if isinstance(value, int):
            return value
        if isinstance(value, str) and value.isdecimal():
            return int(value)
    return None


def _target(port: PortMap, named: dict[str, int]) -> int | None:
    if isinstance(port.target, int):
        return port.target
    if isinstance(port.target, str):
        return int(port.target) if port.target.isdecimal() else named.get(port.target)
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
