"""Images and the containers that run them: build context, Dockerfile stage, compose service, workload."""

from collections.abc import Iterator

from ...facts import Build, BuildStage, ComponentImage, RunningContainer
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.containers import Seat, is_development, seats
from ..ground.dockerfiles import Dockerfile, index
from ..ground.paths import Tree, base, folder, stand

DEVELOPMENT_FOLDERS = frozenset({"dev", "development", "local", ".devcontainer"})


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `ComponentImage` per shipped or targeted stage and a `RunningContainer` per container."""
    files = index(store, Tree.of(store.documents))
    for one in files.values():
        yield from _images(one)
    for seat in seats(store, files):
        yield _running(seat)


def _images(one: Dockerfile) -> Iterator[ComponentImage]:
    targets: dict[str, tuple[BuildStage, list[int]]] = {one.final.name: (one.final, [])}
    for number, build in enumerate(one.builds):
        stage = one.stage(build.target)
        targets.setdefault(stage.name, (stage, []))[1].append(number)
    for stage, numbers in targets.values():
        builds = tuple(one.builds[number] for number in numbers)
        image = ComponentImage(
            span=stage.span,
            scope=stage.scope,
            dockerfile=one.path,
            context=one.context,
            stage=stage,
            builds=builds,
            development=_for_developers(one, stage),
        )
        yield stand(image, stage)


def _for_developers(one: Dockerfile, stage: BuildStage) -> bool:
    """Whether nothing but development needs the image. What CI builds is for others, whatever its role; a plain
    `Dockerfile` may be what a platform builds, whichever compose files do so too."""
    if is_development(one.path) or not DEVELOPMENT_FOLDERS.isdisjoint(folder(one.path).lower().split("/")):
        return True
    named = [build for build in one.builds if one.stage(build.target) is stage]
    if not stage.final:
        return is_development(stage.name) or all(_is_local(build) for build in named)
    return base(one.path) != "Dockerfile" and bool(one.builds) and all(_is_local(each) for each in one.builds)


def _is_local(build: Build) -> bool:
    return build.by == "compose" and (is_development(build.path) or build.role in ("tooling", "test"))


def _running(seat: Seat) -> RunningContainer:
    container = seat.container
    fact = RunningContainer(
        span=container.span,
        scope=container.scope,
        container=container,
        workload=seat.workload,
        image=seat.image,
        stage=seat.stage,
        dockerfile=seat.dockerfile.path if seat.dockerfile else "",
        backing="" if seat.dockerfile else backing_of(seat),
    )
    return stand(fact, container)


def backing_of(seat: Seat) -> str:
    """The backing service that a foreign image is, empty when it is none or not known."""
    if seat.image is None or not isinstance(seat.image.name, str):
        return ""
    from ...knowledge import images

    return images.backing_service(seat.image.name)
