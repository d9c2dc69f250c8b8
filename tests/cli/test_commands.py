# ruff: noqa: E501 - a document on one line reads better than one cut to fit
"""The other commands, and what `check` does with paths, changes and names: on real files, with the real engine."""

import json
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from factorlint.cli import run
from factorlint.engine.claims import built_in
from factorlint.model.concern import CONCERNS

CODE = 'import os\n\nimport requests\n\nDATABASE_PASSWORD = "tr0ub4dor-and-three"\n\n\ndef ask():\n    return requests.get(os.environ["URL"])\n'
DOCKERFILE = "FROM python:latest\nCOPY web /web\nCMD gunicorn web.app:app\n"
COMPOSE = "services:\n  web:\n    build: .\n    ports: ['8000:8000']\n    environment: {URL: 'http://api:9000'}\n  db:\n    image: postgres:15\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small app in the working folder, in git where there is one."""
    folder = tmp_path / "shop"
    (folder / "web").mkdir(parents=True)
    (folder / "web" / "app.py").write_text(CODE)
    (folder / "web" / "requirements.txt").write_text("requests==2.32.3\n")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "compose.yaml").write_text(COMPOSE)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "FACTORLINT_FORMAT", "FACTORLINT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return folder


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[tuple[str, str]]:
    """Path and code of every finding of a check."""
    run(["check", "--no-cache", "-f", "json", *arguments])
    found = json.loads(capsys.readouterr().out)["findings"]
    return {(finding["path"], finding["code"]) for finding in found}


# --- explain


@pytest.mark.parametrize("word", ["BLD003", "bld003", "image-not-pinned"])
def test_explain_prints_the_page(capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert run(["explain", word]) == 0
    shown = capsys.readouterr().out
    assert "BLD003" in shown and "image-not-pinned" in shown
    for section in ("## Why", "## Bad", "## Good", "## When to ignore"):
        assert section in shown


def test_explain_takes_a_concern_and_a_near_miss(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "III"]) == 0
    assert capsys.readouterr().out.count("## Why") > 1
    assert run(["explain", "image-not-pined"]) == 2
    assert "did you mean `image-not-pinned`?" in capsys.readouterr().err
    assert run(["explain"]) == 2
    assert capsys.readouterr().out == ""


def test_explain_draws_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "BLD003", "--color", "always"]) == 0
    drawn = capsys.readouterr().out
    assert "\x1b[" in drawn and "## Why" not in drawn
    assert run(["explain", "BLD003", "--color", "sometimes"]) == 2


# --- rules


def test_rules_as_json_follow_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert len(rules) > 10 and [rule["code"] for rule in rules] == sorted(rule["code"] for rule in rules)
    for rule in rules:
        assert set(rule) == {
            "code", "name", "factor", "title", "severity", "confidence", "default", "equivalents",
        }  # fmt: skip
        assert rule["severity"] in ("error", "warning", "info") and isinstance(rule["default"], bool)
        assert isinstance(rule["equivalents"], list)
    assert {rule["factor"] for rule in rules} <= {concern.slug for concern in CONCERNS} | {"scan"}


def test_rules_as_table_and_markdown_name_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    run(["rules", "-f", "json"])
    codes = [rule["code"] for rule in json.loads(capsys.readouterr().out)]
    assert run(["rules"]) == 0
    table = capsys.readouterr().out
    assert run(["rules", "-f", "markdown"]) == 0
    markdown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in table.splitlines() if line.startswith("  ")] == codes
    assert [line.split("|")[1].strip() for line in markdown[2:]] == codes
    assert len({line.replace("\\|", "").count("|") for line in markdown}) == 1
    assert run(["rules", "-f", "xml"]) == 2


# --- facts


