"""IMG001: an image of this repository, or a container that is told so, runs as root."""

import re
from collections.abc import Iterator, Sequence

from factorlint.api import UNKNOWN, Place, Problem, Span, View
from factorlint.facts.graph import ComponentImage, Process, RunningContainer
from factorlint.facts.image import BuildStage
from factorlint.facts.workload import Container

ROOT = frozenset({"root", "0"})
DEVELOPMENT = frozenset(
    "dev devel develop development test tests testing debug ci lint builder build".split()
)

Stage = tuple[str, str]
"""Path and name."""


def check(view: View) -> Iterator[Problem]:
    """One problem an image, else one a container that overrides its image."""
    images = view.facts(ComponentImage)
    running = view.everywhere(RunningContainer)
    stepping = frozenset(_stepping_down(view.everywhere(Process)))
    for image in images:
        if not _is_shipped(image, images):
            continue
        containers = [each for each in running if each.stage and _key(each.stage) == _key(image.stage)]
        if _is_root(image.stage, view) and not _is_elsewhere(image.stage, containers, stepping):
            yield from _of_image(image, containers)
    for each in view.facts(RunningContainer):
        yield from _of_container(each)


def _key(stage: BuildStage) -> Stage:
    return stage.path, stage.name


def _is_shipped(image: ComponentImage, images: Sequence[ComponentImage]) -> bool:
    """Not a stage for developers or tests, unless there is no other."""
    if not _for_development(image.stage):
        return True
    return image.stage.final and not any(
        other.dockerfile == image.dockerfile and other is not image for other in images
    )


def _for_development(stage: BuildStage) -> bool:
    return not DEVELOPMENT.isdisjoint(re.split(r"[-_.]", stage.name.lower()))


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
    for image in view.everywhere(ComponentImage):
        names = [build.image for build in image.builds if isinstance(build.image, str) and build.image]
        if image.stage is not stage and any(
            _repository(str(stage.base)) == _repository(name) for name in names
        ):
            return image
    return None


def _repository(image: str) -> str:
    return re.sub(r"(@.*|:[^/]*)$", "", image)


def _stepping_down(processes: Sequence[Process]) -> Iterator[Stage]:
    """Stages whose start goes on as another user before the app runs."""
    for process in processes:
        path = (*process.chain, *process.before)
        if any("step-down" in command.does for command in path):
            yield from (
                (command.path, command.owner) for command in path if command.by.startswith("dockerfile")
            )


def _is_elsewhere(
    stage: BuildStage, containers: Sequence[RunningContainer], stepping: frozenset[Stage]
) -> bool:
    """Whether the start of the image, or all that run it, see to another user."""
    if any((stage.path, name) in stepping for name in (stage.name, *stage.ancestors)):
        return True
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


def _of_image(image: ComponentImage, containers: Sequence[RunningContainer]) -> Iterator[Problem]:
    stage = image.stage
    evidence = tuple(
        (each, f"`{each.container.name}` runs it and sets no other user") for each in containers[:3]
    )
    if isinstance(stage.user, str):
        start, end = stage.user_span or (stage.span.start, stage.span.end)
        message = f"the image ends as `{stage.user}`, so its processes run as root"
        yield Problem(at=Place(stage.path, Span(start, end)), message=message, evidence=evidence)
        return
    known = stage.base_starts_as == "root"
    yield Problem(
        at=image,
        message=(
            f"the image has no USER, and `{_base(stage)}` starts as root"
            if known
            else f"the image has no USER, and nothing tells that `{_base(stage)}` has one"
        ),
        evidence=evidence,
        confidence=None if known else "low",
    )


def _base(stage: BuildStage) -> str:
    return stage.base_stage or str(stage.base)


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
            remedy="Set `securityContext: {runAsNonRoot: true, runAsUser: <uid>}`, or take a variant of the image "
            "that has a user.",
        )
