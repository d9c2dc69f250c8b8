"""The parts of nodes that every grammar has under names of its own; `Grammar` says which.

A *part* is named by a field of the grammar (`right`), by its place among the named children (`#0`, `#-1`), or by its
type (`:class_heritage`); empty where a node has no such part.
"""

from typing import Literal, NamedTuple

from tree_sitter import Node


class Called(NamedTuple):
    """A call or construction. Its callee is one node, or a receiver and a name."""

    callee: str = "function"
    arguments: str = "arguments"
    receiver: str = ""
    """Where the grammar has no node for the whole callee: what the method is called on (Java's `object`)."""
    constructs: bool = False
    """`new X()`, `X{}`: makes an instance, whatever the case of its letters."""


class Assigned(NamedTuple):
    """A statement, expression or declaration that gives a name a value."""

    target: str = "left"
    value: str = "right"
    type: str = ""
    declares: bool = False
    """Binds in its own scope; otherwise in the one that declares the name, if there is one."""
    augments: bool = False
    """`x += 1`: the name is no longer what it was bound to."""


class Function(NamedTuple):
    """A function, method or lambda."""

    name: str = "name"
    parameters: str = "parameters"
    body: str = "body"
    named: bool = True
    """A declaration binds its name in the scope around it; an expression does not."""
    kind: Literal["function", "lambda"] = "function"
    member: bool = False
    """Its name is bound in the body of a class alone: elsewhere it is an entry of an object."""
    parameter: str = ""
    """Where a single parameter stands that needs no list (`x => x`)."""


class Parameter(NamedTuple):
    """A parameter that is more than its name."""

    name: str
    type: str = ""
    default: str = ""
    variadic: bool = False


class Class(NamedTuple):
    """A class, or what comes nearest to one."""

    name: str = "name"
    bases: str = ""
    """The node whose children are the bases."""
    body: str = "body"
    labels: bool = False
    """An enumeration: its names are labels of its values."""


class Loop(NamedTuple):
    """A loop or comprehension; what stands in `body` runs for each round (empty: all of it)."""

    kind: Literal["each", "count", "while", "comprehension"]
    body: str = ""
    target: str = ""
    """Of a loop over items: the name of the item."""
    items: str = ""
    condition: str = ""


class Given(NamedTuple):
    """What a module gives to others under a name: `default` where it names none, `*` for all of another module."""

    name: str
    node: Node | None = None
    """The expression, or the function or class."""
    local: str = ""
    """What it is called in the module."""
    source: str = ""
    """The qualified name of what is passed on from another module."""


class Branch(NamedTuple):
    """An if or a conditional expression."""

    condition: str = "condition"
    then: str = "consequence"
    otherwise: str = "alternative"


class Switch(NamedTuple):
    """A switch or match, and its cases."""

    subject: str
    body: str
    case: str
    """The part of a case that it is compared with."""


def part(node: Node, name: str) -> Node | None:
    """A node's part by field, place or type; None when it has none."""
    first = name[:1]
    if first.isalpha():
        return node.child_by_field_name(name)
    if first == "#":
        children = node.named_children
        place = int(name[1:])
        return children[place] if -len(children) <= place < len(children) else None
    if first == ":":
        return next((child for child in node.named_children if child.type == name[1:]), None)
    return None


def pair(node: Node, names: tuple[str, str]) -> tuple[Node | None, Node | None]:
    """Two parts of a node."""
    first, second = names
    if first[:1].isalpha() and second[:1].isalpha():
        return node.child_by_field_name(first), node.child_by_field_name(second)
    return part(node, first), part(node, second)
