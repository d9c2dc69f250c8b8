"""A probe that asks a path which the application does not serve."""

import re
from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import ProbeTarget, Route

_FILE = re.compile(r"\.\w{1,5}$")


def check(view: View) -> Iterator[Problem]:
    """One problem a probe. The root and files are left alone: servers answer these without a route."""
    for target in view.facts(ProbeTarget):
        path = target.probe.url_path
        if target.route is not None or not target.certain or not isinstance(path, str):
            continue
        plain = path.partition("?")[0].rstrip("/")
        if plain and not _FILE.search(plain):
            yield _problem(target, plain)


def _problem(target: ProbeTarget, path: str) -> Problem:
    near = next((route for route in target.routes if _resembles(route, path)), None)
    purpose = target.probe.purpose
    asks = "health check" if purpose == "healthcheck" else f"{purpose} probe"
    message = f"the {asks} asks {path}, but the application serves no such path"
    if near is not None:
        message += f", only {near.url_path}"
    shown = [near] if near is not None else list(target.routes[:2])
    return Problem(
        at=target,
        message=message,
        evidence=tuple(
            (route, f"the application serves {_methods(route)}{route.url_path}") for route in shown
        ),
        remedy=f"Ask {near.url_path}, or serve {path}."
        if near is not None
        else f"Serve {path}, or ask a path that is.",
    )


def _resembles(route: Route, path: str) -> bool:
    """Whether a route may be the one that was meant: it shares a segment, or speaks of health as the path does."""
    ours = {segment.lower() for segment in path.split("/") if segment}
    theirs = {segment.lower() for segment in route.url_path.split("/") if segment}
    if ours & theirs - {"api", "v1", "v2"}:
        return True
    return any(a[:4] == b[:4] for a in ours for b in theirs if len(a) > 3 and len(b) > 3)


def _methods(route: Route) -> str:
    return f"{', '.join(route.methods)} " if route.methods else ""
