"""Imports of a file without a parser: a scan for `import`, `export ... from` and `require` outside comments.

Every pattern here takes what it has read for good (possessive), so that no text makes the scan more than linear.
"""

import re
from collections.abc import Iterator
from functools import cache

from ..facts import Import
from ..knowledge import packages
from ..model.text import Span

_NEEDLES = tuple(
    re.compile(pattern)
    for pattern in (rb"from\s*+(?:/\*|[\"'])", rb"import\s*+[\"'`(/]", rb"require(?:\.resolve)?\s*+\(")
)
"""Every import ends soon after one of these; most files hold theirs at the top, and what follows is not looked at."""
_MOST = 700
"""Bytes that an import may still take behind its needle."""
_BEFORE = 300
"""Bytes of its line before a call that are looked at."""

_PARTS = {
    b"gap": rb"(?:\s++|/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*+)*+",
    b"name": rb"[\w$\x80-\xff]++",
    b"named": rb"\{([^{}]*+)\}",
    b"quoted": rb"[\"']([^\"'\n]{1,300})[\"']",
    b"argument": rb"[\"'`]((?:[^\"'`\n$]|\$(?!\{)){1,300}+)[\"'`]\s*+[,)]",
    b"regexp": rb"(?:[^/\\\[\n*]|\\.|\[(?:[^\]\\\n]|\\.)*+\])(?:[^/\\\[\n]++|\\.|\[(?:[^\]\\\n]|\\.)*+\])*+/",
}
_TOKEN = re.compile(
    rb"""
      /(?: /[^\n]*+ | \*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)
         | (?:(?<=[(,=:\[!&|?{;]/) | (?<=[(,=:\[!&|?{;][ ]/)) %(regexp)s )
    | "(?:[^"\\\n]++|\\.)*+" | '(?:[^'\\\n]++|\\.)*+' | `(?:[^`\\]++|\\.)*+`
    | \\.
    | import(?<![\w$.]import)(?![\w$]) (?P<taken>
        (?: (?P<types>\s++type\b(?!%(gap)s(?:from\b|,)))? %(gap)s
            (?: (?P<default>(?!from\b)%(name)s | from(?=%(gap)sfrom\b)) %(gap)s ,?%(gap)s )?
            (?: (?P<whole>\*)%(gap)s as\b%(gap)s%(name)s | %(named)s )?
            %(gap)s from%(gap)s %(quoted)s
        | %(gap)s %(quoted)s ) )
    | import(?<![\w$.]import) (?P<bound> \s++%(name)s\s*+=\s*+require\s*+\(\s*+%(quoted)s )
    | import(?<![\w$.]import) (?P<awaited> \s*+\( %(gap)s %(argument)s )
    | export(?<![\w$.]export) (?P<passed> \s*+ (?P<types2>type\b)? %(gap)s
        (?: (?P<whole2>\*) (?:%(gap)s as\b%(gap)s%(name)s)? | %(named)s ) %(gap)s from%(gap)s %(quoted)s )
    | require(?<![\w$.]require) (?P<called> (?:\.resolve)?+ \s*+\( %(gap)s %(argument)s )
    """
    % _PARTS,
    re.VERBOSE | re.DOTALL,
)
(_TAKEN, _TYPES, _DEFAULT, _WHOLE, _NAMED, _FROM, _PLAIN) = range(1, 8)
_BOUND, _AWAITED, _PASSED, _TYPES_PASSED, _WHOLE_PASSED, _NAMED_PASSED, _CALLED = 8, 10, 12, 13, 14, 15, 17

_NAME = re.compile(r"(type\s++(?!as\b))?([\w$\u0080-\uffff]++)(?:\s++as\s++[\w$\u0080-\uffff]++)?")
_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*+")
_UNPACKED = re.compile(rb"\{([^{}]*+)\}\s*+=\s*+(?:await\s++)?\Z")
_ESCAPES = re.compile(r"(?:\.\./){2,}+")


