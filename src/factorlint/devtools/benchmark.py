"""Speed, kept by comparison: factorlint cold, warm and after one change, beside `ruff check` in the same run.

    python -m factorlint.devtools benchmark [FOLDER...] [--rounds N] [--json FILE]

Copies of the checkouts are scanned; without FOLDER a tree of Python files is made up. In every round each command
runs once on each checkout, so that a slow moment of the machine is shared by all.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import msgspec

from ..knowledge import ecosystems
from .difference import table
from .ecosystem import named
from .extraction import Cost, costs
from .made_up import make_tiny, make_up
from .timing import Series, peak, timed

_CACHE = ".factorlint_cache"
RUFF = "ruff"
COLD, WARM, CHANGED = "cold", "warm", "one file changed"


class Subject(msgspec.Struct):
    """One checkout and what was measured of it."""

    name: str
    files: int = 0
    languages: dict[str, Cost] = {}
    series: dict[str, Series] = {}
    peak: int = 0
    """Bytes of all processes of a cold run."""

    @property
    def ratio(self) -> float:
        """How many times as long as ruff a cold run takes; 0 without Python."""
        ruff = self.series.get(RUFF)
        return self.series[COLD].wall / ruff.wall if ruff and ruff.wall else 0.0


class Prepared(msgspec.Struct):
    """A command and what has to be done before it."""

    before: Callable[[], object]
    command: list[str]


def run(arguments: Sequence[str]) -> int:
    """Measure and print; 0 unless something cannot be started."""
    parser = argparse.ArgumentParser(prog="benchmark", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="checkouts; made up when left out"
    )
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each command (default 5)")
    parser.add_argument("--files", type=int, default=4300, help="Python files to make up (default 4300)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there, too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        trees: dict[str, Path] = {}
        for name, folder in named(options.folders).items():
            trees[name] = Path(scratch, str(len(trees)))
            shutil.copytree(folder, trees[name], symlinks=True, ignore=shutil.ignore_patterns(_CACHE))
        if not trees:
            trees["made up"] = Path(scratch, "made up")
            make_up(trees["made up"], options.files)
        tiny = Path(scratch, "tiny")
        make_tiny(tiny)
        subjects, start_up = measure(trees, tiny, options.rounds)
    print(page(subjects, start_up, options.rounds))
    if options.json:
        whole = {"rounds": options.rounds, "subjects": subjects, "start-up": start_up}
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")
    return 0


def measure(trees: Mapping[str, Path], tiny: Path, rounds: int) -> tuple[list[Subject], Subject]:
    """Run every command on every tree in turn, then read each in this process for the cost of its languages."""
    subjects = {name: Subject(name) for name in trees}
    for name, tree in trees.items():
        print(f"reading {name} ...", file=sys.stderr)
        subjects[name].languages = costs(tree)
        subjects[name].files = sum(cost.files for cost in subjects[name].languages.values())
    start_up = Subject("tiny")
    work = [(subjects[name], _commands(tree, subjects[name].languages)) for name, tree in trees.items()]
    work.append((start_up, _commands(tiny, {})))
    for number in range(rounds):
        print(f"round {number + 1} of {rounds} ...", file=sys.stderr)
        for subject, commands in work:
            for what, prepared in commands.items():
                prepared.before()
                subject.series.setdefault(what, Series()).runs.append(timed(prepared.command))
    for subject, commands in work:
        for _ in range(min(rounds, 3)):
            commands[COLD].before()
            subject.peak = max(subject.peak, peak(commands[COLD].command))
    return list(subjects.values()), start_up


def _commands(tree: Path, languages: Mapping[str, Cost]) -> dict[str, Prepared]:
    """The commands by name, in the order of a round."""
    check = [sys.executable, "-m", "factorlint", "check", str(tree), "--format", "json", "--exit-zero"]
    sources = sorted(
        path for path in tree.rglob("*") if ecosystems.of_file(path.name) and ".git" not in path.parts
    )
    found = {
        COLD: Prepared(lambda: shutil.rmtree(tree / _CACHE, ignore_errors=True), check),
        WARM: Prepared(lambda: None, check),
        CHANGED: Prepared(lambda: _touch(sources), check),
    }
    if "python" in languages:
        ruff = [ruff_program(), "check", "--no-cache", "--quiet", "--exit-zero", str(tree)]
        found = {RUFF: Prepared(lambda: None, ruff), **found}
    return found


def ruff_program() -> str:
    """The ruff of this environment, or the one on the path."""
    return shutil.which(RUFF, path=str(Path(sys.executable).parent)) or RUFF


def _touch(sources: Sequence[Path]) -> None:
    """Change one file by a comment."""
    if sources:
        source = sources[len(sources) // 2]
        sign = "#" if source.suffix == ".py" else "//"
        with source.open("a") as file:
            file.write(f"\n{sign} {time.time_ns()}\n")


def page(subjects: Sequence[Subject], start_up: Subject, rounds: int) -> str:
    """Return all numbers as Markdown."""
    ratios = [subject.ratio for subject in subjects if subject.ratio]
    lines = [
        f"Medians of {rounds} rounds in seconds; peak memory of all processes of a cold run.",
        "",
        table(_HEAD, [_row(subject) for subject in subjects]),
        "",
        f"A tiny tree: {start_up.series[COLD].wall:.2f} s cold, {start_up.series[WARM].wall:.2f} s warm.",
    ]
    if ratios:
        lines[-1] += f" Median of cold / ruff: {median(ratios):.2f}."
    head = ("repository", "language", "files", "MB", "parsed MB", "CPU s", "CPU s / MB", "CPU s / parsed MB")
    lines += ["", _HOW, "", table(head, [row for subject in subjects for row in _languages(subject)])]
    return "\n".join(lines)


_HEAD = (
    "repository", "files", "MB", "ruff", COLD, WARM, CHANGED, "cold / ruff", "CPU ruff", "CPU cold", "CPU ratio", "peak MB"
)  # fmt: skip
_HOW = (
    "CPU by language: every document through `engine.extract` in one process, without reading from disk, discovery and "
    "linking; tables are filled before (the cheaper of two passes). Parsed: what the prefilter let through."
)


def _row(subject: Subject) -> tuple[str, ...]:
    series = subject.series
    size = sum(cost.bytes for cost in subject.languages.values()) / 1e6
    ruff = series.get(RUFF)
    return (
        subject.name,
        str(subject.files),
        f"{size:.1f}",
        f"{ruff.wall:.2f}" if ruff else "",
        *(f"{series[what].wall:.2f}" for what in (COLD, WARM, CHANGED)),
        f"{subject.ratio:.2f}" if ruff else "",
        f"{ruff.cpu:.2f}" if ruff else "",
        f"{series[COLD].cpu:.2f}",
        f"{series[COLD].cpu / ruff.cpu:.2f}" if ruff and ruff.cpu else "",
        f"{subject.peak / 1e6:.0f}",
    )


def _languages(subject: Subject) -> Iterator[tuple[str, ...]]:
    for language, cost in subject.languages.items():
        yield (
            subject.name,
            language,
            str(cost.files),
            f"{cost.bytes / 1e6:.2f}",
            f"{cost.parsed_bytes / 1e6:.2f}",
            f"{cost.seconds:.3f}",
            f"{cost.per_megabyte:.3f}",
            f"{cost.per_parsed_megabyte:.3f}",
        )
