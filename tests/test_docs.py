"""What is written is true: generated pages are current, links lead somewhere, shown commands run."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from factorlint.cli import run
from factorlint.devtools import docs

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
EXAMPLE = ROOT / "fixtures" / "repositories" / "storefront"

_FENCE = re.compile(
    r"^(?P<marks>`{3,})(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=marks)[ ]*$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
SHELLS = ("console", "sh", "bash", "shell")


def commands(page: Path) -> Iterator[str]:
    """Commands of factorlint in fences of a shell; where lines begin with `$`, the others are what it prints.

    A line with a variable is part of a script and means nothing alone.
    """
    for fence in _FENCE.finditer(page.read_text("utf-8")):
        if fence["language"] not in SHELLS:
            continue
        lines = fence["text"].replace("\\\n", " ").splitlines()
        prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        for line in prompted or lines:
            command = line.strip()
            if command.split(" ")[0] == "factorlint" and "$" not in command:
                yield command


def arguments(command: str) -> list[str]:
    """Its words, up to a comment, a pipe or a redirection."""
    words = shlex.shlex(command, posix=True, punctuation_chars="|>;&")
    words.whitespace_split = True
    return list(iter(lambda: next(words, ""), ""))[1:]


def until_punctuation(words: list[str]) -> list[str]:
    end = next((number for number, word in enumerate(words) if set(word) <= set("|>;&")), len(words))
    return words[:end]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a repository to run commands in, known to git."""
    copy = tmp_path / "storefront"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".factorlint_cache", "expected*"))
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(("git", *identity, *words), cwd=copy, check=True, capture_output=True)
    monkeypatch.chdir(copy)
    return copy


SHOWN = [(page, command) for page in PAGES for command in dict.fromkeys(commands(page))]


@pytest.mark.parametrize(
    ("page", "command"), SHOWN, ids=[f"{page.name}: {command}" for page, command in SHOWN]
)
def test_shown_commands_run(
    page: Path, command: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(until_punctuation(arguments(command)))
    printed = capsys.readouterr()
    assert code in (0, 1), f"{page.name}: `{command}` exits with {code}: {printed.err}"


def test_commands_are_found_in_pages(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ factorlint check | head\nfactorlint printed this\n```\n"
        "```sh\npip install factorlint\nfactorlint rules \\\n  --format json > rules.json\n```\n"
        "```sh\nfactorlint check $EACH\n```\n"
        "```text\nfactorlint nothing\n```\n"
    )
    found = list(commands(page))
    assert [until_punctuation(arguments(each)) for each in found] == [
        ["check"],
        ["rules", "--format", "json"],
    ]


def test_generated_pages_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.run(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text("utf-8"))
    targets = {found["target"].partition("#")[0] for found in _LINK.finditer(text)}
    missing = [
        target
        for target in targets
        if target and not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert not missing, f"{page.name} links to {', '.join(missing)}"
