"""Configuration files told by their path, read as dotted keys and scalars whatever their format."""

import re
from collections.abc import Iterator

from ...facts.config import ConfigFile
from ...knowledge import environments
from ...knowledge.literals import literal
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.tree import ini as initree
from ...syntax.tree import json as jsontree
from ...syntax.tree import toml as tomltree
from ...syntax.tree import yaml as yamltree
from ...syntax.tree.yaml import Node

MAX_ENTRIES = 300
MAX_READ = 5_000
"""Scalars looked at in one file."""

_FOLDER = re.compile(
    r"(?:^|/)(?:config|configs|conf|settings|environments?|envs?|cfg|resources)/", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:^|[._-])(?:config|conf|configuration|settings|secrets?|credentials?|appsettings|application|bootstrap"
    r"|env|environment|database|datasource|alembic|local)(?:[._-]|$)|^appsettings",
    re.IGNORECASE,
)
_TOOLING = re.compile(
    r"(?:^|/)(?:\.[^/]+/|node_modules/)|^\.|(?:^|/)(?:tsconfig|jsconfig|babel|jest|eslint|tslint|prettier|webpack|vite|rollup"
    r"|angular|nx|turbo|renovate|biome|ruff|mypy|pytest|tox|mkdocs|codecov|dependabot|cypress|playwright|lint)[^/]*$"
    r"|(?:^|/)(?:locales?|i18n|l10n|translations?|lang|fixtures?|schemas?|snapshots?|openapi|swagger|assets)/",
    re.IGNORECASE,
)


def is_configuration(path: str) -> bool:
    """Whether the path is one of an application's own configuration, not of data or of a tool."""
    folder, _, name = path.rpartition("/")
    if _TOOLING.search(path):
        return False
    return bool(_FOLDER.search(folder + "/") or _NAME.search(name.rpartition(".")[0]))


def facts(path: str, data: bytes) -> Iterator[Fact]:
    """All facts of one file. A file that cannot be read says nothing: it was only guessed to be configuration."""
    entries: list[tuple[str, str]] = []
    placed: list[tuple[str, tuple[str, Span]]] = []
    for count, (key, text, span) in enumerate(scalars(path, data)):
        if count >= MAX_READ:
            break
        if len(entries) < MAX_ENTRIES:
            entries.append((key, text[:200]))
            placed.append((key, (text[:200], span)))
        found = literal(key, text, span)
        if found is not None:
            yield found
    environment = environments.of(path)
    if environment and entries:
        yield ConfigFile(environment=environment[0], family=environment[1], entries=tuple(entries))
    for group, held in environments.by_key(placed).items():
        yield ConfigFile(
            span=held[0][1][1],
            environment=group,
            family=f"{path}:*",
            entries=tuple((key, text) for key, (text, _) in held),
        )


def scalars(path: str, data: bytes) -> Iterator[tuple[str, str, Span]]:
    """Dotted key, text and span of every known scalar, in order."""
    suffix = path.rpartition(".")[2].lower()
    if suffix in ("json", "json5"):
        yield from _walk(jsontree.parse(data).root)
    elif suffix == "toml":
        yield from _walk(tomltree.parse(data).root)
    elif suffix in ("yml", "yaml"):
        for document in yamltree.parse(data):
            yield from _walk(document.root)
    else:
        for entry in initree.entries(data, comments="#;!", backslash=suffix == "properties"):
            key = f"{entry.section}.{entry.key}" if entry.section else entry.key
            yield key, entry.value, entry.value_span


def _walk(root: Node) -> Iterator[tuple[str, str, Span]]:
    for route, node in root.walk():
        if node.is_scalar and node.string:
            yield ".".join(str(step) for step in route), node.string, node.span
