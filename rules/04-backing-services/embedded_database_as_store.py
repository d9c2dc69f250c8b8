"""A service that keeps its data in a database inside its own process and file system."""

import re
from collections.abc import Iterator

from factorlint.api import Problem, Severity, View
from factorlint.api.environments import DEVELOPERS
from factorlint.api.workloads import Replication
from factorlint.facts import (
    Attached,
    BackingService,
    ConfigFile,
    EnvNeed,
    Fact,
    Listen,
    Process,
    Route,
    RunningContainer,
    WorkerCode,
)

_SERVERS = frozenset(
    {
        "postgresql",
        "mysql",
        "mariadb",
        "mssql",
        "oracle",
        "db2",
        "mongodb",
        "cassandra",
        "database",
        "couchdb",
    }
)
"""Where one of these is attached as well, the embedded one is a stand-in or a cache: another rule's matter."""
_PASSING = re.compile(
    r":memory:|mode=(?:memory|ro)|immutable=1|^jdbc:h2:mem:|^(?:sqlite:/*)?/?(?:tmp|var/tmp|dev/shm)/|^(?:sqlite://)?$"
)


def check(view: View) -> Iterator[Problem]:
    """One problem per embedded database of a component that serves or works."""
    attached = view.facts(Attached)
    if any(one.service in _SERVERS for one in attached) or not _is_service(view):
        return
    development = {one.path for one in view.facts(ConfigFile) if one.environment in DEVELOPERS}
    supplied = {need.name for need in view.facts(EnvNeed) if need.supplies}
    for one in attached:
        if one.environment != "embedded":
            continue
        uses = [
            use
            for use in one.uses
            if use.path not in development and _lasts(use) and not supplied.intersection(use.env)
        ]
        if uses:
            yield _problem(one.service, uses, view)


def _is_service(view: View) -> bool:
    return any(view.facts(kind) for kind in (Listen, Route, WorkerCode)) or any(
        process.purpose in ("web", "worker") for process in view.facts(Process)
    )


def _lasts(use: BackingService) -> bool:
    return not isinstance(use.locator, str) or _PASSING.search(use.locator) is None


def _problem(service: str, uses: "list[BackingService]", view: View) -> Problem:
    use = min(uses, key=lambda each: not isinstance(each.locator, str))
    several = _replicas(view)
    kind = "an embedded database" if service == "embedded" else service
    where = f", `{_shown(use.locator)}`" if isinstance(use.locator, str) else ""
    severity: Severity = "warning" if use.locator is None or isinstance(use.locator, str) else "info"
    return Problem(
        at=use,
        message=f"this service keeps data in {kind}{where}"
        + (", one copy in each replica" if several else ""),
        severity="error" if several else severity,
        confidence="high" if several else None,
        evidence=(
            *several,
            *((each, f"{kind} again") for each in uses if each is not use),
        )[:5],
        remedy=f"Attach a database server by its address in the environment, in place of {kind}.",
    )


def _replicas(view: View) -> tuple[tuple[Fact, str], ...]:
    """What runs more than one copy of the component."""
    found: list[tuple[Fact, str]] = []
    replication = Replication(view)
    for running in view.facts(RunningContainer):
        load = running.workload
        if load is None or running.stage is None:
            continue
        replicas = replication.of(load)
        if replicas.wanted > 1:
            found.append((load, f"runs {replicas.wanted} replicas"))
        elif replicas.scaler is not None and replicas.most > 1:
            found.append((replicas.scaler, f"scales it up to {replicas.most} replicas"))
    return tuple(found[:2])


def _shown(locator: str) -> str:
    return locator if len(locator) <= 60 else f"{locator[:59]}…"
