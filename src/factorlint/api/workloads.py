"""How many containers a workload runs at once, as several rules ask."""

from typing import NamedTuple

from ..facts.workload import Autoscaler, Workload
from ..model.view import View


class Replicas(NamedTuple):
    """How many a workload runs."""

    wanted: int
    """What its manifest asks for; 1 where it does not say."""
    most: int
    """With what scales it."""
    scaler: Autoscaler | None
    """What may run more of them than its manifest asks for."""


class Replication:
    """The replicas of workloads. A rule that asks must declare that it reads `workload.autoscaler`."""

    def __init__(self, view: View) -> None:
        """Look up what scales the workloads of the repository."""
        self._scalers = {(one.target, one.namespace): one for one in view.everywhere(Autoscaler)}

    def of(self, workload: Workload) -> Replicas:
        """Return how many a workload runs."""
        wanted = workload.replicas if isinstance(workload.replicas, int) else 1
        scaler = self._scalers.get((workload.name, workload.namespace))
        most = (scaler.maximum or 0) if scaler else 0
        return Replicas(wanted, max(wanted, most), scaler if most > wanted else None)
