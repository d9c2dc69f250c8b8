"""tree-sitter, as languages use it: a parser and compiled queries kept per grammar, and tolerant helpers.

Visiting every node from Python costs more than parsing, so readers ask queries for the few node types they need.
"""

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from ..model.text import Span


@lru_cache(maxsize=16)
def language(grammar: Callable[[], Any]) -> Language:
    """The grammar behind a wheel's entry function, such as `tree_sitter_python.language`."""
    return Language(grammar())


@lru_cache(maxsize=16)
def _parser(grammar: Callable[[], Any]) -> Parser:
    return Parser(language(grammar))


@lru_cache(maxsize=64)
def _query(grammar: Callable[[], Any], source: str) -> Query:
    return Query(language(grammar), source)


def parse(grammar: Callable[[], Any], data: bytes) -> Tree:
    """Parse any bytes; what is wrong becomes error nodes, never an exception."""
    return _parser(grammar).parse(data)


def captures(grammar: Callable[[], Any], source: str, node: Node) -> dict[str, list[Node]]:
    """Every node below `node` that the query `source` captures, by capture name, in the order of the text.

    The binding gathers them in sets, so its own order differs from run to run.
    """
    found = QueryCursor(_query(grammar, source)).captures(node)
    for nodes in found.values():
        nodes.sort(key=_place)
    return found


_place = attrgetter("start_byte", "end_byte", "kind_id")


def span_of(node: Node) -> Span:
    """A node's bytes."""
    return Span(node.start_byte, node.end_byte)


def text_of(node: Node, data: bytes) -> str:
    """A node's text; slicing the document is faster than asking the node."""
    return data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def first_error(root: Node, limit: int = 10_000) -> Span | None:
    """Where text was first left out of the tree, None where there is none; visits at most `limit` nodes.

    A token that the parser put in, or a stray character or two that it skipped, costs no facts: grammars are
    not perfect, and such a file was read.
    """
    if not root.has_error:
        return None
    stack = [root]
    while stack and limit:
        limit -= 1
        node = stack.pop()
        if node.is_error:
            if node.end_byte - node.start_byte > 2:
                return span_of(node)
            continue
        stack.extend(child for child in reversed(node.children) if child.has_error)
    return None


def nth(node: Node, index: int) -> Node | None:
    """A named child, None when there are fewer (the binding raises)."""
    children = node.named_children
    return children[index] if index < len(children) else None


def only(nodes: list[Node]) -> Node | None:
    """The one node of a list, None for several; an absent one (`none`) does not count beside others."""
    real = [node for node in nodes if node.type != "none"] if len(nodes) > 1 else nodes
    return real[0] if len(real) == 1 else None
