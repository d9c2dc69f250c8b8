"""Processes: what is started, how, and how it behaves (factors V, VI, VIII, IX, XII)."""

from typing import Literal

import msgspec

from ..model.fact import UNKNOWN, Fact, Unknown

CommandStage = Literal["build", "run", "release", "ci", "healthcheck", "develop"]


class Built(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a command makes of sources, as paths from the folder in which it runs."""

    source: str
    """A file, a folder, or the name of a workspace's member."""
    output: str
    """A file, or with a `/` at its end the folder that it is written into, named after its source."""


class Command(Fact, frozen=True, kw_only=True, tag="process.command"):
    """A command line that something runs. `knowledge/programs/commands.py` says what it does."""

    argv: tuple[str | None, ...]
    """Words after quoting; None for a word that is not known (a variable, a substitution)."""
    text: str = ""
    """As written, one line, at most 300 characters."""
    form: Literal["exec", "shell", "line"] = "line"
    """`exec`: a list, run directly; `shell`: text handed to a shell; `line`: one command of a script."""
    by: str = ""
    """`dockerfile-cmd`, `dockerfile-entrypoint`, `dockerfile-run`, `compose`, `kubernetes`, `procfile`, `npm-script`,
    `script`, `github-actions`, `gitlab-ci`, `supervisord`, `systemd`, `app.json`, `code`."""
    stage: CommandStage = "run"
    owner: str = ""
    """The build stage, service, container, process type, script or job that runs it."""
    does: tuple[str, ...] = ()
    """Activities, from `knowledge/programs/programs.toml`: `serve`, `dev-server`, `worker`, `scheduler`, `migrate`, `seed`,
    `install`, `compile`, `bundle`, `fetch-source`, `download`, `supervise`, `init`, `group-signals` (an init that passes
    signals on to grandchildren too), `package-manager`, `shell`,
    `admin`, `reload`, `debug`, `daemonize`, `wait`, `healthcheck`, `test`, `pipe-to-shell` (runs what a download
    brings), `remote-shell`, `backing-service`, `step-down` (goes on as another user), `init-system` (starts
    services that may have users of their own)."""
    entry: str = ""
    """What it runs of the app's own: a file path, a dotted module, `npm:script`."""
    subcommand: str = ""
    """The first argument of the app's own program or script: `migrate` of `./manage.py migrate`."""
    folder: str = ""
    """Where it runs or looks for its code, when a flag says so (`--chdir`, `--app-dir`, `--prefix`)."""
    member: str = ""
    """The member of a workspace in which it runs, by name or folder: `web` of `pnpm --filter web start`."""
    config: str = ""
    """The configuration file that it reads, which may say what it runs and where it listens."""
    env_files: tuple[str, ...] = ()
    """Files of variables that a flag has it read."""
    builds: tuple[Built, ...] = ()
    """What it compiles or bundles from what."""
    framework: str = ""
    background: bool = False
    """Ended by `&` or started with nohup."""
    execs: bool = False
    """Preceded by `exec`, so it replaces the shell."""
    last: bool = False
    """The last command of its script or line."""
    chained: bool = False
    """One of several joined by `&&`, `||`, `;` or a pipe."""
    conditional: bool = False
    """In a branch of an `if` or `case`, or after `||`: it runs only sometimes."""
    function: str = ""
    """The shell function whose body it stands in: it runs when that is called."""
    arm: tuple[str, ...] = ()
    """The patterns of the `case "$1" in` branch it stands in: it runs when the script is started with one of them."""
    handles_signals: bool | Unknown = UNKNOWN
    """For a script: whether it traps SIGTERM and forwards it."""


class ProcessType(Fact, frozen=True, kw_only=True, tag="process.type"):
    """A named kind of process that a Procfile or platform manifest declares."""

    name: str
    command: str = ""
    by: str = "procfile"


class WorkerCode(Fact, frozen=True, kw_only=True, tag="process.worker-code"):
    """The code defines work that a process apart from the web process must run: tasks, jobs, consumers, schedules."""

    framework: str
    """`celery`, `rq`, `bullmq`, `kafkajs`, `dramatiq` ..."""
    name: str = ""
    """Task, queue or app name."""
    purpose: Literal["worker", "scheduler"] = "worker"
    defines: Literal["task", "app", "loop"] = "task"
    """`task`: a unit of work; `app`: the worker application object; `loop`: code that itself starts consuming."""


class SignalHandler(Fact, frozen=True, kw_only=True, tag="process.signal-handler"):
    """The code handles signals."""

    signals: tuple[str, ...]
    """`SIGTERM`, `SIGINT` ..."""
    ignores: bool = False


class Exit(Fact, frozen=True, kw_only=True, tag="process.exit"):
    """The code ends the process."""

    hard: bool = False
    """Without running handlers (`os._exit`, SIGKILL to itself)."""
    in_handler: bool = False


class Daemonize(Fact, frozen=True, kw_only=True, tag="process.daemonize"):
    """The process detaches itself."""

    how: str = ""


class PidFile(Fact, frozen=True, kw_only=True, tag="process.pid-file"):
    """The process writes a PID file."""

    file: str | Unknown = UNKNOWN


class BackgroundWork(Fact, frozen=True, kw_only=True, tag="process.background-work"):
    """Work beside the request: threads, timers, in-process schedulers, child processes."""

    how: Literal["thread", "timer", "scheduler", "subprocess", "task"]
    by: str = ""
    at_import: bool = False
    bounded: bool | Unknown = UNKNOWN


class FileWrite(Fact, frozen=True, kw_only=True, tag="process.file-write"):
    """The code writes to the file system."""

    file: str | Unknown = UNKNOWN
    lasting: bool | Unknown = UNKNOWN
    """False for temporary files and for what is removed in the same function."""
    in_handler: bool = False
    upload: bool = False
    """Stores what a client sent."""
    by: str = ""


class SessionStore(Fact, frozen=True, kw_only=True, tag="process.session-store"):
    """Where user sessions are kept."""

    backend: str
    """`memory`, `file`, `cookie`, `database`, `cache`, `redis` ... ; `memory` includes a library's unset default."""
    by: str = ""
    explicit: bool = True


class CacheStore(Fact, frozen=True, kw_only=True, tag="process.cache-store"):
    """Where cached values, rate limits, locks or jobs are kept."""

    backend: str
    by: str = ""
    use: str = "cache"
    """`cache`, `rate-limit`, `lock`, `job-store`."""


class SharedState(Fact, frozen=True, kw_only=True, tag="process.shared-state"):
    """A module-level mutable value is changed in a handler."""

    name: str


class SchemaChange(Fact, frozen=True, kw_only=True, tag="process.schema-change"):
    """Something creates or migrates a database schema."""

    how: str
    """`create_all`, `migrate`, `sync`, `alembic`, `prisma`, `knex` ..."""
    by: str = "code"
    moment: Literal["start", "import", "function", "command"] = "function"
    """`start`: in an application's start-up hook or factory; `import`: by the module itself; `command`: where the file
    is run as a program; `function`: only when somebody calls it."""


class Migration(Fact, frozen=True, kw_only=True, tag="process.migration"):
    """A file is a schema migration."""

    tool: str
