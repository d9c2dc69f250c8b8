"""Probes and the routes that they ask."""

import re
from collections.abc import Iterator

from ...facts import Probe, ProbeTarget, Route, RunningContainer, ServedRoutes
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import stand

_PARAMETER = re.compile(r"<[^>]*>|\{[^}]*\}|:\w+(?:\([^)]*\))?|\*\*?|\(.*\)")

_MOST_ROUTES = 20
_COMMON = frozenset({"api", "v1", "v2"})
"""Segments that say nothing of what a path is for."""


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `ProbeTarget` for every HTTP probe of a container or image of a component."""
    routes = {served.component: served for served in store.all(ServedRoutes)}
    own = {
        (running.container.path, running.container.name): running.stage is not None
        for running in store.all(RunningContainer)
    }
    for probe in store.all(Probe):
        if not isinstance(probe.url_path, str) or probe.transport not in ("http", "exec"):
            continue
        if probe.by != "dockerfile" and not own.get((probe.path, probe.container), False):
            continue
        known = routes.get(probe.component)
        path = _normal(probe.url_path)
        ranked = sorted(known.routes, key=lambda route: -_likeness(path, route)) if known else []
        asked = probe.url_path.partition("?")[0].rstrip("/")
        fact = ProbeTarget(
            span=probe.span,
            scope=probe.scope,
            probe=probe,
            asked=asked,
            route=next((route for route in ranked if fits(path, route)), None),
            certain=known is not None
            and known.complete
            and not any(_below(path, each) for each in known.mounts),
            routes=tuple(ranked[:_MOST_ROUTES]),
            near=next((route for route in ranked[:_MOST_ROUTES] if _resembles(route, asked)), None),
        )
        yield stand(fact, probe)


def _below(path: str, mount: Route) -> bool:
    """Whether a request for `path` may reach what is mounted there; a partial mount may be anywhere."""
    prefix = mount.url_path.strip("^$/")
    if mount.partial and prefix:
        return f"/{prefix}/" in f"{path}/"
    return not prefix or _pattern(mount.url_path, whole=False).match(path) is not None


def _normal(path: str) -> str:
    path = path.partition("?")[0].partition("#")[0]
    return "/" + path.strip("/")


def _pattern(path: str, whole: bool = True) -> re.Pattern[str]:
    """A route's path as a pattern: parameters stand for one segment, wildcards for anything."""
    parts, end = [], 0
    text = "/" + path.strip("^$/ ")
    for found in _PARAMETER.finditer(text):
        parts.append(re.escape(text[end : found.start()]))
        word = found[0]
        wide = "*" in word or "path" in word.partition(":")[2] or word.startswith(("(", "<path"))
        parts.append(".*" if wide else "[^/]+")
        end = found.end()
    parts.append(re.escape(text[end:]))
    return re.compile("".join(parts) + (r"\Z" if whole else r"(?:/|\Z)"))


def fits(path: str, route: Route) -> bool:
    """Whether a request for `path` (normalised) can reach the route; a partial one is matched by its end."""
    if route.methods and not {"GET", "HEAD"} & set(route.methods):
        return False
    if not route.partial:
        return _pattern(route.url_path).match(path) is not None
    tail = route.url_path.strip("/")
    if not tail:
        return True
    pattern = _pattern(route.url_path)
    segments = path.strip("/").split("/")
    return any(pattern.match("/" + "/".join(segments[start:])) for start in range(len(segments)))


def _resembles(route: Route, path: str) -> bool:
    ours = {segment.lower() for segment in path.split("/") if segment}
    theirs = {segment.lower() for segment in route.url_path.split("/") if segment}
    if ours & theirs - _COMMON:
        return True
    return any(a[:4] == b[:4] for a in ours for b in theirs if len(a) > 3 and len(b) > 3)


def _likeness(path: str, route: Route) -> float:
    """How like a probe's path a route is: shared segments, and words of health first."""
    ours, theirs = set(path.strip("/").split("/")), set(route.url_path.strip("/").split("/"))
    health = any(word in route.url_path.lower() for word in ("health", "ready", "live", "ping", "status"))
    return len(ours & theirs) + 0.5 * health
