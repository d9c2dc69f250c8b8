"""Packs, trust and selection: which rules judge, and what is refused."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from factorlint.config import Settings, UserError
from factorlint.engine.scan import scan_files
from factorlint.rulepacks import packs
from factorlint.rulepacks.load import Late, infos, load_rules
from factorlint.rulepacks.select import codes_of, selected

MATTER = """\
---
code: {code}
name: {name}
title: a title
severity: {severity}
confidence: {confidence}
scope: repository
applies-to: [app, library, infrastructure]
{rest}
---
# a title

## Why

## Bad

## Good

## Remedy

## When to ignore
"""
FOR = 'for: image.reference\nmessage: "{raw}"'
READS = "reads: [image.reference]"

MakePack = Callable[..., Path]


@pytest.fixture
def pack(tmp_path: Path) -> MakePack:
    """Make a pack of pages: keyword arguments of `MATTER`, each with a name."""

    def make(*pages: dict[str, str], folder: str = "pack", manifest: str = 'name = "acme"\n') -> Path:
        root = tmp_path / folder
        (root / "11-logs").mkdir(parents=True)
        (root / "pack.toml").write_text(manifest)
        for page in pages:
            values = {"severity": "info", "confidence": "high", "rest": FOR, **page}
            python = values.pop("python", None)
            stem = root / "11-logs" / values["name"]
            stem.with_suffix(".md").write_text(MATTER.format(**values))
            if python is not None:
                stem.with_name(values["name"].replace("-", "_") + ".py").write_text(python)
        return root

    return make


ONE = {"code": "ACM001", "name": "one"}


def load(*folders: Path, trust: bool = False, **rest: object) -> list[str]:
    settings = Settings(packs=tuple(map(str, folders)), trust_packs=trust, **rest)  # type: ignore[arg-type]
    rules = load_rules(settings)
    for rule in rules:
        if rule.info.pack == "acme" and isinstance(rule.check, Late):
            rule.check.made()
    return [rule.info.code for rule in rules]


def test_the_built_in_pack_is_always_there(pack: MakePack) -> None:
    codes = load(pack(ONE))
    assert "ACM001" in codes and "BLD003" in codes
    assert codes == sorted(codes)
    assert [info.code for info in infos(Settings())] == sorted(info.code for info in infos(Settings()))


def test_a_pack_judges(pack: MakePack) -> None:
    settings = Settings(select=("ACM001",), packs=(str(pack(ONE)),))
    (finding,) = scan_files({"Dockerfile": b"FROM a:1\n"}, settings).findings
    assert (finding.code, finding.message, finding.factor) == ("ACM001", "a:1", "logs")


RUNS = "from pathlib import Path\nPath({mark!r}).write_text('x')\n\n\ndef check(view):\n    yield from ()\n"


def test_python_of_a_folder_pack_runs_only_when_it_is_trusted(pack: MakePack, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    folder = pack({**ONE, "rest": READS, "python": RUNS.format(mark=str(mark))})
    settings = Settings(select=("ACM001",), packs=(str(folder),))
    report = scan_files({"Dockerfile": b"FROM a:1\n"}, settings)
    assert not mark.exists()
    (trouble,) = report.troubles
    assert "rule ACM001 (one) of pack acme is Python, which was not run" in trouble.message
    assert "--trust-pack" in trouble.message and not trouble.ours
    load(folder, trust=True)
    assert mark.exists()
    assert not list(folder.rglob("__pycache__")), "nothing is written beside it"


@pytest.mark.parametrize(
    ("python", "words"),
    [
        (None, "one.md:9: `reads` needs `one.py` beside the page"),
        ("x = 1\n", "one.py:1: there is no function `check`"),
        ("check = 1\n", "one.py:1: there is no function `check`"),
        ("x =\n", "one.py:1: cannot be loaded: SyntaxError"),
        ("\nimport nowhere_at_all\n", "cannot be loaded: ModuleNotFoundError"),
    ],
)
def test_python_that_cannot_be_loaded(pack: MakePack, python: str | None, words: str) -> None:
    page = {**ONE, "rest": READS} | ({} if python is None else {"python": python})
    with pytest.raises(UserError) as error:
        load(pack(page), trust=True)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("rest", "line", "words"),
    [
        ('for: image.referense\nmessage: ""\n', 9, "a match needs a `message`"),
        ('for: image.referense\nmessage: "x"\n', 9, "did you mean `image.reference`?"),
        ('for: image.reference\nwhere:\n  nam: x\nmessage: "x"\n', 11, "has no field `nam`"),
        ('for: image.reference\nwhere:\n  name: {is: x}\nmessage: "x"\n', 11, "unknown operator `is`"),
        ('for: image.reference\nmessage: "{nam}"\n', 10, "has no field `nam`"),
        ("reads: [image.referense]", 9, "did you mean `image.reference`?"),
    ],
)
def test_mistakes_in_mechanics_name_their_line(pack: MakePack, rest: str, line: int, words: str) -> None:
    with pytest.raises(UserError) as error:
        load(pack({**ONE, "rest": rest}))
    assert f"one.md:{line}: " in str(error.value), error.value
    assert words in str(error.value)


def test_codes_and_names_stand_once(pack: MakePack) -> None:
    with pytest.raises(UserError, match=r"two\.md:2: code `ACM001` is taken by .*one\.md; choose another"):
        load(pack(ONE, {"code": "ACM001", "name": "two"}))
    with pytest.raises(UserError, match=r"one\.md:3: name `one` is taken by"):
        load(pack(ONE, folder="x"), pack({"code": "ACM002", "name": "one"}, folder="y"))


def test_a_rule_of_ours_cannot_be_replaced(pack: MakePack) -> None:
    with pytest.raises(UserError, match=r"code `BLD003` is taken by .*image-not-pinned\.md"):
        load(pack({"code": "BLD003", "name": "one"}))


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("", 'pack.toml:1: a pack needs a name; add `name = "..."`'),
        ('name = "a"\nnmae = "b"\n', "pack.toml:2: unknown key `nmae`; did you mean `name`?"),
        ("name = 3\n", "pack.toml:1: `name` must be a text"),
        ("name = \n", "pack.toml:1: not TOML"),
        ('name = "a"\nprefix = "acm"\n', "pack.toml:2: `prefix` must be two or more capital letters"),
        ('name = "a"\nprefix = "ZZZ"\n', "one.md:2: code `ACM001` must begin with the pack's prefix `ZZZ`"),
    ],
)
def test_mistakes_in_a_manifest(pack: MakePack, manifest: str, words: str) -> None:
    with pytest.raises(UserError) as error:
        load(pack(ONE, manifest=manifest))
    assert words in str(error.value)


def test_what_is_no_page_is_left_alone(pack: MakePack) -> None:
    folder = pack(ONE)
    for name in ("README.md", "11-logs/NOTES.md", ".hidden.md", "_drafts/one.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("no page")
    assert "ACM001" in load(folder)


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"pack\.toml: there is no such file; a rule pack is a folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(UserError, match="no rule pack `nowhere` is installed"):
        load(Path("nowhere"))


@pytest.fixture
def installed(pack: MakePack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution `acme-rules` whose package is a pack with Python in it, on the import path."""
    marks = "import os\nos.environ['ACME_RULES_RAN'] = '1'\n\n\ndef check(view):\n    yield from ()\n"
    folder = pack({**ONE, "rest": READS, "python": marks}, folder="site/acme_rules")
    (folder / "__init__.py").write_text(
        "raise RuntimeError('a pack is data: its package is never imported')\n"
    )
    info = tmp_path / "site" / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[factorlint.packs]\nacme-rules = acme_rules\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("ACME_RULES_RAN", "")
    yield folder  # type: ignore[misc]
    for name in [name for name in sys.modules if name.startswith("factorlint_pack_acme")]:
        del sys.modules[name]


