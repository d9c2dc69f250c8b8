"""Imports of a Python file without a parser: a scan of the lines that begin with `import` or `from`."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from ...facts import Import
from ...model.text import Span

_WORD = re.compile(rb"import")
_STATEMENT = re.compile(
    rb"([ \t]*)(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b[ \t]*(\([^)]*\)?|[^\n#]*)|import[ \t]+([A-Za-z_][\w., \t]*))"
)
_HEADER = re.compile(
    rb"[ \t]*(try|except\b|else|finally|if\b|elif\b|def\b|class\b|async\b|for\b|while\b|with\b|match\b|case\b)"
)
_HANDLES = re.compile(
    rb"except[ \t]*(?::|\(?[^:]*\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b)"
)
_NAMESPACES = frozenset(
    {"google", "google.cloud", "azure", "zope", "backports", "opentelemetry", "opentelemetry.instrumentation"}
)
"""Packages that several distributions share: what is imported *from* them tells which."""


def imports(data: bytes) -> Iterator[Import]:
    """Every absolute import; those inside strings and comments are none."""
    strings = _Strings(data)
    lines: _Lines | None = None
    done = 0
    for word in _WORD.finditer(data):
        if word.start() < done:
            continue
        start = data.rfind(b"\n", done, word.start()) + 1
        match = _STATEMENT.match(data, start) if start or not done else None
        done = word.end() if match is None else match.end()
        if match is None:
            continue
        if strings.hold(match.start()):
            continue
        optional = typing_only = lazy = False
        if match[1]:
            lines = lines or _Lines(data)
            optional, typing_only, lazy = lines.context(match.start(), len(match[1].expandtabs()))
        for module, start, end in _modules(match):
            yield Import(
                span=Span(start, end),
                module=module,
                ecosystem="python",
                optional=optional,
                typing_only=typing_only,
                lazy=lazy,
            )


def packages(data: bytes) -> set[str]:
    """The top-level packages that a file may import: never fewer than it does, strings and comments included."""
    found: set[str] = set()
    for match in _ANYWHERE.finditer(data):
        for part in (match[1] or match[2]).split(b","):
            found.add(part.strip().partition(b".")[0].partition(b" ")[0].decode("utf-8", "replace"))
    return found


_ANYWHERE = re.compile(
    rb"import[ \t\\]+(?:\r?\n[ \t]*)?([A-Za-z_](?:[^\n#;\\]|\\\r?\n)*)|from[ \t\\]+(?:\r?\n[ \t]*)?([A-Za-z_]\w*)"
)


def _modules(match: re.Match[bytes]) -> Iterator[tuple[str, int, int]]:
    start = match.start() + len(match[1])
    if match[2] is not None:
        module = match[2].decode("utf-8", "replace")
        end = match.end(2)
        names = _NAMES.findall(match[3]) if module in _NAMESPACES else []
        for name in names:
            yield f"{module}.{name.decode('utf-8', 'replace')}", start, end
        if not names:
            yield module.rstrip("."), start, end
        return
    offset = match.start(4)
    for part in match[4].split(b","):
        words = part.split()
        if words:
            begin = offset + part.index(words[0])
            yield words[0].decode("utf-8", "replace").rstrip("."), min(start, begin), begin + len(words[0])
            start = begin + len(words[0])
        offset += len(part) + 1


_NAMES = re.compile(rb"(?:^|[,(])\s*([A-Za-z_]\w*)")


class _Strings:
    """The triple-quoted strings of a file, found only as far as anybody asks."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0
        self._next = {quotes: data.find(quotes) for quotes in (b'"""', b"'''")}
        self._open = -1
        self._close = 0

    def hold(self, offset: int) -> bool:
        """Whether the byte at `offset` is inside one; offsets must not fall from call to call."""
        while self._close <= offset and self._forward():
            pass
        return 0 <= self._open <= offset < self._close

    def _forward(self) -> bool:
        """Go on to the next string; false when there is none."""
        data = self._data
        for quotes, place in self._next.items():
            if 0 <= place < self._position:
                self._next[quotes] = data.find(quotes, self._position)
        start, quotes = min(
            (place if place >= 0 else len(data), quotes) for quotes, place in self._next.items()
        )
        if start == len(data):
            self._open, self._close = -1, len(data) + 1
            return False
        line = data[data.rfind(b"\n", 0, start) + 1 : start]
        if b"#" in line and line.count(b'"') % 2 == 0 and line.count(b"'") % 2 == 0:
            self._position = start + 3
            return True
        end = data.find(quotes, start + 3)
        while end > 0 and data[end - 1 : end] == b"\\" and data[end - 2 : end - 1] != b"\\":
            end = data.find(quotes, end + 1)
        self._open, self._close = start, len(data) if end < 0 else end + 3
        self._position = self._close
        return True


class _Lines:
    """The lines of a file, to find the blocks around an indented import."""

    def __init__(self, data: bytes) -> None:
        self.lines = data.split(b"\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def context(self, offset: int, indent: int) -> tuple[bool, bool, bool]:
        """Whether the import at `offset` is optional, for type checkers only, or lazy."""
        optional = typing_only = lazy = False
        index = bisect_right(self.starts, offset) - 1
        while indent > 0 and index > 0:
            index -= 1
            line = self.lines[index]
            header = _HEADER.match(line)
            if header is None:
                continue
            depth = _depth(line)
            if depth >= indent:
                continue
            indent = depth
            word = header[1]
            if word == b"try":
                optional = optional or self._handled(index, depth)
            elif word == b"except":
                optional = optional or _HANDLES.search(line) is not None
            elif word in (b"if", b"elif") and b"TYPE_CHECKING" in line:
                typing_only = True
            elif word in (b"def", b"async", b"if", b"elif", b"for", b"while", b"case"):
                lazy = True
        return optional, typing_only, lazy

    def _handled(self, index: int, depth: int) -> bool:
        """Whether the `try` at line `index` catches a failing import."""
        for line in self.lines[index + 1 :]:
            if line.strip() and _depth(line) <= depth:
                return line.strip().startswith(b"except") and any(
                    _HANDLES.search(other) for other in self._handlers(index, depth)
                )
        return False

    def _handlers(self, index: int, depth: int) -> Iterator[bytes]:
        for line in self.lines[index + 1 :]:
            bare = line.strip()
            if bare and _depth(line) <= depth and not bare.startswith(b"#"):
                if _depth(line) == depth and bare.startswith(b"except"):
                    yield line
                else:
                    return


def _depth(line: bytes) -> int:
    text = line.expandtabs()
    return len(text) - len(text.lstrip(b" "))
