"""Which files there are: git's own list where there is git, a walk that honours ignore files elsewhere."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from stat import S_ISLNK, S_ISREG

import msgspec

from ..config import Settings
from ..facts.codebase import Link, Repository
from ..model.fact import Fact, place
from ..model.report import Trouble
from ..model.source import Document, Role
from .artifacts import committed
from .globs import Globs
from .roles import overridden, role_of, settings_of
from .uses import Uses

UNREAD_ROLES: frozenset[Role] = frozenset({"vendored"})
"""Documents of these roles are not even opened, unless configuration gives them another role."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A file that some language claims. `location` is what the operating system calls it."""

    path: str
    location: str
    role: Role
    languages: tuple[str, ...]
    """Claimants by name, best first; their sniffing decides when the bytes are read."""
    size: int
    mtime: int
    """Nanoseconds."""
    tracked: bool


class Discovery(msgspec.Struct):
    """Everything the tree says before a file is opened."""

    entries: list[Entry]
    others: list[Document]
    """Files that no language reads: linkers still ask where sources of other languages lie."""
    facts: list[Fact]
    troubles: list[Trouble]
    files: int
    """How many files there are, claimed or not."""


def discover(root: Path, settings: Settings, uses: Uses) -> Discovery:
    """List the files below `root` (a folder), sorted by path, with roles and claimants."""
    troubles: list[Trouble] = []
    listed = _git_files(root) if settings.respect_gitignore else None
    vcs = _version_control(root)
    if listed is None:
        listed = [(name, True) for name in _walk(root, settings.respect_gitignore, troubles)]
    roles = settings_of(settings.roles)
    excluded = Globs(settings.exclude) if settings.exclude else None
    entries: list[Entry] = []
    others: list[Document] = []
    facts: list[Fact] = [Repository(vcs="git" if vcs else "", nested=bool(vcs and vcs != root))]
    tracked_paths: list[str] = []
    base = os.fspath(root)
    for location, tracked in listed:
        path = printable(location)
        if excluded and excluded.match(path):
            continue
        if tracked and vcs:
            tracked_paths.append(path)
        use = uses.of(path)
        role = (overridden(path, roles) if roles else None) or use.role
        languages = () if role in UNREAD_ROLES else use.languages
        full = f"{base}/{location}"
        if not languages and role not in UNREAD_ROLES:
            others.append(Document(path, "", role, 0, tracked))
        if not languages and "." in path.rpartition("/")[2]:
            continue
        try:
            status = os.lstat(full)
        except FileNotFoundError:
            continue  # deleted in the work tree, still in the index
        except OSError as error:
            troubles.append(Trouble(path, 0, f"cannot be read: {error.strerror}; check its permissions"))
            continue
        if S_ISLNK(status.st_mode):
            facts.append(_link(root, path, location))
        elif S_ISREG(status.st_mode) and languages:
            entries.append(
                Entry(path, location, role, languages, status.st_size, status.st_mtime_ns, tracked)
            )
    facts += committed(tracked_paths)
    entries.sort(key=lambda entry: entry.path)
    for fact in facts:
        if not fact.path:
            place(fact, "", "production")
    return Discovery(entries, others, facts, troubles, len(listed))


def printable(location: str) -> str:
    """A path as reports show it: `/` between folders, bytes that are not UTF-8 as `\\xNN`."""
    path = location if os.sep == "/" else location.replace(os.sep, "/")
    try:
        path.encode()
        return path
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")


def _link(root: Path, path: str, location: str) -> Fact:
    try:
        target = os.path.relpath((root / location).resolve(), root.resolve())
    except (OSError, RuntimeError, ValueError):
        target = ""
    fact = Link(target=printable(target))
    place(fact, path, role_of(path))
    return fact


def _version_control(root: Path) -> Path | None:
    """The work tree's folder that holds `root`."""
    for folder in (root, *root.resolve().parents):
        if (folder / ".git").exists():
            return folder
    return None


def _git_files(root: Path) -> list[tuple[str, bool]] | None:
    """Path and whether tracked, from git; None where git is absent or refuses.

    Git runs nothing of the tree's: its hooks and file system monitor are switched off, and it takes no locks.
    """
    if shutil.which("git") is None or _version_control(root) is None:
        return None
    command = [
        "git",
        "--no-optional-locks",
        *("-c", f"safe.directory={root.resolve().as_posix()}", "-c", "safe.directory=*"),
        *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
        *("-C", os.fspath(root)),
        *("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard", "--deduplicate"),
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    seen: dict[str, bool] = {}
    for record in done.stdout.split(b"\0"):
        if len(record) > 2:
            seen.setdefault(os.fsdecode(record[2:]), not record.startswith(b"?"))
    return list(seen.items())


_NEVER = frozenset({".git", ".hg", ".svn", ".factorlint_cache"})


def _walk(root: Path, respect_gitignore: bool, troubles: list[Trouble]) -> Iterator[str]:
    """Paths below `root` in no version control; links are listed and never followed."""
    stack: list[tuple[str, tuple[tuple[str, Globs], ...]]] = [("", ())]
    while stack:
        folder, specs = stack.pop()
        try:
            with os.scandir(root / folder) as listing:
                children = sorted(listing, key=lambda child: child.name)
        except OSError as error:
            troubles.append(
                Trouble(printable(folder), 0, f"cannot be listed: {error.strerror}; check its permissions")
            )
            continue
        if respect_gitignore:
            specs = (*specs, *_ignore_specs(folder, children))
        for child in children:
            path = f"{folder}/{child.name}" if folder else child.name
            is_folder = child.is_dir(follow_symlinks=False)
            if child.name in _NEVER or _ignored(path + "/" * is_folder, specs):
                continue
            if is_folder:
                stack.append((path, specs))
            else:
                yield path


def _ignore_specs(folder: str, children: Sequence[os.DirEntry[str]]) -> Iterator[tuple[str, Globs]]:
    for child in children:
        if child.name == ".gitignore" and child.is_file(follow_symlinks=False):
            try:
                lines = Path(child.path).read_text("utf-8", "replace").splitlines()
            except OSError:
                continue
            yield folder, Globs(lines)


def _ignored(path: str, specs: Sequence[tuple[str, Globs]]) -> bool:
    return any(spec.match(path[len(base) + 1 if base else 0 :]) for base, spec in specs)


Reader = Callable[[str], bytes]
"""Gives the bytes of a path of the scan; raises OSError."""
