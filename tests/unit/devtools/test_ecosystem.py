"""The regression net: summaries hold no code, are the same twice, and show what differs between two states."""

import json
from pathlib import Path

import msgspec
import pytest

from factorlint.config import UserError
from factorlint.devtools import difference, ecosystem
from factorlint.devtools.summary import FindingLine, Relation, Summary, masked, summarise

FIXTURES = Path(__file__).parents[3] / "fixtures" / "repositories"
SHOP = """
import os

import requests

TOKEN = os.environ["TOKEN"]


def ask():
    return requests.get("https://api.example.com/stock")
"""


def shop(folder: Path, source: str = SHOP) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "shop.py").write_text(source)
    (folder / "Procfile").write_text("web: python shop.py\n")
    (folder / "requirements.txt").write_text("requests==2.32.3\n")
    return folder


def test_a_summary_is_the_same_twice_and_shows_everything() -> None:
    first, second = (summarise(FIXTURES / "storefront") for _ in range(2))
    assert msgspec.structs.replace(first, wall=0, cpu=0) == msgspec.structs.replace(second, wall=0, cpu=0)
    assert first.findings and first.components and first.processes and first.cpu > 0
    assert {"graph.address-use", "graph.env-need", "graph.port-chain"} <= set(first.graph)
    assert sum(first.roles.values()) >= sum(first.languages.values()) > 0
    uses = first.graph["graph.address-use"]
    assert uses.count == len(uses.keys) == sum(uses.by["resolves"].values())


def test_no_line_of_the_code_is_kept(tmp_path: Path) -> None:
    secret = (
        SHOP
        + 'PASSWORD = "correct horse battery 9"\nURL = "https://user:hunter2hunter2@example.com/%s?q=1"\n'
    )
    text = ecosystem.encoded({"shop": summarise(shop(tmp_path / "shop", secret))}).decode()
    assert "api.example.com" in text and "shop.py" in text
    assert "horse" not in text and "hunter2" not in text and "requests.get(" not in text


def test_a_message_keeps_names_and_loses_literals() -> None:
    assert masked("`TOKEN` is `sk_live_12345` in `app/main.py`") == "`TOKEN` is `…` in `app/main.py`"
    assert masked("plain") == "plain"
    assert masked("odd ` mark 1") == "odd `…"


def test_what_differs_is_shown_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, stored = shop(tmp_path / "shop"), tmp_path / "base.json"
    assert ecosystem.run([str(folder), "--store", str(stored)]) == 0
    capsys.readouterr()
    assert ecosystem.run([str(folder), "--against", str(stored)]) == 0
    assert "##" not in capsys.readouterr().out
    shop(folder, SHOP.replace(")\n", ", timeout=3)\n").replace('"TOKEN"', '"KEY"'))
    (folder / "Procfile").write_text("web: python shop.py\nworker: celery -A shop worker\n")
    assert ecosystem.run([str(folder), "--against", str(stored)]) == 0
    shown = capsys.readouterr().out
    assert "(another checkout)" in shown
    assert "| gone | RES001 | shop.py:10 | warning |" in shown
    assert "| new | . | worker | worker | procfile |" in shown
    assert "| process.command | 1 | 2 |" in shown
    assert "- shop.py: name=TOKEN" in shown and "+ shop.py: name=KEY" in shown
    assert "| web |" not in shown


def test_one_line_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, stored = shop(tmp_path / "shop"), tmp_path / "base.json"
    ecosystem.run([str(folder), "--store", str(stored)])
    assert capsys.readouterr().out.count("\n") == 3
    shop(folder, SHOP + "X = 1\n")
    ecosystem.run([str(folder), "--against", str(stored), "--summary"])
    assert capsys.readouterr().out.count("\n") == 3


def test_storing_one_repository_keeps_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "base.json"
    for name in ("one", "two"):
        ecosystem.run([str(shop(tmp_path / name)), "--store", str(stored)])
    assert set(ecosystem.load(stored)) == {"one", "two"}
    capsys.readouterr()
    ecosystem.run([str(tmp_path / "one"), "--format", "json"])
    printed = json.loads(capsys.readouterr().out)
    assert list(printed["repositories"]) == ["one"]


def test_checkouts_of_one_name_are_told_apart(tmp_path: Path) -> None:
    folders = [shop(tmp_path / name) for name in ("a", "b")]
    (tmp_path / "a" / "shop").mkdir()
    (tmp_path / "b" / "shop").mkdir()
    assert list(ecosystem.named([folder / "shop" for folder in folders])) == ["shop", "b/shop"]


@pytest.mark.parametrize("text", [None, "no json", '{"format": 99, "repositories": {}}'])
def test_a_file_that_holds_no_summaries_is_named(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "base.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(UserError, match="--store"):
        ecosystem.load(file)


def line(rule: str, number: int, *, severity: str = "warning", digest: str = "d") -> FindingLine:
    return FindingLine(rule, "a.py", number, severity, "message", digest)


def summary(*findings: FindingLine, **fields: object) -> Summary:
    empty: dict[str, int] = {}
    return msgspec.convert(
        {
            "files": 1, "checkout": "", "roles": empty, "languages": empty, "facts": empty, "suppressed": 0,
            "troubles": (), "components": (), "processes": (), "graph": {}, **fields,
            "findings": [msgspec.to_builtins(each) for each in findings],
        },
        Summary,
    )  # fmt: skip


def test_a_finding_that_moved_or_was_reworded_is_no_new_one() -> None:
    before = summary(line("A", 1), line("B", 5, digest="old"), line("C", 9), line("C", 9))
    after = summary(line("A", 3, severity="info"), line("B", 5, digest="new"), line("C", 9), line("D", 1))
    found = difference.findings_of(before, after)
    assert [(old.line, new.line) for old, new in found.changed] == [(1, 3), (5, 5)]
    assert [each.rule for each in found.gone] == ["C"]
    assert [each.rule for each in found.new] == ["D"]
    shown = difference.details("x", before, after)
    assert "a.py:1 → 3" in shown and "warning → info" in shown


def test_relations_too_many_for_lines_are_compared_by_count() -> None:
    many = {"graph.x": Relation(5000, {"to": {"document": 4000, "nothing": 1000}})}
    more = {"graph.x": Relation(5000, {"to": {"document": 4500, "nothing": 500}})}
    shown = difference.details("x", summary(graph=many), summary(graph=more))
    assert "| to=document | 4000 | 4500 |" in shown
    assert "```diff" not in shown


def test_a_field_that_one_state_does_not_know_makes_no_difference() -> None:
    old = {"graph.x": Relation(2, {}, ("a.py f: to=x", "b.py: to=y"))}
    new = {"graph.x": Relation(2, {}, ("a.py f: to=x how=alias", "b.py: to=z how=relative"))}
    shown = difference.details("x", summary(graph=old), summary(graph=new))
    assert "- b.py: to=y" in shown and "+ b.py: to=z" in shown
    assert "a.py" not in shown and "how" not in shown


def test_a_long_table_is_cut_and_counted() -> None:
    shown = difference.table(("n",), [(str(number),) for number in range(difference.MOST_ROWS + 7)])
    assert shown.endswith("and 7 more")
