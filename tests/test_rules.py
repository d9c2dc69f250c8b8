"""Every page of `rules/` is whole, and every example of it is a test.

One page: `pytest tests/test_rules.py -k BLD003`, or through the plug-in that packs of anybody use,
`pytest rules/05-build-release-run/image-not-pinned.md`.
"""

from pathlib import Path

import pytest

from factorlint.config import Settings
from factorlint.model.concern import CONCERNS
from factorlint.model.source import ROLES
from factorlint.rulepacks.examples import Example, examples
from factorlint.rulepacks.load import load_pages, rule_of
from factorlint.rulepacks.packs import Pack
from factorlint.rulepacks.page import RulePage
from factorlint.testing import FEWEST, difference

ROOT = Path(__file__).parent.parent
PAGES = sorted(load_pages(Settings()), key=lambda found: found[0].info.code)
PEER_IDS = frozenset((ROOT / "tests" / "data" / "peer_ids.txt").read_text("utf-8").splitlines())

every_page = pytest.mark.parametrize(("page", "pack"), PAGES, ids=[page.info.code for page, _ in PAGES])


@pytest.mark.parametrize(
    ("page", "pack", "example"),
    [
        pytest.param(
            page, pack, example, id=f"{page.info.code}: {example.verdict.lower()}: {example.heading}"
        )
        for page, pack in PAGES
        for example in examples(page)
    ],
)
def test_example(page: RulePage, pack: Pack, example: Example) -> None:
    told = difference(page, pack, example)
    assert not told, "\n".join((f"{page.file}:{example.line}", *told))


@every_page
def test_it_compiles(page: RulePage, pack: Pack) -> None:
    rule = rule_of(page, pack)
    assert (rule.check is None) is bool(page.header.judged_by)
    assert page.python.exists() is bool(page.header.reads), (
        f"{page.python.name} is read by nobody, or missing"
    )


@every_page
def test_it_has_examples_that_differ(page: RulePage, pack: Pack) -> None:
    found = examples(page)
    for verdict in ("Bad", "Good"):
        count = sum(example.verdict == verdict for example in found)
        assert count >= FEWEST, f"{page.file}: {verdict} has {count} of at least {FEWEST} examples"
    headings = [(example.verdict, example.heading) for example in found]
    assert len(set(headings)) == len(headings), f"{page.file}: two examples have one heading"
    contents = [tuple(sorted(example.files.items())) for example in found]
    assert len(set(contents)) == len(contents), f"{page.file}: two examples have the same files"


@every_page
def test_every_section_says_something(page: RulePage, pack: Pack) -> None:
    # Which sections there are and their order is part of loading a page: tests/unit/rulepacks/test_page.py.
    info = page.info
    for name, text in (("Why", info.why), ("Remedy", info.remedy), ("When to ignore", info.ignore_when)):
        assert len(text.split()) >= 5, f"{page.file}: `## {name}` says next to nothing"


@every_page
def test_its_equivalents_are_rules_of_its_peers(page: RulePage, pack: Pack) -> None:
    unknown = [each for each in page.info.equivalents if each not in PEER_IDS]
    assert not unknown, f"{page.file}: no peer has {', '.join(unknown)}"
    assert len(set(page.info.equivalents)) == len(page.info.equivalents), f"{page.file}: one stands twice"


@every_page
def test_it_stands_in_the_folder_of_its_concern(page: RulePage, pack: Pack) -> None:
    folder = Path(page.file).parent.name
    if page.header.judged_by:
        assert folder == "00-scan"
        return
    concern = next(concern for concern in CONCERNS if concern.slug == page.info.factor)
    assert folder == f"{concern.number:02}-{concern.slug}"
    assert page.info.code[:-3] in concern.prefixes, f"{page.info.code} begins with none of {concern.prefixes}"
    assert not page.header.concern, "the folder says it"


@every_page
def test_it_names_what_it_rests_on(page: RulePage, pack: Pack) -> None:
    assert page.info.references, f"{page.file}: add `references:`"
    assert set(page.info.roles) <= set(ROLES) and page.info.roles


def test_codes_and_names_stand_once() -> None:
    for field in ("code", "name", "title"):
        values = [getattr(page.info, field) for page, _ in PAGES]
        assert len(set(values)) == len(values), f"two rules have one {field}"


def test_no_file_of_the_pack_is_forgotten() -> None:
    pages = {Path(page.file) for page, _ in PAGES}
    known = {*pages, *(page.python for page, _ in PAGES if page.python.exists())}
    there = {
        path for path in (ROOT / "rules").rglob("*.*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path.relative_to(ROOT).as_posix() for path in there - known} <= {"rules/pack.toml"}
