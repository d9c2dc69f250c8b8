"""Code that only a browser can run, told without a parser by the objects of the page it uses."""

import re
from collections.abc import Iterator

from ...facts import Side
from ...model.text import Span

_PAGE = re.compile(
    rb"""(?<![\w$.'"`/-])(?:
        window\.[a-zA-Z]
      | document\.(?:getElement|querySelector|createElement|addEventListener|cookie\b|body\b|documentElement\b|head\b)
      | (?:localStorage|sessionStorage)\.(?:get|set|remove)Item
      | navigator\.(?:serviceWorker|userAgent|clipboard|language|onLine)
      | new\ XMLHttpRequest\b
      | customElements\.define
      | \$\(document\)
    )""",
    re.VERBOSE,
)


def page_use(data: bytes) -> Iterator[Side]:
    """One fact for the first use of the window, the document, its storage or the like."""
    match = _PAGE.search(data)
    if match is not None:
        yield Side(span=Span(match.start(), match.end()), side="client", by="page")
