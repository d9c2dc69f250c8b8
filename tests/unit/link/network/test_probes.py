"""Probes and the routes they ask."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import ProbeTarget, Route
from factorlint.link.network.probes import fits

IMAGE = b'FROM node:22\nCOPY . .\nHEALTHCHECK CMD curl -f http://localhost:3000%s\nCMD ["node", "app.js"]\n'
APP = b"const app = require('express')();\napp.get('/healthz', f);\napp.get('/items/:id', f);\n%s"


@pytest.mark.parametrize(
    ("path", "route", "found"),
    [
        ("/health", "/health/", True),
        ("/items/1", "/items/<int:number>", True),
        ("/items/1", "/items/{number}", True),
        ("/items", "/items/:id", False),
        ("/files/a/b", "/files/<path:name>", True),
        ("/healthz", "/health", False),
    ],
)
def test_a_request_fits_a_route(path: str, route: str, found: bool) -> None:
    assert fits(path, Route(url_path=route)) is found


def test_a_partial_route_is_matched_by_its_end_and_methods_count() -> None:
    assert fits("/api/v1/health", Route(url_path="/health", partial=True))
    assert not fits("/health", Route(url_path="/health", methods=("POST",)))


def target(path: bytes, code: bytes = b"") -> ProbeTarget:
    files = {"Dockerfile": IMAGE % path, "app.js": APP % code}
    [found] = gather_files(files, Settings()).store.all(ProbeTarget)
    return found


def test_a_served_path_has_its_route() -> None:
    found = target(b"/healthz?deep=1")
    assert found.route is not None
    assert found.route.url_path == "/healthz"


def test_a_miss_is_certain_with_the_likely_route_first() -> None:
    found = target(b"/health")
    assert (found.route, found.certain) == (None, True)
    assert found.routes[0].url_path == "/healthz"


def test_a_miss_below_something_that_is_not_followed_is_not_certain() -> None:
    mounted = b"app.use('/internal', admin.handler());\n"
    assert not target(b"/internal/health", mounted).certain
    assert target(b"/internals", mounted).certain
