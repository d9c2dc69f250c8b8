"""The published hooks, run by pre-commit itself in a small repository."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
TOOLS = Path(sys.executable).parent


def pre_commit(*arguments, cwd, check=False):
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], cwd=cwd, capture_output=True, text=True, check=check
    )


def git(cwd, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Two apps with one problem each, committed, and the hooks of the manifest run from this environment."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PRE_COMMIT_FROM_REF", raising=False)
    root = tmp_path / "repository"
    for name in ("one", "two"):
        (root / name).mkdir(parents=True)
        (root / name / "Dockerfile").write_text('FROM python:latest\nCMD ["python", "app.py"]\n')
    hooks = yaml.safe_load(MANIFEST.read_text("utf-8"))
    for hook in hooks:
        hook["language"] = "system"
        hook["entry"] = f"{TOOLS / 'factorlint'} {hook['entry'].partition(' ')[2]} --select BLD003"
    (root / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})
    )
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "start")
    return root


def test_the_manifest_is_valid():
    done = pre_commit("validate-manifest", str(MANIFEST), cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_only_what_the_commit_touches(repository):
    (repository / "two" / "Dockerfile").write_text('FROM node:latest\nCMD ["node", "app.js"]\n')
    git(repository, "add", ".")
    done = pre_commit("run", "factorlint", cwd=repository)
    assert done.returncode == 1
    assert "two/Dockerfile" in done.stdout.replace("\\", "/")
    assert "one/Dockerfile" not in done.stdout.replace("\\", "/")


def test_whole_repository(repository):
    done = pre_commit("run", "factorlint-all", "--all-files", cwd=repository)
    assert done.returncode == 1
    assert "one/Dockerfile" in done.stdout.replace("\\", "/")
    assert "two/Dockerfile" in done.stdout.replace("\\", "/")


def test_many_files_are_still_one_run(repository):
    """pre-commit cuts long lists of names into batches; a hook that takes none runs once."""
    for number in range(5000):
        (repository / f"a_rather_long_name_of_a_module_so_that_the_list_is_cut_{number}.py").write_text("")
    git(repository, "add", ".")
    done = pre_commit("run", "factorlint-all", "--all-files", cwd=repository)
    assert done.stdout.count(" components in ") == 1


def test_documentation_alone_is_skipped(repository):
    (repository / "README.md").write_text("words\n")
    git(repository, "add", ".")
    assert "no files to check" in pre_commit("run", "factorlint", cwd=repository).stdout
