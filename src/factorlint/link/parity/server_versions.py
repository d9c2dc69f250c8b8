"""Versions of a backing service's server that contradict each other: compose, CI, Kubernetes, images built here.

Releases of one product are compared, not those of products that stand in for each other (Redis and Valkey
count apart). Two versions in one document are two servers on purpose.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from ...facts import BuildStage, Drift, ImageRef, RunningContainer
from ...knowledge.releases import same
from ...model.component import Component
from ...model.store import FactStore
from .drift import drift

_CI = ("github-actions", "gitlab-ci")
_CLUSTER = ("kubernetes", "helm-values")
_PRODUCTION = re.compile(r"prod(uction)?\b|deploy|live", re.IGNORECASE)
_DATA = frozenset({"fixtures", "testdata", "test_data", "test-data", "data", "snapshots"})
_LEADING = re.compile(r"v?(\d+)(?:\.(\d+))?(?![\d])")
_POSTGRES_IN_TAG = re.compile(r"(?:^|[-_.])pg-?(\d+)(?:\.\d+)?(?![\d])")
_POSTGRES = frozenset({"postgres", "postgresql", "postgis", "postgresql-ha", "postgresql-repmgr"})
"""Images whose tag begins with the server's own version; others that add to PostgreSQL say `pg16`."""


class Server(msgspec.Struct, frozen=True):
    """One server of a backing service, as one document has it."""

    ref: ImageRef
    product: str
    line: tuple[int, ...]
    rank: int
    """How near to production: smaller is nearer."""


def drifts(store: FactStore) -> Iterator[Drift]:
    """Yield a `Drift` for each server whose release differs from the one nearest to production."""
    kinds = {component.name: component for component in store.components}
    finals = {(stage.path, stage.name) for stage in store.all(BuildStage) if stage.final}
    by_product: dict[str, list[Server]] = defaultdict(list)
    trials = {
        running.path
        for running in store.all(RunningContainer)
        if running.role == "test" and running.image and not running.image.builds and not running.backing
    }
    """Files that try other releases of the app, with what belonged to them."""
    for ref in store.all(ImageRef):
        server = _server(ref, finals) if ref.path not in trials else None
        if server is not None:
            by_product[server.product].append(server)
    for product, servers in by_product.items():
        servers.sort(key=lambda each: (each.rank, each.ref.path, each.ref.span))
        yield from _contradictions(product, servers, kinds)


def _contradictions(product: str, servers: Sequence[Server], kinds: dict[str, Component]) -> Iterator[Drift]:
    said: set[tuple[str, tuple[int, ...]]] = set()
    for number, here in enumerate(servers):
        key = (here.ref.component, here.line)
        nearer = [each for each in servers[:number] if _comparable(each, here, kinds)]
        if not nearer or key in said or any(same(each.line, here.line) for each in nearer):
            continue
        if here.ref.by in _CI and _tried(here, nearer[0], servers):
            continue
        said.add(key)
        there = nearer[0]
        others = [each.ref for each in servers if same(each.line, here.line)]
        yield drift("backing-version", product, (here.ref, _text(here)), (there.ref, _text(there)), others)


def _tried(here: Server, there: Server, servers: Sequence[Server]) -> bool:
    """Whether CI has jobs with the version that runs, beside the one at hand."""
    return any(
        each.ref.by in _CI and each.ref.component == here.ref.component and same(each.line, there.line)
        for each in servers
    )


def _comparable(one: Server, other: Server, kinds: dict[str, Component]) -> bool:
    """Whether two servers are meant to be the same: of one component, or one of what all of them share."""
    if one.ref.path == other.ref.path:
        return False
    if one.ref.component == other.ref.component:
        component = kinds.get(one.ref.component)
        return component is None or component.kind != "samples"
    first, second = kinds.get(one.ref.component), kinds.get(other.ref.component)
    if first is None or second is None:
        return False
    return _serves(first, second, kinds) or _serves(second, first, kinds)


def _serves(component: Component, other: Component, kinds: dict[str, Component]) -> bool:
    """Whether `component` is what `other` shares: the repository's own, or infrastructure at home around both."""
    if component.kind == "samples":
        return False
    if not component.root:
        return True
    if component.kind != "infrastructure":
        return False
    apps = [each.root for each in kinds.values() if each.root and each.kind != "infrastructure"]
    home = component.root.rpartition("/")[0]
    while home and not any(app.startswith(f"{home}/") for app in apps):
        home = home.rpartition("/")[0]
    return not home or f"{other.root}/".startswith(f"{home}/")


def _server(ref: ImageRef, finals: set[tuple[str, str]]) -> Server | None:
    from ...knowledge import images

    if not isinstance(ref.name, str) or not isinstance(ref.tag, str) or ref.by == "copy-from" or ref.builds:
        return None
    rank = _rank(ref, finals)
    service = images.backing_service(ref.name) if rank is not None else ""
    if rank is None or not service:
        return None
    name = ref.name.rpartition("/")[2]
    line = release_line(service, name, ref.tag)
    return Server(ref, service if service == "postgresql" else name, line, rank) if line else None


def _rank(ref: ImageRef, finals: set[tuple[str, str]]) -> int | None:
    if ref.role == "test":
        folders = ref.path.lower().split("/")[:-1]
        return 6 if ref.by == "compose" and _DATA.isdisjoint(folders) else None
    if ref.role not in ("production", "migration", "tooling"):
        return None
    if ref.by == "from":
        return 3 if ref.role == "production" and (ref.path, ref.owner) in finals else None
    if ref.by in _CI:
        return 5
    if ref.role == "tooling":
        return 4
    if ref.by in _CLUSTER:
        return 0
    return 1 if _PRODUCTION.search(ref.path) else 2


def release_line(service: str, name: str, tag: str) -> tuple[int, ...]:
    """The release line of a server by its image's last name and tag, empty when they do not say it for certain.

    A line is what data and clients are compatible within: the major version, or `5.7`, `9.6`, `4.4` in the
    years in which the minor version was one (MySQL 5, PostgreSQL 9, MongoDB before 5).
    """
    if service == "postgresql":
        inside = _POSTGRES_IN_TAG.search(tag)
        if inside is not None:
            return (int(inside[1]),)
        if name not in _POSTGRES:
            return ()
    found = _LEADING.match(tag)
    if found is None or len(found[1]) > 4:
        return ()
    major, minor = int(found[1]), found[2]
    older = {"postgresql": 10, "mysql": 6, "mongodb": 5}.get(service, 0)
    return (major, int(minor)) if minor and major < older else (major,)


def _text(server: Server) -> str:
    return ".".join(map(str, server.line))
