"""What kind of thing a component is, from the signs it shows, and why in words."""

import msgspec

from ...facts import Listen, ProcessType, Project, Route, WorkerCode
from ...model.component import Kind
from ...model.fact import Fact
from ..ground.containers import Seat
from ..ground.dockerfiles import Dockerfile
from ..ground.paths import base

PROXIES = frozenset(
    "nginx nginx-unprivileged traefik haproxy envoy caddy httpd varnish squid apache openresty".split()
)
_SERVING_SCRIPTS = ("start", "serve", "start:prod", "start:production")
_SHELLS = frozenset({"sh", "bash", "/bin/sh", "/bin/bash", "ash", "zsh", "true", "sleep"})


class Signs(msgspec.Struct):
    """What was seen of one root."""

    projects: list[Project] = []
    ships: list[Dockerfile] = []
    runs: list[Seat] = []
    orchestrates: list[Seat] = []
    process_types: list[ProcessType] = []
    serves: list[Fact] = []
    ecosystems: set[str] = set()
    code: int = 0
    samples: int = 0
    """For the root of a collection: how many folders have an orchestration of their own."""


def judge(root: str, signs: Signs) -> tuple[Kind, tuple[str, ...]]:
    """The kind of the component at `root` and the reasons, strongest first."""
    why = _processes(signs)
    if why:
        return "app", tuple(why)
    publishing = [project for project in signs.projects if project.publishes]
    if publishing:
        if scripts := _serving_script(signs):
            return "app", (scripts,)
        return "library", (
            f"{publishing[0].path} publishes {publishing[0].name or 'it'} and nothing runs it",
        )
    if signs.serves:
        return "app", (_serving(signs.serves),)
    if signs.code:
        return _plain_code(root, signs)
    if signs.samples:
        return "samples", ("many folders, each with something to run of its own",)
    if signs.orchestrates:
        return "infrastructure", (
            f"runs containers ({signs.orchestrates[0].container.path}) and holds no code",
        )
    return "infrastructure", ("holds no code of its own",)


def _plain_code(root: str, signs: Signs) -> tuple[Kind, tuple[str, ...]]:
    """Code that neither serves nor is published: a program, unless it is a member of a workspace."""
    if root and signs.projects and not _serving_script(signs):
        return "library", (f"{signs.projects[0].path} describes a part that nothing runs by itself",)
    return "app", ("code that no manifest publishes as a library",)


def _processes(signs: Signs) -> list[str]:
    why = [f"{one.path} runs {text}" for one in signs.ships if (text := _starts(one, signs))]
    seated = (
        f"{seat.container.by} runs it as {seat.container.name}" for seat in signs.runs if _runs(seat, signs)
    )
    why += list(dict.fromkeys(seated))[:3]
    why += [f"{base(one.path)} declares the process {one.name}" for one in signs.process_types[:1]]
    return why


def _runs(seat: Seat, signs: Signs) -> bool:
    """Whether the container runs a program of this folder; a proxy stays one, whatever script starts it."""
    if seat.dockerfile is not None:
        if _starts(seat.dockerfile, signs):
            return True
        if _is_foreign(_image_name(seat.dockerfile), signs):
            return False
    return bool(seat.container.command or seat.container.args)


def _starts(one: Dockerfile, signs: Signs) -> str:
    """What the image of an application starts, in a word; empty for a shell, a proxy or a database."""
    stage = one.final
    words = [word for word in (*(stage.entrypoint or ()), *(stage.command or ())) if word]
    name = _image_name(one)
    if not words:
        own = bool(signs.code) or any(one.copies.values())
        return "its base image's command" if own and not _is_foreign(name, signs) else ""
    if _is_foreign(name, signs) and not signs.code:
        return ""
    if base(words[0]) in _SHELLS and len(words) == 1:
        return ""
    if words[0] in ("/bin/sh", "sh", "bash", "/bin/bash") and len(words) > 2 and words[1] in ("-c", "-ec"):
        words = words[2].split() or words
    return base(words[0])


def _is_foreign(name: str, signs: Signs) -> bool:
    """Whether an image of this base is a proxy or a backing service with some configuration added."""
    from ...knowledge import images

    return not signs.code and (base(name) in PROXIES or bool(name and images.backing_service(name)))


def _image_name(one: Dockerfile) -> str:
    stage = one.final
    by_name = {each.name: each for each in one.stages}
    for _ in one.stages:
        if not stage.base_stage or stage.base_stage not in by_name:
            break
        stage = by_name[stage.base_stage]
    raw = stage.base if isinstance(stage.base, str) else ""
    from ...knowledge import images

    name = images.reference(raw).name if raw else ""
    return name if isinstance(name, str) else ""


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


def _file(project: Project) -> str:
    return project.path
