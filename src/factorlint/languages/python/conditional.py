"""Environment variables that are only asked for when another one says so."""

import re
from collections.abc import Iterable, Iterator

import msgspec
from tree_sitter import Node

from ...facts import EnvRead, Fact
from .module import Module

_ASKS = re.compile(rb"""\b(?:environ|getenv)\b[^'"]{0,8}['"](\w+)['"]""")
"""A test of a variable in a file that has `os` from elsewhere (`from .base import *`)."""


def conditional(facts: Iterable[Fact], module: Module) -> Iterator[Fact]:
    """The facts, with the reads in a branch of an `if` that tests another variable marked as guarded."""
    every = list(facts)
    reads = [fact for fact in every if isinstance(fact, EnvRead)]
    for fact in every:
        if (
            isinstance(fact, EnvRead)
            and fact.required
            and not fact.guarded
            and _is_chosen(fact, reads, module)
        ):
            yield msgspec.structs.replace(fact, guarded=True)
        else:
            yield fact


def _is_chosen(read: EnvRead, reads: list[EnvRead], module: Module) -> bool:
    others = [other.span.start for other in reads if other.name != read.name]
    own = read.name.encode()
    return any(
        any(test.start_byte <= start < test.end_byte for start in others)
        or any(name != own for name in _ASKS.findall(module.data[test.start_byte : test.end_byte]))
        for test in _tests(read, module)
    )


def _tests(read: EnvRead, module: Module) -> Iterator[Node]:
    """The conditions of the statements in whose branches a read stands."""
    node = module.root.descendant_for_byte_range(read.span.start, read.span.end)
    while node is not None and node.parent is not None:
        node, below = node.parent, node
        if node.type in ("if_statement", "elif_clause"):
            test = node.child_by_field_name("condition")
            if test is not None and test != below:
                yield test
