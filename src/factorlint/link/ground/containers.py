"""Containers as orchestration runs them: compose files of one folder read together, images found here."""

import re
from collections import defaultdict

import msgspec

from ...facts import Build, BuildStage, Container, ImageRef, Project, Workload
from ...model.store import FactStore
from .dockerfiles import Dockerfile, of_build
from .paths import base, folder

MAIN_FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
DEVELOPMENT_WORDS = ("override", "dev", "develop", "development", "local", "test", "tests", "debug", "ci")
_SEPARATOR = re.compile("[-_.]")
GENERIC = frozenset({"", "src", "app", "docker", "build", "code", "source", "cmd", "server"})
"""Folder names that say nothing about the image's name."""


class Seat(msgspec.Struct, kw_only=True):
    """One container entry of one document, with what its siblings in other compose files add."""

    container: Container
    workload: Workload | None = None
    image: ImageRef | None = None
    builds: tuple[Build, ...] = ()
    dockerfile: Dockerfile | None = None
    stage: BuildStage | None = None
    source: str | None = None
    """The folder whose code an image holds that is built without a Dockerfile."""
    siblings: tuple[Container, ...] = ()
    """The same compose service in other files of the folder, the main file first."""
    development: bool = False


def seats(store: FactStore, files: dict[str, Dockerfile]) -> list[Seat]:
    """Every container of the repository, in order of path and place, with the image it runs."""
    images = {(ref.path, ref.owner): ref for ref in reversed(store.all(ImageRef)) if ref.owner}
    builds: dict[tuple[str, str], list[Build]] = defaultdict(list)
    for build in store.all(Build):
        if build.owner:
            builds[build.path, build.owner].append(build)
    workloads = {(workload.path, workload.name): workload for workload in store.all(Workload)}
    services: dict[tuple[str, str], list[Container]] = defaultdict(list)
    for container in store.all(Container):
        if container.by == "compose":
            services[folder(container.path), container.name].append(container)
    names = _names(store, files)
    sources = {
        image_name(build.image): build.context
        for build in store.all(Build)
        if isinstance(build.image, str)
        and build.image
        and isinstance(build.context, str)
        and not build.dockerfile
    }
    found = []
    for container in store.all(Container):
        if container.by == "ci":
            continue
        key = (container.path, container.name)
        seat = Seat(
            container=container,
            workload=workloads.get((container.path, container.workload)) or workloads.get(key),
            image=images.get(key),
            builds=tuple(builds.get(key, ())),
            development=is_development(container.path) or container.role in ("tooling", "test"),
        )
        if container.by == "compose":
            same = services[folder(container.path), container.name]
            if len(same) > 1:
                seat.siblings = tuple(sorted((one for one in same if one is not container), key=_order))
                _inherit(seat, images, builds)
        _resolve(seat, files, names, sources)
        found.append(seat)
    _families(found, names)
    return found


def is_development(path: str) -> bool:
    """Whether a compose file or a build stage is for developers by its name: an override, dev, local or test one."""
    words = base(path).lower().replace("-", ".").replace("_", ".").split(".")
    return any(word in DEVELOPMENT_WORDS for word in words)


def is_production(path: str) -> bool:
    """Whether a compose file is for production by its name: `compose.prod.yaml`."""
    words = base(path).lower().replace("-", ".").replace("_", ".").split(".")
    return "compose" in words and not {"prod", "production"}.isdisjoint(words)


def is_main(path: str) -> bool:
    """Whether `docker compose up` reads this file first."""
    return base(path).lower() in MAIN_FILES


def _order(container: Container) -> tuple[bool, bool, str]:
    return (not is_main(container.path), is_development(container.path), container.path)


def _inherit(
    seat: Seat, images: dict[tuple[str, str], ImageRef], builds: dict[tuple[str, str], list[Build]]
) -> None:
    """A service entry with neither image nor build amends the one of a sibling file."""
    if seat.image is not None or seat.builds:
        return
    for other in seat.siblings:
        key = (other.path, other.name)
        if key in images or key in builds:
            seat.image, seat.builds = images.get(key), tuple(builds.get(key, ()))
            return


