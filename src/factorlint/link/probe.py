"""Probes and the routes that they ask."""

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from ..facts import Import, Listen, Probe, ProbeTarget, Route, RunningContainer
from ..model.fact import Fact
from ..model.store import FactStore
from .places import CODE_SUFFIXES, stand

_READ_SUFFIXES = frozenset("py js mjs cjs jsx ts mts cts tsx".split())
_PARAMETER = re.compile(r"<[^>]*>|\{[^}]*\}|:\w+(?:\([^)]*\))?|\*\*?|\(.*\)")
_HIDING = frozenset(
    """django_prometheus prometheus_client starlette_exporter prometheus_fastapi_instrumentator health_check
    watchman healthcheck fastapi_health next nuxt @sveltejs/kit @nestjs/core @nestjs/terminus @godaddy/terminus
    express-healthcheck lightship serve-static http-proxy-middleware @hapi/hapi parse-server strapi @strapi/strapi
    directus keystone @keystonejs/keystone payload flask_admin flask_appbuilder connexion graphene_django
    starlette_admin sqladmin gradio streamlit dash chalice remix @remix-run/node astro""".split()
)
"""Modules that bring routes of their own, or serve files, without saying so in the application's code."""


class _Routes(msgspec.Struct):
    served: list[Route] = []
    hidden: bool = False


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `ProbeTarget` for every HTTP probe of a container or image of a component."""
    routes: dict[str, _Routes] = {}
    foreign = _foreign_code(store)
    own = {
        (running.container.path, running.container.name): running.stage is not None
        for running in store.all(RunningContainer)
    }
    for probe in store.all(Probe):
        if not isinstance(probe.url_path, str) or probe.transport not in ("http", "exec"):
            continue
        if probe.by != "dockerfile" and not own.get((probe.path, probe.container), False):
            continue
        name = probe.component
        if name not in routes:
            routes[name] = _routes(store, name)
        known = routes[name]
        path = _normal(probe.url_path)
        ranked = sorted(known.served, key=lambda route: -_likeness(path, route))
        match = next((route for route in ranked if fits(path, route)), None)
        fact = ProbeTarget(
            span=probe.span,
            scope=probe.scope,
            probe=probe,
            route=match,
            certain=bool(known.served) and not known.hidden and name not in foreign,
            routes=tuple(ranked[:20]),
        )
        yield stand(fact, probe)


def _foreign_code(store: FactStore) -> set[str]:
    """Components with production code in languages that are not read here, or with a server that serves files."""
    found = set()
    by_folder: dict[str, str] = {}
    for listen in store.all(Listen):
        by_folder.setdefault(listen.path.rpartition("/")[0], listen.component)
        if listen.role == "production" and listen.by in ("nginx", "apache", "caddy", "haproxy", "traefik"):
            found.add(listen.component)
    roots = sorted(((component.root, component.name) for component in store.components), reverse=True)
    for path, document in store.documents.items():
        ending = path.rpartition(".")[2].lower()
        if document.role != "production" or ending not in CODE_SUFFIXES - _READ_SUFFIXES - {
            "html",
            "vue",
            "svelte",
        }:
            continue
        for root, name in roots:
            if not root or path.startswith(root + "/"):
                found.add(name)
                break
    return found


def _routes(store: FactStore, component: str) -> _Routes:
    """The component's endpoints, prefixes of mounts applied where there is no doubt which."""
    facts = [route for route in store.of(component, Route) if route.role in ("production", "migration")]
    mounts: dict[str, list[str]] = defaultdict(list)
    result = _Routes()
    for route in facts:
        if route.prefix_of:
            mounts[_last(route.prefix_of)].append(route.url_path)
    for route in facts:
        if route.prefix_of:
            continue
        if not route.url_path or _catches_all(route):
            result.hidden = True
        if not route.url_path:
            continue
        result.served.append(route)
    for imported in store.of(component, Import):
        module = imported.module
        if imported.role == "production" and (module in _HIDING or module.partition(".")[0] in _HIDING):
            result.hidden = True
    if any(route.partial and not mounts for route in result.served):
        result.hidden = result.hidden or not result.served
    return result


def _last(name: str) -> str:
    return name.rpartition(".")[2] or name


def _catches_all(route: Route) -> bool:
    plain = route.url_path.strip("/")
    return plain in (
        "*",
        "**",
        "(.*)",
        "{path:path}",
        "<path:path>",
        "{*path}",
        "*splat",
        "{*splat}",
    ) or bool(re.fullmatch(r"(?:\{\w+:path\}|<path:\w+>|\*\w*|\(\.\*\)|\.\*)\$?", plain))


def _normal(path: str) -> str:
    path = path.partition("?")[0].partition("#")[0]
    return "/" + path.strip("/")


def _pattern(path: str) -> re.Pattern[str]:
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
    return re.compile("".join(parts) + r"\Z")


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


def _likeness(path: str, route: Route) -> float:
    """How like a probe's path a route is: shared segments, and words of health first."""
    ours, theirs = set(path.strip("/").split("/")), set(route.url_path.strip("/").split("/"))
    health = any(word in route.url_path.lower() for word in ("health", "ready", "live", "ping", "status"))
    return len(ours & theirs) + 0.5 * health
