"""All facts of one JavaScript or TypeScript file, from its parts."""

import re
from collections.abc import Iterable, Iterator

from ...code.idioms import apply as idioms
from ...code.idioms.table import Table
from ...facts import Fact, Import, ParseTrouble
from ...model.source import Source
from .aliases import aliases
from .imports import imports
from .mentions import mentions
from .page import page_use

MAX_SIZE = 300_000
"""Bytes; nobody writes a larger script by hand."""
_DISTRIBUTED = re.compile(
    rb"typeof (?:exports|module)\s*[!=]==?\s*['\"](?:object|undefined)['\"]\s*&&\s*typeof module|define\.amd\b"
)
"""The head of a library that was packed for every module system."""


def from_imports(source: Source, table: Table) -> Iterator[Fact]:
    """What the import statements say, and the objects of the page; no parser is needed for either."""
    found: list[Import] = list(imports(source.data))
    yield from found
    modules = (
        (fact.module.removeprefix("node:"), fact.span)
        for fact in found
        if not (fact.relative or fact.typing_only)
    )
    yield from idioms.of_imports(modules, table, source.path)
    yield from aliases(source)
    yield from mentions(source.data)
    yield from page_use(source.data)


def everything(source: Source, table: Table) -> Iterable[Fact]:
    """Every fact of the file, in order of place."""
    from .branches import branches
    from .chains import bounded
    from .configfiles import config_file
    from .environment import environment
    from .literals import literals
    from .reader import code_file, read
    from .retries import retries, side_by_side
    from .routes import routes, settled

    found: list[Fact] = list(from_imports(source, table))
    if _bundled(source.data) or source.path.endswith((".d.ts", ".d.mts", ".d.cts")):
        return found
    file = read(source.path, source.data)
    code = code_file(file, table)
    found += (ParseTrouble(span=span, message=message) for span, message in code.errors)
    found += environment(file)
    made = [*bounded(idioms.apply(code, table, source.path), file), *routes(file, source.path)]
    found += settled(made, file)
    found += literals(file)
    found += branches(file)
    found += retries(file, made)
    found += side_by_side(file, made)
    found += config_file(source.path, file)
    found.sort(key=lambda fact: (fact.span, type(fact).__name__))
    return found


def _bundled(data: bytes) -> bool:
    """A bundle, a minified script or a library's distribution file: of these only the imports are read."""
    lines = data.count(b"\n") + 1
    if len(data) > MAX_SIZE or (len(data) > 5_000 and len(data) / lines > 250):
        return True
    return len(data) > 10_000 and _DISTRIBUTED.search(data, 0, 4_000) is not None
