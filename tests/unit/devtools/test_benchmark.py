"""The benchmark measures copies, every command in every round, and says what each language costs."""

import json
import sys
from pathlib import Path

import pytest

from factorlint.devtools import benchmark, extraction, timing

PYTHON = "import os\nimport requests\n\nURL = os.environ['URL']\nrequests.get(URL)\n"
TYPED = "export const port: number = Number(process.env.PORT)\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "shop" / "node_modules" / "x").mkdir(parents=True)
    for name, text in {
        "app.py": PYTHON,
        "plain.py": "x = 1\n" * 40,
        "port.ts": TYPED,
        "old.js": "module.exports = 1\n",
        "node_modules/x/index.js": "foreign\n",
        "Dockerfile": "FROM python:3.12\n",
    }.items():
        (tmp_path / "shop" / name).write_text(text)
    return tmp_path / "shop"


def test_costs_are_by_language_and_leave_out_what_is_not_read(tree: Path) -> None:
    found = extraction.costs(tree)
    assert {name: cost.files for name, cost in found.items()} == {
        "formats": 1,
        "javascript": 1,
        "python": 2,
        "typescript": 1,
    }
    python = found["python"]
    assert python.bytes == len(PYTHON) + 240
    assert python.parsed_bytes == len(PYTHON) and python.parsed_files == 1
    assert 0 < python.per_megabyte < python.per_parsed_megabyte
    assert found["javascript"].per_parsed_megabyte == 0


def test_a_run_has_wall_and_cpu_time_and_a_code() -> None:
    run = timing.timed([sys.executable, "-c", "sum(range(3_000_000)); raise SystemExit(3)"])
    assert run.code == 3
    assert 0.02 < run.cpu <= run.wall + 0.5
    assert timing.Series([run, timing.Run(9, 9, 0), timing.Run(0, 0, 0)]).wall == run.wall


def test_all_numbers_are_printed_and_written(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    file = tmp_path / "numbers.json"
    assert benchmark.run([str(tree), "--rounds", "1", "--json", str(file)]) == 0
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before
    shown = capsys.readouterr().out
    assert "| shop | 5 |" in shown and "| shop | typescript | 1 |" in shown and "A tiny tree: " in shown
    numbers = json.loads(file.read_bytes())
    (subject,) = numbers["subjects"]
    assert list(subject["series"]) == ["ruff", "cold", "warm", "one file changed"]
    assert all(run["code"] == 0 for series in subject["series"].values() for run in series["runs"])
    assert numbers["start-up"]["series"]["cold"]["runs"]
