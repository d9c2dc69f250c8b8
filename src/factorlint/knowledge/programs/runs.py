"""Facts about the commands that manifests run: an argument list, or a script."""

from collections.abc import Sequence

import msgspec

from ...facts import Fact
from ...facts.process import CommandStage
from ...model.text import Span
from ...syntax.shell import parse as shell
from . import commands as programs

MAX_COMMANDS = 400
"""Commands read from one script."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs a command, as in `facts.Command`."""

    by: str
    owner: str
    stage: CommandStage = "run"
    scope: str = ""


def argv_facts(argv: Sequence[str | None], raw: Sequence[str], span: Span, run: Run) -> list[Fact]:
    """A command given as a list of words and run directly; `raw` are the words as written."""
    if not argv:
        return []
    return programs.facts_of_command(
        argv, raw=raw, span=span, form="exec", by=run.by, stage=run.stage, owner=run.owner, scope=run.scope
    )


def script_facts(text: str, offset: int, run: Run) -> list[Fact]:
    """Every command of a shell text that begins at byte `offset` of its document."""
    commands = shell.split(text, offset)[:MAX_COMMANDS]
    return programs.facts_of_commands(
        commands, form="line", by=run.by, stage=run.stage, owner=run.owner, scope=run.scope
    )
