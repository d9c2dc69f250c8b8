"""Every example of docs/writing-rules.md is run, and every key and operator has one."""

import re
from pathlib import Path

import pytest

from factorlint.model.conditions import OPERATORS
from factorlint.rulepacks.conditions import GROUPS
from factorlint.rulepacks.examples import examples
from factorlint.rulepacks.header import MECHANICS
from factorlint.rulepacks.packs import open_pack
from factorlint.rulepacks.page import load_page
from factorlint.testing import difference

GUIDE = (Path(__file__).parents[3] / "docs" / "writing-rules.md").read_text("utf-8")
MATCHES = GUIDE.partition("## The match\n")[2].partition("\n## ")[0]
PARTS = dict(part.split("\n", 1) for part in MATCHES.split("\n### ")[1:])
MATCH = re.compile(r"```yaml\n(.*?)```\n", re.S)

PAGE = """\
---
code: TRY001
name: try
title: it is tried
severity: warning
confidence: high
scope: component
applies-to: [app, library, infrastructure]
{match}---
# it is tried

## Why

## Bad

### One
{files}
## Good

## Remedy

## When to ignore
"""


@pytest.mark.parametrize("heading", PARTS)
def test_an_example_of_the_guide_is_as_it_says(heading: str, tmp_path: Path) -> None:
    match = MATCH.search(PARTS[heading])
    assert match, "each part has a match"
    files = PARTS[heading][match.end() :]
    (tmp_path / "pack.toml").write_text('name = "guide"\n')
    path = tmp_path / "03-config" / "try.md"
    path.parent.mkdir()
    path.write_text(PAGE.format(match=match[1], files=files))
    pack = open_pack(tmp_path)
    page = load_page(path, pack.name)
    (example,) = examples(page)
    said = "\n".join(difference(page, pack, example))
    assert not said, said


@pytest.mark.parametrize("word", [*MECHANICS, *OPERATORS, *GROUPS, "any", "null", "match"])
def test_every_key_and_operator_has_an_example(word: str) -> None:
    shown = "".join(MATCH.findall(MATCHES))
    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", shown), word
