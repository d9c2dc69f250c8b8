"""Small repositories, read as a scan reads them."""

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.link.code.modules import Modules, of
from factorlint.model.store import FactStore


def store_of(files: dict[str, str]) -> FactStore:
    return gather_files({path: text.encode() for path, text in files.items()}, Settings()).store


def modules_of(files: dict[str, str]) -> Modules:
    return of(store_of(files))


def tree(*paths: str, **texts: str) -> dict[str, str]:
    """Files by path; those of `texts` are named by keys in which `__` is a slash and `_` a dot."""
    files = dict.fromkeys(paths, "x = 1\n")
    return files | texts
