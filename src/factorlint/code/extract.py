"""All facts of one file of source code, from its parts, in order."""

from collections.abc import Callable, Iterable, Iterator

from ..facts import Fact, Import, ParseTrouble
from ..model.source import Source
from .idioms import apply as idioms
from .idioms.table import Table
from .parsed import ParsedFile
from .parts import env_helpers
from .parts.branches import branches
from .parts.environment import environment, places
from .parts.exports import exports
from .parts.guards import with_guards
from .parts.literals import literals
from .parts.open_calls import open_calls
from .parts.retries import retries
from .parts.routes import with_handlers
from .parts.schema_start import with_moment
from .parts.settings_modules import config_files
from .parts.shared_state import shared_state
from .reader import read

Own = Callable[[ParsedFile, list[Fact]], Iterable[Fact]]
"""What only one language has, given the facts of its idioms: more facts, before routes are completed."""


def from_imports(source: Source, imports: Iterable[Import], table: Table) -> Iterator[Fact]:
    """What the import statements alone say."""
    found = list(imports)
    yield from found
    modules = (
        (fact.module.removeprefix("node:"), fact.span)
        for fact in found
        if not fact.typing_only and not fact.relative
    )
    yield from idioms.of_imports(modules, table, source.path)


def from_parse(file: ParsedFile, own: Own | None = None) -> list[Fact]:
    """Every fact that needs the parser, in order of place."""
    asked = list(places(file))
    known = env_helpers.helpers(file, asked)
    if known:
        file.values.reads_through = lambda function, call: (
            env_helpers.as_read(known[function.node.id], call, file) if function.node.id in known else None
        )
        env_helpers.bind_given(file, known)
    code = read(file)
    found: list[Fact] = [ParseTrouble(span=span, message=message) for span, message in code.errors]
    found += environment(file, asked)
    found += env_helpers.helped(file, known)
    made = list(idioms.apply(code, file.table, file.path))
    if own is not None:
        made = list(own(file, made))
    found += with_moment(list(with_handlers(made, code, file)), code, file)
    found += literals(file)
    found += branches(file)
    found += retries(file, made)
    found += shared_state(file)
    found += config_files(file)
    found += exports(file, code, known, made)
    found += open_calls(file, code.calls, code.open_calls)
    found = list(with_guards(found, file))
    found.sort(key=lambda fact: (fact.span, type(fact).__name__))
    return [fact for fact, before in zip(found, [None, *found], strict=False) if fact != before]
