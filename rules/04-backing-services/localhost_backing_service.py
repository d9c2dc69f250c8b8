"""A backing service that is looked for on the machine the process runs on."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from factorlint.api import Place, Problem, Severity, View
from factorlint.api.environments import DEVELOPERS
from factorlint.facts import (
    AddressUse,
    ComponentImage,
    ConfigFile,
    Container,
    EnvNeed,
    EnvRead,
    EnvSource,
    EnvSupply,
    Fact,
    Literal_,
    Workload,
)

_OPTIONAL = frozenset({"smtp", "imap", "ldap", "memcached"})
"""Services that an application mostly does without until they are configured."""
_ON_THE_HOST = frozenset({"systemd", "supervisord", "procfile", "shell-export", "dotenv", "dotenv-example"})
"""Where a process may share its machine with the service."""


class _Seen(NamedTuple):
    """What is looked up for every address."""

    images: tuple[ComponentImage, ...]
    needs: Mapping[str, EnvNeed]
    reads: Mapping[str, list[EnvRead]]
    fallbacks: frozenset[tuple[str, int]]
    supplies: Mapping[tuple[str, int], EnvSupply]
    local: frozenset[tuple[str, int]]
    shared: frozenset[tuple[str, str]]
    """Containers whose loopback is not theirs alone: of a pod with several, or on the host's network."""
    taken: frozenset[str]
    """ConfigMaps and Secrets that such containers take, as `configmap/name`."""
    given: frozenset[str]
    """Services whose address is set elsewhere: a literal is what holds without it."""


def check(view: View) -> Iterator[Problem]:
    """One problem per address; the same text told by several facts is one."""
    development = {one.path for one in view.facts(ConfigFile) if one.environment in DEVELOPERS}
    seen = _look(view)
    told: list[AddressUse] = []
    uses = [use for use in view.facts(AddressUse) if _is_local(use) and use.path not in development]
    for use in sorted(uses, key=lambda each: (each.path, not each.name, each.span.start)):
        known = any(_same(use, other) for other in told)
        told.append(use)
        if known:
            continue
        problem = _judged(use, seen)
        if problem is not None:
            yield problem


def _is_local(use: AddressUse) -> bool:
    if use.by == "backing-service" and use.name:
        return False  # made of variables: the fallback that is localhost is an address of its own
    return use.resolves == "localhost" and bool(use.service) and not use.host.endswith(".internal")


def _same(one: AddressUse, other: AddressUse) -> bool:
    """The same text told by several facts, or the same address twice in one function or for one variable."""
    if one.path != other.path:
        return False
    if (one.host, one.port) == (other.host, other.port):
        if one.name == other.name != "" and "env-default" in (one.by, other.by):
            return True
        if one.scope == other.scope != "" and one.by == other.by == "literal":
            return True
    return _overlap(one, other)


def _overlap(one: Fact, other: Fact) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _look(view: View) -> _Seen:
    reads: dict[str, list[EnvRead]] = {}
    for read in view.facts(EnvRead):
        reads.setdefault(read.path, []).append(read)
    owners: dict[tuple[str, str], int] = {}
    for container in view.facts(Container):
        if container.by == "kubernetes" and not container.init:
            owners[container.path, container.workload] = (
                owners.get((container.path, container.workload), 0) + 1
            )
    own_network = {(load.path, load.name) for load in view.facts(Workload) if load.host_network}
    crowded = {key for key, count in owners.items() if count > 1} | own_network
    shared = frozenset(
        (one.path, one.name) for one in view.facts(Container) if (one.path, one.workload) in crowded
    )
    return _Seen(
        images=tuple(view.facts(ComponentImage)),
        needs={need.name: need for need in view.facts(EnvNeed)},
        reads=reads,
        fallbacks=frozenset(
            (one.path, one.span.start)
            for one in view.facts(Literal_)
            if one.in_call and one.bound_to.rpartition(".")[2] in ("default", "fallback")
        ),
        supplies={(one.path, one.span.start): one for one in view.facts(EnvSupply)},
        local=frozenset(
            (use.path, use.span.start) for use in view.facts(AddressUse) if use.resolves == "localhost"
        ),
        given=frozenset(
            use.service
            for use in view.facts(AddressUse)
            if use.by == "env-supply" and use.resolves != "localhost" and use.service
        ),
        shared=shared,
        taken=frozenset(
            source.locator
            for source in view.facts(EnvSource)
            if isinstance(source.locator, str) and (source.path, source.to) in shared
        )
        | frozenset(
            supply.reference.rpartition("/")[0]
            for supply in view.facts(EnvSupply)
            if supply.reference and (supply.path, supply.to) in shared
        ),
    )


