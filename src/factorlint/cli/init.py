"""Write a commented factorlint.toml from what was found in the repository."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ..config import FILE_NAMES, UserError, find_file, load
from ..model.component import Component
from . import output

EXAMPLES = "Examples: factorlint init | factorlint init services/web"


def command(
    path: Annotated[str, typer.Argument(metavar="[FOLDER]", help="Where the file goes.")] = ".",
) -> int:
    """Run the command; the exit code is returned."""
    from ..engine.gather import gather

    folder = Path(path)
    if not folder.is_dir():
        raise UserError(f"{path}: there is no such folder")
    target = folder / FILE_NAMES[0]
    found = find_file(folder.resolve())
    if target.exists() or (found is not None and found.parent == folder.resolve()):
        raise UserError(f"{found or target}: there is a configuration already; it is left as it is")
    store = gather(folder, load(folder.resolve())).store
    roles: Counter[str] = Counter(document.role for document in store.documents.values())
    output.write(text(store.components, roles), str(target))
    output.note(f"{target} written; every line of it is a comment until you change it")
    return 0


def text(components: tuple[Component, ...], roles: Counter[str]) -> str:
    """The file's text. All of it is comments: without a change it means the defaults."""
    lines = [
        "# Configuration of factorlint. Patterns are those of .gitignore, relative to this file.",
        "# Rules are named by code (CFG006), prefix (CFG), name (unsupplied-env-var) or factor (III, config).",
        "",
        '# profile = "default"          # or "strict": every rule and every doubt',
        '# fail-on = "warning"          # or "error", "info", "never"',
        '# ignore = ["LOG004"]',
        '# extend-select = ["BLD003"]',
        '# exclude = ["third_party/"]',
        "",
        "# [per-path-ignores]",
        '# "scripts/**" = ["CFG"]',
        "",
        "# [severity]",
        '# image-not-pinned = "error"',
        "",
        "# What files are for decides what is judged. "
        + (
            ", ".join(f"{count} {role}" for role, count in sorted(roles.items())) + " were found."
            if roles
            else ""
        ),
        "# [roles]",
        '# "tools/**" = "tooling"',
        "",
        "# The components that were found; change what is wrong.",
    ]
    for component in components:
        lines += ["# [[components]]", *(f"# # {_comment(why)}" for why in component.why)]
        lines += [f"# {key} = {_string(value)}" for key, value in _fields(component)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _fields(component: Component) -> tuple[tuple[str, str], ...]:
    return ("path", component.root or "."), ("name", component.name), ("kind", component.kind)


def _string(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _comment(value: str) -> str:
    from ..reports.places import visible

    return visible(" ".join(value.split()))
