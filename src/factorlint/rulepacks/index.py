"""The index of a pack: what its pages say in their front matter, so that a scan reads and checks no page.

The built-in pack's is made with the wheel. That of a pack in a source tree or a folder is kept in the user's cache, and
a page is read again when its size or time differs. A page is in an index only after all of it was checked.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from .. import __version__
from ..syntax.keptfiles import keep, kept, name_of
from .header import Header
from .packs import Pack, is_page
from .page import RulePage, checked, load_page

SHIPPED = "index.msgpack"
"""The index beside the pages of an installed factorlint."""

_PACKAGE = Path(__file__).parent.parent


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One page. Its time and size do not matter in an index that is shipped."""

    path: str
    size: int
    mtime: int
    remedy: str
    header: Header


class Index(msgspec.Struct, frozen=True, array_like=True):
    """The pages of a pack, sorted by path."""

    maker: str
    entries: tuple[Entry, ...]


def pages_of(pack: Pack) -> Iterator[RulePage]:
    """Yield every page of a pack, sorted by path. Raises `PageError`."""
    for entry in _shipped(pack) or _current(pack):
        page = checked(entry.header, entry.remedy, f"{pack.folder}/{entry.path}", pack.name, pack.url)
        if pack.prefix and not page.info.code.startswith(pack.prefix):
            raise page.error(
                f"code `{page.info.code}` must begin with the pack's prefix `{pack.prefix}`", "code"
            )
        yield page


def shipped(pack: Pack) -> bytes:
    """Make the index that is shipped with the pack. Raises `PageError`."""
    entries = (_read(pack, path) for path, _, _ in _listed(pack.folder))
    return msgspec.msgpack.encode(Index(__version__, tuple(entries)))


def _shipped(pack: Pack) -> tuple[Entry, ...]:
    if not Path(pack.folder).is_relative_to(_PACKAGE):
        return ()
    try:
        index = _decoded(Path(pack.folder, SHIPPED).read_bytes())
    except OSError:
        return ()
    return index.entries if index.maker == __version__ else ()


def _current(pack: Pack) -> Iterator[Entry]:
    """The entries of the pages as they are now; those that changed are read."""
    name = f"packs/{name_of(os.fsencode(Path(pack.folder).absolute()))}"
    index = _decoded(kept(name) or b"")
    maker = _maker()
    known = {entry.path: entry for entry in index.entries} if index.maker == maker else {}
    entries: list[Entry] = []
    changed = False
    for path, size, mtime in _listed(pack.folder):
        entry = known.get(path)
        if entry is None or (entry.size, entry.mtime) != (size, mtime):
            entry, changed = _read(pack, path, size, mtime), True
        entries.append(entry)
        yield entry
    if changed or len(entries) != len(known):
        keep(name, msgspec.msgpack.encode(Index(maker, tuple(entries))))


def _read(pack: Pack, path: str, size: int = 0, mtime: int = 0) -> Entry:
    """Read and check a page, its match included."""
    from .mechanics import check_mechanics

    page = load_page(Path(pack.folder, path), pack.name, pack.url)
    check_mechanics(page)
    return Entry(path, size, mtime, page.info.remedy, page.header)


def _decoded(data: bytes) -> Index:
    try:
        return msgspec.msgpack.decode(data, type=Index)
    except msgspec.MsgspecError:
        return Index("", ())


def _maker() -> str:
    """Tells one state of the code that reads and checks pages from another."""
    parts = [__version__.encode()]
    for folder in ("rulepacks", "facts", "model"):
        with os.scandir(_PACKAGE / folder) as listing:
            for each in sorted(listing, key=lambda each: each.name):
                if each.name.endswith(".py"):
                    status = each.stat()
                    parts.append(f"{each.name} {status.st_size} {status.st_mtime_ns}".encode())
    return name_of(*parts)


def _listed(folder: str) -> list[tuple[str, int, int]]:
    """Path, size and time of every page, sorted."""
    found: list[tuple[str, int, int]] = []
    stack = [""]
    while stack:
        below = stack.pop()
        with os.scandir(f"{folder}/{below}") as listing:
            for each in listing:
                if each.is_dir(follow_symlinks=False):
                    stack.append(f"{below}{each.name}/")
                elif is_page(below + each.name) and each.is_file():
                    status = each.stat()
                    found.append((below + each.name, status.st_size, status.st_mtime_ns))
    return sorted(found)
