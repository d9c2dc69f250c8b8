"""Files that are kept between runs, in a folder of the user: written whole or not at all, and never missed.

They only save time. Whatever goes wrong with one means that it is made afresh.
"""

import hashlib
import os
import threading
from pathlib import Path

_DIGEST = 16


class Kept:
    """Where files are kept; nowhere until the engine names the user's folder."""

    folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Choose the folder, which need not exist; None keeps nothing."""
    Kept.folder = folder


def kept(name: str) -> bytes | None:
    """Return what was kept under a name, None where nothing was or it is damaged."""
    if Kept.folder is None:
        return None
    try:
        data = (Kept.folder / name).read_bytes()
    except OSError:
        return None
    return data[_DIGEST:] if data[:_DIGEST] == _digest(data[_DIGEST:]) else None


def keep(name: str, data: bytes) -> None:
    """Keep `data` under a name, beside what other processes may be writing at the same time."""
    if Kept.folder is None:
        return
    path = Kept.folder / name
    scratch = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch.write_bytes(_digest(data) + data)
        scratch.replace(path)
        _forget_old(path.parent)
    except OSError:
        return


_MOST = 64


def _forget_old(folder: Path) -> None:
    """Remove the files that were not written for longest: each release and each folder leaves some behind."""
    with os.scandir(folder) as listing:
        files = sorted((each.stat().st_mtime_ns, each.path) for each in listing if each.is_file())
    for _, path in files[:-_MOST]:
        Path(path).unlink()


def name_of(*parts: bytes) -> str:
    """Return a name that differs where a part differs."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
