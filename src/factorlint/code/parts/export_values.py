"""What expressions are worth to other files, bounded."""

import msgspec
from tree_sitter import Node

from ..model import Value
from ..names import is_known
from ..parsed import ParsedFile

_ENTRIES = 60
"""Entries of a mapping."""
_DEPTH = 4
_LARGE = 20_000
"""Bytes of an expression."""
_LONGEST = 500
"""Characters of a text."""


def value_of(node: Node, file: ParsedFile, own: bool = True) -> Value | None:
    """The value of an expression when a use elsewhere can need it; `own`: also what another file or this one makes."""
    if not _may_matter(node, file, own):
        return None
    value = file.values.of(node)
    return bounded(value, 0) if _matters(value, file, own) else None


def _may_matter(node: Node, file: ParsedFile, own: bool) -> bool:
    """A cheap look at an expression before it is evaluated."""
    grammar = file.grammar
    kind = node.type
    if kind in grammar.calls:
        callee = file.names.callee(node)
        if callee is None:
            return False
        if grammar.requires and callee.type in grammar.calls:  # `require("express")()`
            return True
        end = callee.end_byte
        word = file.data[max(callee.start_byte, end - 64) : end].rpartition(b".")[2]
        known = word in file.table.made_words or word in file.table.conventions.format_words
        return known or word in file.renamed or (own and word in file.callable_words)
    if kind in grammar.wrapped:
        inner = file.names.inner(node)
        return inner is not None and inner.type not in grammar.wrapped and _may_matter(inner, file, own)
    if kind in grammar.unaries and grammar.references:
        operator, inner = file.names.operand(node)
        return operator in grammar.references and inner is not None and _may_matter(inner, file, own)
    if kind in grammar.strings or kind in grammar.mappings:
        return node.end_byte - node.start_byte < _LARGE
    if kind in grammar.names or kind in grammar.members:
        return own
    return kind in file.literal_kinds


def _matters(value: Value, file: ParsedFile, own: bool) -> bool:
    match value.what:
        case "constant":
            known = value.constant
            return known is not None and not (isinstance(known, str) and len(known) > _LONGEST)
        case "env":
            return True
        case "name":
            return own and file.is_own(value.name)
        case "call":
            if file.is_own(value.name) or value.name.startswith("<"):
                return own
            return is_known(value.name) and value.name.rpartition(".")[2].encode() in file.table.made_words
        case "mapping":
            return any(_matters(entry, file, own) for _, entry in value.entries[:_ENTRIES])
        case "template":
            return any(item.what in ("env", "parameter") or _matters(item, file, own) for item in value.items)
    return False


def bounded(value: Value, depth: int) -> Value:
    """A value cut where it is too deep or too large; what is cut is open."""
    if depth > _DEPTH:
        return Value(what="other", span=value.span)
    if not (value.items or value.entries or value.default or value.of):
        if isinstance(value.constant, str) and len(value.constant) > _LONGEST:
            return Value(what="other", span=value.span)
        return value
    entries = tuple((key, bounded(entry, depth + 1)) for key, entry in value.entries[:_ENTRIES])
    return msgspec.structs.replace(
        value,
        items=tuple(bounded(item, depth + 1) for item in value.items[:_ENTRIES]),
        entries=entries,
        default=bounded(value.default, depth + 1) if value.default is not None else None,
        of=bounded(value.of, depth + 1) if value.of is not None else None,
        open=value.open or len(value.entries) > _ENTRIES or len(value.items) > _ENTRIES,
    )
