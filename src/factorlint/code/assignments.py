"""The assignments of a file that idioms know: `DEBUG = True`, `app.config["X"] = 1`, `app.config.update(X=1)`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ..syntax.treesitter import span_of
from .model import Assignment
from .parsed import ParsedFile
from .shapes import pair, part

_LAST = re.compile(rb"[\w$]+\Z")
_TAIL = 64
"""Bytes that a last name has at most."""


def assignments(file: ParsedFile) -> Iterator[Assignment]:
    """Yield the assignments that an idiom of the file's table may know."""
    grammar, table = file.grammar, file.table
    binder = file.names.binder
    shapes = grammar.assigned
    found = binder.named + [(node, target, "") for node, target in binder.others if _ends_known(target, file)]
    for node, target, name in found:
        shape = shapes[node.type]
        if shape.augments:
            continue
        value = part(node, shape.value)
        if value is None:
            continue
        name = name or _target(target, file)
        region = file.regions.at(node.start_byte)
        if region.kind == "class":
            name = f"{region.title}.{name}"
        if not name or not table.assignments(name):
            name = file.names.of(target) if target.type in grammar.members else ""
            if not name or not table.assignments(name):
                continue
        yield Assignment(
            target=name,
            span=span_of(target if grammar.long_chains else node),
            value=file.values.of(value),
            scope=region.title,
            at_import=not any(each.is_function for each in region.outward()),
        )


def _ends_known(target: Node, file: ParsedFile) -> bool:
    """Whether the last name of an attribute or key is one of an idiom."""
    wanted = file.table.assigned_words
    end = target.end_byte
    tail = file.data[max(target.start_byte, end - _TAIL) : end].rstrip(b"'\"]")
    match = _LAST.search(tail)
    return (match is not None and match[0] in wanted) or (
        b"*" in wanted and target.type in file.grammar.subscripts
    )


def _target(node: Node, file: ParsedFile) -> str:
    """`app.config["X"]` as `app.config.X`; empty for what is no plain target."""
    grammar = file.grammar
    if node.type in grammar.names or node.type in grammar.members:
        return file.text(node)
    if node.type not in grammar.subscripts:
        return ""
    base, key = pair(node, grammar.subscripts[node.type])
    if base is None or key is None or key.type not in grammar.strings:
        return ""
    return f"{_target(base, file)}.{file.text(key).strip(chr(39) + chr(34))}"


def from_setter(node: Node, callee: Node, file: ParsedFile) -> Iterator[Assignment]:
    """`app.config.update(X=1)`, `app.conf.update({...})`."""
    text = file.text(callee)
    if not text.endswith(file.table.conventions.setters):
        return
    base = text.rsplit(".", 1)[0]
    args, keywords, _ = file.values.arguments(node)
    region = file.regions.at(node.start_byte)
    for key, value in [*keywords, *(entry for arg in args if arg.what == "mapping" for entry in arg.entries)]:
        yield Assignment(
            target=f"{base}.{key}",
            span=value.span,
            value=value,
            scope=region.title,
            at_import=not any(each.is_function for each in region.outward()),
        )
