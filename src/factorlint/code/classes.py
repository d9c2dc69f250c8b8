"""The classes of a file with what they inherit, and the fields of those that idioms know."""

from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ..syntax.treesitter import span_of
from .idioms.selectors import NO_DEFAULT
from .model import Bases, Value
from .parsed import ParsedFile
from .scopes import Region
from .shapes import part


def classes(file: ParsedFile) -> list[Bases]:
    """Every class that inherits something; its fields where the table has an idiom for one of its bases."""
    found: list[Bases] = []
    local: dict[str, tuple[str, ...]] = {}
    for region in file.regions.classes():
        direct = list(_bases(region, file))
        if not direct:
            continue
        names = tuple(dict.fromkeys(name for base in direct for name in (base, *local.get(base, ()))))
        local[f"<{region.name}>"] = local[region.name] = names
        own = part(region.node, file.grammar.classes[region.node.type].name)
        found.append(
            Bases(
                name=region.title,
                span=span_of(own or region.node),
                bases=names,
                fields=tuple(_fields(region.node, file)) if any(map(file.table.classes, names)) else (),
                scope=region.parent.title if region.parent is not None else "",
            )
        )
    return _without_given(found, file)


def _bases(region: Region, file: ParsedFile) -> Iterator[str]:
    grammar = file.grammar
    holder = part(region.node, grammar.classes[region.node.type].bases)
    stack = list(reversed(holder.named_children)) if holder is not None else []
    while stack:
        node = stack.pop()
        if node.type in grammar.base_clauses:
            stack.extend(reversed(node.named_children))
        elif name := file.names.of(node):
            yield name


def _fields(node: Node, file: ParsedFile) -> Iterator[tuple[str, Value | None, str]]:
    """The names that a class's body gives values or types."""
    grammar = file.grammar
    body = part(node, grammar.classes[node.type].body)
    for statement in body.named_children if body is not None else ():
        if statement.type in grammar.classes:
            yield from _inner_config(statement, file)
        inner = file.names.inner(statement) if statement.type in grammar.statements else statement
        shape = grammar.assigned.get(inner.type) if inner is not None else None
        if inner is None or shape is None or shape.augments:
            continue
        target, annotation, value = (part(inner, each) for each in (shape.target, shape.type, shape.value))
        if target is None or target.type not in grammar.names:
            continue
        known = (
            file.values.of(value)
            if value is not None
            else Value(what="other", span=span_of(inner), name=NO_DEFAULT)
        )
        yield file.text(target), known, file.text(annotation)


def _inner_config(node: Node, file: ParsedFile) -> Iterator[tuple[str, Value | None, str]]:
    """The entries of a settings class's own `Config`, as `Config.env_prefix`."""
    if file.text(part(node, file.grammar.classes[node.type].name)) == "Config":
        for field, value, annotation in _fields(node, file):
            yield f"Config.{field}", value, annotation


def _without_given(found: list[Bases], file: ParsedFile) -> list[Bases]:
    """What the file itself gives when it makes one of its settings has a value: `Settings(secret=made())`."""
    settings = {bases.name.encode() for bases in found if bases.fields}
    if not settings:
        return found
    given: set[str] = set()
    for node in file.found.get("call", ()):
        callee = file.names.callee(node)
        if callee is None or file.data[callee.start_byte : callee.end_byte] not in settings:
            continue
        _, keywords, hidden = file.values.arguments(node)
        given.update(word for word, _ in keywords)
        if hidden:
            given.update(name for bases in found for name, _, _ in bases.fields)
    return [
        msgspec.structs.replace(bases, fields=tuple(_given(field, given) for field in bases.fields))
        for bases in found
    ]


def _given(field: tuple[str, Value | None, str], given: set[str]) -> tuple[str, Value | None, str]:
    name, value, annotation = field
    if name in given and value is not None and value.name == NO_DEFAULT:
        return name, msgspec.structs.replace(value, name="given"), annotation
    return field
