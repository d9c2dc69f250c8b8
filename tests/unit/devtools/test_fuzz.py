"""Hostile input: texts are spoilt the same way each time, weak patterns are found, and ours are not weak."""

import re

import pytest

from factorlint.config import UserError
from factorlint.devtools import fuzz, growth, mutation, patterns, pump
from factorlint.devtools.patterns import Usage

TEXTS = mutation.samples()
OTHERS = ("knowledge/wiring.py places",)
"""Patterns for paths alone, which no file system lets grow."""
USAGES = sorted(patterns.usages(), key=lambda usage: usage.where)
FOLDERS = sorted({usage.where.partition("/")[0] for usage in USAGES})


def test_spoilt_texts_are_the_same_each_time_and_differ_by_number() -> None:
    first = [mutation.spoilt(1, "dotenv", number, TEXTS) for number in range(40)]
    assert first == [mutation.spoilt(1, "dotenv", number, TEXTS) for number in range(40)]
    assert len(set(first)) > 30
    assert first != [mutation.spoilt(2, "dotenv", number, TEXTS) for number in range(40)]


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_no_reader_fails_on_spoilt_texts(language: str) -> None:
    assert list(fuzz.spoil([language], range(60), 11, TEXTS, whole=True)) == []


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a+)+$", "match"),
        (r"\A[a_]+(?:[-_][a_]+)*\Z", "match"),
        (r"=\s*(.+?)\s*$", "match"),
        (r"\s*y", "search"),
        (rb"\w+=", "finditer"),
        (r"(?:a|b|ab)*c", "fullmatch"),
    ],
)
def test_a_weak_pattern_is_found(pattern: str | bytes, method: str) -> None:
    usage = Usage("here", re.compile(pattern), frozenset((method,)))
    (weak,) = patterns.weaknesses(usage)
    assert weak.method == method and "here: " in str(weak)


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?:a++)+$", "match"),
        (r"\s*+x", "match"),
        (r"(?<!\w)\w++=", "finditer"),
        (r"[a-z]{1,9}\d", "search"),
        (r"a", "search"),
    ],
)
def test_a_linear_pattern_is_not(pattern: str, method: str) -> None:
    assert list(patterns.weaknesses(Usage("here", re.compile(pattern), frozenset((method,))))) == []


def test_attacks_lead_to_what_is_repeated() -> None:
    texts = [attack.text(6) for attack in pump.attacks(r"key=(\d+);")]
    assert any(text.startswith("key=0000") for text in texts)


def test_patterns_of_functions_tables_and_rules_are_seen() -> None:
    where = {usage.where for usage in USAGES}
    assert "rules/entrypoint_without_exec.py _ASSIGNMENTS" in where
    assert "knowledge/images.py _words" in where
    assert any(name.startswith("languages/nginx/read.py:") for name in where)
    assert len(USAGES) > 300


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_pattern_on_scanned_text_takes_linear_time(folder: str) -> None:
    ours = [
        usage
        for usage in USAGES
        if usage.where.startswith(folder + "/") and not usage.where.startswith(OTHERS)
    ]
    assert [str(weak) for usage in ours for weak in patterns.weaknesses(usage)] == []


def test_a_reader_whose_time_grows_too_fast_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def seconds(language: str, path: str, data: bytes) -> float:
        return len(data) ** 2 / 1e9 if b"&a" in data else len(data) / 1e5

    monkeypatch.setattr(growth, "_seconds", seconds)
    found = list(growth.slow("dotenv", [(".env", b"A=1\n")]))
    assert found and all(b"&a" in each.before + each.fragment * 2 for each in found)
    assert "dotenv (.env)" in str(found[0])


def test_failures_say_how_to_make_them_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "failure_of", lambda language, path, data: "it broke")
    assert fuzz.run(["--language", "dotenv", "--inputs", "1", "--seed", "7"]) == 1
    assert "--language dotenv --seed 7 --only 0: " in capsys.readouterr().out
    with pytest.raises(UserError, match="no samples of cobol"):
        fuzz.run(["--language", "cobol"])
