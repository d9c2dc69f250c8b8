"""Code that only a browser can run, told without a parser by the objects of the page it uses."""

import re
from collections.abc import Iterator

from ...facts import Side
from ...model.text import Span
from ...syntax.multimatch import Anchors

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


_OBJECTS = Anchors(
    b"window. document. localStorage. sessionStorage. navigator. XMLHttpRequest customElements $(document)".split()
)
"""One of these is in every text that the pattern fits, and they are found a hundred times faster."""
_BEFORE, _BEHIND = 20, 30
"""Bytes around one that the pattern may take."""


def page_use(data: bytes) -> Iterator[Side]:
    """One fact for the first use of the window, the document, its storage or the like."""
    for place in _OBJECTS.places(data):
        match = _PAGE.search(data, max(0, place - _BEFORE), place + _BEHIND)
        if match is not None:
            yield Side(span=Span(match.start(), match.end()), side="client", by="page")
            return
