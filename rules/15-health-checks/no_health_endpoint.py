"""A web service that serves no path by which anybody could ask whether it is well."""

import re
from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import Fact, Listen, PortChain, Probe, ProbeTarget, Process, Route, ServedRoutes

_HEALTH = re.compile(
    r"(?:^|[/_.-])(?:(?:lb|k8s)?health\w*|healthz|hc|ready|readyz|readiness|live|livez|liveness|alive|is_?alive|ping|pong"
    r"|status|heartbeat|lbheartbeat|up|uptime|monitor\w*|selfcheck|check|probe|diagnostics?|actuator|metrics|version|info)"
    r"(?:$|[/_.?-])",
    re.I,
)


def check(view: View) -> Iterator[Problem]:
    """At most one problem a component, at the route or socket that the service is known by."""
    component = view.component
    if component is None or not component.containerised:
        return
    for served in view.facts(ServedRoutes):
        if not served.complete or any(_is_health(route) for route in (*served.routes, *served.mounts)):
            continue
        if any(target.route is not None for target in view.facts(ProbeTarget)) or _asked_otherwise(view):
            continue
        process = _web(view)
        if process is not None:
            yield _problem(view, served, process)


def _is_health(route: Route) -> bool:
    return _HEALTH.search(route.url_path) is not None or _HEALTH.search(route.handler) is not None


def _asked_otherwise(view: View) -> bool:
    """A probe of its own kind: a gRPC health service or a command of the application."""
    return any(probe.transport in ("grpc", "exec") and not probe.url_path for probe in view.facts(Probe))


def _web(view: View) -> Process | None:
    """A process of the component that serves HTTP in a container and is not for developers alone."""
    for process in view.facts(Process):
        contained = process.where in ("compose", "kubernetes", "image")
        if contained and process.purpose == "web" and not process.development:
            return process
    return None


def _problem(view: View, served: ServedRoutes, process: Process) -> Problem:
    count = len(served.routes)
    first = served.routes[0]
    sockets = [
        each for each in view.facts(Listen) if each.path == process.entry_file or each.path == first.path
    ]
    anchor: Fact = sockets[0] if sockets else first
    chains = [
        chain for chain in view.facts(PortChain) if process.container and chain.name == process.container.name
    ]
    evidence: list[tuple[Fact, str]] = [(process, f"this starts the service `{process.name}`")]
    evidence += [(chain, "this container runs it and cannot ask it") for chain in chains[:1]]
    where = (
        f"the container `{process.container.name}` runs it" if process.container else "a container runs it"
    )
    routes = f"none of its {count} routes" if count > 1 else f"its only route, {first.url_path},"
    return Problem(
        at=anchor,
        message=f"{routes} {'tells' if count > 1 else 'does not tell'} whether the service is well, and {where}",
        evidence=tuple(evidence),
        remedy="Serve a path such as /healthz that answers 200 while the process can work, and let the container's "
        "health check or probes ask it.",
    )
