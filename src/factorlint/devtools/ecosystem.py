"""The regression net: what is found in real checkouts, stored without their code, and what a change does to it.

    python -m factorlint.devtools ecosystem FOLDER... --store base.json
    python -m factorlint.devtools ecosystem FOLDER... --against base.json

Everything but the seconds is the same in every run on the same checkouts.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from ..config import UserError
from . import difference
from .summary import Summary, summarise

_FORMAT = 1
"""Of the stored file."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A file of summaries."""

    format: int
    repositories: dict[str, Summary]


def run(arguments: Sequence[str]) -> int:
    """Scan, store and compare as told; 0 whatever differs."""
    parser = argparse.ArgumentParser(prog="ecosystem", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="checkouts, best as commits")
    parser.add_argument("--store", type=Path, metavar="FILE", help="keep the summaries; others in FILE stay")
    parser.add_argument("--against", type=Path, metavar="FILE", help="show the difference to these summaries")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="table is Markdown")
    parser.add_argument("--summary", action="store_true", help="no more than one line a repository")
    options = parser.parse_args(arguments)
    before = load(options.against) if options.against else {}
    after: dict[str, Summary] = {}
    for name, folder in named(options.folders).items():
        print(f"{name} ...", file=sys.stderr)
        after[name] = summarise(folder)
    if options.store:
        kept = load(options.store) if options.store.exists() else {}
        options.store.write_bytes(encoded({**kept, **after}))
    if options.format == "json":
        sys.stdout.buffer.write(encoded(after))
    elif options.against:
        print(compared(before, after, brief=options.summary))
    else:
        print(lines(after))
    return 0


def named(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the checkouts by a name each: the last part of the path, more of it where two share that."""
    found: dict[str, Path] = {}
    for folder in map(Path.resolve, folders):
        if not folder.is_dir():
            raise UserError(f"{folder} is no folder; name checkouts of repositories")
        parts = folder.parts
        names = ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))
        found[next(name for name in names if found.get(name, folder) == folder)] = folder
    return found


def load(file: Path) -> dict[str, Summary]:
    """Return the summaries of a stored file by repository. Raises `UserError`."""
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=Stored)
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}; make it with --store") from None
    except msgspec.DecodeError as error:
        raise UserError(f"{file} holds no summaries ({error}); make it anew with --store") from None
    if stored.format != _FORMAT:
        raise UserError(f"{file} is of format {stored.format}, not {_FORMAT}; make it anew with --store")
    return stored.repositories


def encoded(summaries: Mapping[str, Summary]) -> bytes:
    """Return summaries as sorted JSON, a line for each value, so that version control shows what differs."""
    stored = Stored(format=_FORMAT, repositories=dict(summaries))
    return msgspec.json.format(msgspec.json.encode(stored, order="sorted"), indent=1) + b"\n"


def compared(before: Mapping[str, Summary], after: Mapping[str, Summary], *, brief: bool = False) -> str:
    """Return the difference of two states as Markdown; `brief` is one line a repository."""
    parts = [difference.overview(before, after)]
    if not brief:
        both = [name for name in sorted(after) if name in before]
        parts += [difference.details(name, before[name], after[name]) for name in both]
    return "\n\n".join(part for part in parts if part)


def lines(summaries: Mapping[str, Summary]) -> str:
    """Return one line a repository: how much there is of everything."""
    head = (
        "repository",
        "files",
        "errors",
        "warnings",
        "infos",
        "components",
        "processes",
        "facts",
        "wall s",
        "CPU s",
    )
    rows = []
    for name, each in sorted(summaries.items()):
        severities = each.severities()
        numbers = (
            each.files,
            *(severities[severity] for severity in ("error", "warning", "info")),
            len(each.components),
            len(each.processes),
            sum(each.facts.values()),
        )
        rows.append((name, *map(str, numbers), f"{each.wall:.2f}", f"{each.cpu:.2f}"))
    return difference.table(head, rows)
