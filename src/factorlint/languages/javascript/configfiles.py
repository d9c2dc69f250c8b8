"""Configuration modules that belong to one environment by their name: `config/production.js`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...code.idioms.selectors import env_names, literal
from ...code.model import Value
from ...facts import ConfigFile
from ...knowledge import environments
from .reader import File

_FOLDER = re.compile(r"(?:^|/)(?:configs?|configuration|settings|environments?|env)/", re.I)
_NAME = re.compile(r"(?:config|settings|environment)s?[._-]|[._-](?:config|settings)\.|environment\.", re.I)
_GROUPED = re.compile(
    r"(?:^|/)(?:(?:configs?|configuration|settings)/[^/]*|(?:config|settings|database|knexfile)\.)[^/]*$",
    re.I,
)
"""Modules that may hold one object for each environment."""
_LIMIT = 300


def environment_of(path: str) -> tuple[str, str] | None:
    """The environment and the family of a path that holds one environment's configuration; None for any other."""
    folder, slash, name = path.rpartition("/")
    return environments.of(path) if _FOLDER.search(folder + slash) or _NAME.match(name) else None


def by_path(path: str) -> bool:
    """Whether a file at this path may be a configuration module."""
    return _GROUPED.search(path) is not None or environment_of(path) is not None


def config_file(path: str, file: File) -> Iterator[ConfigFile]:
    """One fact for a module that exports an object of one environment's values, or one for each of its keys."""
    named = environment_of(path)
    if named is None and not _GROUPED.search(path):
        return
    entries = [entry for node in _exported(file) for entry in _flat(file.values.of(node), ())][:_LIMIT]
    if named is not None and entries:
        yield ConfigFile(environment=named[0], family=named[1], entries=tuple(entries))
    for group, held in environments.by_key(entries).items():
        yield ConfigFile(environment=group, family=f"{path}:*", entries=tuple(held))


def _exported(file: File) -> Iterator[Node]:
    """What `module.exports =`, `export default` and `export const X =` give away."""
    for node in file.root.named_children:
        if node.type == "export_statement":
            value = node.child_by_field_name("value")
            if value is not None:
                yield value
            declaration = node.child_by_field_name("declaration")
            for each in declaration.named_children if declaration is not None else ():
                if each.type == "variable_declarator" and each.child_by_field_name("value") is not None:
                    yield each.child_by_field_name("value")  # type: ignore[misc]  # just checked
        elif node.type == "expression_statement" and node.named_child(0) is not None:
            inside = node.named_child(0)
            if inside is not None and inside.type == "assignment_expression":
                left, right = inside.child_by_field_name("left"), inside.child_by_field_name("right")
                if right is not None and re.match(r"module\.exports|exports\.", file.text(left)):
                    yield right


def _flat(value: Value, route: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if value.what == "mapping" and len(route) < 8:
        for key, entry in value.entries:
            yield from _flat(entry, (*route, key))
    elif route:
        # What the environment may override is no value of this file's own.
        known = literal(value) if next(env_names(value), None) is None else None
        yield ".".join(route), str(known) if isinstance(known, str | int | float | bool) else ""
