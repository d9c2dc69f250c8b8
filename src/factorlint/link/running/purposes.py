"""What a process is for, from its command, its name and what waits for it."""

from typing import Literal

from ...facts import Command, Container, Listen, RunningContainer, WorkerCode, Workload
from ...model.store import FactStore
from ..ground.paths import base, folder

Purpose = Literal["web", "worker", "scheduler", "release", "admin", "unknown"]

_NAMES: dict[str, Purpose] = {
    "web": "web",
    "worker": "worker",
    "celery": "worker",
    "release": "release",
    "migrate": "release",
    "migration": "release",
    "migrations": "release",
    "scheduler": "scheduler",
    "clock": "scheduler",
    "beat": "scheduler",
    "cron": "scheduler",
}


class Known:
    """What the whole repository says of processes."""

    def __init__(self, store: FactStore) -> None:
        """Gather what waits for what, and files that listen or consume."""
        self.completed = {
            (folder(workload.path), name)
            for workload in store.all(Workload)
            for name, condition in workload.depends_on
            if condition == "service_completed_successfully"
        }
        """Compose services that others wait for to end."""
        self.consuming = {fact.path for fact in store.all(WorkerCode) if fact.defines == "loop"}
        self.listening = {fact.path for fact in store.all(Listen)}


def purpose_of(
    known: Known,
    command: Command,
    name: str,
    entry_file: str,
    container: Container | None,
    running: RunningContainer | None,
) -> Purpose:
    """Return what a process is for; unknown where neither its command nor its name nor its file tells."""
    if container is not None and (
        container.init or (folder(container.path), container.name) in known.completed
    ):
        return "release"
    does = set(command.does)
    if does & {"serve", "dev-server"}:
        return "web"
    if "worker" in does:
        return "worker"
    if "scheduler" in does:
        return "scheduler"
    if does & {"migrate", "seed"}:
        return "release"
    told = _NAMES.get(base(name).lower())
    if told:
        return told
    workload = running.workload if running else None
    if workload is not None and workload.kind_name in ("Job", "CronJob"):
        return "admin"
    if entry_file in known.consuming:
        return "worker"
    if entry_file in known.listening:
        return "web"
    return "admin" if "admin" in does else "unknown"
