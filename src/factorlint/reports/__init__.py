"""Report formats, one module a format: `NAME` and `render(report, options) -> str`. Found by folder."""

import importlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from ..model.report import Report

Render = Callable[[Report, "Options"], str]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to show a report; nothing here changes what was found."""

    colour: bool = False
    width: int = 80
    """Columns of the terminal."""
    ascii: bool = False
    """The output cannot show box drawing."""
    statistics: bool = False
    """Count findings by rule."""
    show_suppressed: bool = False
    quiet: bool = False
    """Findings only: no scorecard, summary or hints."""
    seconds: float | None = None
    """How long the scan took, for the formats that say so."""
    prefix: str = ""
    """The scanned root relative to the repository's root, with a final `/`; code hosts want paths from there."""
    anchor: str = "."
    """A file of the scanned root that exists, for formats that cannot place a finding on the whole repository."""


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    stems = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    return tuple(stem for stem in stems if hasattr(_module(stem), "NAME"))


def renderer(name: str) -> Render | None:
    """The renderer of a format, importing nothing of the others; None when there is no such format."""
    if not name.isidentifier() or not (Path(__file__).parent / f"{name}.py").is_file():
        return None
    module = _module(name)
    return module.render if hasattr(module, "NAME") else None


def _module(stem: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"{__name__}.{stem}")
