"""Environment variables that are only asked for when another one says so."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import EnvRead, Fact
from ..functions import function_of
from ..parsed import ParsedFile
from ..shapes import part

_NEGATED = re.compile(rb"\bnot\b|!")
_CALLERS = 3
"""How far callers are followed."""
_QUOTED = rb"""[^'"]{0,8}['"](\w+)['"]"""


def with_guards(facts: list[Fact], file: ParsedFile) -> Iterator[Fact]:
    """Mark the reads in a branch of an `if` that tests another variable as guarded; other facts pass through."""
    reads = [fact for fact in facts if isinstance(fact, EnvRead)]
    if not any(_is_wanted(fact) for fact in reads):
        yield from facts
        return
    # A test may ask an `os` that comes from elsewhere (`from .base import *`).
    words = b"|".join(re.escape(word.encode()) for word in sorted(file.table.conventions.words))
    asks = re.compile(rb"\b(?:" + words + rb")\b" + _QUOTED) if words else None
    for fact in facts:
        if isinstance(fact, EnvRead) and _is_wanted(fact) and _is_chosen(fact, reads, asks, file):
            fact = msgspec.structs.replace(fact, guarded=True)
        yield fact


def _is_wanted(read: EnvRead) -> bool:
    """Whether nothing is done yet where the variable is missing."""
    return not read.guarded and (read.required or read.default is None)


def _is_chosen(read: EnvRead, reads: list[EnvRead], asks: re.Pattern[bytes] | None, file: ParsedFile) -> bool:
    """Whether a read stands below such a test, or in a function that is only called below one."""
    at: list[Node | None] = [file.node_at(read.span.start, read.span.end)]
    for _ in range(_CALLERS):
        if not at or all(_is_below_test(node, read, reads, asks, file) for node in at):
            return bool(at)
        functions = [next(iter(file.around(node.start_byte)), None) for node in at if node is not None]
        names = {region.name if region is not None else "" for region in functions}
        if len(names) != 1 or "" in names:
            return False
        at = list(_calls_of(names.pop(), file))
    return False


def _calls_of(name: str, file: ParsedFile) -> Iterator[Node]:
    """The calls of a function of the file by its own name."""
    word = name.encode()
    for node in file.found.get("call", ()):
        callee = file.names.callee(node)
        if callee is not None and file.data[callee.start_byte : callee.end_byte].endswith(word):
            function = function_of(file.names, callee)
            if function is not None and function.name == name:
                yield node


def _is_below_test(
    at: Node | None, read: EnvRead, reads: list[EnvRead], asks: re.Pattern[bytes] | None, file: ParsedFile
) -> bool:
    own = read.name.encode()
    for start, end, holds in _tests(at, file):
        text = file.data[start:end]
        positive = holds and not _NEGATED.search(text)
        for other in reads:
            if start <= other.span.start < end and (other.name != read.name or positive):
                return True
        if asks is not None and any(name != own for name in asks.findall(text)):
            return True
    return False


def _tests(node: Node | None, file: ParsedFile) -> Iterator[tuple[int, int, bool]]:
    """The heads of the statements in whose branches a node stands, and whether it is the branch where they hold."""
    while node is not None and node.parent is not None:
        node, below = node.parent, node
        shape = file.grammar.ifs.get(node.type)
        if shape is not None:
            test, then = part(node, shape.condition), part(node, shape.then)
            if test is not None and then is not None and then.start_byte <= below.start_byte:
                yield node.start_byte, then.start_byte, then == below
