"""The picture in the README: the console report of a fixture, as SVG drawn by rich.

python -m factorlint.devtools screenshot [--lines N]
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from ..config import Settings
from ..engine.scan import scan
from ..reports import Options
from ..reports.console import render

ROOT = Path(__file__).resolve().parents[3]
PICTURE = ROOT / "docs" / "console.svg"
WIDTH = 104


def run(arguments: Sequence[str]) -> int:
    """Write docs/console.svg; 0."""
    from rich.console import Console
    from rich.text import Text

    parser = argparse.ArgumentParser(prog="screenshot", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--select", default="PRT003,CFG008", help="rules to show (default: two that span files)"
    )
    options = parser.parse_args(arguments)
    settings = Settings(select=tuple(options.select.split(",")), cache=False)
    report = scan(ROOT / "fixtures" / "repositories" / "storefront", settings)
    text = render(report, Options(colour=True, width=WIDTH, quiet=True))
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(text.rstrip("\n")))
        PICTURE.write_text(console.export_svg(title="factorlint check storefront"), "utf-8")
    return 0
