"""RUN, CMD, ENTRYPOINT and HEALTHCHECK: the commands of a stage."""

import re
from collections.abc import Iterator

from ...facts.process import CommandStage
from ...facts.service import Probe
from ...knowledge.programs.commands import facts_of_command, facts_of_commands
from ...knowledge.programs.health_requests import Request, request_in, request_in_text
from ...knowledge.programs.script_env import env_facts
from ...model.fact import UNKNOWN, Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text
from ...syntax.durations import seconds
from ...syntax.shell import parse as shell
from .lines import Line
from .stage import Stage, json_words

_SURROGATE = re.compile("[\ud800-\udfff]")
_ONLY_HEREDOC = re.compile(r"^\s*<<-?[\"']?[\w.-]+[\"']?\s*$")
_CMD = re.compile(r"CMD\b[ \t]*", re.IGNORECASE)
_SHELLS = ("#!/bin/sh", "#!/bin/bash", "#!/usr/bin/env bash", "#!/usr/bin/env sh", "#!/bin/ash")


def run(
    line: Line, stage: Stage, args_at: int, exec_form: tuple[str, ...] | None, data: bytes
) -> Iterator[Fact]:
    """A build step; its here-document is the script when nothing else stands on the line."""
    if exec_form is not None:
        yield from _direct(line, stage, exec_form, "dockerfile-run", "build")
        return
    if not stage.posix:
        return
    text, offset = line.args[args_at - line.args_start :], args_at
    if line.heredocs and _ONLY_HEREDOC.match(text):
        for body in line.heredocs:
            script = scan_text(data)[body.start : body.end]
            if not script.startswith("#!") or script.startswith(_SHELLS):
                yield from _in_shell(script, body.start, stage, "dockerfile-run", "build")
        return
    if line.heredocs:
        text += scan_text(data)[offset + len(text) : line.heredocs[-1].end]
    yield from _in_shell(text, offset, stage, "dockerfile-run", "build")


def start_command(
    line: Line, stage: Stage, args_at: int, exec_form: tuple[str, ...] | None
) -> Iterator[Fact]:
    """CMD or ENTRYPOINT. An ENTRYPOINT empties a CMD that came from the base stage, as Docker does."""
    text = utf8_same_length(line.args[args_at - line.args_start :])
    argv = exec_form if exec_form is not None else (*stage.shell, " ".join(text.replace("\\\n", " ").split()))
    if line.keyword == "CMD":
        stage.command, stage.own_command = argv or None, True
        by = "dockerfile-cmd"
    else:
        stage.entrypoint = argv or None
        stage.command = stage.command if stage.own_command else None
        by = "dockerfile-entrypoint"
    if exec_form is not None:
        if exec_form:
            yield from _direct(line, stage, exec_form, by, "run")
    elif stage.posix:
        parsed = shell.parse(text, args_at)
        yield from facts_of_commands(parsed.commands, by=by, stage="run", owner=stage.name)
        yield from (fact for fact in env_facts(parsed, stage.name))


def healthcheck(line: Line, stage: Stage, flags: list[tuple[str, str]], args_at: int) -> Iterator[Fact]:
    """HEALTHCHECK as a `Probe`; `NONE` switches an inherited one off."""
    text = utf8_same_length(line.args[args_at - line.args_start :])
    span = Span(line.start, line.end)
    if text.strip().upper() == "NONE":
        stage.healthcheck = False
        yield Probe(
            span=span,
            scope=stage.name,
            purpose="healthcheck",
            transport="none",
            container=stage.name,
            by="dockerfile",
        )
        return
    found = _CMD.match(text)
    if not found:
        return
    stage.healthcheck = True
    inner = text[found.end() :]
    argv = json_words(inner)
    request: Request | None
    if argv is not None:
        request = request_in(argv)
        yield from _direct(line, stage, argv, "dockerfile-healthcheck", "healthcheck")
    else:
        request = request_in_text(inner)
        yield from _in_shell(inner, args_at + found.end(), stage, "dockerfile-healthcheck", "healthcheck")
        argv = (*stage.shell, " ".join(inner.replace("\\\n", " ").split()))
    options = dict(flags)
    retries = options.get("retries", "")
    yield Probe(
        span=span,
        scope=stage.name,
        purpose="healthcheck",
        transport="exec",
        url_path=request.url_path if request else UNKNOWN,
        port=request.port if request else UNKNOWN,
        argv=argv,
        container=stage.name,
        by="dockerfile",
        delay=seconds(options.get("start-period")),
        period=seconds(options.get("interval")),
        timeout=seconds(options.get("timeout")),
        failures=int(retries) if retries.isascii() and retries.isdigit() and len(retries) < 6 else None,
    )


def _direct(line: Line, stage: Stage, argv: tuple[str, ...], by: str, when: CommandStage) -> list[Fact]:
    return facts_of_command(
        argv, span=Span(line.start, line.end), by=by, form="exec", stage=when, owner=stage.name
    )


def _in_shell(text: str, offset: int, stage: Stage, by: str, when: CommandStage) -> list[Fact]:
    commands = shell.split(utf8_same_length(text), offset)
    return facts_of_commands(commands, by=by, stage=when, owner=stage.name)


def utf8_same_length(piece: str) -> str:
    """A piece of scan text as UTF-8 text that encodes to as many bytes: bytes that are not UTF-8 become `?`."""
    if piece.isascii():
        return piece
    return _SURROGATE.sub("?", piece.encode("latin-1", "replace").decode("utf-8", "surrogateescape"))
