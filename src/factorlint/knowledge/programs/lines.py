"""Command lines in manifests (Procfile, npm scripts, unit files): the facts of every command on the line."""

from collections.abc import Iterable, Iterator

import msgspec

from ...facts.process import Command, CommandStage
from ...model.fact import Fact
from ...model.text import Span
from . import commands as programs


def facts_of_line(
    text: str, span: Span, *, data: bytes, by: str, stage: CommandStage, owner: str, form: str = "shell"
) -> list[Fact]:
    """`Command`s of a line and what follows from them.

    `span` is where the line stands in `data`, quotes included; each command gets its own span where the text
    stands there as it is, the whole line's where escapes or folding keep them apart.
    """
    begin = data.find(text.encode("utf-8", "replace"), span.start, span.end)
    return programs.facts_of_text(
        text, max(begin, 0), by=by, form=form, stage=stage, owner=owner, span=span if begin < 0 else None
    )


def within(folder: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts of a command line that runs in `folder`, unless its own flags name another."""
    for fact in facts:
        if folder and isinstance(fact, Command) and not fact.folder:
            yield msgspec.structs.replace(fact, folder=folder)
        else:
            yield fact
