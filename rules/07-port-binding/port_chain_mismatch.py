"""A chain of ports with a link that leads where nothing listens."""

from collections.abc import Iterator

from factorlint.api import Problem, Span, View
from factorlint.facts import Fact, PortChain, PortStep

_ORDER = ("service", "compose", "ingress", "probe", "container", "expose")
"""Where a chain breaks first: what sends requests, before what only documents."""
_WORDS = {
    "service": "Service",
    "compose": "compose",
    "ingress": "Ingress",
    "probe": "probe",
    "container": "containerPort",
    "expose": "EXPOSE",
}


def check(view: View) -> Iterator[Problem]:
    """One problem a broken chain, at the link that sends requests to the wrong port."""
    told: set[tuple[str, Span]] = set()
    found = [
        (chain, broken)
        for chain in view.facts(PortChain)
        if chain.certain and chain.listens and (broken := _broken(chain))
    ]
    for chain, broken in sorted(found, key=lambda each: _documents_only(each[1])):
        first = broken[0].fact
        if (first.path, first.span) not in told:
            told.update((step.fact.path, step.fact.span) for step in broken)
            yield _problem(chain, broken)


def _documents_only(broken: list[PortStep]) -> bool:
    return all(step.what in ("expose", "container") for step in broken)


def _broken(chain: PortChain) -> list[PortStep]:
    """Steps of the links whose every port misses what the process listens on.

    A link that also names a right port is left alone: the other one may be a debugger's or a metrics port.
    """
    listens = {step.port for step in chain.listens}
    links: dict[str, list[PortStep]] = {}
    for step in chain.steps:
        links.setdefault(step.what, []).append(step)
    broken: list[PortStep] = []
    for what in _ORDER:
        if what == "expose" and chain.overridden:
            continue
        steps = links.get(what, [])
        if what == "probe":
            broken += [step for step in steps if step.port not in listens]
        elif not any(step.port in listens for step in steps):
            broken += steps
    return broken


def _problem(chain: PortChain, broken: list[PortStep]) -> Problem:
    first = broken[0]
    evidence: list[tuple[Fact, str]] = [(step.fact, step.says.partition(": ")[2]) for step in chain.listens]
    wrong = _links(broken)
    right = _links(
        [
            step
            for step in chain.steps
            if step not in broken and not (step.what == "expose" and chain.overridden)
        ]
    )
    seen = {(first.fact.path, first.fact.span)}
    for step in chain.steps:
        place = (step.fact.path, step.fact.span)
        if place not in seen and len(evidence) < 8:
            seen.add(place)
            evidence.append((step.fact, step.says))
    listen = chain.listens[0]
    ports = sorted({step.port for step in chain.listens})
    listening = " and ".join(map(str, ports))
    by = getattr(listen.fact, "by", "") or "the process"
    return Problem(
        at=first.fact,
        message=f"nothing listens on port {first.port}: {by} listens on {listening}"
        + (f" (right: {right})" if right else "")
        + f", but {wrong}",
        evidence=tuple(evidence),
        remedy=_remedy(first, ports[0]),
        severity="info" if _documents_only(broken) else None,
    )


def _links(steps: list[PortStep]) -> str:
    """The links of a chain from the process outwards: `EXPOSE 80, Service 80`."""
    ports = {(step.what, step.port) for step in steps}
    return ", ".join(
        f"{_WORDS[what]} {port}" for what in reversed(_ORDER) for of, port in sorted(ports) if of == what
    )


def _remedy(step: PortStep, port: int) -> str:
    named = {
        "service": f"Set targetPort to {port}",
        "compose": f"Publish the container's port {port}",
        "ingress": f"Lead the route to a Service port whose targetPort is {port}",
        "probe": f"Let the probe ask port {port}",
        "container": f"Set containerPort to {port}",
        "expose": f"Write EXPOSE {port}",
    }
    return f"{named[step.what]}, or let the process listen on {step.port}."
