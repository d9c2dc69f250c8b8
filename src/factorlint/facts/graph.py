"""Facts about relations, made by `link/` from the facts of several documents. They hold the facts they tie."""

from typing import Literal

import msgspec

from ..model.fact import UNKNOWN, Fact, Unknown
from .config import EnvRead, EnvSupply
from .dependency import Declared, Import, RuntimeVersion
from .image import Build, BuildStage, ImageRef
from .log import Print
from .process import Command
from .service import BackingService, Listen, Probe, Route
from .workload import Container, Workload


class ComponentImage(Fact, frozen=True, kw_only=True, tag="graph.component-image"):
    """An image is built from a component. Stands at the Dockerfile's final (or targeted) stage."""

    dockerfile: str
    context: str
    stage: BuildStage
    builds: tuple[Build, ...] = ()
    development: bool = False
    """Only developers build it: by its file or stage name, or because only compose files for development name it."""


class RunningContainer(Fact, frozen=True, kw_only=True, tag="graph.running-container"):
    """A container runs a component's image (or a foreign one). Stands at the container."""

    container: Container
    workload: Workload | None = None
    image: ImageRef | None = None
    stage: BuildStage | None = None
    """The stage of this repository whose image it runs."""
    dockerfile: str = ""
    backing: str = ""
    """The backing service it is (`postgresql`), when a foreign image is one."""


class Process(Fact, frozen=True, kw_only=True, tag="graph.process"):
    """One way in which a component is started. Stands at the command that does it."""

    name: str
    """`web`, `worker`, a service's or container's name."""
    purpose: Literal["web", "worker", "scheduler", "release", "admin", "unknown"] = "unknown"
    command: Command
    """The command that finally runs: wrappers, npm scripts and entrypoint scripts followed."""
    chain: tuple[Command, ...] = ()
    """Every command on the way, outermost first, `command` included."""
    before: tuple[Command, ...] = ()
    """Commands that run before it on the start path (`migrate && serve`, entrypoint scripts)."""
    entry_file: str = ""
    """The file of the repository it starts, where one was found."""
    project: str | None = None
    """The folder of what it was built from, where that is known and no single file is."""
    subcommand: str = ""
    """What its program is told to do: `worker` of `shop worker --queue mail`."""
    framework: str = ""
    """The framework that finds the code by itself, by its places (`next`)."""
    config_files: tuple[str, ...] = ()
    """Files of the repository that configure its server (`gunicorn.conf.py`)."""
    env_files: tuple[str, ...] = ()
    """Files of the repository from which its own command line takes variables."""
    also: tuple[str, ...] = ()
    """Files of the repository that commands before or beside it run."""
    where: str = ""
    """`image`, `compose`, `kubernetes`, `procfile`, `npm`, `supervisord`, `systemd`."""
    container: Container | None = None
    workload: Workload | None = None
    development: bool = False
    """Only for developers: compose override, `dev` scripts, a build stage not shipped."""


class PortStep(msgspec.Struct, frozen=True):
    """One link of a port chain."""

    what: Literal["listen", "expose", "container", "service", "ingress", "probe", "compose", "env"]
    port: int
    fact: Fact
    says: str
    """In words: "`app.listen(8080)`", "EXPOSE 80"."""


class Bind(msgspec.Struct, frozen=True):
    """One socket that a process opens, with the address in force."""

    listen: Listen
    host: str | Unknown = UNKNOWN
    """What it is bound to: as written, as the environment here says, or the library's default; unknown otherwise."""
    supply: EnvSupply | None = None
    """The variable that gives the address here."""


class PortChain(Fact, frozen=True, kw_only=True, tag="graph.port-chain"):
    """All that is said about the ports of one running container or image. Stands at its container or stage."""

    name: str
    listens: tuple[PortStep, ...] = ()
    certain: bool = False
    """Every port that the process listens on is known."""
    steps: tuple[PortStep, ...] = ()
    """Everything else: what others believe it listens on, as the port inside the container."""
    binds: tuple[Bind, ...] = ()
    """The sockets of the command or file that the process was followed to; empty where it was not followed."""
    overridden: bool = False
    """The container starts something else than its image would, so EXPOSE may be about another process."""
    shares_host: bool = False
    """It uses the host's network, where loopback is the host's own."""


