"""Modules of configuration that belong to one environment by their name, or hold one object for each."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...facts import ConfigFile
from ...knowledge import environments
from ...model.text import NOWHERE
from ..idioms.selectors import env_names, literal
from ..model import Value
from ..parsed import ParsedFile
from ..shapes import part

_FOLDER = re.compile(r"(?:^|/)(?:configs?|configuration|settings|conf|environments?|envs?)/", re.I)
_NAME = re.compile(
    r"^(?:config|settings|environment|conf)s?[._-]|[._-](?:config|settings)\.|^environment\.", re.I
)
_GROUPED = re.compile(
    r"(?:^|/)(?:(?:configs?|configuration|settings)/[^/]*|(?:config|settings|database|knexfile)\.)[^/]*$",
    re.I,
)
"""Modules that may hold one object for each environment."""
_OTHER = re.compile(r"^test_|[._-](?:test|spec)s?\.|\.[jt]sx$", re.I)
"""Tests of a configuration are no configuration, nor are the components of a page of settings."""
_LIMIT = 300


def environment_of(path: str) -> tuple[str, str] | None:
    """The environment and the family of a path that holds one environment's configuration; None for any other."""
    folder, slash, name = path.rpartition("/")
    if _OTHER.search(name) or not (_FOLDER.search(folder + slash) or _NAME.search(name)):
        return None
    return environments.of(path)


def by_path(path: str) -> bool:
    """Whether a file at this path may be a configuration module."""
    return environment_of(path) is not None or (_GROUPED.search(path) is not None and not _OTHER.search(path))


def config_files(file: ParsedFile) -> Iterator[ConfigFile]:
    """Yield one fact for a module of one environment's values, or one for each environment's object in it."""
    named = environment_of(file.path)
    grouped = _GROUPED.search(file.path) is not None
    if named is None and not grouped:
        return
    entries: list[tuple[str, str]] = []
    for name, node in _given_away(file):
        if node.type not in file.grammar.mappings and (named is None or (name and not name.isupper())):
            continue
        value = file.values.of(node)
        if value.what == "mapping" or not name:
            flat = list(_flat(value, (), 0))[:_LIMIT]
            groups = environments.by_key(flat) if grouped else {}
            for group, held in groups.items():
                yield ConfigFile(environment=group, family=f"{file.path}:*", entries=tuple(held))
            constant = not name or name.isupper()
            entries += [(f"{name}.{key}" if name else key, text) for key, text in flat if constant]
        elif name.isupper():
            entries.append((name, _text(value)))
    if named is not None and entries:
        yield ConfigFile(span=NOWHERE, environment=named[0], family=named[1], entries=tuple(entries[:_LIMIT]))


def _given_away(file: ParsedFile) -> Iterator[tuple[str, Node]]:
    """What the module gives others, by name where it names it: constants are named in capital letters."""
    grammar = file.grammar
    if grammar.exported is not None:
        for given in file.given:
            if given.node is not None and given.node.type not in grammar.functions:
                yield "", given.node
        return
    for node in file.found.get("assign", ()):
        shape = grammar.assigned[node.type]
        target, value = part(node, shape.target), part(node, shape.value)
        if target is None or value is None or target.type not in grammar.names or shape.augments:
            continue
        if file.regions.at(node.start_byte).kind in ("program", "try", "with") and not file.scope(
            node.start_byte
        ):
            yield file.text(target), value


def _flat(value: Value, route: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    if value.what == "mapping" and depth < 8:
        for key, entry in value.entries:
            yield from _flat(entry, (*route, key), depth + 1)
    elif route:
        yield ".".join(route), _text(value)


def _text(value: Value) -> str:
    """A scalar as text. What the environment may override is no value of this file's own."""
    known = literal(value) if next(env_names(value), None) is None else None
    return str(known) if isinstance(known, str | int | float | bool) else ""
