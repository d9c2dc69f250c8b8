"""Speed, kept by comparison: factorlint cold, warm and after one change, beside `ruff check` in the same run.

    python -m factorlint.devtools benchmark [TREE] [--runs N]

Without TREE a tree of Python, JavaScript, YAML and Dockerfiles is made up in a temporary folder.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def run(arguments: Sequence[str]) -> int:
    """Print medians in seconds, ratios to ruff, and peak memory; 0 unless something cannot be started."""
    parser = argparse.ArgumentParser(prog="benchmark", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "tree", nargs="?", type=Path, help="a repository (its copy is scanned); made up when left out"
    )
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each (default 5)")
    parser.add_argument(
        "--files", type=int, default=4300, help="how many Python files to make up (default 4300)"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch, "tree")
        if options.tree:
            shutil.copytree(
                options.tree, tree, symlinks=True, ignore=shutil.ignore_patterns(".factorlint_cache")
            )
        else:
            make_up(tree, options.files)
        compare(tree, options.runs)
    return 0


def compare(tree: Path, runs: int) -> None:
    """Time all four in turn, so that a slow machine is slow for each of them."""
    check = [sys.executable, "-m", "factorlint", "check", str(tree), "--format", "json", "--exit-zero"]
    sources = sorted(path for path in tree.rglob("*.py") if ".git" not in path.parts)
    cache = tree / ".factorlint_cache"
    commands: dict[str, tuple[Callable[[], object], list[str]]] = {
        "ruff check --no-cache": (
            lambda: None,
            [ruff_program(), "check", "--no-cache", "--quiet", "--exit-zero", str(tree)],
        ),
        "factorlint, cold": (lambda: shutil.rmtree(cache, ignore_errors=True), check),
        "factorlint, warm": (lambda: None, check),
        "factorlint, one file changed": (lambda: touch(sources), check),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    peaks: dict[str, int] = dict.fromkeys(commands, 0)
    for _ in range(runs):
        for name, (prepare, command) in commands.items():
            prepare()
            seconds, peak = timed(command)
            times[name].append(seconds)
            peaks[name] = max(peaks[name], peak)
    size = sum(path.stat().st_size for path in sources) / 1e6
    print(f"{len(sources)} Python files, {size:.1f} MB; median of {runs} runs, peak memory of all processes")
    ruff = statistics.median(times["ruff check --no-cache"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<30} {median:7.3f} s   {median / ruff:5.2f} x ruff   {peaks[name] / 1e6:6.0f} MB")


def ruff_program() -> str:
    """The ruff of this environment, or the one on the path."""
    return shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff"


def touch(sources: Sequence[Path]) -> None:
    """Change one file by a comment."""
    if sources:
        with sources[len(sources) // 2].open("a") as file:
            file.write(f"# {time.time_ns()}\n")


def timed(command: list[str]) -> tuple[float, int]:
    """Wall seconds of a command, and the peak of its processes' memory in bytes (0 where /proc is missing)."""
    start = time.perf_counter()
    # As installed: without this variable Python keeps its byte code, as pip's installs have it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.005)
    return time.perf_counter() - start, peak


def memory_of(pid: int) -> int:
    """Proportional memory of a process and its children in bytes."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += memory_of(int(child))
    except OSError:
        pass  # it ended meanwhile, or this is not Linux
    return total


def make_up(tree: Path, files: int) -> None:
    """Write a tree of `files` Python files in packages, a tenth of which use what factorlint looks for."""
    for number in range(files):
        folder = tree / f"package_{number // 50}"
        folder.mkdir(parents=True, exist_ok=True)
        body = _TELLING if number % 10 == 0 else ""
        text = _HEAD + body + "".join(_FUNCTION.format(number=part) for part in range(60))
        (folder / f"module_{number}.py").write_text(text)
    (tree / "Dockerfile").write_text(_DOCKERFILE)
    (tree / "requirements.txt").write_text("flask==3.1.0\nrequests==2.32.3\n")


_HEAD = '"""A module that was made up."""\n\nimport os\nimport sys\nfrom collections import defaultdict\n\n'
_TELLING = "import requests\n\nURL = os.environ['URL']\n\n\ndef ask():\n    return requests.get(URL)\n\n\n"
_FUNCTION = """
def function_{number}(first, second=None, *rest):
    \"\"\"Count what was given.\"\"\"
    counts = defaultdict(int)
    for item in (first, second, *rest):
        counts[str(item)] += len(sys.argv)
    return {{key: value for key, value in counts.items() if value > {number}}}

"""
_DOCKERFILE = """\
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD ["python", "-m", "package_0.module_0"]
"""
