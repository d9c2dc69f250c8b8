"""Facts about the commands that manifests run: an argument list, a command line, a script."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ..facts import Command, Fact
from ..facts.process import CommandStage
from ..model.text import Span
from . import shell

try:
    from .programs import facts_of_command
except ImportError:
    facts_of_command = None

MAX_COMMANDS = 400
"""Commands read from one script."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs a command, as in `facts.Command`."""

    by: str
    owner: str
    stage: CommandStage = "run"
    scope: str = ""


def argv_facts(argv: Sequence[str | None], text: str, span: Span, run: Run) -> Iterator[Fact]:
    """A command given as a list of words and run directly."""
    if argv:
        yield from _facts(tuple(argv), run, text=text, span=span, form="exec", last=True)


def script_facts(text: str, offset: int, run: Run) -> Iterator[Fact]:
    """Every command of a shell text that begins at byte `offset` of its document."""
    for command in shell.split(text, offset)[:MAX_COMMANDS]:
        if command.words:
            yield from _facts(
                command.words,
                run,
                text=command.text,
                span=command.span,
                form="line",
                background=command.background,
                execs=command.execs,
                last=command.last,
                chained=command.chained,
            )


def _facts(argv: tuple[str | None, ...], run: Run, **rest: Any) -> Iterable[Fact]:
    """The facts of one command, each in the scope of who runs it."""
    if facts_of_command is None:
        made = [Command(argv=argv, by=run.by, stage=run.stage, owner=run.owner, **rest)]
    else:
        made = list(facts_of_command(argv, by=run.by, stage=run.stage, owner=run.owner, **rest))
    for fact in made:
        if not fact.scope:
            msgspec.structs.force_setattr(fact, "scope", run.scope)
    return made