def test_an_installed_pack_runs_only_when_it_is_named(installed: Path) -> None:
    assert "ACM001" not in load()
    assert not os.environ["ACME_RULES_RAN"]
    assert "ACM001" in load(Path("acme-rules"))
    assert os.environ["ACME_RULES_RAN"]


def test_a_mistyped_installed_pack(installed: Path) -> None:
    with pytest.raises(
        UserError, match=r"no rule pack `acme-rulez` is installed; did you mean `acme-rules`\?"
    ):
        load(Path("acme-rulez"))


def test_an_installed_pack_without_a_manifest(installed: Path) -> None:
    (installed / "pack.toml").unlink()
    with pytest.raises(UserError, match=r"package `acme_rules` holds no pack\.toml"):
        load(Path("acme-rules"))


def test_the_built_in_rules_are_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (packs.builtin_folder() / "pack.toml").is_file()
    monkeypatch.setattr(packs, "__file__", str(tmp_path / "src" / "factorlint" / "rulepacks" / "packs.py"))
    with pytest.raises(UserError, match="the built-in rules are missing; install factorlint again"):
        packs.builtin_folder()


RULES = (
    ONE,
    {"code": "ACM002", "name": "two", "rest": "default: false\n" + FOR},
    {"code": "ACM003", "name": "three", "confidence": "low"},
    {"code": "XYZ001", "name": "other"},
)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ["ACM001", "XYZ001"]),
        ({"profile": "strict"}, ["ACM001", "ACM002", "ACM003", "XYZ001"]),
        ({"select": ("ALL",)}, ["ACM001", "XYZ001"]),
        ({"select": ("ACM",)}, ["ACM001"]),
        ({"select": ("acm",), "profile": "strict"}, ["ACM001", "ACM002", "ACM003"]),
        ({"select": ("ACM002",)}, ["ACM002"]),
        ({"select": ("two", "three")}, ["ACM002", "ACM003"]),
        ({"select": ("logs",)}, ["ACM001", "XYZ001"]),
        ({"select": ("XI",)}, ["ACM001", "XYZ001"]),
        ({"extend_select": ("three",)}, ["ACM001", "ACM003", "XYZ001"]),
        ({"extend_select": ("ACM",)}, ["ACM001", "XYZ001"]),
        ({"ignore": ("ACM",)}, ["XYZ001"]),
        ({"select": ("one",), "ignore": ("ACM001",)}, []),
        ({"select": ("k8s",)}, []),
    ],
)
def test_selection(pack: MakePack, settings: dict[str, object], expected: list[str]) -> None:
    chosen = Settings(packs=(str(pack(*RULES)),), **settings)  # type: ignore[arg-type]
    ours = [info for info in infos(chosen) if info.pack == "acme"]
    assert [info.code for info in selected(ours, chosen)] == expected


def test_a_selector_that_names_nothing_tells_where_it_stands_and_the_near_miss(pack: MakePack) -> None:
    folder = pack(*RULES)
    with pytest.raises(UserError, match=r"--select: there is no rule `ACM01`; did you mean `ACM001`\?"):
        load(folder, select=("ACM01",), origins={"select": "--select"})
    with pytest.raises(
        UserError, match="extend-select: there is no rule `zzzzzz`; `factorlint rules` lists them"
    ):
        load(folder, extend_select=("zzzzzz",))


def test_codes_of_a_word() -> None:
    assert codes_of(" ", infos(Settings())) == frozenset()
    assert codes_of("image-not-pinned", infos(Settings())) == {"BLD003"}
