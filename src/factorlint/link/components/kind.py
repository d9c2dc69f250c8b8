"""What kind of thing a component is, from what runs of it, and why in words."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from ...facts import (
    BuildStage,
    ComponentImage,
    Copy,
    Listen,
    Process,
    Project,
    Route,
    RunFile,
    RunningContainer,
    WorkerCode,
)
from ...knowledge import images
from ...knowledge.ecosystems import rows
from ...model.component import Component, Kind
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import base
from ..running.start_path import hands_over
from .signs import Signs, signs_of

PROXIES = frozenset(
    "nginx nginx-unprivileged traefik haproxy envoy caddy httpd varnish squid apache openresty".split()
)
_SERVERS = PROXIES | {"serve", "http-server"}
_SERVING_SCRIPTS = ("start", "serve", "start:prod", "start:production")
_SHELLS = frozenset({"sh", "bash", "ash", "zsh", "true", "sleep", "tail"})
_UTILITIES = frozenset(
    "mv cp ls cat echo tar rm mkdir chmod chown find sed grep make install env printenv".split()
)
"""Programs of the system that carry something about and end."""
_SERVED_BY_BASE = ("apache", "fpm")
"""Words in tags of a language's images that bring a server, too."""
_ENDS = ("unknown", "admin")


def judge_all(store: FactStore, samples: int, chosen: Mapping[str, Kind]) -> tuple[Component, ...]:
    """Return the components with their kinds. `samples` is how many folders of the root have an orchestration of their
    own where it is a collection of such; `chosen` is what the configuration says, by folder."""
    signs = signs_of(store)
    serving = {fact.path for kind in (Listen, Route, WorkerCode) for fact in store.all(kind)}
    served = {id(p) for run in store.all(RunFile) if run.path in serving for p in run.processes}
    judge = _Judge(store, served)
    tools = {
        run.component: run.path for run in store.all(RunFile) if run.what == "tool" and len(run.via) == 1
    }
    found = []
    for component in store.components:
        sign = signs[component.name]
        sign.program = _program(sign.projects) or (
            f"{tools[component.name]} is a program" if component.name in tools else ""
        )
        kind, why = judge.kind(component.root, sign, samples if not component.root else 0)
        if component.root in chosen:
            kind, why = chosen[component.root], ("named by the configuration", *why)
        found.append(
            Component(
                name=component.name,
                root=component.root,
                kind=kind,
                why=why,
                ecosystems=tuple(sorted(sign.ecosystems)),
                deployed=bool(sign.images or sign.runs or sign.process_types),
                containerised=bool(sign.images),
            )
        )
    return tuple(found)


