"""The command line: exit codes, targets, colours, scopes. The engine is a stand-in where its findings matter."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from factorlint import __version__, cli
from factorlint.model.finding import Finding, Place, Severity
from factorlint.model.report import Report, Trouble


def made(*severities: Severity, ours: bool = False) -> Report:
    findings = tuple(
        Finding(code="CFG006", name="n", factor="config", title="t", severity=severity, confidence="high",
                message="m", place=Place("a.py"), component="", evidence=(), remedy="", fingerprint="f")
        for severity in severities
    )  # fmt: skip
    troubles = (Trouble("a.py", 0, "a rule crashed", ours=True),) if ours else ()
    return Report(root=".", version="1", findings=findings, suppressed=(), troubles=troubles, components=(),
                  scorecard=(), rules=(), stats={}, texts={"a.py": b"x = 1\n"})  # fmt: skip


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, object]:
    """Replaces the engine's scan; `report` is what it gives, `settings` what it was given."""
    held: dict[str, object] = {"report": made()}

    def stand_in(root: Path, settings: object, progress: object = None) -> object:
        held["root"], held["settings"] = root, settings
        if isinstance(held["report"], BaseException):
            raise held["report"]
        return held["report"]

    monkeypatch.setattr(importlib.import_module("factorlint.engine.scan"), "scan", stand_in)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "FACTORLINT_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    return held


@pytest.mark.parametrize(
    ("severities", "arguments", "code"),
    [
        ((), [], 0),
        (("info",), [], 0),
        (("warning",), [], 1),
        (("error",), [], 1),
        (("info",), ["--fail-on", "info"], 1),
        (("warning",), ["--fail-on", "error"], 0),
        (("error",), ["--fail-on", "never"], 0),
        (("error",), ["--exit-zero"], 0),
    ],
)
@pytest.mark.parametrize("name", ["console", "concise", "json", "sarif", "github", "markdown"])
def test_exit_codes_do_not_depend_on_the_format(
    scan: dict[str, object], severities: tuple[Severity, ...], arguments: list[str], code: int, name: str
) -> None:
    scan["report"] = made(*severities)
    assert cli.run(["check", "--format", name, *arguments]) == code


def test_a_crash_of_ours_is_3_and_findings_are_printed(
    scan: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    scan["report"] = made("error", ours=True)
    assert cli.run(["check", "-f", "concise", "--exit-zero"]) == 3
    assert "CFG006" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "nope"], "nope: there is no such file or folder"),
        (["check", "--fail-on", "eror"], "did you mean `error`?"),
        (["check", "-f", "jsno"], "did you mean `json`?"),
        (["check", "-f", "json", "-f", "sarif"], "only one report can go to standard output"),
        (["check", "-f", "json=a", "-o", "b"], "--output: every --format has a file"),
        (["check", "-f", "json=no/such/folder/x"], "cannot be written"),
        (["check", "--config", "none.toml"], "there is no such configuration file"),
        (["check", "--bogus"], "--bogus"),
        (["chek"], "chek"),
    ],
)
def test_mistakes_are_2_one_line_and_leave_stdout_clean(
    scan: dict[str, object], capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert cli.run(arguments) == 2
    shown = capsys.readouterr()
    assert says in shown.err and shown.err.count("\n") == 1 and shown.out == ""


def test_a_bad_file_names_its_line(scan: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    Path("factorlint.toml").write_text("\nselct = []\n")
    assert cli.run(["check"]) == 2
    assert "factorlint.toml:2: unknown key `selct`; did you mean `select`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"), [(RuntimeError("odd"), 3), (KeyboardInterrupt(), 130), (BrokenPipeError(), 141)]
)
def test_no_traceback_reaches_a_user(
    scan: dict[str, object], capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    scan["report"] = error
    assert cli.run(["check"]) == code
    shown = capsys.readouterr().err
    assert "Traceback" not in shown and ("internal error: RuntimeError: odd" in shown) is (code == 3)


def test_several_formats_and_output(scan: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", "-f", "concise", "-f", "json=r.json", "-f", "sarif=r.sarif", "-o", "c.txt"]) == 0
    assert json.loads(Path("r.json").read_text())["schema"] == 1
    assert json.loads(Path("r.sarif").read_text())["version"] == "2.1.0"
    assert Path("c.txt").exists() and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("environ", "arguments", "coloured"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"TERM": "dumb"}, [], False),
    ],
)
def test_colours_in_a_pipe(
    scan: dict[str, object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    environ: dict[str, str], arguments: list[str], coloured: bool,
) -> None:  # fmt: skip
    scan["report"] = made("error")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    cli.run(["check", *arguments])
    assert ("\x1b[" in capsys.readouterr().out) is coloured
    cli.run(["check", "-f", "json", *arguments])
    assert "\x1b" not in capsys.readouterr().out


def test_single_files_are_shown_in_the_context_of_their_repository(scan: dict[str, object]) -> None:
    Path(".git").mkdir()
    Path("web").mkdir()
    Path("web/app.py").write_text("")
    Path("Dockerfile").write_text("")
    cli.run(["check", "web/app.py", "Dockerfile"])
    assert Path(str(scan["root"])) == Path()
    assert scan["settings"].show_paths == ("web/app.py", "Dockerfile")  # type: ignore[attr-defined]
    cli.run(["check", "web"])
    assert Path(str(scan["root"])) == Path("web")
    assert scan["settings"].show_paths == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("from factorlint.cli import run; run(['--version'])", ("typer", "rich", "factorlint.engine")),
        ("from factorlint.cli import application; application('check')", ("rich", "factorlint.engine.scan")),
        ("from factorlint.reports import renderer; renderer('sarif')", ("rich", "typer")),
    ],
)
def test_only_what_is_used_is_imported(code: str, absent: tuple[str, ...]) -> None:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert not {name for name in absent if name in modules}


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"factorlint {__version__}\n"
