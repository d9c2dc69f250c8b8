"""What earlier scans read: one file of encoded facts, keyed by path and checked by size, time and digest.

Any trouble with it means a cold run. Facts know nothing of the configuration, so none invalidates it; only a
file whose role changes between code that is judged and code that is not is read again.
"""

import hashlib
import os
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from .. import __version__
from .discover import Entry
from .extract import LIGHT_ROLES, Extracted, digest_of
from .uses import Use, Uses

FOLDER = ".factorlint_cache"
_FILE = "facts.msgpack"
_PACKAGE = Path(__file__).resolve().parent.parent
_MAKES_NO_FACTS = frozenset("__pycache__ builtin cli devtools link reports rulepacks".split())
"""Folders of the package whose code does not change what a document says by itself."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which a modification time can be trusted to show a change."""


class Memo(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One document as it was when it was read. `mtime` is in nanoseconds, 0 when it cannot be trusted."""

    size: int
    mtime: int
    languages: tuple[str, ...]
    light: bool
    """Whether its role had it read without a parser; a changed role has it read again."""
    extracted: Extracted


class _Stored(msgspec.Struct, array_like=True):
    producer: str
    memos: dict[str, Memo]
    uses: tuple[Use, ...]
    """Each once, for there are few."""
    paths: dict[str, int]
    """Which of `uses` a path has."""
    tree: str = ""
    """Tells everything that decided what was read in full, beside the memos."""
    full: frozenset[str] = frozenset()
    """The paths that were read in full in the end."""


class Cache:
    """The memos of one scanned root."""

    def __init__(self, root: Path, enabled: bool, extensions: str = "") -> None:
        """Load the memos of `root`, none when `enabled` is false or they cannot be used.

        `extensions` tells what the configuration adds to the code that makes facts.
        """
        self._producer = f"{producer()} {extensions}" if enabled else ""
        self._file = root / FOLDER / _FILE
        self._enabled = enabled
        self._memos: dict[str, Memo] = {}
        self._fresh: dict[str, Memo] = {}
        self._changed = False
        self._tree = ""
        self._full: frozenset[str] = frozenset()
        self._names: dict[str, int] = {}
        self.uses = Uses(self._load() if enabled else {})
        """What paths alone tell."""

    def _load(self) -> dict[str, Use]:
        try:
            stored = msgspec.msgpack.decode(self._file.read_bytes(), type=_Stored)
        except (OSError, msgspec.MsgspecError):
            return {}
        if stored.producer != self._producer:
            return {}
        self._memos, self._names = stored.memos, stored.paths
        self._tree, self._full = stored.tree, stored.full
        uses = stored.uses
        return {path: uses[number] for path, number in stored.paths.items()}

    def get(self, root: str, entry: Entry, full: bool = False) -> Extracted | None:
        """Return what the entry said when it was last read (in `full`), if it has not changed since."""
        memo = self._memos.get(_key(entry, full))
        if memo is None or memo.size != entry.size or memo.languages != entry.languages:
            return None
        if memo.light != (entry.role in LIGHT_ROLES):
            return None
        if memo.mtime == entry.mtime:
            self._fresh[_key(entry, full)] = memo
            return memo.extracted
        try:
            with open(f"{root}/{entry.location}", "rb") as file:
                if digest_of(file.read()) != memo.extracted.digest:
                    return None
        except OSError:
            return None
        self._changed = True
        self._keep(entry, memo.extracted, full)
        return memo.extracted

    def read_in_full(self, root: str, entries: Sequence[Entry], tree: str) -> frozenset[str]:
        """Return the paths that the last scan read in full in the end, if nothing at all has changed since.

        Which they are follows from what all files say, and takes several rounds to find. `tree` tells what else
        decides it.
        """
        if tree != self._tree or self._names.keys() != self.uses.found.keys():
            return frozenset()
        if any(self.get(root, entry) is None for entry in entries):
            return frozenset()
        wanted = [entry for entry in entries if entry.path in self._full]
        if len(wanted) != len(self._full) or any(self.get(root, entry, True) is None for entry in wanted):
            return frozenset()
        return self._full

    def remember(self, tree: str, full: Collection[str]) -> None:
        """Remember what was read in full in the end."""
        self._changed = self._changed or (tree, full) != (self._tree, self._full)
        self._tree, self._full = tree, frozenset(full)

    def put(self, entry: Entry, extracted: Extracted, full: bool = False) -> None:
        """Remember what an entry said when it was read (in `full`)."""
        if not extracted.crash:
            self._changed = True
            self._keep(entry, extracted, full)

    def _keep(self, entry: Entry, extracted: Extracted, full: bool) -> None:
        settled = time.time_ns() - entry.mtime > _SETTLED
        mtime = entry.mtime if settled else 0
        light = entry.role in LIGHT_ROLES
        self._fresh[_key(entry, full)] = Memo(entry.size, mtime, entry.languages, light, extracted)

    def save(self) -> str:
        """Write the memos of this scan; answers what went wrong, or nothing."""
        if not self._enabled or not (self._changed or self._memos.keys() != self._fresh.keys()):
            return ""
        folder = self._file.parent
        if folder.is_symlink():
            # The scanned tree must not choose where we write.
            return f"{FOLDER} is a link, so the cache was not written; remove it"
        scratch = folder / f"{_FILE}.{os.getpid()}"
        try:
            if not folder.exists():
                folder.mkdir()
                (folder / ".gitignore").write_text("*\n")
                (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
            uses = {use: number for number, use in enumerate(dict.fromkeys(self.uses.found.values()))}
            paths = {path: uses[use] for path, use in self.uses.found.items()}
            scratch.write_bytes(
                msgspec.msgpack.encode(
                    _Stored(self._producer, self._fresh, tuple(uses), paths, self._tree, self._full)
                )
            )
            scratch.replace(self._file)
        except OSError as error:
            return f"the cache could not be written: {error.strerror}; the next scan starts cold (--no-cache silences this)"
        return ""


def _key(entry: Entry, full: bool) -> str:
    """A path has two memos where it is read in full because other files ask for what it holds."""
    return f"{entry.path}\0full" if full else entry.path


def producer() -> str:
    """Tells one state of the code that makes facts from another: what was cached by another is not used."""
    return _digest(_PACKAGE, _MAKES_NO_FACTS)


def linker() -> str:
    """Tells one state of the code that ties facts from another."""
    return _digest(_PACKAGE / "link", frozenset({"__pycache__"}))


def _digest(folder: Path, without: Collection[str]) -> str:
    digest = hashlib.blake2b(f"{__version__} {sys.version_info[:2]}".encode(), digest_size=12)
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in without)
        for name in sorted(names):
            if name.endswith((".py", ".toml")):
                status = os.stat(f"{base}/{name}")
                digest.update(f"{base}/{name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()
