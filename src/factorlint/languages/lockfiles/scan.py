"""Lockfiles read by one regular expression each: they are machine-written, so their lines have one shape.

A megabyte takes a few milliseconds; a parser of the format would take hundreds. What does not have the shape
is passed over; that the file is there is the main fact.
"""

import re
from collections.abc import Iterator

from ...facts.dependency import Lock
from ...knowledge import ecosystems

MAX_PACKAGES = 5000

_Pattern = re.Pattern[bytes]
_TOML = re.compile(rb'^\[\[packages?\]\]\s*\nname = "([^"\n]+)"\s*\n(?:version = "([^"\n]+)")?', re.MULTILINE)
_PIPFILE = re.compile(rb'^ {8}"([^"\n]+)": \{$|^ {12}"version": "==([^"\n]+)"', re.MULTILINE)
_NPM = re.compile(rb'"(?:[^"\n]*node_modules/)([^"\n]+)": \{\s*"version": "([^"\n]+)"')
_NPM_OLD = re.compile(rb'^ {4,}"((?:@[^/"\n]+/)?[^/"\n]+)": \{\s*"version": "([^"\n]+)"', re.MULTILINE)
_YARN = re.compile(rb'^"?((?:@[^/@"\n]+/)?[^@"\s,]+)@[^\n]*:\r?\n  version:? "?([^"\s]+)"?', re.MULTILINE)
_PNPM = re.compile(rb"^  '?/?((?:@[^/@'\s]+/)?[^/@'\s:]+)[@/](\d[^:('\s_]*)", re.MULTILINE)
_BUN = re.compile(rb'^ {4}"[^"\n]+": \["((?:@[^/@"\n]+/)?[^@"\n]+)@([^"\n]+)"', re.MULTILINE)
_GO = re.compile(rb"^([^\s/]+\.[^\s]+) v([^\s/]+) h1:", re.MULTILINE)


def lock(name: str, data: bytes) -> Iterator[Lock]:
    """The `Lock` of a file with the lower-case base name `name`."""
    ecosystem, tool = ecosystems.locked_by(name)
    seen: dict[tuple[str, str], None] = {}
    for package, version in _packages(name, tool, data):
        if package and (version or tool in ("uv", "pylock")):
            key = (package.decode("utf-8", "replace"), version.decode("utf-8", "replace"))
            seen.setdefault(key)
            if len(seen) >= MAX_PACKAGES:
                break
    yield Lock(ecosystem=ecosystem, tool=tool, packages=tuple(seen))


def _packages(name: str, tool: str, data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if b"\r" in data[:200]:
        data = data.replace(b"\r\n", b"\n")
    if tool == "pipenv":
        return _pipenv(data)
    if tool == "npm":
        found = _each(_NPM, data)
        return found if b"node_modules/" in data else _each(_NPM_OLD, data)
    if tool == "yarn":
        return ((package, version) for package, version in _each(_YARN, data) if b"use.local" not in version)
    if tool == "pnpm":
        return _each(_PNPM, data[max(data.find(b"\npackages:"), 0) :])
    if tool == "bun":
        return _each(_BUN, data) if name == "bun.lock" else iter(())
    if tool == "go":
        return _each(_GO, data)
    return _each(_TOML, data)


def _each(pattern: _Pattern, data: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((match[1], match[2] or b"") for match in pattern.finditer(data))


def _pipenv(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    package = b""
    for match in _PIPFILE.finditer(data):
        if match[1]:
            package = match[1]
        elif package:
            yield package, match[2]
            package = b""
