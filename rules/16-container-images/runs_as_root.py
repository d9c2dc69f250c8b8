"""IMG001: an image of this repository, or a container that is told so, runs as root."""

import re
from collections.abc import Iterator, Sequence

from factorlint.api import UNKNOWN, Place, Problem, Span, View
from factorlint.api.images import repository
from factorlint.api.paths import base, folder
from factorlint.facts.dependency import RuntimeVersion
from factorlint.facts.graph import ComponentImage, Process, RunningContainer
from factorlint.facts.image import BuildStage
from factorlint.facts.workload import Container

ROOT = frozenset({"root", "0"})
HELPERS = frozenset("dev devel develop development test tests testing debug ci lint builder build".split())
"""Words in names of stages that other stages, tests or developers need."""

Stage = tuple[str, str]
"""Path and name."""


def check(view: View) -> Iterator[Problem]:
    """One problem an image, else one a container that overrides its image."""
    images = view.facts(ComponentImage)
    running = view.everywhere(RunningContainer)
    processes = view.everywhere(Process)
    stepping, systems = (
        frozenset(_stages(processes, "step-down")),
        frozenset(_stages(processes, "init-system")),
    )
    for image in images:
        containers = [each for each in running if each.stage and _key(each.stage) == _key(image.stage)]
        if (
            _is_shipped(image, images)
            and (containers or _starts_something(image.stage, view))
            and _is_root(image.stage, view)
            and not _is_wasm(image.stage)
            and not _is_of(image.stage, stepping)
            and not _is_elsewhere(containers)
        ):
            yield _of_image(image, containers, view, doubtful=_is_of(image.stage, systems))
    for each in view.facts(RunningContainer):
        yield from _of_container(each)


def _key(stage: BuildStage) -> Stage:
    return stage.path, stage.name


def _is_of(stage: BuildStage, stages: frozenset[Stage]) -> bool:
    """Whether the stage, or one that it builds on, is among `stages`."""
    return any((stage.path, name) in stages for name in (stage.name, *stage.ancestors))


def _is_wasm(stage: BuildStage) -> bool:
    """Whether it starts a WebAssembly module, which no user of the system runs as."""
    words = [word for word in (*(stage.entrypoint or ()), *(stage.command or ())) if word]
    return bool(words) and words[0].endswith(".wasm")


def _is_shipped(image: ComponentImage, images: Sequence[ComponentImage]) -> bool:
    """Not for developers or tests, unless there is no other stage."""
    if image.development:
        return False
    if HELPERS.isdisjoint(re.split(r"[-_.]", image.stage.name.lower())):
        return True
    return image.stage.final and not any(
        other.dockerfile == image.dockerfile and other is not image for other in images
    )


def _starts_something(stage: BuildStage, view: View) -> bool:
    """An image of a bare language runtime without a command is a base for others."""
    if stage.entrypoint is not None or stage.command is not None:
        return True
    if _is_base_of_another(stage, view):
        return False
    lineage = (stage.name, *stage.ancestors)
    return not any(
        runtime.by == "image" and runtime.path == stage.path and runtime.scope in lineage
        for runtime in view.facts(RuntimeVersion)
    )


def _is_base_of_another(stage: BuildStage, view: View) -> bool:
    """Whether a Dockerfile here is made from an image that is called like this one's folder or ending.

    `FROM shop/base` beside `docker/base/Dockerfile`.
    """
    path = stage.path.lower()
    ending = base(path).removeprefix("dockerfile.").removesuffix(".dockerfile")
    called = {base(folder(path)), ending} - {""}
    return any(
        isinstance(other.base, str)
        and "/" in other.base
        and other.path != stage.path
        and base(repository(other.base.lower())) in called
        for other in view.everywhere(BuildStage)
    )


def _is_root(stage: BuildStage, view: View, depth: int = 0) -> bool:
    """Whether the image starts as root, or perhaps does: nothing says otherwise."""
    if stage.user is UNKNOWN or stage.base is UNKNOWN:
        return False
    if isinstance(stage.user, str):
        return _names_root(stage.user)
    if stage.base_starts_as in ("user", "steps-down"):
        return False
    built_here = _base_image(stage, view)
    return built_here is None or depth > 4 or _is_root(built_here.stage, view, depth + 1)


