"""Rule pages: what is read, and that each mistake is told with file, line and remedy."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from factorlint.rulepacks.examples import examples
from factorlint.rulepacks.header import PageError
from factorlint.rulepacks.page import RulePage, load_page, parse

PAGE = """\
---
code: TST001
name: sample
title: something is wrong
severity: warning
confidence: high
scope: repository
applies-to: [app]
for: image.reference
where:
  tag: latest
message: "`{raw}`"
---
# something is wrong

## Why

Because `## Bad` things happen.

```text
## Bad
```

## Bad

### One

```dockerfile title="Dockerfile"
# finding: `a:latest`
FROM a:latest
```

## Good

### Two

```dockerfile title="Dockerfile"
FROM a:1
```

## Remedy

Mend it.

## When to ignore

Never.
"""

FILE = "rules/05-build-release-run/sample.md"


def page(text: str = PAGE) -> RulePage:
    return parse(text, FILE, "factorlint", "https://example.org/")


def changed(old: str, new: str) -> str:
    assert PAGE.count(old) >= 1
    return PAGE.replace(old, new, 1)


def test_a_page_is_what_the_world_sees_of_a_rule() -> None:
    info = page().info
    assert (info.code, info.name, info.title) == ("TST001", "sample", "something is wrong")
    assert (info.factor, info.pack, info.url) == (
        "build-release-run",
        "factorlint",
        "https://example.org/TST001-sample.md",
    )
    assert info.default and info.roles == ("production", "migration") and info.security is None
    assert info.why.startswith("Because") and info.why.endswith("```")
    assert (info.remedy, info.ignore_when) == ("Mend it.", "Never.")


def test_what_is_doubtful_is_not_of_the_default_profile() -> None:
    assert not page(changed("confidence: high", "confidence: low")).info.default


def test_the_concern_may_be_named() -> None:
    assert page(changed("for:", "concern: logs\nfor:")).info.factor == "logs"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# no front matter\n", 1, "put `---` on the first line"),
        ("---\ncode: X\n", 1, "the front matter does not end"),
        ("---\n- a\n---\n", 2, "no mapping"),
        ("---\ncode: 'a\n---\n", 3, "not YAML"),
        (changed("severity: warning", "severitty: warning"), 5, "did you mean `severity`?"),
        (changed("severity: warning", "severity: fatal"), 5, "`severity`: invalid enum value 'fatal'"),
        (changed("severity: warning\n", ""), 2, "missing required field `severity`"),
        (changed("applies-to: [app]", "applies-to: [apps]"), 8, "invalid enum value 'apps'"),
        (changed("code: TST001", "code: tst1"), 2, "capital letters and three digits"),
        (changed("name: sample", "name: Sample"), 3, "lower-case words joined by `-`"),
        (changed("name: sample", "name: other"), 3, "must equal the file's name `sample`"),
        (changed("# something is wrong", "# something else"), 14, "the heading must repeat the title"),
        (changed("for:", "concern: logging\nfor:"), 9, "concern `logging` is none of ours"),
        (changed("for:", "security: 11\nfor:"), 9, "between 0.1 and 10.0"),
        (changed("for:", "equivalents: [DL3006]\nfor:"), 9, "must be `peer:id`"),
        (changed("for:", "references: [12factor.net]\nfor:"), 9, "must be a URL"),
        (changed("for:", "reads: [image.reference]\nfor:"), 10, "say either `for` or `match`, or `reads`"),
        (changed("for: image.reference\n", ""), 2, "say either `for` or `match`, or `reads`"),
        (changed('message: "`{raw}`"\n', ""), 9, "a match needs a `message`"),
        (changed("for: image.reference", "reads: [image.reference]"), 10, "belongs to a match"),
        (changed("## Remedy\n\nMend it.\n\n", ""), 14, "section `## Remedy` is missing"),
        (changed("## Remedy", "## Cure"), 41, "unknown section `Cure`; the sections are Why, Bad"),
        (changed("## Remedy", "## Good"), 41, "section `Good` stands twice"),
        (changed("## Remedy", "# Remedy"), 41, "a page has one `# title`"),
        (changed("# something is wrong\n", ""), 14, "the body begins with `# title`"),
        (
            changed("## Remedy\n\nMend it.\n\n## When", "## When") + "\n## Remedy\n\nMend it.\n",
            41,
            "`## When to ignore` stands before `## Remedy`",
        ),
    ],
)
def test_a_mistake_is_told_with_line_and_remedy(text: str, line: int, words: str) -> None:
    with pytest.raises(PageError) as error:
        page(text)
    assert str(error.value).startswith(f"{FILE}:{line}: "), error.value
    assert words in str(error.value)


def test_examples_are_small_repositories() -> None:
    bad, good = examples(page())
    assert (bad.verdict, bad.heading, bad.line) == ("Bad", "One", 26)
    assert bad.files == {"Dockerfile": b"FROM a:latest\n"}
    assert bad.expected == (("Dockerfile", 1, "`a:latest`"),)
    assert (good.verdict, good.expected) == ("Good", ())


def test_every_comment_marker_can_expect_a_finding() -> None:
    lines = [
        "# finding: a",
        "// finding: b",
        "-- finding: c",
        "/* finding: d */",
        "<!-- finding: e -->",
        "; finding: f",
    ]
    body = "\n".join(f"{line}\n{number}" for number, line in enumerate(lines))
    text = changed("# finding: `a:latest`\nFROM a:latest", body)
    (bad, _) = examples(page(text))
    assert bad.files["Dockerfile"] == b"0\n1\n2\n3\n4\n5\n"
    assert [each[1:] for each in bad.expected] == [(n + 1, letter) for n, letter in enumerate("abcdef")]


def test_a_finding_on_the_repository_is_told_in_prose_and_a_fence_may_hold_fences() -> None:
    text = changed(
        '```dockerfile title="Dockerfile"\n# finding: `a:latest`\nFROM a:latest\n```',
        ('finding: none of it\n\n````md title="README.md"\n```\n# x\n```\n````'),
    )
    (bad, _) = examples(page(text))
    assert bad.files == {"README.md": b"```\n# x\n```\n"}
    assert bad.expected == (("", 0, "none of it"),)


@pytest.mark.parametrize(
    ("edit", "line", "words"),
    [
        (lambda: changed("# finding: `a:latest`\n", ""), 26, "the bad example expects nothing"),
        (
            lambda: changed("FROM a:1", "# finding: x\nFROM a:1"),
            35,
            "an example under Good must yield nothing",
        ),
        (lambda: changed('```dockerfile title="Dockerfile"', "```dockerfile"), 28, 'add `title="path"`'),
        (lambda: changed("### Two\n", "### Nothing\n\n### Two\n"), 35, "the example has no file"),
        (lambda: PAGE + "\n```\n", 49, "a fence is not closed"),
        (
            lambda: changed("## Good", '```text title="Dockerfile"\n```\n\n## Good'),
            33,
            "two files `Dockerfile`",
        ),
    ],
)
def test_mistakes_in_examples_are_told(edit: Callable[[], str], line: int, words: str) -> None:
    with pytest.raises(PageError) as error:
        examples(page(edit()))
    assert words in str(error.value)
    told = re.match(rf"{re.escape(FILE)}:(\d+): ", str(error.value))
    assert told and int(told[1]) == line


def test_a_page_is_read_again_when_it_was_edited(tmp_path: Path) -> None:
    file = tmp_path / "05-build-release-run" / "sample.md"
    file.parent.mkdir()
    file.write_text(PAGE)
    assert load_page(file, "p").info.remedy == "Mend it."
    file.write_text(PAGE.replace("Mend it.", "Mend it now."))
    assert load_page(file, "p").info.remedy == "Mend it now."
    file.write_bytes(PAGE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_page(file, "p").info.remedy == "Mend it."
    file.write_bytes(b"---\n\xff\n---\n")
    with pytest.raises(PageError, match="not UTF-8"):
        load_page(file, "p")
