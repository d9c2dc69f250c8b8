"""Pipfile: `packages`, `dev-packages` and further categories, and the Python it asks for."""

from collections.abc import Iterator

from ...facts.dependency import Declared, Project, RuntimeVersion
from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.tree import toml as tomltree
from .groups import of_group
from .poetry import declared_table

_OWN = ("source", "requires", "scripts", "pipenv")


def read(data: bytes) -> Iterator[Fact]:
    """All facts of a Pipfile."""
    tree = tomltree.parse(data)
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    scripts = tree.root.get("scripts")
    yield Project(
        span=Span(0, 0),
        ecosystem="python",
        manifest="pipfile",
        private=True,
        scripts=tuple((key, value.string) for key, _, value in scripts.pairs() if value.string),
    )
    for section, _, table in tree.root.pairs():
        if section in _OWN or not table.is_mapping:
            continue
        group = {"packages": "main", "dev-packages": "dev"}.get(section) or of_group(section)
        found: Iterator[Declared] = declared_table(table, group=group, manifest="pipfile")
        yield from found
    for key in ("python_full_version", "python_version"):
        node = tree.root.get("requires", key)
        if node.string:
            yield RuntimeVersion(span=node.span, language="python", version=node.string, by="pipfile")
            return