def _base_image(stage: BuildStage, view: View) -> ComponentImage | None:
    """The image of this repository that a stage is made from."""
    if stage.base_starts_as:
        return None
    name = repository(_base(stage, view))
    for image in view.everywhere(ComponentImage):
        names = [build.image for build in image.builds if isinstance(build.image, str) and build.image]
        if image.stage is not stage and any(name == repository(other) for other in names):
            return image
    return None


def _base(stage: BuildStage, view: View) -> str:
    """The image that a stage is made from, through the stages of its file."""
    if not stage.ancestors:
        return str(stage.base)
    for other in view.everywhere(BuildStage):
        if _key(other) == (stage.path, stage.ancestors[-1]):
            return str(other.base)
    return stage.base_stage


def _stages(processes: Sequence[Process], activity: str) -> Iterator[Stage]:
    """Stages with a start path on which something does `activity`."""
    for process in processes:
        path = (*process.chain, *process.before)
        if any(activity in command.does for command in path):
            yield from (
                (command.path, command.owner) for command in path if command.by.startswith("dockerfile")
            )


def _is_elsewhere(containers: Sequence[RunningContainer]) -> bool:
    """Whether all that run the image, in clusters if there are any, see to another user."""
    clusters = [each for each in containers if each.container.by == "kubernetes"] or containers
    return bool(clusters) and all(_user(each.container) != "" for each in clusters)


def _user(container: Container) -> str:
    """`root`, `user`, `perhaps`, or empty where nothing is said."""
    if container.user is UNKNOWN:
        return "perhaps"
    if isinstance(container.user, str):
        return "root" if _names_root(container.user) else "user"
    if container.run_as_non_root:
        return "user"
    return "perhaps" if container.partial else ""


def _names_root(user: str) -> bool:
    return user.partition(":")[0].strip().lower() in ROOT


def _of_image(
    image: ComponentImage, containers: Sequence[RunningContainer], view: View, doubtful: bool
) -> Problem:
    """`doubtful`: an init system starts services that may have users of their own."""
    stage = image.stage
    bare = [each for each in containers if _user(each.container) == ""]
    evidence = tuple((each, f"`{each.container.name}` runs it and sets no other user") for each in bare[:3])
    if isinstance(stage.user, str):
        start, end = stage.user_span or (stage.span.start, stage.span.end)
        return Problem(
            at=Place(stage.path, Span(start, end)),
            message=f"the image ends as `{stage.user}`, so its processes run as root",
            evidence=evidence,
            confidence="low" if doubtful else None,
        )
    origin = _base(stage, view)
    known = stage.base_starts_as == "root"
    return Problem(
        at=image,
        message=f"the image has no USER, and `{origin}` starts as root"
        if known
        else f"the image has no USER, and nothing tells that `{origin}` has one",
        evidence=evidence,
        confidence=None if known and not doubtful else "low",
    )


def _of_container(running: RunningContainer) -> Iterator[Problem]:
    """A container that is told to run as root; an image that starts as root where the cluster could refuse it."""
    container = running.container
    if container.init or running.backing or (container.by == "compose" and running.stage is None):
        return
    said = _user(container)
    if said == "root":
        remedy = "Name an ordinary user here, or take the line out where the image has one."
        yield Problem(
            at=running, message=f"`{container.name}` is told to run as `{container.user}`", remedy=remedy
        )
    elif said == "" and running.stage is None and running.image and running.image.starts_as == "root":
        yield Problem(
            at=running,
            message=f"`{running.image.raw}` starts as root, and nothing here sets another user",
            severity="info",  # whether an image of others can run as another user is not this repository's to say
            remedy="Set `securityContext: {runAsNonRoot: true, runAsUser: <uid>}`, or take a variant of the image "
            "that has a user.",
        )
