"""What a process of the graph and its commands are, as several rules ask."""

from ..facts.graph import Process
from ..facts.process import Command

ENDS_BY_ITSELF = frozenset(
    "install compile bundle fetch-source download migrate seed admin test healthcheck wait shell".split()
)
"""Activities of commands (`Command.does`) that are soon done."""
RUNS_ON = frozenset({"serve", "dev-server", "worker", "scheduler"})
"""Activities of commands that go on until they are stopped."""
_ONE_OFF = frozenset({"Job", "CronJob"})


def is_lasting(process: Process) -> bool:
    """Return whether a process is to go on in a deploy: not for developers, a release or admin task, or a job."""
    if process.development or process.purpose in ("release", "admin"):
        return False
    return process.workload is None or process.workload.kind_name not in _ONE_OFF


def signals_group(command: Command) -> bool:
    """Return whether it is an init that signals the whole process group: some always do, some with `-g`."""
    return "group-signals" in command.does or ("init" in command.does and "-g" in command.argv)
