"""Files that are kept between runs, and matchers among them."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from factorlint.syntax import multimatch
from factorlint.syntax.keptfiles import _MOST, Kept, keep, keep_in, kept, name_of
from factorlint.syntax.multimatch import Anchors, Shapes

hyperscan = pytest.importorskip("hyperscan")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    before = Kept.folder
    keep_in(tmp_path / "kept")
    multimatch._database.cache_clear()
    yield tmp_path / "kept"
    keep_in(before)
    multimatch._database.cache_clear()


def test_what_was_kept_is_found_whole_or_not_at_all(folder: Path) -> None:
    assert kept("a/b") is None
    keep("a/b", b"data")
    assert kept("a/b") == b"data"
    for damage in (b"", b"x", (folder / "a" / "b").read_bytes()[:-1]):
        (folder / "a" / "b").write_bytes(damage)
        assert kept("a/b") is None
    keep_in(None)
    keep("a/b", b"data")
    assert kept("a/b") is None


def test_a_folder_that_cannot_be_written_does_not_matter(folder: Path) -> None:
    folder.write_text("a file")
    keep("a/b", b"data")
    assert kept("a/b") is None


def test_many_writers_at_once(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: keep("a/b", bytes([number % 7]) * 10_000), range(200)))
    data = kept("a/b")
    assert data is not None and len(set(data)) == 1
    assert [each.name for each in (folder / "a").iterdir()] == ["b"]


def test_old_files_are_removed(folder: Path) -> None:
    for number in range(_MOST + 9):
        keep(f"a/{number}", b"")
        os.utime(folder / "a" / str(number), ns=(number, number))
    assert len(list((folder / "a").iterdir())) <= _MOST + 1
    assert kept("a/0") is None and kept(f"a/{_MOST + 8}") == b""


def test_names_differ_where_parts_do() -> None:
    assert len({name_of(b"a", b"b"), name_of(b"ab"), name_of(b"ab", b""), name_of(b"b", b"a")}) == 4


WORDS = Anchors([b"needle", b"haystack"])
SHAPES = Shapes([rb"ne+dle", rb"\d{3}-\d"])


def found() -> list[object]:
    data = b"a NEEDLE in the haystack, 123-4"
    return [
        WORDS.any_in(data), WORDS.any_in(b"nothing"), WORDS.places(data),
        SHAPES.any_in(data), SHAPES.any_in(b"nothing 12-3"),
    ]  # fmt: skip


EXPECTED = [True, False, [7, 23], True, False]


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the databases that are compiled."""
    made: list[int] = []
    dumpb = hyperscan.dumpb
    monkeypatch.setattr(hyperscan, "dumpb", lambda database: (made.append(1), dumpb(database))[1])
    return made


def test_a_matcher_is_compiled_once_and_then_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compiled(monkeypatch)
    assert found() == EXPECTED and len(made) == 2
    multimatch._database.cache_clear()
    assert found() == EXPECTED and len(made) == 2
    assert len(list((folder / "matchers").iterdir())) == 2


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign"])
def test_a_damaged_matcher_is_compiled_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    made = compiled(monkeypatch)
    found()
    for file in (folder / "matchers").iterdir():
        data = file.read_bytes()
        if damage == "foreign":
            keep(f"matchers/{file.name}", b"no database at all")
        else:
            changed = {"cut": data[:-9], "flip": data[:-9] + b"X" + data[-8:], "empty": b""}[damage]
            file.write_bytes(changed)
    multimatch._database.cache_clear()
    assert found() == EXPECTED and len(made) == 4


def test_matchers_of_another_hyperscan_are_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compiled(monkeypatch)
    found()
    monkeypatch.setattr(hyperscan, "__version__", "0.0")
    multimatch._database.cache_clear()
    assert found() == EXPECTED and len(made) == 4