def test_facts_have_addresses_and_fields(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", ".", "--kind", "config.env-read"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 and lines[0].startswith("web/app.py:9:") and "name='URL'" in lines[0]
    assert run(["facts", "compose.yaml", "-k", "image,config", "-f", "json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {fact["path"] for fact in facts} == {"compose.yaml"}
    assert {fact["kind"].split(".")[0] for fact in facts} == {"image", "config"}
    image = next(fact for fact in facts if fact["kind"] == "image.reference")
    assert (image["line"], image["column"], image["end_column"]) == (7, 12, 23)
    assert image["fields"]["tag"] == "15" and image["unknown"] == []


def test_facts_say_what_is_wrong_with_a_kind(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", ".", "--kind", "config.env-raed"]) == 2
    assert "did you mean `config.env-read`?" in capsys.readouterr().err
    assert run(["facts", "nowhere"]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err


def test_facts_tell_of_a_reader_that_crashes_and_show_the_others(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(source: object) -> None:
        raise LookupError("no such node")

    monkeypatch.setitem(built_in(), "compose", msgspec.structs.replace(built_in()["compose"], facts=broken))
    monkeypatch.setenv("FACTORLINT_CACHE", "0")
    assert run(["facts", ".", "--kind", "config.env-read"]) == 3
    printed = capsys.readouterr()
    assert "web/app.py:9:" in printed.out
    assert "compose.yaml: factorlint's own reader of compose failed" in printed.err
    assert run(["facts", "web", "--kind", "config.env-read"]) == 0


def test_facts_without_a_place_of_their_own_show_what_they_hold(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "compose.yaml").write_text("services:\n  web:\n    build: .\n    ports: ['80:8080']\n")
    assert run(["facts", ".", "--kind", "workload.container"]) == 0
    assert "ports=[(port=8080 target=8080" in capsys.readouterr().out
    assert run(["facts", ".", "--kind", "workload.container", "-f", "json"]) == 0
    (container,) = json.loads(capsys.readouterr().out)
    assert container["fields"]["ports"][0]["host_port"] == 80


# --- graph


def test_the_graph_in_all_formats(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = {}
    for form in ("tree", "mermaid", "dot", "json"):
        assert run(["graph", ".", "-f", form]) == 0
        shown[form] = capsys.readouterr().out
    components = json.loads(shown["json"])["components"]
    assert components
    for component in components:
        assert component["name"] in shown["tree"] and component["kind"] in shown["tree"]
        assert component["name"] in shown["mermaid"] and component["name"] in shown["dot"]
    assert shown["mermaid"].startswith("flowchart LR\n")
    assert shown["dot"].startswith("digraph factorlint {") and shown["dot"].rstrip().endswith("}")
    assert shown["dot"].count("{") == shown["dot"].count("}")
    assert run(["graph", ".", "-f", "svg"]) == 2


def test_the_graph_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("tree", "mermaid", "dot", "json"):
        assert run(["graph", str(tmp_path), "-f", form]) == 0
        assert capsys.readouterr().out


# --- init


def test_init_writes_comments_that_change_nothing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = checked(capsys)
    assert run(["init"]) == 0
    text = Path("factorlint.toml").read_text("utf-8")
    assert all(not line or line.startswith("#") for line in text.splitlines())
    assert 'path = "' in text and "production" in text
    capsys.readouterr()
    assert checked(capsys) == before


def test_what_init_suggests_is_a_configuration_that_is_taken(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init"])
    file = Path("factorlint.toml")
    lines = (line.removeprefix("# ") for line in file.read_text("utf-8").splitlines())
    code = [
        line
        for line in lines
        if line.startswith("[") or (" = " in line and not line.startswith(("#", "ignore", "extend")))
    ]
    file.write_text("\n".join(code) + "\n", "utf-8")
    capsys.readouterr()
    assert run(["check", "--exit-zero", "-q"]) == 0, capsys.readouterr().err


def test_init_leaves_a_configuration_alone(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text("[tool.factorlint]\n")
    assert run(["init"]) == 2
    assert "there is a configuration already" in capsys.readouterr().err
    assert not Path("factorlint.toml").exists()
    assert run(["init", "nowhere"]) == 2


# --- check: what is read and what is shown


def test_of_single_files_only_their_findings_are_shown_in_the_whole_context(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = checked(capsys)
    assert {path for path, _ in everything} >= {"web/app.py", "Dockerfile"}
    for path in ("web/app.py", "Dockerfile"):
        assert checked(capsys, path) == {finding for finding in everything if finding[0] == path}
    both = checked(capsys, "web/app.py", "Dockerfile")
    assert both == {finding for finding in everything if finding[0] in ("web/app.py", "Dockerfile")}


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_changed_files(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)

    (repository / ".git").rmdir()
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    everything = checked(capsys)
    (repository / "Dockerfile").write_text(DOCKERFILE + "# changed\n")
    assert checked(capsys, "--changed") == {finding for finding in everything if finding[0] == "Dockerfile"}
    git("commit", "-q", "-am", "second")
    assert checked(capsys, "--changed") == everything, "everything when none differ"


def test_changed_needs_git(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--changed"]) == 2
    assert "--changed: git cannot tell" in capsys.readouterr().err


def test_statistics_count_by_rule(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--no-cache", "--statistics"])
    counted = capsys.readouterr().out
    run(["check", "--no-cache"])
    plain = capsys.readouterr().out
    assert counted != plain and counted.count("CFG001") > plain.count("CFG001")


def test_output_goes_to_the_file_and_nowhere_else(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", "--no-cache", "-f", "concise"])
    printed = capsys.readouterr().out
    assert run(["check", "--no-cache", "-f", "concise", "-o", "report.txt"]) == 1
    assert capsys.readouterr().out == "" and Path("report.txt").read_text("utf-8") == printed


# --- configuration that names rules


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('\n[severity]\nimage-not-pined = "error"\n', "factorlint.toml:3: there is no rule `image-not-pined`; did you mean `image-not-pinned`?"),
        ('[severity]\nbld003 = "error"\n', "factorlint.toml:2: there is no rule `bld003`; did you mean `BLD003`?"),
        ('[severity]\nBLD = "error"\n', "factorlint.toml:2: there is no rule `BLD`"),
        ('[severity]\nBLD003 = "fatal"\n', "factorlint.toml:2: `severity.BLD003`"),
        ('[per-path-ignores]\n"a/**" = ["CFG001"]\n"b/**" = ["CFG01x"]\n', "factorlint.toml:3: there is no rule `CFG01x`"),
        ('[per-path-ignores]\n"a/**" = "CFG001"\n', "factorlint.toml:2: `per-path-ignores.a/**`"),
        ('select = ["nonsense-rule"]\n', "factorlint.toml:1: there is no rule `nonsense-rule`"),
        ("select = [\n", "not TOML"),
        ('packs = ["./nowhere"]\n', "nowhere"),
    ],
)  # fmt: skip
def test_mistakes_in_the_file_are_the_users(
    repository: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    Path("factorlint.toml").write_text(text)
    assert run(["check"]) == 2
    shown = capsys.readouterr()
    assert says in shown.err and shown.err.count("\n") == 1 and shown.out == ""


def test_severities_and_ignores_that_name_rules_hold(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("factorlint.toml").write_text(
        '[severity]\nimage-not-pinned = "info"\nCFG001 = "warning"\n'
        '[per-path-ignores]\n"web/**" = ["RES", "config"]\n'
    )
    found = checked(capsys)
    assert ("web/app.py", "CFG001") not in found and ("Dockerfile", "BLD003") in found
    run(["check", "--no-cache", "-f", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {f["severity"] for f in findings if f["code"] == "BLD003"} == {"info"}