class _Judge:
    def __init__(self, store: FactStore, served: Collection[int]) -> None:
        self.store = store
        self.served = served
        """Processes that run a file which listens or defines work."""

    def kind(self, root: str, signs: Signs, samples: int) -> tuple[Kind, tuple[str, ...]]:
        """The kind of the component at `root` and the reasons, strongest first."""
        if any(project.publishes for project in signs.projects):
            # Packages carry units and images as samples: what counts is what runs code of theirs.
            known = [each for each in signs.processes if each.entry_file or each.project is not None]
            signs.processes = [each for each in known if not self._ends(each)] or known
            signs.process_types = [each for each in signs.process_types if known]
        why = list(self._processes(signs))
        program = signs.program
        if why:
            if program and self._are_programs(signs):
                return "tool", (f"{program}, and nothing runs it as a service",)
            return "app", tuple(dict.fromkeys(why))
        publishing = [project for project in signs.projects if project.publishes]
        if publishing:
            if scripts := _serving_script(signs):
                return "app", (scripts,)
            if program:
                return "tool", (program,)
            name = publishing[0].name or "it"
            return "library", (f"{publishing[0].path} publishes {name} and nothing runs it",)
        if signs.serves:
            return "app", (_serving(signs.serves),)
        if foreign := next((each for each in signs.processes if not self._is_own(each, signs)), None):
            return "infrastructure", (
                f"{foreign.path} runs {foreign.command.text[:60]} and no code of its own",
            )
        if signs.code:
            return _plain_code(root, signs, program)
        if samples:
            return "samples", ("many folders, each with something to run of its own",)
        if signs.orchestrates:
            path = signs.orchestrates[0].container.path
            return "infrastructure", (f"runs containers ({path}) and holds no code",)
        return "infrastructure", ("holds no code of its own",)

    def _processes(self, signs: Signs) -> Iterator[str]:
        """What runs the component's own code, in words."""
        started = {process.path for process in signs.processes if self._is_own(process, signs)}
        for image in signs.images:
            if text := self._starts(image, signs):
                yield f"{image.dockerfile} runs {text}"
        seats = [running.container for running in signs.runs if self._runs(running, signs)]
        seats += [
            process.container
            for process in signs.processes
            if process.container is not None and process.entry_file and self._is_own(process, signs)
        ]
        yield from list(dict.fromkeys(f"{one.by} runs it as {one.name}" for one in seats))[:3]
        for one in signs.process_types[:1]:
            if one.path in started or not signs.processes:
                yield f"{base(one.path)} declares the process {one.name}"

    def _runs(self, running: RunningContainer, signs: Signs) -> bool:
        container = running.container
        mine = [process for process in signs.processes if process.container is container]
        if mine:
            return any(self._is_own(process, signs) for process in mine)
        image = next((each for each in signs.images if each.dockerfile == running.dockerfile), None)
        return image is not None and bool(self._starts(image, signs))

    def _starts(self, image: ComponentImage, signs: Signs) -> str:
        """What the image of an application starts, in a word; empty for a shell, a proxy or a database."""
        words = [word for word in (*(image.stage.entrypoint or ()), *(image.stage.command or ())) if word]
        if not words:
            return "its base image's command" if self._brings_server(image, signs) else ""
        mine = [
            process
            for process in signs.processes
            if process.chain and process.chain[0].path == image.dockerfile
        ]
        if mine and not any(self._is_own(process, signs) for process in mine):
            return ""
        if not mine and base(words[0]) in _SHELLS and len(words) == 1:
            return ""
        if (
            base(words[0]) in _SHELLS
            and len(words) > 2
            and words[1].startswith("-")
            and words[1].endswith("c")
        ):
            words = words[2].split() or words
        return base(words[0])

    def _brings_server(self, image: ComponentImage, signs: Signs) -> bool:
        """Whether the base image runs what was copied into it: not a language's own, which runs a shell."""
        reference = self._base(image.path, image.stage)
        if reference is None or not isinstance(reference.name, str):
            return bool(signs.code)
        if _is_foreign(reference.name):
            return bool(signs.code) and base(reference.name) in PROXIES
        tag = reference.tag if isinstance(reference.tag, str) else ""
        plain = base(reference.name) in _languages()
        if plain and not any(word in tag for word in _SERVED_BY_BASE):
            return False
        return bool(signs.code) or any(True for _ in self.store.at(image.path, Copy))

    def _base(self, path: str, stage: BuildStage) -> images.Reference | None:
        """The image at the bottom of a stage."""
        stages = {each.name: each for each in self.store.at(path, BuildStage)}
        first = stages.get(stage.ancestors[-1], stage) if stage.ancestors else stage
        return images.reference(first.base) if isinstance(first.base, str) and first.base else None

    def _is_own(self, process: Process, signs: Signs) -> bool:
        """Whether a process runs code of the component, and not a database or a proxy that its image is made from."""
        if "backing-service" in process.command.does:
            return False
        if process.entry_file or process.project is not None:
            return True
        if process.framework in _SERVERS:
            return bool(signs.code)
        words = [word for word in process.command.argv if word]
        if not words or hands_over(process.command) or base(words[0]) in _UTILITIES:
            return False
        if base(words[0]) in _SHELLS and len(words) < 3:
            return False
        return signs.code > 0 or not self._is_of_foreign_image(process, signs)

    def _is_of_foreign_image(self, process: Process, signs: Signs) -> bool:
        for image in signs.images:
            running = any(
                one.container is process.container for one in signs.runs if one.dockerfile == image.path
            )
            if running or image.path == process.path:
                reference = self._base(image.path, image.stage)
                return (
                    reference is not None and isinstance(reference.name, str) and _is_foreign(reference.name)
                )
        return False

    def _are_programs(self, signs: Signs) -> bool:
        """Whether every process is a program that does something for its user and ends."""
        return bool(signs.processes) and all(self._ends(process) for process in signs.processes)

    def _ends(self, process: Process) -> bool:
        """Whether a process is, as far as this says, a program that does something for its user and ends."""
        return (
            process.purpose in _ENDS
            and process.where in ("image", "compose")
            and id(process) not in self.served
        )


@cache
def _languages() -> frozenset[str]:
    """The names of images that bring a language and start nothing."""
    return frozenset(name for row in rows().values() for name in row.images)


def _is_foreign(name: str) -> bool:
    """Whether an image is a proxy or a backing service, to which configuration may be added."""
    return base(name) in PROXIES or bool(images.backing_service(name))


def _program(projects: list[Project]) -> str:
    """The manifest that declares a program to call by name, in words; empty when none does."""
    for project in projects:
        if project.entry_points:
            name = project.entry_points[0][0]
            return f"{project.path} declares the program {name}"
    return ""


def _plain_code(root: str, signs: Signs, program: str) -> tuple[Kind, tuple[str, ...]]:
    """Code that neither serves nor is published: a program, unless it is a member of a workspace."""
    if program and not _serving_script(signs):
        return "tool", (program,)
    tying = next((each for each in signs.projects if each.workspaces), None)
    if tying is not None and not _serving_script(signs):
        return "infrastructure", (f"{tying.path} ties the members of a workspace together",)
    if root and signs.projects and not _serving_script(signs):
        return "library", (f"{signs.projects[0].path} describes a part that nothing runs by itself",)
    return "app", ("code that no manifest publishes as a library",)


def _serving_script(signs: Signs) -> str:
    """A package.json whose `start` runs code of this package that serves or worker code that waits."""
    for project in signs.projects:
        if project.manifest != "package.json":
            continue
        scripts = dict(project.scripts)
        for name in _SERVING_SCRIPTS:
            if name in scripts and (signs.serves or project.private):
                return f"{project.path} starts it with `{name}`"
    return ""


def _serving(facts: list[Fact]) -> str:
    route: Route | None = None
    for fact in facts:
        if isinstance(fact, Listen):
            return f"{fact.path} listens"
        if isinstance(fact, WorkerCode):
            return f"{fact.path} defines work for {fact.framework}"
        if isinstance(fact, Route):
            route = fact
    return f"{route.path} serves {route.url_path or 'routes'}" if route else f"{facts[0].path} serves"
