"""All facts of one Python file, from its parts."""

from collections.abc import Iterable, Iterator
from functools import partial

from ...code.idioms import apply as idioms
from ...code.idioms.table import Table
from ...facts import Fact, ParseTrouble
from ...model.source import Source
from .branches import branches
from .conditional import conditional
from .environment import environment
from .helpers import as_read, helped, helpers
from .imports import imports
from .literals import literals
from .module import Module
from .reader import read
from .retries import retries
from .routes import settled
from .settings import config_file
from .starts import timed
from .state import shared_state
from .telling import telling


def from_imports(source: Source, table: Table) -> Iterator[Fact]:
    """What the import statements alone say."""
    found = list(imports(source.data))
    yield from found
    yield from idioms.of_imports(
        ((fact.module, fact.span) for fact in found if not fact.relative), table, source.path
    )


def everything(source: Source, table: Table) -> Iterable[Fact]:
    """Every fact of the file, in order of place."""
    found: list[Fact] = list(from_imports(source, table))
    if not telling(source, table):
        return found
    module = Module(source.data)
    known = helpers(module)
    module.helpers = {name: partial(as_read, helper, module) for name, helper in known.items()}
    file, handlers = read(module, table)
    found += (ParseTrouble(span=span, message=message) for span, message in file.errors)
    found += environment(module)
    found += helped(module, known)
    made = list(idioms.apply(file, table, source.path))
    found += timed(settled(made, file, module), file, module)
    found += literals(module)
    found += branches(module)
    found += retries(module, made)
    found += shared_state(module, handlers)
    found += config_file(source.path, module)
    found = list(conditional(found, module))
    found.sort(key=lambda fact: (fact.span, type(fact).__name__))
    return [fact for fact, before in zip(found, [None, *found], strict=False) if fact != before]
