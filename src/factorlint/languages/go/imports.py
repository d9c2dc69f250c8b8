"""Imports of a Go file without a parser, and the names that they give its packages.

A package's name is not always the last part of its path: versions, `go-` in front and `-go` or `.go` behind are left
out (`github.com/redis/go-redis/v9` is `redis`). The names of idioms know no versions; a package that some idiom names
is therefore called by its path without them.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from ...facts import Import
from ...model.text import Span

_TOKEN = re.compile(
    rb"""
      (?P<blank>(?:[\s;]|\xef\xbb\xbf)+|//[^\n]*|/\*.*?\*/)
    | (?P<package>package[ \t]+[^\W\d]\w*)
    | (?P<begin>import\b)
    | (?P<open>\()
    | (?P<close>\))
    | (?:(?P<name>[.\w]+)\s*)?(?:"(?P<path>[^"\n]{1,300})"|`(?P<raw>[^`\n]{1,300})`)
    """,
    re.VERBOSE | re.DOTALL,
)
_VERSION = re.compile(r"/v\d+(?=/|$)|\.v\d+(?=/|$)")
_MARKS = re.compile(r"^go-|[-.](?:go|golang)$")
_IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")
OWN = "."
"""The module of a file's own package: every name of its folder is seen in it."""


class Found(NamedTuple):
    """One import as it is written."""

    span: Span
    path: str
    name: str = ""
    """Its alias, `.` or `_`; empty where it has none."""


def scan(data: bytes) -> Iterator[Found]:
    """Yield the package clause (as the path `.`) and every import at the head of a file."""
    position, expects, inside = 0, False, False
    while match := _TOKEN.match(data, position):
        position = match.end()
        if match["blank"]:
            continue
        if match["package"]:
            yield Found(Span(*match.span()), OWN)
        elif match["begin"] or match["open"]:
            inside = inside or (expects and bool(match["open"]))
            expects = True
        elif match["close"]:
            expects = inside = False
        elif expects:
            path = (match["path"] or match["raw"]).decode("utf-8", "replace")
            yield Found(Span(*match.span()), path, (match["name"] or b"").decode("utf-8", "replace"))
            expects = inside
        else:
            return


def imports(data: bytes) -> Iterator[Import]:
    """Yield a file's imports; that of its own package holds all names of its folder."""
    for span, path, name in scan(data):
        if path != "C":
            names = ("*",) if path == OWN or name == "." else ()
            yield Import(span=span, module=path, ecosystem="go", relative=path == OWN, names=names)


def local_names(path: str) -> tuple[str, ...]:
    """Return what a package without an alias may be called, the likeliest first."""
    last = _VERSION.sub("", path).rpartition("/")[2]
    short = _MARKS.sub("", last)
    joined = (last.replace("-", "_"), last.replace("-", ""))
    names = (short, last, *joined, short.rpartition("-")[2], short.partition(".")[0])
    return tuple(dict.fromkeys(name for name in names if _IDENTIFIER.match(name)))


def package(path: str, known: Collection[str]) -> str:
    """Return how names begin that come from a package: its path, without versions and marks where an idiom knows it so."""
    plain = _VERSION.sub("", path)
    folder, slash, last = plain.rpartition("/")
    short = folder + slash + last.partition(".")[0]
    return plain if plain in known else short if slash and short in known else path


def packages(data: bytes) -> set[str]:
    """Return the packages that a file imports."""
    return {found.path for found in scan(data)}


def packages_of(names: Collection[str]) -> frozenset[str]:
    """Return the packages that qualified names begin with."""
    return frozenset(filter(None, map(_package_of, names)))


@cache
def _package_of(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return "" if name.startswith("*") else folder + slash + last.partition(".")[0]
