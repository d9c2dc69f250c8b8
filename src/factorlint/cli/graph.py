"""Draw the component graph: components, processes, ports, backing services, environment, addresses."""

from pathlib import Path
from typing import Annotated

import typer

from ..config import UserError, load
from . import output
from .scope import scope_of

EXAMPLES = (
    "Examples: factorlint graph | factorlint graph --why src/mail.py | "
    "factorlint graph --format mermaid >> ARCHITECTURE.md | factorlint graph -f dot"
)

FORMATS = ("tree", "mermaid", "dot", "json")


def command(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="The folder to read.")] = ".",
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="tree|mermaid|dot|json", help="How to draw it.")
    ] = "tree",
    why: Annotated[
        str | None, typer.Option(metavar="FILE", help="Say what runs this file, and by which chain.")
    ] = None,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="Configuration to read.")] = None,
) -> int:
    """Run the command; the exit code is returned."""
    from ..engine.gather import gather
    from . import drawings
    from .picture import picture

    output.one_of(format, "--format", FORMATS)
    if why is not None:
        output.write(_why(why, config))
        return 0
    root = scope_of([path]).root
    drawn = picture(gather(root, load(root.resolve(), file=Path(config) if config else None)).store)
    draw = {"tree": drawings.tree, "mermaid": drawings.mermaid, "dot": drawings.dot, "json": drawings.as_json}
    output.write(draw[format](drawn))
    return 0


def _why(file: str, config: str | None) -> str:
    """What runs a file. Raises `UserError` for one that is no code of its repository."""
    from ..engine.gather import gather
    from .why import why

    scope = scope_of([file])
    store = gather(scope.root, load(scope.root.resolve(), file=Path(config) if config else None)).store
    told = why(store, scope.shown[0]) if scope.shown else ""
    if not told:
        raise UserError(f"--why: {file} is no file of code that was read")
    return told
