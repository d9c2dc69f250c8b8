"""Several replicas of a process that keeps state to itself."""

from collections.abc import Iterator

from factorlint.api import UNKNOWN, Fact, Place, Problem, Severity, View, once
from factorlint.api.paths import inside
from factorlint.api.words import joined
from factorlint.api.workloads import Replication
from factorlint.facts import CacheStore, Container, FileWrite, Process, SessionStore, Workload

_LOCAL = frozenset({"memory", "file"})
_KEPT = {
    "rate-limit": "request counts",
    "lock": "locks",
    "job-store": "scheduled jobs",
}
_LASTING = frozenset({"volume", "claim", "bind", "host-path", "other"})
_EVIDENCE = 5
_State = tuple[str, Fact, Severity | None]
"""What is kept, where, and how bad it is."""


def check(view: View) -> Iterator[Problem]:
    """One problem per workload that runs more than one replica of a web process with state of its own."""
    replication, first = Replication(view), once()
    for process in view.facts(Process):
        workload, container = process.workload, process.container
        if workload is None or container is None or process.development:
            continue
        if process.purpose not in ("web", "unknown") or workload.kind_name == "StatefulSet":
            continue
        count = replication.of(workload).most
        if count < 2:
            continue
        state = [*_sessions(view), *_counts(view), *_files(view, container)]
        if state and first((workload.path, workload.name)):
            yield _problem(workload, count, state)


def _problem(workload: Workload, count: int, state: list[_State]) -> Problem:
    kept = list(dict.fromkeys(what for what, _, _ in state))
    return Problem(
        at=Place(workload.path, workload.span),
        message=f"`{workload.name}` runs up to {count} replicas, and each keeps its own {joined(kept)}",
        evidence=tuple((fact, f"{what} are kept here") for what, fact, _ in state[:_EVIDENCE]),
        severity="error" if any(severity == "error" for _, _, severity in state) else None,
    )


def _sessions(view: View) -> Iterator[_State]:
    stores = view.facts(SessionStore)
    shared = {store.by for store in stores if store.backend not in _LOCAL}
    for store in stores:
        if store.backend in _LOCAL and store.by not in shared:
            yield "sessions", store, "error"


def _counts(view: View) -> Iterator[_State]:
    stores = view.facts(CacheStore)
    shared = {store.by for store in stores if store.backend not in _LOCAL}
    for store in stores:
        if store.backend in _LOCAL and store.use in _KEPT and store.by not in shared:
            yield _KEPT[store.use], store, None


def _files(view: View, container: Container) -> Iterator[_State]:
    """Files that requests leave behind, unless a volume holds them or may hold them."""
    volumes = [mount.target for mount in container.mounts if mount.how in _LASTING and not mount.read_only]
    for write in view.facts(FileWrite):
        if write.lasting is not True or not (write.in_handler or write.upload):
            continue
        if write.file is UNKNOWN or not str(write.file).startswith("/"):
            elsewhere = bool(volumes)
        else:
            elsewhere = any(inside(str(write.file), volume) for volume in volumes)
        if not elsewhere:
            yield ("uploaded files" if write.upload else "files"), write, "error" if write.upload else None
