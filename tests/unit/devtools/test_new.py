"""Scaffolds: what they write loads, and nothing is overwritten."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from factorlint.config import Settings, UserError
from factorlint.devtools import new_language, new_rule
from factorlint.devtools.__main__ import TOOLS, main
from factorlint.facts.scan import ParseTrouble
from factorlint.model.source import Source
from factorlint.rulepacks.examples import examples
from factorlint.rulepacks.load import load_pages, load_rules

PACK = Path(__file__).parents[3] / "fixtures" / "packs" / "sample-pack"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def is_formatted(*files: Path) -> bool:
    ruff = [Path(sys.executable).parent / "ruff", "format", "--check", "--isolated", "--line-length", "110"]
    return subprocess.run([*ruff, *files], check=False).returncode == 0


@pytest.mark.parametrize("python", [False, True])
def test_a_new_rule_loads_and_has_its_examples(pack: Path, python: bool) -> None:
    words = ["ACME003", "some-thing", "--pack", str(pack), "--concern", "logs", "--for", "log.sink"]
    assert new_rule.run([*words, *(["--python"] if python else [])]) == 0
    settings = Settings(packs=(str(pack),), trust_packs=True, select=("ACME003",))
    (rule,) = load_rules(settings)
    assert (rule.info.factor, rule.info.title) == ("logs", "some thing")
    (page,) = (page for page, _ in load_pages(settings) if page.info.code == "ACME003")
    assert [each.verdict for each in examples(page)] == ["Bad", "Bad", "Good", "Good"]
    assert page.python.exists() is python
    assert not python or is_formatted(page.python)


def test_the_examples_of_a_new_rule_are_of_what_it_judges(pack: Path) -> None:
    new_rule.run(
        ["ACME003", "no-limit", "--pack", str(pack), "--concern", "logs", "--for", "workload.container"]
    )
    page = (pack / "11-logs" / "no-limit.md").read_text()
    assert 'title="compose.yaml"' in page and "python" not in page
    with pytest.raises(SystemExit):
        new_rule.run(["ACME004", "no-kind", "--pack", str(pack), "--concern", "logs"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ACME001", "x"], "ACME001 (unprefixed-variable) of pack sample-pack has that code or name"),
        (["ACME003", "unprefixed-variable"], "choose another"),
        (["BLD003", "x"], "BLD003 (image-not-pinned) of pack factorlint has that code or name"),
        (["acme3", "x"], "capital letters and three digits"),
        (["ACME003", "Some Thing"], "lower-case words"),
        (["ACME003", "x"], "does not tell its concern"),
        (["ACME003", "x", "--concern", "log"], "there is no concern `log`"),
        (["CFG990", "x", "--for", "config.env-red"], "did you mean `config.env-read`?"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_nothing_is_written(
    pack: Path, words: list[str], message: str
) -> None:
    before = sorted(pack.rglob("*"))
    with pytest.raises(UserError) as error:
        new_rule.run(["--for", "log.sink", *words, "--pack", str(pack)])
    assert message in str(error.value)
    assert sorted(pack.rglob("*")) == before


def test_a_new_language_reads_and_its_test_compiles(tmp_path: Path) -> None:
    module, test = new_language.begin(tmp_path, "sample_format", ["*.sampleformat"])
    name = "factorlint.languages.sample_format"
    spec = importlib.util.spec_from_file_location(name, module)
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    assert loaded.NAMES == ("*.sampleformat",)
    assert list(loaded.facts(Source("x.sampleformat", b"fine"))) == []
    assert isinstance(next(loaded.facts(Source("x.sampleformat", b"\xff"))), ParseTrouble)
    assert 'in Claims().of("x.sampleformat")' in test.read_text()
    compile(test.read_text(), str(test), "exec")
    assert is_formatted(module, test)
    assert name not in sys.modules


@pytest.mark.parametrize(
    ("name", "pattern", "message"),
    [
        ("dockerfile", "x", "there is a language `dockerfile` already"),
        ("my-format", "x", "must be a Python identifier"),
        ("other", "Dockerfile", "`dockerfile` is claimed by dockerfile"),
    ],
)
def test_a_language_that_cannot_be_is_refused(tmp_path: Path, name: str, pattern: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        new_language.begin(tmp_path, name, [pattern])
    assert message in str(error.value)
    assert not list(tmp_path.iterdir())


def test_the_tools_are_dispatched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(f"\n  {tool} " in printed for tool in TOOLS)
    assert main(["nothing"]) == 2
    assert "there is no tool `nothing`" in capsys.readouterr().err
    assert main(["new-rule", "x1", "y", "--for", "log.sink"]) == 2
    assert "new-rule: error: code `x1`" in capsys.readouterr().err
    for tool in TOOLS:
        with pytest.raises(SystemExit) as stop:
            main([tool, "--help"])
        assert stop.value.code == 0
