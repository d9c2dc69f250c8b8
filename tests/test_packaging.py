"""The wheel carries the rules and works outside the tree."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import msgspec
import pytest

from factorlint import __version__
from factorlint.rulepacks.index import Index

ROOT = Path(__file__).parent.parent


def run(*command, **options):
    """What a command prints; it imports what is installed, not what these tests were told to import."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, **options)
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT))
    (wheel,) = out.glob("*.whl")
    return wheel


def test_the_wheel_holds_every_rule_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    rules = {
        path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*") if path.is_file()
    }
    rules = {name for name in rules if "__pycache__" not in name}
    assert {f"factorlint/builtin/{name}" for name in rules} <= names
    assert not [name for name in names if name.startswith(("tests/", "fixtures/", "docs/"))]
    assert {"factorlint/languages/python/apis.toml", "factorlint/py.typed"} <= names


def test_the_wheel_holds_the_index_of_its_rules(wheel):
    index = msgspec.msgpack.decode(
        zipfile.ZipFile(wheel).read("factorlint/builtin/index.msgpack"), type=Index
    )
    pages = {path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*.md")}
    assert {entry.path for entry in index.entries} == pages
    assert index.maker == __version__


def test_the_wheel_scans_from_a_fresh_environment(wheel, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env"))
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        "-q",
        str(wheel),
    )
    # The dependencies come from this environment; its own editable factorlint does not, since a path in
    # a .pth file does not have its .pth files read.
    purelib = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(purelib, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Dockerfile").write_text('FROM python:latest\nCMD ["python", "app.py"]\n')
    done = run(
        *(str(scripts / "factorlint"), "check", "app", "--format", "json", "--exit-zero", "--no-cache"),
        cwd=tmp_path,
    )
    codes = {finding["code"] for finding in json.loads(done)["findings"]}
    assert "BLD003" in codes
    empty = "import sys; from factorlint.cli import run; run(['check', 'none']); print('yaml' in sys.modules)"
    (tmp_path / "none").mkdir()
    assert run(str(python), "-c", empty, cwd=tmp_path).splitlines()[-1] == "False", "no page is read"
    where = run(str(python), "-c", "import factorlint; print(factorlint.__file__)", cwd=tmp_path)
    assert str(tmp_path) in where
