"""`docs/cli.md`: the command line, from what `--help` says."""

from collections.abc import Iterator, Mapping
from typing import Any

import typer

from ..cli import COMMANDS, application

_HEAD = """\
# Command line

`factorlint COMMAND [OPTIONS]`; `factorlint COMMAND --help` says the same. Configuration files and the environment can
say most of it too: [configuration schema](schema/config.schema.json)."""


def texts() -> Mapping[str, str]:
    """The page, by its path below `docs/`."""
    return {"cli.md": "\n\n".join(_parts()) + "\n"}


def _parts() -> Iterator[str]:
    group: Any = typer.main.get_command(application())
    yield _HEAD
    for name in COMMANDS:
        command = group.commands[name]
        yield f"## `factorlint {name}`"
        yield _prose(command.help)
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
        usage = " ".join(("factorlint", name, *(["[OPTIONS]"] if options else []), *map(_metavar, arguments)))
        yield f"```text\n{usage}\n```"
        rows = [f"| `{_escaped(_metavar(each))}` | {_escaped(_prose(each.help))} |" for each in arguments]
        rows += [f"| {_names(each)} | {_escaped(_prose(each.help))}{_default(each)} |" for each in options]
        if rows:
            yield "\n".join(("| | |", "|---|---|", *rows))
        yield from _epilog(command.epilog)


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _names(option: Any) -> str:
    value = "" if option.is_flag else f" {_metavar(option)}"
    return ", ".join(f"`{_escaped(name + value)}`" for name in sorted(option.opts, key=len, reverse=True))


def _default(option: Any) -> str:
    if option.is_flag or option.default in (None, "", (), []) or callable(option.default):
        return ""
    return f" Default: `{option.default}`."


def _epilog(text: str | None) -> Iterator[str]:
    """Examples as a list of commands, then whatever else is said."""
    examples, _, rest = _prose(text).removeprefix("Examples: ").partition(". ")
    if examples:
        commands = [each.strip().removesuffix(".") for each in examples.split(" | ")]
        yield "```text\n" + "\n".join(commands) + "\n```"
    if rest:
        yield rest


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def _prose(text: str | None) -> str:
    return " ".join((text or "").split())
