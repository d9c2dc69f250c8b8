"""Where a command runs and reads: folders, members of workspaces, configuration files, and what it builds."""

from collections.abc import Iterator
from typing import Any

from ...facts.process import Built
from .arguments import Call
from .table import Building


def places_of(call: Call) -> dict[str, Any]:
    """Return the fields of a `Command` that say where it runs and what it reads and builds."""
    env_files = call.values(call.setting("env_files"))
    building = call.program.builds if call.program is not None else None
    return {
        "folder": call.folder,
        "member": call.member,
        "config": call.named("config") or call.setting("config_file") or "",
        "env_files": tuple(one.value for one in env_files if one is not None and one.value),
        "builds": tuple(_built(call, building)) if building is not None else (),
        "subcommand": _subcommand(call),
    }


def _built(call: Call, building: Building) -> Iterator[Built]:
    arguments = [one.value for one in call.rest if one.value]
    if building.output == "first":
        outputs, arguments = arguments[:1], arguments[1:]
    else:
        outputs = [one.value for one in call.values(building.output) if one is not None and one.value]
    if isinstance(building.sources, str):
        sources = arguments[:1] if building.sources == "first" else arguments
    else:
        sources = [one.value for one in call.values(building.sources) if one is not None and one.value]
    for source in sources or [building.source]:
        output = outputs[-1] if outputs else building.into
        if source and output:
            yield Built(source, output)


def _subcommand(call: Call) -> str:
    """The first argument of what is the app's own: a script, `manage.py`, a program that no table knows."""
    if call.entry or call.family is None:
        words = [one.value for one in call.arguments]
    elif call.program is not None and call.program.entry == "first":
        words = [one.value for one in call.rest[1:]]
    else:
        return ""
    return next((word for word in words if word and not word.startswith("-")), "")
