"""Commands measured: wall and CPU seconds of a run, and the peak of its processes' memory in another."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec


class Run(msgspec.Struct, frozen=True):
    """One run of a command."""

    wall: float
    cpu: float
    """Of the process and of those it waited for."""
    code: int


class Series(msgspec.Struct):
    """All runs of one command."""

    runs: list[Run] = []

    @property
    def wall(self) -> float:
        """The median of the wall seconds."""
        return median(run.wall for run in self.runs) if self.runs else 0.0

    @property
    def cpu(self) -> float:
        """The median of the CPU seconds."""
        return median(run.cpu for run in self.runs) if self.runs else 0.0


def timed(command: Sequence[str]) -> Run:
    """Run a command, its output thrown away."""
    start = time.perf_counter()
    process = _start(command)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(wall, used.ru_utime + used.ru_stime, process.returncode)


def peak(command: Sequence[str]) -> int:
    """Run a command and return the most memory that its processes had together, in bytes; 0 without /proc.

    Asking costs time, so no run is measured both ways.
    """
    process = _start(command)
    most = 0
    while process.poll() is None:
        most = max(most, _memory(process.pid))
        time.sleep(0.005)
    return most


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # As installed: without this variable Python keeps its byte code, as pip's installs have it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def _memory(pid: int) -> int:
    """Proportional memory of a process and its children in bytes."""
    total, waiting = 0, [str(pid)]
    while waiting:
        one = waiting.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            waiting += Path(f"/proc/{one}/task/{one}/children").read_text().split()
        except OSError:
            continue  # it ended meanwhile, or this is not Linux
    return total