def _judged(use: AddressUse, seen: _Seen) -> Problem | None:
    supply = seen.supplies.get((use.path, use.span.start))
    if supply is not None:
        return _of_supply(use, supply, seen)
    if use.by == "env-supply":
        return None  # a ConfigMap that stands with another component: who shares a loopback is known there
    around = [
        read
        for read in seen.reads.get(use.path, ())
        if read.default is not None and (_overlap(read, use) or read.name == use.name)
    ]
    if around:
        return _of_fallback(use, around, seen)
    if (use.path, use.span.start) in seen.fallbacks or use.service in seen.given:
        return _of_literal(use, "is the fallback for {}", "info", seen)
    return _of_literal(use, "is written here as the place of {}", "error" if seen.images else "warning", seen)


def _of_literal(use: AddressUse, says: str, severity: Severity, seen: _Seen) -> Problem:
    inside = ", the container itself once it runs in one" if seen.images else ""
    return Problem(
        at=use,
        message=f"`{_shown(use)}` {says.format(use.service)}{inside}",
        severity=severity,
        confidence="high" if severity == "error" else "medium",
        evidence=_image(seen),
        remedy=f"Read the address of {use.service} from the environment, without a fallback.",
    )


def _of_supply(use: AddressUse, supply: EnvSupply, seen: _Seen) -> Problem | None:
    """A variable that is set to localhost, where nothing else sets it to another place."""
    if (supply.path, supply.to) in seen.shared or supply.stage != "run":
        return None
    if supply.reference.rpartition("/")[0] in seen.taken:
        return None
    need = seen.needs.get(supply.name)
    others = need.supplies if need else ()
    if any((other.path, other.span.start) not in seen.local for other in others):
        return None
    if supply.by == "dockerfile-env" and all(supply.to != image.stage.name for image in seen.images):
        return None
    if supply.by in _ON_THE_HOST and not (others and seen.images):
        return None
    where = "the container itself" if supply.by not in _ON_THE_HOST or seen.images else "this machine"
    return Problem(
        at=use,
        message=f"`{supply.name}` sends the process to {where} for {use.service}: `{_shown(use)}`",
        severity="info" if use.service in _OPTIONAL else "error",
        evidence=_image(seen),
        remedy=f"Set `{supply.name}` to the name of the service that runs {use.service}.",
    )


def _of_fallback(use: AddressUse, reads: list[EnvRead], seen: _Seen) -> Problem | None:
    """A fallback holds where none of the variables around it (one may be the fallback of another) is set."""
    needs = [seen.needs[read.name] for read in reads if read.name in seen.needs]
    if any(need.supplies for need in needs):
        return None
    name = min(reads, key=lambda read: read.span.end - read.span.start).name
    remedy = f"Set `{name}` in every deploy, and let the process stop without it."
    certain = bool(seen.images) and any(need.deployed and not need.open for need in needs)
    severity: Severity = "error" if certain and use.service not in _OPTIONAL else "info"
    says = f"is where {use.service} is looked for without `{name}`"
    return Problem(
        at=use,
        message=f"`{_shown(use)}` {says}" + (", which nothing here sets" if certain else ""),
        severity=severity,
        confidence="medium",
        evidence=_image(seen) if certain else (),
        remedy=remedy,
    )


def _image(seen: _Seen) -> tuple[tuple[Fact | Place, str], ...]:
    return tuple((image, "the image that it runs in") for image in seen.images[:1])


def _shown(use: AddressUse) -> str:
    return f"{use.host}:{use.port}" if use.port else use.host
