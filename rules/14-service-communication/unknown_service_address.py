"""A service is called by a name or at a port that nothing in the repository defines."""

import re
from collections.abc import Iterator

from factorlint.api import Confidence, Problem, View
from factorlint.api.paths import inside
from factorlint.api.words import distance
from factorlint.facts import (
    AddressUse,
    Container,
    EnvRead,
    EnvSupply,
    Fact,
    PortChain,
    RunningContainer,
    ServiceEndpoint,
)

_TOLD = ("env-supply", "env-default", "call", "proxy")
_STAND_IN = re.compile(
    r"^(?:your|my|some|foo|bar|example|host|hostname|server|servername|user|username|changeme|placeholder|domain|xxx"
    r"|test|app|gateway|none|unix|sqlite|memory|postgres-host|db-host)(?:$|[-_.])",
    re.I,
)


_ADDRESS = re.compile(
    r"(?:^|_)(?:HOSTS?|HOSTNAME|ADDR|ADDRESS|URLS?|URI|DSN|ENDPOINT|SERVERS?|BROKERS?|SERVICE|UPSTREAM|CONNECT|NODES|PEERS"
    r"|TARGET|LINK)(?:_\d+)?$",
    re.I,
)
_ITSELF = re.compile(
    r"(?:^|_)(?:APP|BASE|SITE|SELF|EXTERNAL|ROOT|HOME|WEB|WEBSITE|INSTANCE|SERVER|CALLBACK|REDIRECT|PUBLIC|CANONICAL"
    r"|ADVERTISED|NODE|CLUSTER)_(?:\w+_)?(?:URL|URI|HOST|HOSTNAME|NAME|ADDRESS|LISTENERS)$|^(?:HOSTNAME|HOST|URL|SERVER)$",
    re.I,
)
"""Variables that tell a program what it is called itself."""


def check(view: View) -> Iterator[Problem]:
    """One problem an address: a name that no service has, or a port that the named one does not offer."""
    supplied = {supply.name for supply in view.facts(EnvSupply) if supply.stage == "run"}
    for use in view.facts(AddressUse):
        if (
            use.by not in _TOLD
            or not use.world
            or (use.by in ("env-default", "call") and use.name in supplied)
        ):
            continue
        if use.resolves == "port-mismatch":
            yield _wrong_port(view, use)
        elif use.resolves == "unknown" and _is_call(use):
            yield _unknown(view, use)


def _is_call(use: AddressUse) -> bool:
    """Whether the value is an address that is called, not a word with a colon or the program's own name."""
    if _STAND_IN.match(use.host) or _ITSELF.search(use.name):
        return False
    return bool(use.scheme) or not use.name or _ADDRESS.search(use.name) is not None


def _wrong_port(view: View, use: AddressUse) -> Problem:
    offered = " and ".join(map(str, use.ports))
    return Problem(
        at=use,
        message=f"{_what(use)} leads to {use.host}:{use.port}, but `{use.to}` offers port {offered}",
        evidence=_offers(view, use),
        remedy=f"Call {use.host}:{use.ports[0]}, or let `{use.to}` offer {use.port}.",
        severity="error",
        confidence="high",
    )


def _unknown(view: View, use: AddressUse) -> Problem:
    near = use.to or _near(use.host, use.world)
    message = f"{_what(use)} leads to `{use.host}`, which is no service here"
    if use.to:
        message = f"{_what(use)} leads to `{use.host}`, which is no service of its namespace"
    known = ", ".join(use.world[:6]) + (", ..." if len(use.world) > 6 else "")
    message += f"; `{near}` is" if near else f" (there are {known})"
    confidence: Confidence = "high" if near else "medium"
    if not near and not _closed(view, use):
        confidence = "low"
    evidence: tuple[tuple[Fact, str], ...] = _offers(view, use, near) if near else ()
    evidence += tuple(
        (read, f"the code reads {use.name} here")
        for read in view.facts(EnvRead)
        if read.name == use.name and use.name
    )[:2]
    return Problem(
        at=use,
        message=message,
        evidence=evidence,
        remedy=f"Write `{near}`."
        if near
        else f"Define `{use.host}`, or name one of the services that are defined.",
        confidence=confidence,
    )


def _closed(view: View, use: AddressUse) -> bool:
    """Whether all names are known where the address is used: compose says it, or runs the proxy that does."""
    if use.by != "proxy":
        return use.told_by == "compose"
    mounts = [mount.source for container in view.everywhere(Container) for mount in container.mounts]
    mounted = any(inside(use.path, source) for source in mounts if source not in (".", ""))
    return mounted or any(running.stage is not None for running in view.facts(RunningContainer))


def _what(use: AddressUse) -> str:
    if use.name and use.by == "env-default":
        return f"the default of {use.name}"
    return use.name or ("the proxy" if use.by == "proxy" else "this call")


def _offers(
    view: View, use: AddressUse, name: str = ""
) -> tuple[tuple[ServiceEndpoint | PortChain, str], ...]:
    wanted = name or use.to
    for endpoint in view.everywhere(ServiceEndpoint):
        if wanted in (endpoint.target, *endpoint.names):
            return ((endpoint, f"`{wanted}` is defined here"),)
    return tuple(
        (chain, f"`{wanted}` runs here") for chain in view.everywhere(PortChain) if chain.name == wanted
    )[:1]


def _near(host: str, world: tuple[str, ...]) -> str:
    """A defined name that differs by one or two edits, or in `-` and `_` alone."""
    plain = host.partition(".")[0].lower().replace("_", "-")
    for name in world:
        other = name.lower().replace("_", "-")
        if plain == other:
            return name
        if min(len(plain), len(other)) >= 4 and _is_near(plain, other):
            return name
    return ""


def _is_near(one: str, other: str) -> bool:
    allowed = 1 if len(one) < 7 else 2
    return distance(one, other, allowed) <= allowed
