"""What a command line's paths mean: the root that is scanned, and the part of it that is shown."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..config import UserError, compared_refs, repository_root

_ANCHORS = (
    "README.md",
    "README.rst",
    "pyproject.toml",
    "package.json",
    "Dockerfile",
    "compose.yaml",
    ".gitignore",
)
"""Files of which one stands for the whole repository where a format insists on a file."""


class Scope(msgspec.Struct, frozen=True):
    """The scanned root as people named it, and what is shown of it (empty for all)."""

    root: Path
    shown: tuple[str, ...] = ()


def scope_of(paths: Sequence[str]) -> Scope:
    """One folder is a root itself; of files, or several paths, it is their repository. Raises `UserError`."""
    given = [Path(path) for path in paths or (".",)]
    for path in given:
        if not path.exists():
            raise UserError(f"{path}: there is no such file or folder")
    if len(given) == 1 and given[0].is_dir():
        return Scope(given[0])
    absolute = [path.resolve() for path in given]
    roots = {repository_root(path) for path in absolute}
    root = roots.pop() if len(roots) == 1 else None
    if root is None:
        root = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in absolute]))
    shown = tuple(dict.fromkeys(path.relative_to(root).as_posix() for path in absolute))
    return Scope(_named(root), () if "." in shown else shown)


def changed(root: Path) -> tuple[str, ...]:
    """Files below `root` that the commit at hand changes, for pre-commit; empty for none. Raises `UserError`.

    Before a push, pre-commit names two revisions; otherwise it is what differs from the last commit.
    """
    refs = compared_refs()
    command = ["git", "-C", str(root), "diff", "--name-only", "--relative", "-z", *(refs or ("HEAD",)), "--"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", b"") or str(error).encode()
        raise UserError(
            f"--changed: git cannot tell: {' '.join(told.decode('utf-8', 'replace').split())}"
        ) from None
    return tuple(name for name in done.stdout.decode("utf-8", "replace").split("\0") if name)


def prefix_of(root: Path) -> str:
    """The root relative to its repository's root, with a final `/`; empty where they are the same."""
    absolute = root.resolve()
    top = repository_root(absolute)
    if top is None or top == absolute:
        return ""
    return absolute.relative_to(top).as_posix() + "/"


def anchor_of(root: Path) -> str:
    """A file of the root that exists, `.` for none."""
    return next((name for name in _ANCHORS if (root / name).is_file()), ".")


def _named(root: Path) -> Path:
    """The root relative to the working folder, as a person there would name it."""
    try:
        return Path(os.path.relpath(root))
    except ValueError:  # another drive
        return root
