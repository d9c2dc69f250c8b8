"""What the cache keeps, and when it must not be believed."""

import os

import pytest

from factorlint.config import Settings
from factorlint.engine import cache as module
from factorlint.engine.gather import gather
from factorlint.facts import EnvRead

SOURCE = 'import os\n\nurl = os.environ["{}"]\n'


@pytest.fixture
def tree(tmp_path):
    file = tmp_path / "app.py"
    file.write_text(SOURCE.format("ONE"))
    os.utime(file, (1_000_000_000, 1_000_000_000))
    return tmp_path


def names(tree):
    gathered = gather(tree, Settings())
    return [read.name for read in gathered.store.all(EnvRead)], gathered.cached


def test_second_scan_reads_nothing(tree):
    assert names(tree) == (["ONE"], 0)
    assert names(tree) == (["ONE"], 1)
    assert (tree / module.FOLDER / ".gitignore").read_text() == "*\n"


def test_a_changed_file_is_read_again_even_at_the_same_size_and_time(tree):
    names(tree)
    (tree / "app.py").write_text(SOURCE.format("TWO"))
    assert names(tree) == (["TWO"], 0)


def test_a_touched_file_is_known_by_its_digest(tree):
    names(tree)
    os.utime(tree / "app.py", (1_100_000_000, 1_100_000_000))
    assert names(tree) == (["ONE"], 1)


def test_other_producers_facts_are_not_used(tree, monkeypatch):
    names(tree)
    monkeypatch.setattr(module, "producer", lambda: "another version")
    assert names(tree) == (["ONE"], 0)


def test_rubbish_is_a_cold_run(tree):
    names(tree)
    (tree / module.FOLDER / "facts.msgpack").write_bytes(b"\xc1 rubbish")
    assert names(tree) == (["ONE"], 0)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_the_tree_does_not_choose_where_it_is_written(tree, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (tree / module.FOLDER).symlink_to(elsewhere)
    gathered = gather(tree, Settings())
    assert "is a link" in gathered.troubles[0].message
    assert not list(elsewhere.iterdir())


def test_switched_off_leaves_no_trace(tree):
    gather(tree, Settings(cache=False))
    assert not (tree / module.FOLDER).exists()


def test_what_paths_alone_tell_is_remembered(tree, monkeypatch):
    names(tree)
    asked = []
    monkeypatch.setattr("factorlint.engine.uses.role_of", lambda path: asked.append(path) or "production")
    (tree / "new.py").write_text("x = 1\n")
    assert names(tree) == (["ONE"], 1)
    assert asked == ["new.py"]
    assert [use.role for use in module.Cache(tree, True).uses._known.values()] == ["production"] * 2


def test_settings_give_a_remembered_path_another_role(tree):
    names(tree)
    assert gather(tree, Settings(roles=(("app.py", "test"),))).store.documents["app.py"].role == "test"
    assert gather(tree, Settings(roles=(("app.py", "vendored"),))).cached == 0
    assert gather(tree, Settings()).store.documents["app.py"].role == "production"
