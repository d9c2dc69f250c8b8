"""What the cache keeps, and when it must not be believed."""

import os

import pytest

from factorlint.config import Settings
from factorlint.engine import cache as module
from factorlint.engine import gather as gathering
from factorlint.engine.gather import gather
from factorlint.facts import EnvRead, Import, OutboundCall

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


ASKS = 'import requests\nfrom limits import WAIT\n\nrequests.get("http://a/", timeout=WAIT)\n'
HOLDS = "WAIT = {}\n"


@pytest.fixture
def two_files(tmp_path):
    """One file whose call depends on the constant of another, which nothing else makes worth parsing."""
    for name, text in {"a.py": ASKS, "limits.py": HOLDS.format(3), "notes.txt": "x"}.items():
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    return tmp_path


def timeouts(tree, settings=None):
    gathered = gather(tree, settings or Settings())
    return [call.timeout for call in gathered.store.all(OutboundCall)]


@pytest.fixture
def rounds(monkeypatch):
    """Counts how often it is asked what must be read in full."""
    asked = []
    completion = gathering.Completion

    def counted(store):
        asked.append(store)
        return completion(store)

    monkeypatch.setattr(gathering, "Completion", counted)
    return asked


def test_what_was_read_in_full_is_found_at_once_when_nothing_changed(two_files, rounds):
    assert timeouts(two_files) == [3.0] and len(rounds) > 1
    rounds.clear()
    assert timeouts(two_files) == [3.0] and len(rounds) == 1


@pytest.mark.parametrize("change", ["content", "new", "gone", "unread", "roles", "code"])
def test_any_change_asks_again(two_files, rounds, monkeypatch, change):
    timeouts(two_files)
    rounds.clear()
    settings = Settings()
    if change == "content":
        (two_files / "a.py").write_text(ASKS.replace("WAIT)", "WAIT )"))
    elif change == "new":
        (two_files / "b.py").write_text("x = 1\n")
    elif change == "gone":
        (two_files / "notes.txt").unlink()
    elif change == "unread":
        (two_files / "more.txt").write_text("x")
    elif change == "roles":
        settings = Settings(roles=(("b.py", "tooling"),))
    else:
        monkeypatch.setattr(gathering, "linker", lambda: "another")
    assert timeouts(two_files, settings) == [3.0] and len(rounds) > 1


def test_the_order_of_facts_is_that_of_paths_whatever_was_read_when(two_files):
    cold = [fact.path for fact in gather(two_files, Settings(cache=False)).store.all(Import)]
    gather(two_files, Settings())
    (two_files / "a.py").write_text("import os\n" + ASKS)
    for _ in range(2):
        paths = [fact.path for fact in gather(two_files, Settings()).store.all(Import)]
        assert paths == sorted(paths)
    assert cold == sorted(cold)
