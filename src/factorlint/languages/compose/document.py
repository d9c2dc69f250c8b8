"""A whole compose file."""

from collections import defaultdict
from collections.abc import Iterator

from ...facts import ConfigObject, Fact, ParseTrouble, Volume
from ...model.source import Source
from ...syntax.tree.yaml import Node, parse
from .environment import environment, interpolations
from .extends import resolved
from .health import probe_of
from .service import commands, container, endpoint, image_and_build, workload
from .values import texts, written

_TELLING = ("image", "build", "extends")


def facts_of(source: Source) -> Iterator[Fact]:
    """The facts of every service of a compose file."""
    file = source.path.rpartition("/")[2].lower()
    named, overrides = "compose" in file, ".override." in file
    for document in parse(source.data, templates=False):
        if document.trouble is not None:
            if named and not document.templated:
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        services = document.root.get("services")
        if not _is_compose(services, named):
            continue
        linked = _links(services)
        seen: set[tuple[int, str]] = set()
        for name, key, body in services.pairs():
            if body.is_mapping:
                yield from _service(services, name, key, linked[name], source, seen, overrides)
        yield from _objects(document.root)


def _is_compose(services: Node, named: bool) -> bool:
    bodies = [body for _, _, body in services.pairs() if body.is_mapping]
    return bool(bodies) if named else any(body.get(key) for body in bodies for key in _TELLING)


def _service(
    services: Node,
    name: str,
    key: Node,
    linked: list[str],
    source: Source,
    seen: set[tuple[int, str]],
    overrides: bool,
) -> Iterator[Fact]:
    """`overrides`: compose lays the file over another one, see "Merge" in the specification."""
    service, elsewhere = resolved(services, name)
    partial = elsewhere or overrides or not any(service.get(key) for key in ("image", "build"))
    yield container(service, name, key.span, source.path, partial)
    yield workload(service, name, key.span)
    yield endpoint(service, name, key.span, tuple(linked))
    yield from image_and_build(service, name, source.path)
    yield from environment(service, name)
    yield from commands(service, name)
    yield from probe_of(service, service.key("healthcheck"), name, source.data)
    yield from interpolations(service, name, seen)


def _links(services: Node) -> dict[str, list[str]]:
    """Names that `links: [db:database]` gives to other services."""
    linked: dict[str, list[str]] = defaultdict(list)
    for _, _, body in services.pairs():
        for text in texts(body.get("links")):
            target, _, alias = text.partition(":")
            if alias:
                linked[target].append(alias)
    return linked


def _objects(root: Node) -> Iterator[Fact]:
    for name, key, volume in root.get("volumes").pairs():
        external = bool(volume.get("external")) and volume.get("external").boolean_11 is not False
        how = "external" if external else written(volume.get("driver")) or "local"
        yield Volume(span=key.span, scope=name, name=name, how=how)
    for kind in ("configs", "secrets"):
        for name, key, _ in root.get(kind).pairs():
            yield ConfigObject(span=key.span, scope=name, name=name, secret=kind == "secrets", complete=False)
