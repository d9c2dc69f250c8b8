"""Environment facts of a shell text: what it reads, exports and which signals it traps."""

from collections.abc import Iterator

from ...facts.config import EnvRead, EnvSupply, EnvWrite, Stage
from ...model.fact import UNKNOWN, Fact, Unknown
from ...syntax.shell.parse import Script, ShellCommand
from ..literals import traits_of

_COMMON = frozenset(
    "PATH HOME PWD OLDPWD IFS PS1 PS2 PS4 SHELL USER LOGNAME HOSTNAME UID EUID GID PPID RANDOM SECONDS LINENO SHLVL TERM "
    "LANG OPTARG OPTIND REPLY FUNCNAME OSTYPE HOSTTYPE MACHTYPE EDITOR TMPDIR LD_LIBRARY_PATH _ BASH BASHPID "
    "BASH_SOURCE BASH_VERSION BASH_REMATCH BASH_COMMAND BASH_LINENO COLUMNS LINES PIPESTATUS "
    "TARGETPLATFORM TARGETARCH TARGETOS TARGETVARIANT BUILDPLATFORM BUILDARCH BUILDOS BUILDVARIANT".split()
)
"""Set by the shell, the login or the builder, not by a deploy."""
_ASSIGNERS = frozenset(
    ("read", "local", "declare", "typeset", "readonly", "mapfile", "readarray", "getopts", "unset", "printf")
)


def assigned_names(script: Script) -> set[str]:
    """The variables that the script itself sets, loop variables as far as visible."""
    names: set[str] = set(script.loop_names)
    for command in (*script.commands, *script.substituted):
        if not command.words:
            names.update(name for name, value in command.assignments)
        if command.words and command.words[0] in (*_ASSIGNERS, "export"):
            for word, raw in zip(command.words[1:], command.raw[1:], strict=True):
                text = raw if word is None else word
                if command.words[0] != "export" or "=" in text:
                    names.add(text.partition("=")[0].rstrip("+"))
    return names


def env_facts(script: Script, scope: str = "", stage: Stage = "run") -> Iterator[Fact]:
    """`EnvRead` for each variable that comes from outside (once a name), `EnvSupply` for each export.

    A variable counts as the script's own once it is set anywhere in it, save by `X=${X:-default}`, which says that
    it comes from outside.
    """
    own = assigned_names(script)
    seen: set[str] = set()
    for use in script.uses:
        name = use.name
        with_default = use.operator in (":-", "-", ":=", "=")
        if (
            name in seen
            or name in _COMMON
            or (name in own and not (with_default or use.operator in (":?", "?")))
        ):
            continue
        seen.add(name)
        default: str | None | Unknown = None
        if with_default:
            default = UNKNOWN if "$" in use.argument or "`" in use.argument else use.argument.strip("\"'")
        yield EnvRead(
            span=use.span,
            scope=scope,
            name=name,
            default=default,
            required=use.operator in (":?", "?"),
            guarded=use.guarded or use.operator in (":+", "+"),
            via="shell",
            stage=stage,
        )
    yield from _exports(script, scope, stage)


def _exports(script: Script, scope: str, stage: Stage) -> Iterator[Fact]:
    for command in script.commands:
        if not command.words or command.words[0] not in ("export", "unset"):
            continue
        for word, raw, span in zip(command.words[1:], command.raw[1:], command.word_spans[1:], strict=True):
            text = raw if word is None else word
            name, equals, value = text.partition("=")
            if name.startswith("-") or not name.isidentifier():
                continue
            if command.words[0] == "unset":
                yield EnvWrite(span=span, scope=scope, name=name)
            elif equals:
                given: str | Unknown = UNKNOWN if word is None else value
                yield EnvSupply(
                    span=span,
                    scope=scope,
                    name=name,
                    value=given,
                    by="shell-export",
                    stage=stage,
                    **traits_of(name, given),
                )


def traps_termination(commands: list[ShellCommand]) -> bool:
    """Whether a script sets a handler for SIGTERM (`trap handler TERM`)."""
    return any(
        command.words and command.words[0] == "trap" and {"TERM", "SIGTERM", "15"} & set(command.words[2:])
        for command in commands
    )
