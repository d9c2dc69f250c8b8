"""Files that a framework runs because of the place where they lie (`knowledge/wiring.toml`)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...facts import FrameworkFile
from ...knowledge import wiring
from ...knowledge.ecosystems import code_suffixes
from ...model.fact import Fact, assign, place
from ...model.store import FactStore
from ...model.text import Span
from ..dependencies.manifests import Manifests
from ..ground.paths import folder, upwards

_LEFT_OUT = frozenset({"test", "vendored", "docs", "example"})


class Placed(NamedTuple):
    """A file and what runs it."""

    path: str
    framework: str
    process: wiring.RunBy
    project: str


class _Row(NamedTuple):
    project: str
    framework: str
    process: wiring.RunBy
    pattern: re.Pattern[str]


def placed(store: FactStore, manifests: Manifests) -> Iterator[Placed]:
    """Yield every file that a framework declared by a project above it runs; the nearest project's come first."""
    declared: dict[str, set[str]] = {}
    for (_, at), facts in manifests.declared.items():
        declared.setdefault(at, set()).update(fact.name for fact in facts)
    by_project = {at: tuple(_rows(at, names)) for at, names in declared.items()}
    in_force: dict[str, tuple[_Row, ...]] = {}
    for path, document in store.documents.items():
        if (
            document.role in _LEFT_OUT
            or path.rpartition(".")[2].lower() not in code_suffixes()
            or path.endswith(".d.ts")
        ):
            continue
        at = folder(path)
        rows = in_force.get(at)
        if rows is None:
            rows = in_force[at] = tuple(row for above in upwards(at) for row in by_project.get(above, ()))
        for row in rows:
            if row.pattern.fullmatch(path, len(row.project) + 1 if row.project else 0):
                yield Placed(path, row.framework, row.process, row.project)
                break


def _rows(at: str, names: set[str]) -> Iterator[_Row]:
    for row, pattern in wiring.places():
        framework = next((name for name in row.frameworks if name in names), "")
        if framework:
            yield _Row(at, framework, row.process, pattern)


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `FrameworkFile` for every file that is run because of its place."""
    from .modules import of

    owners = {component.root: component.name for component in store.components}
    for found in of(store).placed:
        fact = FrameworkFile(
            span=Span(0, 1), framework=found.framework, process=found.process, project=found.project
        )
        place(fact, found.path, store.documents[found.path].role)
        witness = store.first(found.path)
        owner = next((owners[above] for above in upwards(folder(found.path)) if above in owners), "")
        assign(fact, witness.component if witness is not None else owner)
        yield fact
