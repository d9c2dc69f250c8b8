"""programs.toml as typed data: what each known program and sub-command stands for."""

from functools import cache

import msgspec

from .. import table


class Listening(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """The socket of a server started from the command line."""

    bind: tuple[str, ...] = ()
    """Flags whose value is `host:port`."""
    host: tuple[str, ...] = ()
    port: tuple[str, ...] = ()
    socket: tuple[str, ...] = ()
    """Flags that make it listen on a Unix socket instead."""
    positional: bool = False
    """The first argument may be a port or `host:port`."""
    default_host: str = ""
    default_port: int = 0
    """0 when it listens only where a flag says so."""
    port_env: str = ""
    host_env: str = ""
    env_host: str = ""
    """Host it binds by default once `port_env` is set."""
    bare_host: str = ""
    """Host that the host flag means without a value."""
    config: tuple[str, ...] = ()
    """Flags that name a configuration file, which may say where it listens."""
    configured: bool = False
    """It always reads a configuration file of its own that may say so (`vite.config.js`)."""
    development: bool = False


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What certain flags add."""

    flags: tuple[str, ...]
    does: tuple[str, ...] = ()
    log: bool = False
    pid: bool = False


class Installing(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """How an installer names what it installs."""

    tool: str
    ecosystem: str
    files: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Flags whose value is a project of this repository."""
    positional_files: bool = False
    locked: tuple[str, ...] = ()
    always_locked: bool = False
    unlocked: bool = False
    """Without those flags the lockfile may be changed."""
    production: tuple[str, ...] = ()
    production_unless: tuple[str, ...] = ()
    project: bool = False
    """Without packages it installs the project itself."""
    project_unless: tuple[str, ...] = ()


class Building(msgspec.Struct, frozen=True, kw_only=True):
    """How a compiler or bundler names its sources and what it makes of them."""

    sources: str | tuple[str, ...] = "rest"
    """`rest` or `first` of the arguments, or flags that name sources."""
    source: str = "."
    """What is compiled when nothing is named; empty for nothing."""
    output: str | tuple[str, ...] = ()
    """`first` argument, or flags that name the file or folder it writes."""
    into: str = ""
    """The folder it writes into when no flag says so, with its `/`."""


class Program(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """One key of the table."""

    does: tuple[str, ...] = ()
    framework: str = ""
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    entry: str | tuple[str, ...] = ""
    script: str = ""
    bare: str = ""
    """The key that counts when there is no argument."""
    wraps: str = ""
    skip: int = 0
    shell: tuple[str, ...] = ()
    listen: Listening | None = None
    effects: tuple[Effect, ...] = ()
    install: Installing | None = None
    schema: str = ""
    asking: tuple[str, ...] = ()
    """Flags with which it changes nothing and only tells what it would do."""
    folder: tuple[str, ...] = ()
    """Flags that name the folder in which it runs or looks for its code; those of the bare program hold for all its keys,
    here and in the next four."""
    member: str | tuple[str, ...] = ()
    """Flags that name the member of a workspace in which it runs, the `first` or `second` argument, or `target` for the
    part of the first one before `:`."""
    config: tuple[str, ...] = ()
    """Flags that name its configuration file; `first` for a first argument that looks like one."""
    config_file: str = ""
    """The configuration file that it reads unasked."""
    env_files: tuple[str, ...] = ()
    """Flags that name files of variables."""
    builds: Building | None = None


_NOTHING = Program()


class Family(msgspec.Struct, frozen=True):
    """All keys of one program."""

    values: frozenset[str]
    commands: tuple[tuple[tuple[str, ...], Program], ...]
    """Sub-command words and what they stand for, longest first."""
    framework: str
    bare: Program = _NOTHING
    """The key without sub-commands."""

    def command(self, positionals: list[str | None]) -> tuple[tuple[str, ...], Program | None]:
        """The longest sub-command that the arguments begin with."""
        for words, program in self.commands:
            if tuple(positionals[: len(words)]) == words:
                return words, program
        return (), None


_INIT = Program(wraps="rest", does=("init",))
_PLAIN = Program(wraps="rest")
_ONE = Program(wraps="rest", skip=1)
_STEP_DOWN = Program(wraps="rest", skip=1, does=("step-down",))


@cache
def families() -> dict[str, Family]:
    """Every program by each of its names."""
    data = table("programs/programs.toml")
    wrappers = data["wrappers"]
    wrapper_values = frozenset(wrappers["values"])
    found: dict[str, Family] = {}
    for names, program in (
        (wrappers["init"], _INIT),
        (wrappers["plain"], _PLAIN),
        (wrappers["one"], _ONE),
        (wrappers["step-down"], _STEP_DOWN),
    ):
        for name in names:
            found[name] = Family(wrapper_values, (((), program),), "")
    grouped: dict[str, list[tuple[tuple[str, ...], Program]]] = {}
    for key, entry in data["programs"].items():
        name, *words = key.split()
        grouped.setdefault(name, []).append((tuple(words), msgspec.convert(entry, Program)))
    for name, commands in grouped.items():
        commands.sort(key=lambda one: -len(one[0]))
        values = frozenset(flag for _, program in commands for flag in program.values)
        bare = next((program for words, program in commands if not words), _NOTHING)
        family = Family(values, tuple(commands), bare.framework, bare)
        for alias in (name, *(alias for _, program in commands for alias in program.aliases)):
            found[alias] = family
    return found
