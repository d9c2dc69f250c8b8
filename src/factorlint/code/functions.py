"""The functions of a file that its names stand for, and what they return."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from .scopes import Bound, Region
from .shapes import part

if TYPE_CHECKING:
    from .names import Names


def local_function(names: "Names", call: Node) -> Region | None:
    """The function of this file that a call calls, by name or as a method of its own class."""
    callee = names.callee(call)
    return function_of(names, callee) if callee is not None else None


def function_of(names: "Names", node: Node) -> Region | None:
    """The function of this file that a name or an attribute of the instance stands for."""
    bounds: list[Bound] = []
    if node.type in names.grammar.names:
        bounds = names.bounds(names.text(node), node.start_byte)
    elif (member := names.grammar.members.get(node.type)) is not None:
        owner = part(node, member[0])
        if owner is not None and names.binder.is_self(owner):
            bounds = names.field_bounds(names.text(part(node, member[1])), node.start_byte)
    regions = (names.regions.of_node(bound.node) for bound in bounds if bound.node is not None)
    found = [region for region in regions if region is not None and region.is_function]
    # Of several definitions (overloads, alternatives) the last one stays.
    return found[-1] if found and len(found) == len(bounds) else None


def returned(names: "Names", region: Region) -> Node | None:
    """What a function returns, when it returns one name or call and nothing else."""
    key = region.node.id
    if key not in names.returned_nodes:
        names.returned_nodes[key] = None  # a function that calls itself ends here
        results = (first_result(names, node) for node in returns(names, region))
        texts = {names.text(node): node for node in results if node is not None}
        value = next(iter(texts.values())) if len(texts) == 1 else None
        grammar = names.grammar
        if value is not None and (value.type in grammar.names or value.type in grammar.calls):
            names.returned_nodes[key] = value
    return names.returned_nodes[key]


def first_result(names: "Names", node: Node) -> Node | None:
    """Of several results the first that is one; None for nothing beside a failure (`return nil, err`)."""
    grammar = names.grammar
    if not grammar.first_of_many:
        return node
    several = node.type in grammar.patterns and node.named_child_count > 1
    inner: Node | None = names.inner(node) if node.type in grammar.patterns else node
    if inner is not None and inner.type in grammar.unaries and names.operand(inner)[0] in grammar.references:
        inner = names.operand(inner)[1]
    nothing = inner is not None and grammar.constants.get(inner.type, 0) is None
    return None if several and nothing else inner


def returns(names: "Names", region: Region) -> Iterator[Node]:
    """What each `return` of a function gives, a return of nothing as the statement; nested functions are left out."""
    grammar = names.grammar
    body = part(region.node, grammar.functions[region.node.type].body)
    if body is not None and body.type not in grammar.blocks:
        yield body
        return
    stack = [body] if body is not None else []
    while stack:
        node = stack.pop()
        if node.type in grammar.returns:
            yield next((child for child in node.named_children if child.type not in grammar.comments), node)
        elif node.type not in grammar.functions and node.type not in grammar.classes:
            stack.extend(reversed(node.named_children))