def imports(data: bytes) -> Iterator[Import]:
    """Yield every import, of packages and of files; what stands in strings and comments is none."""
    tries: _Tries | None = None
    for match in _TOKEN.finditer(data, 0, _reach(data)):
        kind = match.lastindex
        if kind is None:
            continue
        start, end = match.span()
        names: tuple[str, ...] = ()
        typing_only = called = False
        if kind == _TAKEN:
            specifier = match[_FROM] or match[_PLAIN]
            names, typing_only = _clause(match[_DEFAULT], match[_WHOLE], match[_NAMED])
            typing_only = typing_only or match[_TYPES] is not None
        elif kind == _PASSED:
            specifier = match[_PASSED + 4]
            names, typing_only = _clause(None, match[_WHOLE_PASSED], match[_NAMED_PASSED])
            typing_only = typing_only or match[_TYPES_PASSED] is not None
        else:
            specifier = match[kind + 1]
            called = kind != _BOUND
        module = specifier.decode("utf-8", "replace")
        if not module.strip():
            continue
        optional = lazy = False
        if called:
            before = max(0, start - _BEFORE)
            line = data[max(before, data.rfind(b"\n", before, start) + 1) : start]
            lazy = line[:1] in (b" ", b"\t")
            names = _unpacked(line) if kind == _CALLED else ()
            tries = tries or _Tries(data)
            optional = tries.hold(start)
        relative = module[0] == "."
        yield Import(
            span=Span(start, end),
            module=module,
            ecosystem="npm",
            relative=relative,
            names=() if not relative and _is_builtin(module) else names,
            typing_only=typing_only,
            optional=optional,
            lazy=lazy,
            escapes=relative and _ESCAPES.match(module) is not None,
        )


def _is_builtin(module: str) -> bool:
    """Whether a specifier is a module of Node.js itself: `fs`, `fs/promises`, `node:test`."""
    return module.startswith("node:") or module.partition("/")[0] in _builtin()


@cache
def _builtin() -> frozenset[str]:
    known = packages.names("npm")
    return known.builtin if known else frozenset()


def _reach(data: bytes) -> int:
    """How far into the file imports may go."""
    last = 0
    for needle in _NEEDLES:
        for match in needle.finditer(data, last):
            last = match.end()
    return last and last + _MOST


def _clause(default: bytes | None, whole: bytes | None, named: bytes | None) -> tuple[tuple[str, ...], bool]:
    """The names that an import or export takes, and whether all of them are types."""
    names = ["default"] if default is not None else []
    if whole is not None:
        names.append("*")
    if named is None:
        return tuple(names), False
    text = named.decode("utf-8", "replace")
    if "/" in text:
        text = _COMMENT.sub("", text)
    if not names and "type" not in text:
        return tuple([name for _, name in _NAME.findall(text)]), False
    found = _NAME.findall(text)
    types = bool(found) and not names and all(kind for kind, _ in found)
    return (*names, *(name for _, name in found)), types


def _unpacked(line: bytes) -> tuple[str, ...]:
    """`const { a, b: c } = require(...)`: `a` and `b`."""
    match = _UNPACKED.search(line) if b"}" in line else None
    if match is None:
        return ()
    parts = (part.partition(":")[0].strip() for part in match[1].decode("utf-8", "replace").split(","))
    return tuple(part for part in parts if part.isidentifier())


class _Tries:
    """The bodies of `try` blocks, by their braces."""

    _BRACE = re.compile(rb"\btry\s*+\{|[{}]")
    _LONGEST = 4000
    """Bytes after which a brace in a string must have misled the count."""

    def __init__(self, data: bytes) -> None:
        self._braces = self._BRACE.finditer(data) if b"try" in data else iter(())
        self._next = next(self._braces, None)
        self._open: list[int] = []
        """Where each open block begins; -1 for one that is no `try`."""
        self._tries: list[int] = []

    def hold(self, offset: int) -> bool:
        """Whether `offset` is in the body of a `try`; offsets must not fall from call to call."""
        while self._next is not None and self._next.start() < offset:
            brace = self._next
            if brace[0] == b"}":
                if self._open and self._open.pop() >= 0:
                    self._tries.pop()
            else:
                start = brace.end() if len(brace[0]) > 1 else -1
                self._open.append(start)
                if start >= 0:
                    self._tries.append(start)
            self._next = next(self._braces, None)
        return bool(self._tries) and offset - self._tries[-1] < self._LONGEST
