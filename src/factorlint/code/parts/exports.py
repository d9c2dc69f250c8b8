"""What the names of a file are, for the files that import them."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...facts.code import Export
from ...facts.config import EnvRead
from ...model.fact import Fact
from ...model.text import Span
from ..model import CodeFile, Value
from ..parsed import ParsedFile
from ..scopes import Region
from ..shapes import Given, pair
from ..strings import constant
from .env_helpers import Helper
from .exported_names import ExportedNames, passed_on

_MOST = 200
"""Exports of a file."""
_VALUES = re.compile(
    r"(?:^|/)(?:constants?|consts?|defaults|enums?|env|environment|queues?|topics?|channels?)\.\w+$", re.I
)


def by_path(path: str) -> bool:
    """Whether a file is there for the values that others take from it."""
    return _VALUES.search(path) is not None


def exports(
    file: ParsedFile, code: CodeFile, helpers: dict[int, Helper], facts: list[Fact]
) -> Iterator[Export]:
    """Yield the names that a use elsewhere can need, in no order."""
    for count, export in enumerate(_all(file, code, helpers, facts)):
        if count == _MOST:
            return
        yield export


def _all(file: ParsedFile, code: CodeFile, helpers: dict[int, Helper], facts: list[Fact]) -> Iterator[Export]:
    yield from _stars(file)
    fields = dict(_settings_fields(file, code, facts))
    yield from fields.values()
    names = ExportedNames(file, helpers)
    if file.grammar.exported is not None:
        yield from _given(file, names, fields)
        return
    passes_on = file.reexports
    for name, bounds in file.regions.program.names.items():
        if name[:1] in ("", "_") or (
            bounds and len(bounds) == 1 and bounds[0].node is None and not passes_on
        ):
            continue
        export = names.of_name(name, bounds)
        if export is not None:
            yield export
    for region in file.regions.classes():
        if region.parent is not None and region.parent.kind == "program" and region.name:
            yield from names.of_class(region.name, region, fields)


def _given(file: ParsedFile, names: ExportedNames, fields: dict[str, Export]) -> Iterator[Export]:
    """What the module gives by statements, and what that needs of the module's own names."""
    bound = file.regions.program.names
    given = list(file.given)
    asked = {each.name for each in given}
    for each in given:  # grows with what values name
        for export in _of_given(each, file, names, fields):
            yield export
            own = export.value.name[1:].partition(">")[0] if export.value.name.startswith("<") else ""
            if own in bound and own not in asked:
                asked.add(own)
                given.append(Given(own, local=own))


def _of_given(
    given: Given, file: ParsedFile, names: ExportedNames, fields: dict[str, Export]
) -> Iterator[Export]:
    node, local = given.node, given.local
    if given.source:
        yield passed_on(given.name, given.source)
        return
    if not local and node is not None and node.type in file.grammar.names:
        local = file.text(node)
    bounds = file.regions.program.names.get(local, []) if local else []
    region = _class_of(given, bounds[0].node if len(bounds) == 1 else None, file)
    if region is not None:
        yield from names.of_class(given.name, region, fields)
        return
    export = names.of_name(given.name, bounds) if bounds else None
    if export is None and node is not None and not bounds:
        export = names.of_node(given.name, node)
    if export is not None:
        yield export
    whole = node if node is not None else bounds[0].node if len(bounds) == 1 else None
    if given.name == "default" and whole is not None:
        for entry in _entries(whole, file):
            yield from _of_given(entry, file, names, fields)


def _class_of(given: Given, node: Node | None, file: ParsedFile) -> Region | None:
    for each in (given.node, node):
        region = file.regions.of_node(each) if each is not None else None
        if region is not None and region.kind == "class":
            return region
    return None


def _entries(node: Node, file: ParsedFile) -> Iterator[Given]:
    """The functions and names of the file that an object gives: `module.exports = { createApp, port }`."""
    grammar = file.grammar
    for child in node.named_children if node.type in grammar.mappings else ():
        if child.type in grammar.shorthands:
            yield Given(file.text(child), local=file.text(child))
        elif child.type in grammar.pairs:
            key, value = pair(child, grammar.pairs[child.type])
            names = value is not None and (value.type in grammar.names or value.type in grammar.functions)
            if key is not None and names and key.type in grammar.bare_keys:
                yield Given(file.text(key), value)
        elif child.type in grammar.functions:
            name = child.child_by_field_name("name")
            yield Given(file.text(name), child)


def _settings_fields(file: ParsedFile, code: CodeFile, facts: list[Fact]) -> Iterator[tuple[str, Export]]:
    """Fields of settings classes, which are variables: `Settings.redis_url` is `REDIS_URL`."""
    reads = {fact.span.start: fact for fact in facts if isinstance(fact, EnvRead)}
    for bases in code.classes:
        for field, value, _ in bases.fields:
            read = reads.get(value.span.start) if value is not None else None
            if read is None or field.startswith("Config."):
                continue
            default = constant(read.default, read.span) if isinstance(read.default, str) else None
            name = f"{bases.name}.{field}"
            env = Value(what="env", span=read.span, name=read.name, default=default)
            yield name, Export(span=read.span, name=name, value=env, required=read.required)


def _stars(file: ParsedFile) -> Iterator[Export]:
    """`from .base import *`."""
    stars = file.grammar.stars
    if stars is None:
        return
    for node in file.found.get("import", ()):
        module = stars(node, file.data)
        if module:
            span = Span(node.start_byte, node.end_byte)
            yield Export(span=span, name="*", value=Value(what="name", span=span, name=module))
