"""Routes that the path of a file declares: Next.js' `app/**/route.ts` and `pages/api/**`."""

import re
from collections.abc import Iterator

from ...code.parsed import ParsedFile
from ...facts import Route
from ...syntax.treesitter import span_of

_VERBS = frozenset("GET POST PUT PATCH DELETE HEAD OPTIONS".split())
_APP_ROUTE = re.compile(r"(?:^|/)app/(?:(.*)/)?route\.[cm]?[jt]sx?$")
_PAGES_API = re.compile(r"(?:^|/)pages/(api/.*?)(?:/index)?\.[cm]?[jt]sx?$")
_NO_SEGMENT = re.compile(r"\(.*\)$|@")
"""Groups `(x)` and slots `@x` are no part of the URL; `[id]` is a parameter."""


def by_path(path: str) -> bool:
    """Whether a file's path alone makes a route of it."""
    return _APP_ROUTE.search(path) is not None or _PAGES_API.search(path) is not None


def routes(file: ParsedFile) -> Iterator[Route]:
    """Yield a route for each method that a handler of the app folder exports, or one for a page of the API."""
    app = _APP_ROUTE.search(file.path)
    page = None if app else _PAGES_API.search(file.path)
    if app is None and page is None:
        return
    for given in file.given:
        if app is not None and given.name in _VERBS and given.node is not None:
            span = span_of(given.node.child_by_field_name("name") or given.node)
            url_path = _url_path(app[1] or "")
            yield Route(
                span=span, url_path=url_path, methods=(given.name,), handler=given.local, server="next"
            )
        elif page is not None and given.name == "default":
            yield Route(url_path=_url_path(page[1]), handler=given.local, server="next")


def _url_path(folder: str) -> str:
    return "/" + "/".join(part for part in folder.split("/") if part and not _NO_SEGMENT.match(part))
