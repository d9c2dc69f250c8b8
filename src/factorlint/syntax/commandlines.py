"""Command lines in manifests (Procfile, npm scripts, unit files): the facts of every command on the line."""

from collections.abc import Iterator
from typing import Any

from ..facts.process import Command
from ..model.fact import Fact
from ..model.text import Span
from . import shell

MAX_TEXT = 300
"""Characters of a command line that a fact keeps."""


def facts_of_line(
    text: str, span: Span, *, data: bytes, by: str, stage: str, owner: str, form: str = "shell"
) -> Iterator[Fact]:
    """`Command`s of a line and what follows from them.

    `span` is where the line stands in `data`, quotes included; each command gets its own span where the text
    stands there as it is, the whole line's where escapes or folding keep them apart.
    """
    begin = data.find(text.encode("utf-8", "replace"), span.start, span.end)
    for command in shell.split(text, max(begin, 0)):
        if not command.words:
            continue
        yield from _facts(
            command.words,
            text=command.text[:MAX_TEXT],
            span=command.span if begin >= 0 else span,
            form=form,
            by=by,
            stage=stage,
            owner=owner,
            background=command.background,
            execs=command.execs,
            last=command.last,
            chained=command.chained,
        )


def _facts(argv: tuple[str | None, ...], **about: Any) -> Iterator[Fact]:
    yield Command(argv=argv, **about)