def _resolve(
    seat: Seat, files: dict[str, Dockerfile], names: dict[str, Dockerfile | None], sources: dict[str, str]
) -> None:
    for build in seat.builds:
        path = of_build(build, files)
        if path:
            seat.dockerfile = files[path]
            seat.stage = seat.dockerfile.stage(build.target)
            return
    if seat.builds or seat.image is None:
        return
    if not isinstance(seat.image.name, str):
        seat.dockerfile = names.get(last_segment(seat.image.raw))
        seat.stage = seat.dockerfile.final if seat.dockerfile else None
        return
    name = seat.image.name.lower()
    seat.source = sources.get(name)
    match = names.get("=" + name)
    if match is None and not is_public(name):
        match = names.get(name.rpartition("/")[2])
    if match is not None:
        seat.dockerfile, seat.stage = match, match.final
        for build in match.builds:
            if isinstance(build.image, str) and image_name(build.image) == name and build.target:
                seat.stage = match.stage(build.target)


def _families(found: list[Seat], names: dict[str, Dockerfile | None]) -> None:
    """Images named alike but for the component at the end (`acme/shop_cart`, `acme/shop_web`): where two or more of
    them end in what Dockerfiles here are called, all of them are built here."""
    families: dict[str, list[tuple[Seat, Dockerfile]]] = defaultdict(list)
    for seat in found:
        if seat.dockerfile is not None or seat.builds or seat.image is None:
            continue
        name = image_name(seat.image.name if isinstance(seat.image.name, str) else "")
        for cut in _SEPARATOR.finditer(name, name.rfind("/") + 1):
            match = names.get(name[cut.end() :])
            if match is not None:
                families[name[: cut.end()]].append((seat, match))
                break
    for members in families.values():
        if len({match.path for _, match in members}) > 1:
            for seat, match in members:
                seat.dockerfile, seat.stage = match, match.final


def last_segment(raw: str) -> str:
    """The image's own name where a variable hides the registry alone: `cart` of `${REPO}/cart:${TAG}`."""
    head, slash, tail = raw.rpartition("/")
    name = tail.partition(":")[0].partition("@")[0].lower()
    return name if slash and head and not set(name) & set("${}<>") else ""


def image_name(raw: str) -> str:
    """The lower-cased repository of an image reference, without tag and digest."""
    name = raw.partition("@")[0]
    head, colon, tail = name.rpartition(":")
    return (head if colon and "/" not in tail else name).lower()


def is_public(name: str) -> bool:
    """Whether an image name without a registry or organisation is one that everybody knows."""
    if "/" in name:
        return False
    from ...knowledge import images

    return bool(images.backing_service(name)) or images.runtime(name, None) is not None


def _names(store: FactStore, files: dict[str, Dockerfile]) -> dict[str, Dockerfile | None]:
    """Dockerfiles by what their image may be called; None where two Dockerfiles claim a name.

    Exact names of builds carry a leading `=`; the others are the last segment alone.
    """
    projects: dict[str, set[str]] = defaultdict(set)
    for project in store.all(Project):
        if project.name:
            projects[folder(project.path)].add(project.name.lower().rpartition("/")[2])
    called = {(ref.path, ref.owner): last_segment(ref.raw) for ref in store.all(ImageRef) if ref.builds}
    exact: dict[str, Dockerfile | None] = {}
    loose: dict[str, Dockerfile | None] = {}
    for one in files.values():
        if one.role not in ("production", "migration", "tooling"):
            continue
        told = set()
        for build in one.builds:
            if isinstance(build.image, str) and build.image:
                _claim(exact, "=" + image_name(build.image), one)
                told.add(image_name(build.image).rpartition("/")[2])
            if build.by == "compose" and build.owner:
                told.add(build.owner.lower())
                told.add(called.get((build.path, build.owner), ""))
        told |= {_telling(one.ships), _telling(one.context), _telling(folder(one.path))}
        told |= projects.get(one.ships, set())
        for name in told - GENERIC:
            _claim(loose, name, one)
    return {**loose, **exact}


def _claim(names: dict[str, Dockerfile | None], name: str, one: Dockerfile) -> None:
    if name not in names:
        names[name] = one
        return
    other = names[name]
    if other is None or other is one:
        return
    mains = [
        each for each in (other, one) if base(each.path).lower() == "dockerfile" and each.role == "production"
    ]
    names[name] = mains[0] if len(mains) == 1 else None


def _telling(path: str) -> str:
    """The deepest folder name that says something: `cartservice` for `src/cartservice/src`."""
    for name in reversed(path.lower().split("/")):
        if name not in GENERIC:
            return name
    return ""
