"""Environment variables that are only asked for when another one says so."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import EnvRead, Fact
from ..parsed import ParsedFile
from ..shapes import part

_NEGATED = re.compile(rb"\bnot\b|!")
_QUOTED = rb"""[^'"]{0,8}['"](\w+)['"]"""


def with_guards(facts: list[Fact], file: ParsedFile) -> Iterator[Fact]:
    """Mark the reads in a branch of an `if` that tests another variable as guarded; other facts pass through."""
    reads = [fact for fact in facts if isinstance(fact, EnvRead)]
    if not any(fact.required and not fact.guarded for fact in reads):
        yield from facts
        return
    # A test may ask an `os` that comes from elsewhere (`from .base import *`).
    words = b"|".join(re.escape(word.encode()) for word in sorted(file.table.conventions.words))
    asks = re.compile(rb"\b(?:" + words + rb")\b" + _QUOTED) if words else None
    for fact in facts:
        wanted = isinstance(fact, EnvRead) and fact.required and not fact.guarded
        if wanted and _is_chosen(fact, reads, asks, file):  # type: ignore[arg-type]  # just asked
            fact = msgspec.structs.replace(fact, guarded=True)
        yield fact


def _is_chosen(read: EnvRead, reads: list[EnvRead], asks: re.Pattern[bytes] | None, file: ParsedFile) -> bool:
    own = read.name.encode()
    for test, holds in _tests(read, file):
        text = file.data[test.start_byte : test.end_byte]
        positive = holds and not _NEGATED.search(text)
        for other in reads:
            asked = test.start_byte <= other.span.start < test.end_byte
            if asked and (other.name != read.name or positive):
                return True
        if asks is not None and any(name != own for name in asks.findall(text)):
            return True
    return False


def _tests(read: EnvRead, file: ParsedFile) -> Iterator[tuple[Node, bool]]:
    """The conditions of the statements in whose branches a read stands, and whether it is the branch where they hold."""
    node = file.node_at(read.span.start, read.span.end)
    while node is not None and node.parent is not None:
        node, below = node.parent, node
        shape = file.grammar.ifs.get(node.type)
        if shape is not None:
            test = part(node, shape.condition)
            if test is not None and test != below:
                yield test, part(node, shape.then) == below
