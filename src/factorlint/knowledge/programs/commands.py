"""What a command line does: the `Command` fact and the facts that follow from it.

Knowledge of programs is data (programs.toml); wrappers (`exec`, `tini --`, `poetry run`, `npx`, `python -m`) are
followed to what they run. Nothing is guessed: a program that the table does not know just has no activities.
"""

from collections.abc import Iterator, Mapping, Sequence

from ...facts.process import Command, CommandStage
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.shell import parse as shell
from .arguments import Argument, Call, resolve
from .effects import facts_of_call
from .places import places_of

_MAX_TEXT = 300
_MAX_NESTING = 5
"""Shell texts inside arguments of each other (`sh -c "bash -c ..."`) that are read."""


def facts_of_command(
    argv: Sequence[str | None],
    *,
    span: Span,
    by: str,
    text: str = "",
    form: str = "exec",
    stage: CommandStage = "run",
    owner: str = "",
    scope: str = "",
    raw: Sequence[str] = (),
    command: shell.ShellCommand | None = None,
    depth: int = 0,
    outer: tuple[str, ...] = (),
) -> list[Fact]:
    """The facts of one command line, its `Command` first.

    `argv` has None for a word that is not known, `raw` the same words as written (`0.0.0.0:${PORT:-8000}` is read
    from it). `command` gives what the shell text around it says (background, exec, chained). A shell text among
    the arguments (`sh -c "..."`) is read too; its commands follow as facts of form `shell`.
    """
    words = [Argument(v, raw[i] if i < len(raw) else (v or "")) for i, v in enumerate(argv)]
    call = resolve(words)
    does, entry, framework = _meaning(call)
    does = tuple(dict.fromkeys((*does, *outer)))
    made = Command(
        span=span,
        scope=scope or owner,
        argv=tuple(argv),
        text=_one_line(text or " ".join(word.raw for word in words)),
        form=form,  # type: ignore[arg-type]
        by=by,
        stage=stage,
        owner=owner,
        does=does,
        entry=entry,
        framework=framework,
        **places_of(call),
        background=command.background if command else False,
        execs=command.execs if command else False,
        last=command.last if command else True,
        chained=command.chained if command else False,
        conditional=command.conditional if command else False,
        function=command.function if command else "",
        arm=command.arm if command else (),
    )
    found: list[Fact] = [made, *facts_of_call(call, made, command)]
    if depth < _MAX_NESTING:
        for inner in _shell_texts(call):
            found += _nested(inner, made, depth + 1)
    return found


def facts_of_text(
    text: str,
    offset: int,
    *,
    by: str,
    form: str = "shell",
    stage: CommandStage = "run",
    owner: str = "",
    scope: str = "",
    values: Mapping[str, str] | None = None,
    span: Span | None = None,
) -> list[Fact]:
    """The facts of every simple command of a shell text that begins at byte `offset` of its document.

    `span` replaces the spans, where the text does not stand in the document byte by byte (escaped YAML or JSON).
    """
    commands = shell.split(text, offset, values or {})
    return facts_of_commands(commands, by=by, form=form, stage=stage, owner=owner, scope=scope, span=span)


def facts_of_commands(
    commands: Sequence[shell.ShellCommand],
    *,
    by: str,
    form: str = "shell",
    stage: CommandStage = "run",
    owner: str = "",
    scope: str = "",
    span: Span | None = None,
    depth: int = 0,
) -> list[Fact]:
    """The facts of commands already split."""
    found: list[Fact] = []
    fetched = False
    for command in commands:
        if not command.words:
            continue
        piped = command.after in ("|", "|&")
        outer = ("pipe-to-shell",) if piped and fetched and _is_shell(command.words) else ()
        facts = facts_of_command(
            command.words,
            span=span or command.span,
            by=by,
            text=command.text,
            form=form,
            stage=stage,
            owner=owner,
            scope=scope,
            raw=command.raw,
            command=command,
            depth=depth,
            outer=(*outer, "wait")
            if command.loop and command.condition and command.words[0] != ":"
            else outer,
        )
        found += facts
        fetched = "download" in facts[0].does if isinstance(facts[0], Command) else False
    return found


def _nested(text: str, outer: Command, depth: int) -> list[Fact]:
    commands = shell.split(text)
    for command in commands:
        command.last = command.last and outer.last
        command.background = command.background or outer.background
    return facts_of_commands(
        commands,
        by=outer.by,
        form="shell",
        stage=outer.stage,
        owner=outer.owner,
        scope=outer.scope,
        span=outer.span,
        depth=depth,
    )


def _shell_texts(call: Call) -> Iterator[str]:
    if call.program is None:
        return
    for flag in call.program.shell:
        if flag == "*":
            yield from (one.value for one in call.rest if one.value)
        elif flag == "first":
            yield from (one.value for one in call.rest[:1] if one.value)
    # `sh -c TEXT`: -c takes no value of its own; the first argument after the flags is the text
    if call.has([flag for flag in call.program.shell if flag.startswith("-")]):
        given = [one.value for one in call.values(call.program.shell) if one is not None]
        yield from (text for text in given or [one.value for one in call.rest[:1]] if text)


def _meaning(call: Call) -> tuple[tuple[str, ...], str, str]:
    """Activities, entry and framework."""
    does: list[str] = [activity for wrapper in call.wrappers for activity in wrapper.does]
    program = call.program
    if program is None:
        return tuple(does), call.entry or _own_file(call), call.family.framework if call.family else ""
    does += ("admin",) if call.has(program.asking) else program.does
    for effect in program.effects:
        if call.has(effect.flags):
            does += effect.does
    does += _special(call)
    framework = program.framework or (call.family.framework if call.family else "")
    return tuple(dict.fromkeys(does)), _entry(call), framework


def _entry(call: Call) -> str:
    program = call.program
    assert program is not None
    if program.script:
        name = _script(call, program.script)
        return f"npm:{name}" if name else ""
    if isinstance(program.entry, tuple):
        return next((one.value for one in call.values(program.entry) if one and one.value), "")
    if program.entry == "first" and call.rest and not call.has(program.shell or ("\0",)):
        first = call.rest[0].value or ""
        return "" if first == "-" else first
    return call.entry


def _script(call: Call, where: str) -> str:
    """The script that a package manager runs; `where` is a column of the table."""
    words = [one.value or "" for one in call.rest[:3]]
    if where == "first":
        return next(iter(words), "")
    if where == "second":
        return next((word for word in words[1:] if word != "run"), "")
    if where == "target":
        return next(iter(words), "").partition(":")[2].partition(":")[0]
    return where


def _own_file(call: Call) -> str:
    """A program called by its path, or a script by its suffix, is perhaps the repository's own."""
    word = call.word
    if not call.family and word.endswith((".sh", ".py", ".js", ".rb", ".pl", ".ts")):
        return word
    return ""


def _special(call: Call) -> list[str]:
    """What no flag list can say."""
    directives = [one.value or "" for one in call.values(("-g",)) if one is not None]
    if call.name.startswith("nginx") and any("daemon on" in text for text in directives):
        return ["daemonize"]
    if call.name == "systemctl" and call.has(("--now",)):
        return ["daemonize"]
    return []


def _is_shell(words: Sequence[str | None]) -> bool:
    call = resolve([Argument(word, word or "") for word in words])
    return "shell" in (call.program.does if call.program else ()) or call.name in ("python", "node", "perl")


def _one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())[:_MAX_TEXT]
