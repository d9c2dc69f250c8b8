"""Shared code: one application takes another's sources without declaring it as a dependency."""

from collections import defaultdict
from collections.abc import Iterator

from ...facts import ComponentImage, Copy, Declared, Import, Link, Project, SharedCode
from ...model.component import Component
from ...model.fact import Fact
from ...model.store import FactStore
from ..code.modules import of as modules_of
from ..ground.paths import folder, inside, join, stand, upwards


class _Owners:
    """Applications and libraries of the repository by folder, and what each declares."""

    def __init__(self, store: FactStore) -> None:
        self.by_root = {component.root: component for component in store.components}
        self.by_name = {component.name: component for component in store.components}
        self.declared: dict[str, set[str]] = defaultdict(set)
        self.published: dict[str, set[str]] = defaultdict(set)
        for declared in store.all(Declared):
            self.declared[declared.component].add(declared.name)
            if declared.reference:
                self.declared[declared.component].add(declared.reference.strip("/").rpartition("/")[2])
        for project in store.all(Project):
            self.published[project.component].add(project.name)
            self.published[project.component].add(project.name.lower().replace("_", "-").replace(".", "-"))

    def of(self, path: str) -> Component:
        """The component whose folder holds `path`."""
        return next(self.by_root[at] for at in upwards(path) if at in self.by_root)

    def declares(self, one: Component, other: Component) -> bool:
        """Whether `one` declares `other` as a dependency, by name or by path."""
        wanted = self.published[other.name] - {""} | {other.root.rpartition("/")[2]}
        return bool(self.declared[one.name] & wanted)

    def takes(self, one: Component, other: Component) -> bool:
        """Whether code of `other` in `one` is somebody else's: apart from each other, and `other` is an app."""
        if one.name == other.name or one.kind != "app" or other.kind != "app":
            return False
        if inside(one.root, other.root) or inside(other.root, one.root):
            return False
        return not self.declares(one, other)


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `SharedCode` for every import, COPY and symbolic link into another application's folder."""
    if sum(component.kind == "app" for component in store.components) < 2:
        return
    owners = _Owners(store)
    yield from _imports(store, owners)
    yield from _copies(store, owners)
    yield from _links(store, owners)


def _imports(store: FactStore, owners: _Owners) -> Iterator[SharedCode]:
    said: set[tuple[str, str]] = set()
    for at, how, target in _taken(store):
        one = owners.by_name.get(at.component)
        other = owners.of(target)
        if one is not None and owners.takes(one, other) and (at.path, other.name) not in said:
            said.add((at.path, other.name))
            yield _shared(at, other, how, target)


def _taken(store: FactStore) -> Iterator[tuple[Import, str, str]]:
    """Imports of documents, and paths that code adds to where modules are looked up: how, and the path."""
    for fact, target in modules_of(store).links:
        if (
            isinstance(fact, Import)
            and fact.role == "production"
            and not fact.typing_only
            and target.documents
        ):
            yield fact, "import", target.documents[0]
    for fact in store.all(Import):
        if fact.role == "production" and fact.escapes and not fact.relative:
            path = join(folder(fact.path), fact.module)
            if path is not None:
                yield fact, "path", path


def _copies(store: FactStore, owners: _Owners) -> Iterator[SharedCode]:
    images = {
        (image.dockerfile, stage): image
        for image in store.all(ComponentImage)
        for stage in (image.stage.name, *image.stage.ancestors)
    }
    for copy in store.all(Copy):
        # What only a build stage takes is there to be built, as a front end is into the image of its API.
        image = images.get((copy.path, copy.stage))
        if image is None or copy.from_stage or copy.role != "production":
            continue
        one = owners.by_name.get(image.component)
        for source in copy.sources:
            target = join(image.context, source.lstrip("/"))
            if target is None or one is None or not target:
                continue
            other = owners.of(target)
            if owners.takes(one, other) and inside(target, other.root) and _same_kind(one, other):
                yield _shared(copy, other, "copy", target)
                break


def _same_kind(one: Component, other: Component) -> bool:
    """Whether code of the one can be called by the other, as far as their ecosystems tell."""
    return bool(set(one.ecosystems) & set(other.ecosystems))


def _links(store: FactStore, owners: _Owners) -> Iterator[SharedCode]:
    for fact in store.all(Link):
        if not fact.target or fact.target.startswith(".."):
            continue
        one, other = owners.of(folder(fact.path)), owners.of(fact.target)
        if owners.takes(one, other):
            yield _shared(fact, other, "link", fact.target)


def _shared(at: Fact, other: Component, how: str, target: str) -> SharedCode:
    fact = SharedCode(span=at.span, scope=at.scope, other=other.name, how=how, target=target)  # type: ignore[arg-type]
    return stand(fact, at)