class EnvNeed(Fact, frozen=True, kw_only=True, tag="graph.env-need"):
    """A variable that a component's code reads, and who supplies it. Stands at the first read."""

    name: str
    reads: tuple[EnvRead, ...]
    supplies: tuple[EnvSupply, ...] = ()
    """To anything that runs the component."""
    documented: tuple[EnvSupply, ...] = ()
    """In example files, app.json and CI."""
    open: bool = False
    """Something that runs the component takes variables from a place that is not known here."""
    deployed: bool = False
    """Something in the repository runs the component and sets at least one variable for it."""
    near: tuple[EnvSupply, ...] = ()
    """Supplies to the component that nothing reads, whose name is one or two edits away."""


class AddressUse(Fact, frozen=True, kw_only=True, tag="graph.address-use"):
    """A host that a component is told or coded to call. Stands at the literal or the supply."""

    host: str
    port: int | None = None
    scheme: str = ""
    by: str = ""
    """`env-supply`, `env-default`, `literal`, `call`, `backing-service`, `proxy`."""
    told_by: str = ""
    """What kind of document tells it: `compose`, `kubernetes`, `configmap`, `dotenv`, `nginx` ...; empty for code."""
    name: str = ""
    """The variable that carries it."""
    service: str = ""
    """The backing service (`postgresql`, `redis`) by the fact, the scheme, else the well-known port or the variable's
    name; `database` where a name says no more; empty for web addresses."""
    resolves: Literal["service", "external", "localhost", "unknown", "port-mismatch"] = "unknown"
    to: str = ""
    """The service or component it leads to; of an unknown one, `name.namespace` where it is in another namespace."""
    ports: tuple[int, ...] = ()
    """What that service offers."""
    world: tuple[str, ...] = ()
    """The service names among which it was looked up; empty when there is no orchestration to look in."""


class ServedRoutes(Fact, frozen=True, kw_only=True, tag="graph.served-routes"):
    """The HTTP paths that a component serves. Stands at its first route."""

    routes: tuple[Route, ...] = ()
    """Endpoints; `url_path` holds the prefixes of the mounts above it where there is no doubt which, and then
    `partial` is false."""
    complete: bool = False
    """Nothing hides further routes: no libraries that bring some, computed mounts, catch-alls, file servers, or
    sources in languages that are not read."""
    mounts: tuple[Route, ...] = ()
    """Prefixes below which something unseen may answer."""


class ProbeTarget(Fact, frozen=True, kw_only=True, tag="graph.probe-target"):
    """A probe and the route of the component it asks. Stands at the probe."""

    probe: Probe
    asked: str = ""
    """The path that it asks, without its query and final slash; empty for the root."""
    route: Route | None = None
    certain: bool = False
    """All routes of the component are known (no partial, computed or foreign ones), so a miss is a miss."""
    routes: tuple[Route, ...] = ()
    """Of the component, likely candidates first."""
    near: Route | None = None
    """The one that was perhaps meant: it shares a segment of its path, or speaks of health as the path does."""


class ModuleLink(Fact, frozen=True, kw_only=True, tag="graph.module-link"):
    """An import or mention, settled by the rules of its language. Stands at the import."""

    module: str
    """As written there."""
    to: Literal["document", "package", "standard-library", "nothing"]
    documents: tuple[str, ...] = ()
    """Paths of the documents that it runs, the one that holds the names first."""
    package: str = ""
    """The declared package that brings it, as its manifest writes it."""
    how: str = ""
    """By which rule: `relative`, `src-layout`, `tsconfig-paths`, `workspace`, `django.installed-apps` ..."""
    typing_only: bool = False


Running = Literal[
    "web",
    "worker",
    "scheduler",
    "release",
    "admin",
    "process",
    "browser",
    "tool",
    "library",
    "script",
    "build",
    "tooling",
    "test",
    "nothing",
]
"""What runs a file, the strongest first: a server, work beside it, one-off commands, a process of no known kind, a
browser, a command line program, other people's code, a script that somebody starts, a build, developers, tests."""


