"""Paths of the repository: from its root, with `/` between folders, `` for the root itself."""

from collections.abc import Iterator


def base(path: str) -> str:
    """Return the last segment of a path."""
    return path.rpartition("/")[2]


def folder(path: str) -> str:
    """Return the folder of a path, `` at the root."""
    return path.rpartition("/")[0]


def upwards(start: str) -> Iterator[str]:
    """Yield a folder and all above it, the root last."""
    while start:
        yield start
        start = folder(start)
    yield ""


def inside(path: str, root: str) -> bool:
    """Return whether `path` is `root` or is below it."""
    return not root or path == root or path.startswith(root.rstrip("/") + "/")
