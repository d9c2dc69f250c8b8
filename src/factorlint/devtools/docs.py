"""The generated part of `docs/`: rules, facts, the command line and the schemas, made from what they describe.

python -m factorlint.devtools docs [--check]
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import cli_page, facts_page, idioms_page, rule_pages, schemas

DOCS = Path(__file__).resolve().parents[3] / "docs"

OWNED = ("rules",)
"""Folders of `docs/` in which everything is generated, so that a page of a rule that is gone goes too."""

MAKERS: tuple[Callable[[], Mapping[str, str]], ...] = (
    rule_pages.texts,
    facts_page.texts,
    idioms_page.texts,
    cli_page.texts,
    schemas.texts,
)


def run(arguments: Sequence[str]) -> int:
    """Write what is stale and name it; with `--check` only name it and return 1."""
    parser = argparse.ArgumentParser(prog="docs", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit with 1 when something is stale"
    )
    parser.add_argument(
        "--folder", type=Path, default=DOCS, help="where the documentation is (default: docs/)"
    )
    options = parser.parse_args(arguments)
    wanted = texts()
    found = stale(options.folder, wanted)
    for name in found:
        print(f"{'stale' if options.check else 'written' if name in wanted else 'removed'}: docs/{name}")
    if options.check:
        if found:
            print("run `python -m factorlint.devtools docs`", file=sys.stderr)
        return 1 if found else 0
    for name in found:
        path = options.folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[name].encode())
        else:
            path.unlink()
    return 0


def texts() -> dict[str, str]:
    """Every generated file by its path below `docs/`."""
    return {name: text for make in MAKERS for name, text in make().items()}


def stale(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Names of files that differ from what they should be, are missing, or should not be there; sorted."""
    there = {path.relative_to(folder).as_posix() for name in OWNED for path in (folder / name).rglob("*.*")}
    return sorted(name for name in {*wanted, *there} if _bytes(folder / name) != _encoded(wanted.get(name)))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