class RunFile(Fact, frozen=True, kw_only=True, tag="graph.run-file"):
    """By what a file of code is run, as far as start commands, imports and frameworks' places tell. Stands at its
    first byte."""

    what: Running
    also: tuple[Running, ...] = ()
    """What else runs it."""
    by: tuple[str, ...] = ()
    """Who does, in words: `web (Procfile)`, `npm run dev (package.json)`."""
    processes: tuple[Process, ...] = ()
    """The production processes that run it."""
    via: tuple[str, ...] = ()
    """The files from what starts to this one, both included."""
    production: bool = False
    """A process, a command of a release or an app's page runs it, or others who installed it."""
    told: str = ""
    """The role that its path alone tells."""


class FrameworkFile(Fact, frozen=True, kw_only=True, tag="graph.framework-file"):
    """A framework runs a file because of the place where it lies: a page, a route, a migration. Stands at its start."""

    framework: str
    """The package that the project declares."""
    process: Literal["server", "browser", "both", "worker", "release", "admin", "build"]
    """What runs it; `both`: drawn on the server, then taken over by the browser; `admin`: a command somebody gives."""
    project: str = ""
    """The folder of the project's manifest."""


class Drift(Fact, frozen=True, kw_only=True, tag="graph.drift"):
    """The same thing in different versions or kinds at different places. Stands at the one that differs."""

    what: Literal["runtime", "backing-version", "backing-service", "env-keys"]
    subject: str
    """`python`, `postgresql`, ..."""
    here: str
    there: str
    other: RuntimeVersion | ImageRef | BackingService
    others: tuple[RuntimeVersion | ImageRef | BackingService, ...] = ()
    """Further places that say what is said here."""


class Attached(Fact, frozen=True, kw_only=True, tag="graph.attached"):
    """A backing service that a component uses, gathered from code, settings, env and orchestration."""

    service: str
    uses: tuple[BackingService, ...] = ()
    containers: tuple[Container, ...] = ()
    environment: str | Unknown = UNKNOWN


class SharedCode(Fact, frozen=True, kw_only=True, tag="graph.shared-code"):
    """One component takes another's sources without declaring it. Stands at the import, COPY, link or path edit."""

    other: str
    how: Literal["import", "copy", "link", "path"]
    target: str = ""


class UndeclaredImport(Fact, frozen=True, kw_only=True, tag="graph.undeclared-import"):
    """Production code imports a package that no manifest in force for it declares. Stands at the first import."""

    package: str
    """What its ecosystem calls the package: `pyyaml` for `import yaml`, `@scope/x` for `@scope/x/y`."""
    called: str = ""
    """What code calls it: `yaml`, `@scope/x`."""
    imported: Import
    ecosystem: str
    others: tuple[Import, ...] = ()
    """Further imports of the package in the component."""
    declared: tuple[Declared, ...] = ()
    """The package as a manifest does name it, in a group that production leaves out (`dev`, another extra)."""
    manifests: tuple[str, ...] = ()
    """The manifests that were looked into."""
    locked: bool = False
    """A lockfile holds it, so it is there today because another package needs it."""
    part_of: str = ""
    """A declared package whose own documentation has its users import this one (`starlette` of `fastapi`)."""


class ClientFile(Fact, frozen=True, kw_only=True, tag="graph.client-file"):
    """A source file runs at the user's side, in a browser or an app, not in a process of the component."""

    by: str = ""
    """What tells: the file itself, or the folder whose files are of that side."""
    certain: bool = True
    """False when the folder holds files of both sides, more of the browser's."""


class ImageTools(Fact, frozen=True, kw_only=True, tag="graph.image-tools"):
    """The programs of the system that an image surely lacks. Stands at its stage; none for an image not fully known."""

    dockerfile: str
    stage: BuildStage
    base: str
    """The image that it is made from, as written."""
    absent: tuple[tuple[str, str], ...] = ()
    """Program and the package that would bring it, of those that knowledge/tools.toml knows."""


class BufferedOutput(Fact, frozen=True, kw_only=True, tag="graph.buffered-output"):
    """An image's runtime holds back what the code prints, and nothing here says otherwise. Stands at the stage."""

    runtime: str
    """`python`."""
    variable: str
    """What would unbuffer it: `PYTHONUNBUFFERED`."""
    flag: str
    prints: tuple[Print, ...] = ()
    """Buffered prints of the component's own code, those of request handlers and entry files first."""
    server: str = ""
    """The server that the image starts, whose own log is not held back; empty for a program or what is not known."""
