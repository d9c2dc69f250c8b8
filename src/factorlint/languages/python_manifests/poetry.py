"""Dependency tables as Poetry and Pipenv have them: a name and a constraint, or a table with more."""

from collections.abc import Iterator

from ...facts.dependency import Declared
from ...model.text import Span
from ...syntax.tree.yaml import Node
from .requirement import normalise, poetry_pin

_SOURCES = ("git", "url", "path", "file", "hg", "svn")


def declared_table(table: Node, *, group: str, manifest: str) -> Iterator[Declared]:
    """The packages of such a table, without `python` itself."""
    for name, key, value in table.pairs():
        if normalise(name) == "python":
            continue
        # Several constraints for several platforms: the first one speaks for the package.
        entry = value.items[0] if value.is_sequence and value.items else value
        constraint = entry.string if entry.is_scalar else entry.get("version").string
        source = next((entry.get(kind) for kind in _SOURCES if entry.get(kind).string), None)
        revision = (
            entry.get("rev").string
            or entry.get("tag").string
            or entry.get("branch").string
            or entry.get("ref").string
        )
        optional = entry.get("optional").boolean is True
        yield Declared(
            span=Span(key.span.start, max(key.span.end, value.span.end)),
            name=normalise(name),
            ecosystem="python",
            constraint="" if constraint == "*" else constraint,
            pin="direct" if source is not None else poetry_pin(constraint),
            group="optional" if optional and group == "main" else group,
            extras=tuple(extra.string for extra in entry.get("extras").items if extra.string),
            manifest=manifest,
            reference="" if source is None else source.string + (f"@{revision}" if revision else ""),
        )
