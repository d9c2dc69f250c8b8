"""Draw the component graph: components, processes, ports, backing services, environment, addresses."""

from pathlib import Path
from typing import Annotated

import typer

from ..config import load
from . import output
from .scope import scope_of

EXAMPLES = "Examples: factorlint graph | factorlint graph --format mermaid >> ARCHITECTURE.md | factorlint graph -f dot"

FORMATS = ("tree", "mermaid", "dot", "json")


def command(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="The folder to read.")] = ".",
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="tree|mermaid|dot|json", help="How to draw it.")
    ] = "tree",
    config: Annotated[str | None, typer.Option(metavar="FILE", help="Configuration to read.")] = None,
) -> int:
    """Run the command; the exit code is returned."""
    from ..engine.gather import gather
    from . import drawings
    from .picture import picture

    output.one_of(format, "--format", FORMATS)
    root = scope_of([path]).root
    drawn = picture(gather(root, load(root.resolve(), file=Path(config) if config else None)).store)
    draw = {"tree": drawings.tree, "mermaid": drawings.mermaid, "dot": drawings.dot, "json": drawings.as_json}
    output.write(draw[format](drawn))
    return 0
