"""Routes: the HTTP paths that each component serves, with the prefixes of mounts, and what may hide more of them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import msgspec

from ...facts import Import, Route, ServedRoutes
from ...knowledge import table
from ...model.fact import Fact
from ...model.store import FactStore
from ..code.modules import of as modules_of
from ..ground.paths import CODE_SUFFIXES, base, stand

_READ_SUFFIXES = frozenset("py pyw js mjs cjs jsx ts mts cts tsx html vue svelte go".split())
_HEALTH = re.compile(r"health|readiness|liveness|heartbeat", re.I)
_CATCH_ALL = re.compile(
    r"(?:\*{1,2}|\(\.\*\)|\{\*?\w+(?::path|\*)?\}|<path:\w+>|\{\*path\}|\*\w+|\{\*splat\}|\.\*)\$?\Z"
)
_DEPTH = 6


def link(store: FactStore) -> Iterator[Fact]:
    """Yield the `ServedRoutes` of every component that serves any."""
    by_component: dict[str, list[Route]] = defaultdict(list)
    for route in store.all(Route):
        if route.role in ("production", "migration"):
            by_component[route.component].append(route)
    hidden = _hidden(store, {route.path for routes in by_component.values() for route in routes})
    for component, routes in by_component.items():
        mounts = _Mounts(store, routes)
        served = [mounts.whole(route) for route in routes if not route.prefix_of and route.url_path]
        open_mounts = [route for route in routes if route.prefix_of and not mounts.target(route)]
        computed = any(not route.url_path for route in routes)
        catching = any(_catches_all(route) for route in served) or any(
            not route.url_path.strip("/^$") for route in open_mounts
        )
        fact = ServedRoutes(
            span=routes[0].span,
            routes=tuple(served),
            complete=bool(served) and not computed and not catching and component not in hidden,
            mounts=tuple(open_mounts),
        )
        yield stand(fact, routes[0])


def _catches_all(route: Route) -> bool:
    plain = route.url_path.strip("/")
    return _CATCH_ALL.match(plain) is not None and ("*" in plain or "path" in plain)


def _hidden(store: FactStore, routing: set[str]) -> set[str]:
    """Components with routes that cannot be seen: other languages, libraries that bring some, health code of their own."""
    roots = sorted(((component.root, component.name) for component in store.components), reverse=True)
    found = set()
    for path, document in store.documents.items():
        ending = path.rpartition(".")[2].lower()
        if document.role != "production" or ending not in CODE_SUFFIXES:
            continue
        if ending in _READ_SUFFIXES and not (_HEALTH.search(base(path)) and path not in routing):
            continue
        for root, name in roots:
            if not root or path.startswith(root + "/"):
                found.add(name)
                break
    hiding = _hiding()
    for imported, target in modules_of(store).links:
        if not isinstance(imported, Import) or target.to == "document" or imported.role != "production":
            continue
        module = imported.module
        if module in hiding or module.partition(".")[0] in hiding or _HEALTH.search(module):
            found.add(imported.component)
    return found


@cache
def _hiding() -> frozenset[str]:
    """Modules that bring routes of their own (`hidden_routes.toml`)."""
    return frozenset(table("hidden_routes.toml")["modules"])


class _Mounts:
    """Which file is mounted where, in one component."""

    def __init__(self, store: FactStore, routes: list[Route]) -> None:
        self.modules = modules_of(store)
        self.own: dict[str, list[Route]] = defaultdict(list)
        self.onto: dict[str, list[Route]] = defaultdict(list)
        self.locals: set[str] = set()
        self._targets: dict[tuple[str, str], str] = {}
        for route in routes:
            if not route.prefix_of:
                continue
            name = route.prefix_of
            if "." not in name and "/" not in name:
                self.own[route.path].append(route)
                continue
            target = self.target(route)
            if target:
                self.onto[target].append(route)
            else:
                self.locals.add(route.path)

    def target(self, route: Route) -> str:
        """The file that a mount leads to; empty where it is not known. A router's own prefix leads to its file."""
        name = route.prefix_of
        if "." not in name and "/" not in name:
            return route.path if route.partial else ""
        key = (route.path, name)
        if key not in self._targets:
            documents = self.modules.named(route.path, name).documents
            self._targets[key] = documents[0] if documents else ""
        return self._targets[key]

    def whole(self, route: Route) -> Route:
        """The route with all prefixes above it, where they are known without doubt."""
        if not route.partial:
            return route
        prefixes = self._prefixes(route.path, _DEPTH)
        if prefixes is None or len(prefixes) != 1:
            return route
        path = "/" + "/".join(part for each in (prefixes[0], route.url_path) if (part := each.strip("/")))
        return msgspec.structs.replace(route, url_path=path, partial=False)

    def _prefixes(self, path: str, depth: int) -> list[str] | None:
        """Every prefix below which a file's routes are served; None where that is not known."""
        mounts, own = self.onto.get(path, []), self.own.get(path, [])
        if not mounts or not depth or path in self.locals or len({each.prefix_of for each in own}) > 1:
            return None
        if len({each.prefix_of for each in mounts}) > 1 or any(each.path == path for each in mounts):
            return None
        found: list[str] = []
        for mount in mounts:
            above = self._prefixes(mount.path, depth - 1) if mount.partial else [""]
            if above is None:
                return None
            inner = mount.url_path.strip("/")
            if own and not (mount.server == "flask" and inner):
                inner = f"{inner}/{own[0].url_path.strip('/')}".strip("/")
            found += [f"{each}/{inner}".strip("/") for each in above]
        return found
