"""Files that a script names for its bundler: `import.meta.glob("./pages/*.ts")`, `new Worker(new URL("./w.ts", ...))`."""

import re
from collections.abc import Iterator

from ...facts import Mention
from ...model.text import Span
from ...syntax.multimatch import Anchors

_QUOTED = rb"[\"'`]([^\"'`\n$]{1,300}+)[\"'`]"
_CALLS = (
    (
        b"import.meta.glob",
        re.compile(rb"import\.meta\.glob(?:Eager)?\s*+\(\s*+(\[?)\s*+%s" % _QUOTED),
        "vite.glob",
    ),
    (b"require.context", re.compile(rb"\brequire\.context\s*+(\()\s*+%s" % _QUOTED), "webpack.context"),
    (b"import.meta.url", re.compile(rb"Worker\s*+\(\s*+new\s++URL(\()\s*+%s" % _QUOTED), "child"),
    (
        b"import.meta.resolve",
        re.compile(rb"import\.meta\.resolve(\()\s*+%s" % _QUOTED),
        "import.meta.resolve",
    ),
)
_WORDS = Anchors(word for word, _, _ in _CALLS)
_MORE = re.compile(rb"\s*+,\s*+" + _QUOTED)


def mentions(data: bytes) -> Iterator[Mention]:
    """Yield the files and patterns of files that such calls name."""
    for word, call, by in _CALLS if _WORDS.any_in(data) else ():
        for match in call.finditer(data) if word in data else ():
            found: re.Match[bytes] | None = match
            text, span = match[2], Span(match.start(), match.end())
            while found is not None:
                if not text.startswith(b"!"):
                    yield Mention(
                        span=span,
                        target=text.decode("utf-8", "replace"),
                        by=by,
                        form="folder" if by == "webpack.context" else "path",
                    )
                found = _MORE.match(data, found.end()) if match[1] == b"[" else None
                if found is not None:
                    text, span = found[1], Span(found.start(1), found.end(1))
