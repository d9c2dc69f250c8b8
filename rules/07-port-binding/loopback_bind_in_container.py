"""A socket on loopback, in a container that nobody outside can then reach."""

from collections.abc import Iterator

from factorlint.api import Problem, View, once
from factorlint.facts import Bind, Fact, PortChain, PortStep

_LOOPBACK = ("localhost", "ip6-localhost", "::1", "0:0:0:0:0:0:0:1")


def check(view: View) -> Iterator[Problem]:
    """One problem a socket, however many containers run the image."""
    first = once()
    for chain in view.facts(PortChain):
        if chain.shares_host or not chain.binds or not all(_is_loopback(bind) for bind in chain.binds):
            continue
        bind = chain.binds[0]
        callers = _callers(chain)
        if callers is None:
            continue
        anchor: Fact = bind.supply or bind.listen
        if first(anchor):
            yield _problem(chain, bind, anchor, callers)


def _is_loopback(bind: Bind) -> bool:
    host = bind.host
    if not isinstance(host, str):
        return False
    name = host.strip("[]").lower()
    return name in _LOOPBACK or name.startswith("127.")


def _callers(chain: PortChain) -> list[PortStep] | None:
    """Who sends requests to the socket; None where they go to another port, and so to another process, or where a
    neighbour in the pod may be the only caller."""
    steps = [step for step in chain.steps if step.what != "probe"]
    ports = {bind.listen.port for bind in chain.binds if isinstance(bind.listen.port, int)}
    ports |= {step.port for step in chain.listens}
    if not steps:
        return None if chain.name.count("/") > 1 else []
    if not ports:
        return steps
    return [step for step in steps if step.port in ports] or None


def _problem(chain: PortChain, bind: Bind, anchor: Fact, callers: list[PortStep]) -> Problem:
    listen = bind.listen
    server = listen.by or "the server"
    given = "" if isinstance(listen.host, str) or bind.supply else ", its default,"
    message = f"{server} binds {bind.host}{given} {_where(chain)}"
    message += (
        f", so {_who(callers[0])} cannot reach it" if callers else ", where no other container can reach it"
    )
    evidence: list[tuple[Fact, str]] = [(step.fact, step.says) for step in callers[:4]]
    if anchor is not listen:
        evidence.append((listen, f"{listen.host_env} gives {server} its address"))
    if (chain.path, chain.span) != (anchor.path, anchor.span):
        evidence.append((chain, "this container runs it"))
    return Problem(
        at=anchor,
        message=message,
        evidence=tuple(evidence),
        remedy=f"Bind every address of the container: 0.0.0.0 (or ::) instead of {bind.host}"
        + (f", as the value of {listen.host_env}." if listen.host_env else "."),
        severity="error" if callers else None,
    )


def _where(chain: PortChain) -> str:
    of_image = not chain.path.endswith((".yml", ".yaml", ".json"))
    return "inside its container" if of_image else f"inside the container `{chain.name}`"


def _who(step: PortStep) -> str:
    words = {
        "expose": f"whoever calls EXPOSE {step.port}",
        "container": f"containerPort {step.port}",
        "service": f"the Service on port {step.port}",
        "ingress": f"the route to port {step.port}",
        "compose": f"compose on port {step.port}",
    }
    return words.get(step.what, f"port {step.port}")
