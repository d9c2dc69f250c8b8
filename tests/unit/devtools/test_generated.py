"""Generated documentation: stale pages are named, written, and removed with what they were about."""

from pathlib import Path

import pytest

from factorlint.config import Settings
from factorlint.devtools import cli_page, docs, facts_page, rule_pages
from factorlint.facts import BY_KIND
from factorlint.rulepacks.load import infos


def test_writing_makes_the_check_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.run(["--check", "--folder", str(tmp_path)]) == 1
    assert not list(tmp_path.iterdir()), "checking writes nothing"
    assert docs.run(["--folder", str(tmp_path)]) == 0
    assert docs.run(["--check", "--folder", str(tmp_path)]) == 0
    capsys.readouterr()
    (tmp_path / "facts.md").write_text("old")
    (tmp_path / "rules" / "OLD001-gone.md").write_text("a rule that is gone")
    (tmp_path / "guide.md").write_text("by hand")
    assert docs.run(["--check", "--folder", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert printed == "stale: docs/facts.md\nstale: docs/rules/OLD001-gone.md\n"
    assert docs.run(["--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "written: docs/facts.md\nremoved: docs/rules/OLD001-gone.md\n"
    assert (tmp_path / "guide.md").exists()


def test_every_rule_has_a_page_where_its_url_says_and_a_row_in_the_index() -> None:
    made = rule_pages.texts()
    rules = infos(Settings())
    for rule in rules:
        name = rule.url.rsplit("/", 1)[-1]
        assert made[f"rules/{name}"].startswith(f"# {rule.code} {rule.name}: {rule.title}\n")
        assert f"[{rule.name}]({name})" in made[rule_pages.INDEX]
    assert len(made) == len(rules) + 1
    (page,) = (text for name, text in made.items() if "BLD003" in name)
    assert "- `hadolint:DL3006`" in page and "## When to ignore" in page


def test_every_kind_of_fact_is_documented_with_its_fields() -> None:
    page = facts_page.texts()["facts.md"]
    for kind in BY_KIND:
        assert f"### `{kind}`" in page
    row = "| `tag` | `str \\| None \\| UNKNOWN` | None when neither tag nor digest is given. |"
    assert row in page


def test_every_command_and_option_is_documented() -> None:
    page = cli_page.texts()["cli.md"]
    assert "## `factorlint check`" in page and "factorlint check [OPTIONS] [PATH]..." in page
    assert "| `--profile default\\|strict` |" in page
    assert "Exit codes: 0 nothing at the threshold" in page
