"""Idioms that packs bring: `apis/<language>.toml` in a pack's folder, in the format of a language's own `apis.toml`.

They are data, so a pack that is not trusted may bring some. Each table is compiled before anything is scanned.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli

from ..code.idioms.table import Table, check_table
from ..config import Settings, UserError
from ..syntax.keptfiles import name_of
from .header import PageError, near
from .packs import packs_of

FOLDER = "apis"
_LARGEST = 1 << 20
"""Bytes of one file; the largest of ours has a tenth of that."""

Idioms = Mapping[str, Sequence[str]]
"""The texts of tables, by language."""


def idioms_of(settings: Settings, languages: Sequence[str]) -> Idioms:
    """The idioms of the packs that the settings name. Raises `PageError` with line and remedy."""
    found: dict[str, list[str]] = defaultdict(list)
    if settings.packs:
        for path in _files(settings):
            if path.stem not in languages:
                raise UserError(
                    f"{path}: there is no language `{path.stem}` with idioms; {near(path.stem, languages)}"
                )
            found[path.stem].append(_checked(path))
    return found


def mark_of(idioms: Idioms) -> str:
    """Tells one set of idioms from another; empty for none."""
    parts = [part.encode() for language, texts in sorted(idioms.items()) for part in (language, *texts)]
    return name_of(*parts) if parts else ""


def _files(settings: Settings) -> Iterator[Path]:
    for pack in packs_of(settings):
        yield from sorted(Path(pack.folder, FOLDER).glob("*.toml"))


def _checked(path: Path) -> str:
    """The text of a file whose tables all compile. Raises `PageError`."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PageError(str(path), 1, "it is not UTF-8; save it as UTF-8") from None
    if len(data) > _LARGEST:
        raise UserError(f"{path}: is larger than {_LARGEST:,} bytes; divide it")
    try:
        tables = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise PageError(str(path), getattr(error, "lineno", 1), f"not TOML: {error}") from None
    for kind, entries in tables.items():
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise PageError(
                str(path), _line(text, kind, 0), f"`{kind}` must be a list of tables, `[[{kind}]]`"
            )
        for number, entry in enumerate(entries):
            _check(path, text, kind, number, entry)
    return text


def _check(path: Path, text: str, kind: str, number: int, entry: Mapping[str, Any]) -> None:
    try:
        check_table(Table(), kind, entry)
    except KeyError as error:
        problem = f"`{error.args[0]}` is missing, or not known"
    except (ValueError, TypeError, AttributeError, IndexError, re.error) as error:
        problem = str(error)
    else:
        return
    raise PageError(
        str(path),
        _line(text, kind, number),
        f"[[{kind}]]: {problem}; the format is described in docs/idioms.md",
    )


def _line(text: str, kind: str, number: int) -> int:
    """The line on which the n-th table of a kind begins."""
    heads = list(re.finditer(rf"^\s*\[\[?\s*{re.escape(kind)}\s*\]", text, re.MULTILINE))
    at = heads[min(number, len(heads) - 1)].start() if heads else 0
    return text.count("\n", 0, at) + 1 + (text[at : at + 1] == "\n")
