"""The index of a pack: a scan reads no page twice, and nothing stale is believed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from factorlint import __version__
from factorlint.rulepacks import index, packs
from factorlint.rulepacks.header import PageError
from factorlint.rulepacks.index import Index, pages_of, shipped
from factorlint.rulepacks.packs import Pack, builtin_folder, open_pack
from factorlint.syntax.keptfiles import Kept, keep_in

from .test_load import FOR, MATTER


@pytest.fixture(autouse=True)
def cache(tmp_path: Path) -> Iterator[Path]:
    before = Kept.folder
    keep_in(tmp_path / "cache")
    yield tmp_path / "cache"
    keep_in(before)


def page(pack: Path, code: str, name: str, rest: str = FOR) -> Path:
    path = pack / "11-logs" / f"{name}.md"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(MATTER.format(code=code, name=name, severity="info", confidence="high", rest=rest))
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    page(tmp_path / "pack", "ACM001", "one")
    page(tmp_path / "pack", "ACM002", "two")
    (tmp_path / "pack" / "pack.toml").write_text('name = "acme"\n')
    return open_pack(tmp_path / "pack")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are read."""
    found: list[str] = []
    load_page = index.load_page

    def load(path: Path, *rest: str) -> object:
        found.append(path.name)
        return load_page(path, *rest)

    monkeypatch.setattr(index, "load_page", load)
    return found


def codes(pack: Pack) -> list[str]:
    return [page.info.code for page in pages_of(pack)]


def test_a_page_is_read_once_until_it_changes(pack: Pack, opened: list[str]) -> None:
    assert codes(pack) == ["ACM001", "ACM002"] and opened == ["one.md", "two.md"]
    assert codes(pack) == ["ACM001", "ACM002"] and len(opened) == 2
    os.utime(Path(pack.folder, "11-logs", "two.md"), ns=(1, 1))
    page(Path(pack.folder), "ACM003", "three")
    assert codes(pack) == ["ACM001", "ACM003", "ACM002"] and opened[2:] == ["three.md", "two.md"]
    Path(pack.folder, "11-logs", "one.md").unlink()
    assert codes(pack) == ["ACM003", "ACM002"] and len(opened) == 4


def test_the_text_of_a_known_page_is_read_when_it_is_asked_for(pack: Pack) -> None:
    codes(pack)
    (first, _) = pages_of(pack)
    file = Path(pack.folder, "11-logs", "one.md")
    assert (first.info.remedy, first.info.why) == ("", "")
    file.write_text(file.read_text().replace("## Why\n", "## Why\n\nBecause.\n"))
    (first, _) = pages_of(pack)
    assert first.info.why == "Because." and "Because." in first.info.markdown
    assert first.error("wrong", "code").args[0].startswith(f"{file}:2: wrong")


def test_a_page_with_a_mistake_is_never_in_an_index(pack: Pack) -> None:
    page(Path(pack.folder), "ACM001", "one", 'for: image.reference\nmessage: "{nam}"\n')
    for _ in range(2):
        with pytest.raises(PageError, match=r"one\.md:10: .*has no field `nam`"):
            codes(pack)


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_index_is_made_afresh(
    pack: Pack, cache: Path, opened: list[str], damage: bytes | None
) -> None:
    codes(pack)
    (file,) = (cache / "packs").iterdir()
    file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)
    assert codes(pack) == ["ACM001", "ACM002"] and len(opened) == 4
    assert codes(pack) == ["ACM001", "ACM002"] and len(opened) == 4


def test_an_index_of_other_code_is_not_believed(
    pack: Pack, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes(pack)
    monkeypatch.setattr(index, "_maker", lambda: "another")
    codes(pack)
    assert len(opened) == 4


def test_without_a_folder_pages_are_read_every_time(pack: Pack, opened: list[str]) -> None:
    keep_in(None)
    assert codes(pack) == codes(pack) == ["ACM001", "ACM002"] and len(opened) == 4


def test_the_shipped_index_stands_for_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    pack = open_pack(builtin_folder())
    data = shipped(pack)
    assert msgspec.msgpack.decode(data, type=Index).maker == __version__
    installed = tmp_path / "factorlint" / "builtin"
    installed.mkdir(parents=True)
    (installed / "pack.toml").write_text('name = "factorlint"\n')
    (installed / index.SHIPPED).write_bytes(data)
    for name in ("rulepacks", "facts", "model"):
        (tmp_path / "factorlint" / name).mkdir()
    monkeypatch.setattr(index, "_PACKAGE", tmp_path / "factorlint")
    opened.clear()
    found = codes(open_pack(installed))
    assert "BLD003" in found and not opened
    monkeypatch.setattr(index, "__version__", "another")
    assert codes(open_pack(installed)) == [], "an index of another release is not believed"


def test_a_pack_elsewhere_cannot_ship_an_index(pack: Pack) -> None:
    Path(pack.folder, index.SHIPPED).write_bytes(msgspec.msgpack.encode(Index(__version__, ())))
    assert codes(pack) == ["ACM001", "ACM002"]


def test_a_scan_imports_only_what_it_needs(tmp_path: Path) -> None:
    """No Python of a rule without facts for it, no YAML parser for pages, no compiler of matches."""
    (tmp_path / "notes.txt").write_text("nothing\n")
    script = (
        "import sys; from factorlint.cli import run; run(['check', '.']); "
        "print([name for name in sys.modules if name.startswith(('factorlint_pack', 'yaml'))"
        " or name == 'factorlint.rulepacks.match'])"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_a_page() -> None:
    assert packs.is_page("11-logs/one.md")
    for path in ("README.md", "11-logs/NOTES.md", ".hidden.md", "_drafts/one.md", "x/.y/one.md", "one.txt"):
        assert not packs.is_page(path)
