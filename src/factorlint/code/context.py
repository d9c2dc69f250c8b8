"""Where code runs: in a loop, a try, an async function, a request's handler, at import, in the main block."""

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from .names import Names
from .scopes import Region
from .shapes import part


class Context(NamedTuple):
    """The flags of a `Call` that its region decides."""

    at_import: bool = True
    in_main: bool = False
    in_loop: bool = False
    in_try: bool = False
    in_async: bool = False
    in_handler: bool = False
    within: tuple[str, ...] = ()


def of(region: Region, names: Names) -> Context:
    """The context of code directly in a region. Ask only when the roles of functions are known; it is remembered."""
    if isinstance(region.context, Context):
        return region.context
    at_import, in_main, in_loop, in_try, in_async, in_handler = True, False, False, False, False, False
    within: list[str] = []
    inside = False
    for each in region.outward():
        kind = each.kind
        if kind == "function" or kind == "lambda":
            in_async = in_async or (not inside and each.is_async)
            in_handler = in_handler or each.role == "handler"
            in_loop = in_loop or (not inside and each.role == "iteration")
            in_main = in_main or each.role == "start"
            at_import = at_import and each.role == "now"
            inside = inside or each.role not in ("iteration", "now", "start")
        elif kind == "main":
            in_main, at_import = True, False
        elif inside:
            continue
        elif kind == "loop" or kind == "comprehension":
            in_loop = True
        elif kind == "try":
            in_try = True
        elif kind == "with":
            within += _opened(each.node, names)
    region.context = Context(at_import, in_main, in_loop, in_try, in_async, in_handler, tuple(within))
    return region.context


def _opened(node: Node, names: Names) -> Iterator[str]:
    """The names of what a block holds open."""
    grammar = names.grammar
    for clause in node.named_children:
        if clause.type not in grammar.opened:
            continue
        for item in clause.named_children:
            value: Node | None = item
            for _ in range(3):
                assigned = grammar.assigned.get(value.type) if value is not None else None
                if value is not None and assigned is not None:
                    value = part(value, assigned.value)
                elif value is not None and value.type in grammar.opened_items:
                    value = names.inner(value)
            if value is not None:
                yield names.of(value)
