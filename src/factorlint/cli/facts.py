"""Show what factorlint saw: the facts of each document and of the component graph."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from ..config import UserError, load
from ..model.fact import UNKNOWN, Fact, kind_of
from ..model.text import Lines, Span
from . import EXIT_OURS, output
from .scope import scope_of

EXAMPLES = (
    "Examples: factorlint facts . --kind config.env-read | factorlint facts Dockerfile | "
    "factorlint facts . --format json"
)

FORMATS = ("table", "json")
_PLACED = ("span", "path", "role", "component", "scope")


def command(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Folders or files.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", metavar="KIND", help="Only this kind, or kinds: `config`."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="table|json", help="How to show them.")
    ] = "table",
    config: Annotated[str | None, typer.Option(metavar="FILE", help="Configuration to read.")] = None,
) -> int:
    """Run the command; the exit code is returned."""
    from ..engine.gather import gather
    from .why import why

    output.one_of(format, "--format", FORMATS)
    kinds = _kinds(output.words(kind) or ())
    scope = scope_of(paths or ())
    gathered = gather(scope.root, load(scope.root.resolve(), file=Path(config) if config else None))
    found = [
        fact
        for fact in gathered.store.everything()
        if (not kinds or kind_of(type(fact)) in kinds) and _inside(fact.path, scope.shown)
    ]
    found.sort(key=lambda fact: (fact.path, fact.span, kind_of(type(fact))))
    positions = Positions(gathered.read)
    if format != "json" and not kinds:
        output.write("".join(why(gathered.store, path) for path in scope.shown))
    output.write(as_json(found, positions) if format == "json" else table(found, positions))
    crashes = [each for each in gathered.troubles if each.ours and _inside(each.path, scope.shown)]
    for each in crashes:
        output.note(f"{each.path}: {each.message}")
    return EXIT_OURS if crashes else 0


class Positions:
    """Line and column of facts; a document is read once."""

    def __init__(self, read: Any) -> None:
        """`read` gives the bytes of a path and may raise `OSError`."""
        self._read = read
        self._lines: dict[str, Lines] = {}

    def lines(self, path: str) -> Lines:
        """The line index of a document; empty for one that cannot be read."""
        if path not in self._lines:
            try:
                data = self._read(path) if path else b""
            except (OSError, KeyError):
                data = b""
            self._lines[path] = Lines(data)
        return self._lines[path]

    def address(self, fact: Fact) -> str:
        """`path:line:column`."""
        where = self.lines(fact.path).position(fact.span.start)
        return f"{fact.path or '.'}:{where.line}:{where.column}"


def table(facts: Iterable[Fact], positions: Positions) -> str:
    """One line a fact: where, kind, and the fields that say more than their defaults."""
    from ..reports.places import visible

    lines = []
    for fact in facts:
        fields = " ".join(f"{name}={_told(value, positions)}" for name, value in _fields(fact))
        role = "" if fact.role == "production" else f" [{fact.role}]"
        lines.append(visible(f"{positions.address(fact)}: {kind_of(type(fact))}{role} {fields}".rstrip()))
    return "".join(line + "\n" for line in lines)


def as_json(facts: Iterable[Fact], positions: Positions) -> str:
    """A list of objects; what was seen but could not be resolved is listed under `unknown`."""
    listed = []
    for fact in facts:
        lines = positions.lines(fact.path)
        start, end = lines.position(fact.span.start), lines.position(fact.span.end)
        listed.append(
            {
                "kind": kind_of(type(fact)),
                "path": fact.path,
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "role": fact.role,
                "component": fact.component,
                "scope": fact.scope,
                "fields": {n: _plain(v, positions) for n, v in _all_fields(fact) if v is not UNKNOWN},
                "unknown": [name for name, value in _all_fields(fact) if value is UNKNOWN],
            }
        )
    return msgspec.json.format(msgspec.json.encode(listed), indent=2).decode() + "\n"


def _kinds(words: Sequence[str]) -> frozenset[str]:
    from ..facts import BY_KIND

    chosen: set[str] = set()
    for word in words:
        found = {kind for kind in BY_KIND if kind == word or kind.startswith(word + ".")}
        if not found:
            output.one_of(word, "--kind", (*BY_KIND, *{kind.split(".")[0] for kind in BY_KIND}))
            raise UserError(f"--kind: there is no kind `{word}`")
        chosen |= found
    return frozenset(chosen)


def _inside(path: str, shown: Sequence[str]) -> bool:
    return not shown or any(path == each or path.startswith(each + "/") for each in shown)


def _all_fields(fact: msgspec.Struct) -> Iterable[tuple[str, Any]]:
    return ((name, getattr(fact, name)) for name in fact.__struct_fields__ if name not in _PLACED)


def _fields(fact: Fact) -> Iterable[tuple[str, Any]]:
    # An unknown value is worth a word even where it is the default; an empty one is not.
    return ((name, value) for name, value in _all_fields(fact) if value not in ("", (), False, None))


def _told(value: Any, positions: Positions) -> str:
    if value is UNKNOWN:
        return "?"
    if isinstance(value, Fact) and value.path:
        return f"<{positions.address(value)}>"
    if isinstance(value, tuple) and not isinstance(value, Span):
        return "[" + ", ".join(_told(each, positions) for each in value) + "]"
    if isinstance(value, msgspec.Struct):
        return (
            "("
            + " ".join(f"{n}={_told(v, positions)}" for n, v in _all_fields(value) if v not in ("", ()))
            + ")"
        )
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 200 else text[:200] + "…"


def _plain(value: Any, positions: Positions) -> Any:
    if isinstance(value, Fact) and value.path:
        return {"kind": kind_of(type(value)), "at": positions.address(value)}
    if isinstance(value, tuple | list):
        return [_plain(each, positions) for each in value]
    if isinstance(value, msgspec.Struct):
        return {n: _plain(v, positions) for n, v in _all_fields(value) if v is not UNKNOWN}
    return None if value is UNKNOWN else value
