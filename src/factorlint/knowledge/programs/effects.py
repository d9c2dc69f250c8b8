"""Facts that follow from a command line: sockets, installed packages, schema changes, log and PID files."""

import re
from collections.abc import Iterator

from ...facts.dependency import Install
from ...facts.image import SystemPackage
from ...facts.log import LogSink
from ...facts.process import Command, Daemonize, PidFile, SchemaChange
from ...facts.service import Listen
from ...model.fact import UNKNOWN, Fact, Unknown
from ...syntax.shell.parse import ShellCommand
from .arguments import Argument, Call
from .table import Installing, Listening

_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::?[-=]([^}]*)|:?\?[^}]*)?\}|([A-Za-z_]\w*))")
_STANDARD = (
    "-",
    "/dev/stdout",
    "/dev/stderr",
    "/proc/1/fd/1",
    "/proc/1/fd/2",
    "/proc/self/fd/1",
    "/proc/self/fd/2",
    "/dev/fd/1",
    "/dev/fd/2",
)
_LOG_NAME = re.compile(r"\.log(?:\.\d+)?$|(?:^|/)logs?/")
_VERSION_AT = re.compile(r"^(@?[^@=<>~!;\[\s]+)(?:\[[^\]]*\])?(?:(===?|[<>~!]=?|@|=)(.*))?$")


def facts_of_call(call: Call, command: Command, around: ShellCommand | None) -> Iterator[Fact]:
    """What a resolved call says beside its `Command`. Sockets and logs only where the command runs the app."""
    running = command.stage in ("run", "release", "develop")
    program = call.program
    if running and around is not None:
        yield from _redirects(command, around)
    if program is None:
        return
    if running:
        if program.listen is not None:
            yield from _listens(call, program.listen, command)
        yield from _effects(call, command)
    if program.schema and not call.has(program.asking):
        yield SchemaChange(
            span=command.span, scope=command.scope, how=program.schema, by=command.by, moment="command"
        )
    if program.install is not None:
        yield from _installs(call, program.install, command)


def _effects(call: Call, command: Command) -> Iterator[Fact]:
    assert call.program is not None
    name = command.framework or call.name
    for effect in call.program.effects:
        given = call.values(effect.flags)
        if effect.log:
            for value in given:
                if value is not None and (
                    value.value is None or value.value not in (*_STANDARD, "", "/dev/null")
                ):
                    file: str | Unknown = UNKNOWN if value.value is None else value.value
                    yield LogSink(
                        span=command.span,
                        scope=command.scope,
                        target="file",
                        file=file,
                        by=name,
                        configured="command",
                    )
        if effect.pid:
            for value in given:
                if value is not None and value.value != "":
                    yield PidFile(
                        span=command.span,
                        scope=command.scope,
                        file=UNKNOWN if value.value is None else value.value,
                    )
    if "daemonize" in command.does:
        yield Daemonize(span=command.span, scope=command.scope, how=name)


def _redirects(command: Command, around: ShellCommand) -> Iterator[Fact]:
    """Output of a long-running command that goes into a file."""
    if not (
        {"serve", "dev-server", "worker", "scheduler"} & set(command.does)
        or around.execs
        or around.background
    ):
        return
    for redirect in around.redirects:
        operator = redirect.operator.lstrip("0123456789")
        target = redirect.target
        if operator not in (">", ">>", "&>", "&>>", ">|") or target is None or target in _STANDARD:
            continue
        if _LOG_NAME.search(target):
            yield LogSink(
                span=redirect.span,
                scope=command.scope,
                target="file",
                file=target,
                by="shell",
                configured="command",
            )


# --- sockets


def _listens(call: Call, listening: Listening, command: Command) -> Iterator[Fact]:
    if call.has(listening.socket):
        return
    ends = [end for value in call.values(listening.bind) if value and (end := _endpoint(value)) is not None]
    if (
        any(value.raw.startswith(("unix:", "fd:")) for value in call.values(listening.bind) if value)
        and not ends
    ):
        return
    host: str | Unknown | None = None
    host_env = listening.host_env
    port: int | Unknown | None = listening.default_port or None
    if listening.configured or call.has(listening.config):
        host = port = UNKNOWN
    port_env = listening.port_env
    if listening.positional and call.rest and (end := _endpoint(call.rest[0])) is not None:
        ends.append(end)
    if not ends:
        for value in call.values(listening.host):
            host, host_env = (listening.bare_host or None, "") if value is None else _host(value)
        for value in call.values(listening.port):
            if value is not None:
                port, port_env = _port(value)
        if not listening.default_port and not call.values((*listening.host, *listening.port)):
            return
        ends.append((host, host_env, port, port_env))
    for end_host, end_host_env, end_port, end_port_env in ends:
        yield Listen(
            span=command.span,
            scope=command.scope,
            host=end_host,
            default_host=listening.default_host,
            port=listening.default_port or None if end_port is None else end_port,
            port_env=end_port_env,
            host_env=end_host_env,
            by=command.framework or call.name,
            development=listening.development,
        )


