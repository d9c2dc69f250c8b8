import os
import subprocess

import pytest

from factorlint.config import Settings
from factorlint.engine.artifacts import committed
from factorlint.engine.discover import discover
from factorlint.engine.globs import Globs
from factorlint.engine.uses import Uses
from factorlint.facts import CommittedArtifact, Link, Repository, TrackedFile


def git(root, *arguments):
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
    )


def write(root, **files):
    for path, text in files.items():
        file = root / path.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def paths(root, **settings):
    return [entry.path for entry in discover(root, Settings(**settings), Uses()).entries]


@pytest.fixture
def tree(tmp_path):
    write(tmp_path, a_dot_py="x", sub__b_dot_py="x", skip__c_dot_py="x", Dockerfile="FROM a:1")
    (tmp_path / ".gitignore").write_text("skip/\n")
    return tmp_path


def test_git_and_walk_list_the_same(tree):
    walked = paths(tree)
    git(tree, "init", "-q")
    assert paths(tree) == walked == ["Dockerfile", "a.py", "sub/b.py"]


def test_ignored_files_on_request(tree):
    git(tree, "init", "-q")
    assert "skip/c.py" in paths(tree, respect_gitignore=False)


def test_exclude(tree):
    assert paths(tree, exclude=("sub/",)) == ["Dockerfile", "a.py"]


def test_links_are_facts_and_not_followed(tree):
    (tree / "out.py").symlink_to("/etc/passwd")
    (tree / "loop").symlink_to(".")
    found = discover(tree, Settings(), Uses())
    links = {fact.path: fact.target for fact in found.facts if isinstance(fact, Link)}
    assert links["out.py"].startswith("../")
    assert links["loop"] == "."
    assert "out.py" not in [entry.path for entry in found.entries]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind root")
def test_unreadable_folder_is_told(tree):
    (tree / "sub").chmod(0)
    try:
        found = discover(tree, Settings(), Uses())
    finally:
        (tree / "sub").chmod(0o755)
    assert [trouble.path for trouble in found.troubles] == ["sub"]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_not_utf8(tree):
    (tree / os.fsdecode(b"caf\xe9.py")).write_text("x")
    assert "caf\\xe9.py" in paths(tree)


def test_deleted_but_tracked_is_no_trouble(tree):
    git(tree, "init", "-q")
    git(tree, "add", "a.py")
    (tree / "a.py").unlink()
    found = discover(tree, Settings(), Uses())
    assert not found.troubles
    assert "a.py" not in [entry.path for entry in found.entries]


def test_repository_fact(tree):
    def repository(root):
        return next(fact for fact in discover(root, Settings(), Uses()).facts if isinstance(fact, Repository))

    assert repository(tree).vcs == ""
    git(tree, "init", "-q")
    assert (repository(tree).vcs, repository(tree).nested) == ("git", False)
    assert repository(tree / "sub").nested


def test_git_runs_nothing_of_the_tree(tree):
    git(tree, "init", "-q")
    marker = tree / "ran"
    hook = tree / "monitor.sh"
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    git(tree, "config", "core.fsmonitor", str(hook))
    paths(tree)
    assert not marker.exists()


def test_committed_artifacts_are_grouped():
    facts = committed(
        [
            "node_modules/a/x.js",
            "node_modules/a/y.js",
            "web/node_modules/b.js",
            "a/__pycache__/x.pyc",
            "b/__pycache__/y.pyc",
        ]
    )
    groups = [(fact.what, fact.files) for fact in facts if isinstance(fact, CommittedArtifact)]
    assert sorted(groups) == [("bytecode", 2), ("node_modules", 1), ("node_modules", 2)]


def test_telling_files():
    facts = committed(
        [".env", "certs/server.key", "src/app.py", ".envrc", "gradle/wrapper/gradle-wrapper.jar"]
    )
    assert {(fact.path, fact.what) for fact in facts if isinstance(fact, TrackedFile)} == {
        (".env", "dotenv"),
        ("certs/server.key", "key"),
    }
    assert not [fact for fact in facts if isinstance(fact, CommittedArtifact)]


def test_artifacts_that_are_there_as_data_are_none():
    facts = committed(
        [
            "test/fixtures/node_modules/a/x.js",
            ".yarn/unplugged/a/node_modules/a/x.js",
            "ctf/puzzle.pyc",
            "models/teapot.obj",
            "dist/lib.min.js",
            "build/assets/some-tooltips.js",
        ]
    )
    assert not facts
    made = ["a/x.py", "a/x.pyc", "build/static/js/main.4f3c2a1b.chunk.js", "lib/vendor.jar"]
    assert [fact.what for fact in committed(made)] == ["archive", "bundle", "bytecode"]


def test_patterns_say_the_same_before_and_after_they_are_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = ["*.log", "!keep.log", "/dist", "build/", "docs/**/*.md", "[ab].py", "# a comment", ""]
    paths = [
        "x.log",
        "a/keep.log",
        "dist/x",
        "a/dist",
        "build",
        "build/x",
        "docs/a/b.md",
        "a.py",
        "c.py",
        "é.log",
    ]
    slow, fast = Globs(patterns), Globs(patterns)
    monkeypatch.setattr(fast, "_left", 1)
    before = fast._spec
    assert [fast.match(path) for path in paths] == [slow.match(path) for path in paths]
    assert fast._spec is not before
    assert (
        slow.match("x.log")
        and slow.match("build/x")
        and not slow.match("a/dist")
        and slow.match("docs/a/b.md")
    )
