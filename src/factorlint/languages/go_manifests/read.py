"""go.mod and go.work: lines of a directive and its words, some of them in a block (go.dev/ref/mod)."""

import re
from collections.abc import Iterator

import msgspec

from ...facts.dependency import Declared, Project, RuntimeVersion
from ...facts.modules import ModuleRoot, PathAlias
from ...model.fact import Fact
from ...model.text import Span

_LINE = re.compile(rb"[^\n]++")
_WORD = re.compile(rb"\"[^\"\n]*+\"|`[^`\n]*+`|=>|[()]|(?:[^\s()\"`=]|=(?!>))++")
_MOST = 20_000
"""Lines with words in them."""


class _Line(msgspec.Struct, frozen=True):
    """One statement: `require example.com/a v1.0.0 // indirect`."""

    directive: str
    words: tuple[str, ...]
    span: Span
    comment: str


def module(data: bytes) -> Iterator[Fact]:
    """Yield the facts of a go.mod; none when it names no module."""
    lines = list(_lines(data))
    named = next((line for line in lines if line.directive == "module" and line.words), None)
    if named is None:
        return
    path = named.words[0]
    yield Project(span=named.span, ecosystem="go", manifest="go.mod", name=path)
    yield ModuleRoot(span=named.span, ecosystem="go", prefix=path, by="go.mod")
    replaced = {line.words[0]: line for line in lines if line.directive == "replace" and "=>" in line.words}
    for line in lines:
        if line.directive == "require" and len(line.words) >= 2:
            yield _declared(line, replaced.get(line.words[0]))
    yield from _replacements(lines)
    yield from _runtime(lines, "go.mod")


def workspace(data: bytes) -> Iterator[Fact]:
    """Yield the facts of a go.work: its members and what it replaces."""
    lines = list(_lines(data))
    members = tuple(line.words[0] for line in lines if line.directive == "use" and line.words)
    if lines:
        yield Project(
            span=lines[0].span,
            ecosystem="go",
            manifest="go.work",
            private=True,
            workspaces=tuple(member.removeprefix("./") or "." for member in members),
        )
    yield from _replacements(lines)
    yield from _runtime(lines, "go.work")


def _lines(data: bytes) -> Iterator[_Line]:
    block = ""
    count = 0
    for match in _LINE.finditer(data):
        text, _, comment = match[0].partition(b"//")
        words = [word.group() for word in _WORD.finditer(text)]
        if not words:
            continue
        count += 1
        if count > _MOST:
            return
        if words == [b")"]:
            block = ""
            continue
        directive = block or words.pop(0).decode("utf-8", "replace")
        if words == [b"("] and not block:
            block = directive
            continue
        start = match.start() + len(text) - len(text.lstrip())
        plain = tuple(word.strip(b'"`').decode("utf-8", "replace") for word in words)
        yield _Line(
            directive,
            plain,
            Span(start, match.start() + len(text.rstrip())),
            comment.decode("utf-8", "replace"),
        )


def _declared(line: _Line, replaced: _Line | None) -> Declared:
    """A required module; Go takes the lowest version that all agree on, so what is written is what is used."""
    reference = ""
    if replaced is not None:
        reference = " ".join(replaced.words[replaced.words.index("=>") + 1 :])
    return Declared(
        span=line.span,
        name=line.words[0],
        ecosystem="go",
        constraint="" if reference else line.words[1],
        pin="direct" if reference else "exact",
        group="indirect" if line.comment.strip().startswith("indirect") else "main",
        manifest="go.mod",
        reference=reference,
    )


def _replacements(lines: list[_Line]) -> Iterator[PathAlias]:
    """Modules that are taken from a folder of the repository."""
    for line in lines:
        if line.directive != "replace" or "=>" not in line.words[1:-1]:
            continue
        target = line.words[line.words.index("=>") + 1]
        if target.startswith(("./", "../")) or target in (".", ".."):
            for pattern, path in ((line.words[0], target), (f"{line.words[0]}/*", f"{target.rstrip('/')}/*")):
                yield PathAlias(span=line.span, pattern=pattern, targets=(path,), ecosystem="go", by="go.mod")


def _runtime(lines: list[_Line], by: str) -> Iterator[RuntimeVersion]:
    """The version of the language that the module needs at least."""
    for line in lines:
        if line.directive == "go" and line.words:
            yield RuntimeVersion(
                span=line.span, language="go", version=f">={line.words[0]}", by=by, exact=False
            )
            return
