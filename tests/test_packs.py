"""A pack of somebody else: tested by the plug-in that comes with factorlint, refused until it is trusted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from factorlint.cli import run

PACK = Path(__file__).parent.parent / "fixtures" / "packs" / "sample-pack"

APP = {
    "Procfile": "web: python app.py\n",
    "app.py": (
        "import logging\nimport os\n\n"
        'logging.getLogger("a").addHandler(logging.FileHandler(os.environ["LOG"]))\n'
        'logging.getLogger("b").addHandler(logging.FileHandler("b.log"))\n'
        'logging.getLogger("c").addHandler(logging.FileHandler("c.log"))\n'
    ),
    "factorlint.toml": 'packs = ["./sample-pack"]\nselect = ["ACME"]\ncache = false\n',
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "sample-pack", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def app(tmp_path: Path, pack: Path) -> Path:
    for name, text in APP.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def by_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Pytest as a third party runs it: in a folder of its own, with nothing but what is installed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_pack_is_tested_by_pytest_alone(pack: Path) -> None:
    by_path = by_pytest(pack.parent, "sample-pack")
    assert by_path.returncode == 0, by_path.stdout + by_path.stderr
    assert "15 passed" in by_path.stdout
    assert "ACME001: bad: JavaScript" in by_path.stdout
    elsewhere = pack.parent / "elsewhere"
    elsewhere.mkdir()
    by_option = by_pytest(elsewhere, "--factorlint-pack", str(pack))
    assert "15 passed" in by_option.stdout, by_option.stdout + by_option.stderr


def test_a_page_that_is_wrong_is_told(pack: Path) -> None:
    page = pack / "03-config" / "unprefixed-variable.md"
    text = page.read_text()
    page.write_text(text.replace('QUEUE = os.environ["ACME_QUEUE"]', 'QUEUE = os.environ["QUEUE"]'))
    done = by_pytest(pack.parent, "sample-pack")
    assert done.returncode == 1
    assert "+ reported web/app.py:3: `QUEUE` does not begin with `ACME_`" in done.stdout
    assert "config.env-read" in done.stdout, "the facts are shown"
    page.write_text(text.replace("confidence: high", "confidense: high"))
    done = by_pytest(pack.parent, "sample-pack")
    assert "unprefixed-variable.md:6: unknown key `confidense`; did you mean `confidence`?" in done.stdout


def test_a_pack_without_enough_examples_is_told(pack: Path) -> None:
    page = pack / "03-config" / "unprefixed-variable.md"
    text = page.read_text()
    start, end = text.index("### A name that is only known"), text.index("## Remedy")
    page.write_text(text[:start] + text[end:])
    done = by_pytest(pack.parent, "sample-pack")
    assert "Good has 1 of at least 2 examples" in done.stdout


def test_the_option_needs_a_pack(tmp_path: Path) -> None:
    done = by_pytest(tmp_path, "--factorlint-pack", ".")
    assert done.returncode == 4
    assert "it holds no pack.toml" in done.stderr


def test_python_of_a_folder_pack_is_refused_without_trust(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = app / "ran"
    code = app / "sample-pack" / "11-logs" / "too_many_log_files.py"
    code.write_text(f"open({str(mark)!r}, 'w').close()\n" + code.read_text())
    assert run(["check", str(app), "--format", "concise"]) == 1
    printed = "".join(capsys.readouterr())
    assert "ACME001" in printed, "pages without Python judge"
    assert "rule ACME002 (too-many-log-files) of pack sample-pack is Python, which was not run" in printed
    assert not mark.exists()
    assert run(["check", str(app), "--format", "concise", "--trust-pack"]) == 1
    printed = "".join(capsys.readouterr())
    assert "this app logs to 2 files: b.log, c.log" in printed
    assert mark.exists()


def test_the_scanned_tree_cannot_trust_its_own_pack(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = app / "factorlint.toml"
    config.write_text(config.read_text() + "trust-pack = true\n")
    assert run(["check", str(app)]) == 2
    assert "factorlint.toml:4" in "".join(capsys.readouterr())


def test_a_pack_judges_only_when_it_is_named(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (app / "factorlint.toml").write_text("cache = false\n")
    run(["check", str(app), "--format", "concise", "--trust-pack"])
    assert "ACME" not in "".join(capsys.readouterr())
    assert run(["check", str(app), "--select", "ACME"]) == 2


def test_its_rules_are_listed_and_explained(
    app: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(app)
    assert run(["explain", "ACME001"]) == 0
    assert "a variable of ours does not begin with" in capsys.readouterr().out
    assert run(["rules"]) == 0
    assert "ACME002" in capsys.readouterr().out