_End = tuple[str | Unknown | None, str, int | Unknown | None, str]


def _endpoint(word: Argument) -> _End | None:
    """`host:port`, `:port`, `port`, `[::]:port`, `tcp://host:port`; None for anything else."""
    text = word.raw if word.value is None else word.value
    text = text.strip("\"'").removeprefix("tcp://").removeprefix("http://")
    if text.startswith(("unix:", "fd:", "/")):
        return None
    head, colon, tail = _last_colon(text)
    if not colon:
        if re.fullmatch(r"\d+", text) or "$" in text:
            port, port_env = _port(Argument(None if "$" in text else text, text))
            return None, "", port, port_env
        return (
            (text, "", None, "") if re.fullmatch(r"[\w.-]+|\[[0-9a-fA-F:]+\]", text) and "." in text else None
        )
    host, host_env = _host(Argument(None if "$" in head else head, head)) if head else ("0.0.0.0", "")
    port, port_env = _port(Argument(None if "$" in tail else tail, tail))
    return host, host_env, port, port_env


def _last_colon(text: str) -> tuple[str, str, str]:
    """Split at the last colon that is in no `${...}` or brackets."""
    depth = 0
    for i in range(len(text) - 1, -1, -1):
        if text[i] in "}]":
            depth += 1
        elif text[i] in "{[":
            depth -= 1
        elif text[i] == ":" and depth == 0:
            return text[:i], ":", text[i + 1 :]
    return text, "", ""


def _host(word: Argument) -> tuple[str | Unknown | None, str]:
    if word.value is not None:
        return word.value.strip("[]") or None, ""
    name, default = _variable(word.raw)
    return (default if default else UNKNOWN), name


def _port(word: Argument) -> tuple[int | Unknown | None, str]:
    if word.value is not None:
        digits = word.value.strip()
        return (
            (int(digits), "") if digits.isascii() and digits.isdigit() and len(digits) < 6 else (UNKNOWN, "")
        )
    name, default = _variable(word.raw)
    return (int(default) if default and re.fullmatch(r"[0-9]{1,5}", default) else UNKNOWN), name


def _variable(raw: str) -> tuple[str, str]:
    """The one variable that a word consists of, and its fallback."""
    found = _VARIABLE.fullmatch(raw.strip("\"'"))
    return (found[1] or found[3] or "", found[2] or "") if found else ("", "")


# --- packages


def _installs(call: Call, installing: Installing, command: Command) -> Iterator[Fact]:
    packages: list[tuple[str, str]] = []
    files = [one.value for one in call.values(installing.files) if one is not None and one.value]
    local = False
    for one in call.rest:
        if one.value is None:
            packages += [(one.raw, "")] if installing.ecosystem != "system" and "$" not in one.raw else []
            continue
        if installing.positional_files:
            files.append(one.value)
        elif one.value in (".", "./") or one.value.startswith((".[", "./", "../", "/", "file:")):
            local = local or installing.ecosystem != "system"
        elif found := _VERSION_AT.match(one.value):
            operator, version = found[2] or "", found[3] or ""
            packages.append(
                (found[1], version if operator in ("==", "===", "=", "@", "") else operator + version)
            )
    local = local or bool(call.values(installing.paths))
    if installing.project and not packages and not call.has(installing.project_unless):
        local = True
    locked: bool | Unknown = UNKNOWN
    if installing.always_locked or call.has(installing.locked):
        locked = True
    elif installing.unlocked:
        locked = False
    production: bool | Unknown = UNKNOWN
    if installing.production:
        production = call.has(installing.production)
    elif installing.production_unless:
        production = not call.has(installing.production_unless)
    yield Install(
        span=command.span,
        scope=command.scope,
        tool=installing.tool,
        ecosystem=installing.ecosystem,
        packages=tuple(packages),
        files=tuple(files),
        locked=locked,
        production=production,
        local=local,
        by=command.by,
        owner=command.owner,
        stage=command.stage,
    )
    if installing.ecosystem == "system":
        stage = command.owner if command.by.startswith("dockerfile") else ""
        for name, version in packages:
            yield SystemPackage(
                span=command.span,
                scope=command.scope,
                name=name,
                manager=installing.tool,
                version=version,
                stage=stage,
            )
