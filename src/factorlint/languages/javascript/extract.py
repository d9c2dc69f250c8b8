"""All facts of one JavaScript or TypeScript file, from its parts."""

from collections.abc import Iterable, Iterator

from ...facts import Fact, Import, ParseTrouble
from ...model.source import Source
from ...syntax import idioms
from ...syntax.idiom_table import Table
from .imports import imports

OWN_TRIGGERS = frozenset(
    {b"process.env", b"import.meta.env", b"'process'", b'"process"', b"node:process", b"bun.env", b"['env']"}
    | {
        b"passw",
        b"pwd",
        b"secret",
        b"apikey",
        b"api_key",
        b"accesskey",
        b"token",
        b"://",
        b"localhost",
        b"127.0.0.1",
    }
    | {b"'production'", b'"production"', b"private key", b"@controller", b"node_env", b"akia"}
)
"""What the readers here look for, beside the names of idioms."""
MAX_LINE = 20_000
"""Bytes; a script with a longer line is a bundle, of which only the imports are read."""


def from_imports(source: Source, table: Table) -> Iterator[Fact]:
    """What the import statements alone say."""
    found: list[Import] = list(imports(source.data))
    yield from found
    modules = ((fact.module.removeprefix("node:"), fact.span) for fact in found if not fact.typing_only)
    yield from idioms.of_imports(modules, table, source.path)


def everything(source: Source, table: Table) -> Iterable[Fact]:
    """Every fact of the file, in order of place."""
    from .branches import branches
    from .configfiles import config_file
    from .environment import environment
    from .literals import literals
    from .reader import code_file, read
    from .retries import retries, side_by_side
    from .routes import routes, settled

    found: list[Fact] = list(from_imports(source, table))
    if _bundled(source.data):
        return found
    file = read(source.path, source.data)
    code = code_file(file, lambda name: bool(table.calls(name)))
    found += (ParseTrouble(span=span, message=message) for span, message in code.errors)
    found += environment(file)
    made = [*idioms.apply(code, table, source.path), *routes(file, source.path)]
    found += settled(made, file)
    found += literals(file)
    found += branches(file)
    found += retries(file, made)
    found += side_by_side(file, made)
    found += config_file(source.path, file)
    found.sort(key=lambda fact: (fact.span, type(fact).__name__))
    return found


def _bundled(data: bytes) -> bool:
    return len(data) > MAX_LINE and max(map(len, data.split(b"\n"))) > MAX_LINE
