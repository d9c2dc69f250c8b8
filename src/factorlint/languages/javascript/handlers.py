"""Which functions serve requests, run for each of many, or run once at start."""

import re
from collections.abc import Mapping

from tree_sitter import Node

from .names import Names, parameters
from .regions import Region, Regions

_REGISTERS = frozenset("get post put patch delete del all use head options route param".split())
_ITERATES = frozenset("forEach map flatMap filter reduce some every eachSeries eachLimit mapSeries".split())
_REQUEST = re.compile(r"_?(req|request)\Z")
_RESPONSE = re.compile(r"_?(res|response|reply|h|rep)\Z")
_NEST = re.compile(rb"@(?:Get|Post|Put|Patch|Delete|All|MessagePattern|EventPattern|Query|Mutation)\b")


def mark_functions(found: Mapping[str, list[Node]], regions: Regions, names: Names) -> None:
    """Set `role` of every function region."""
    for region in regions.functions():
        if _takes_request(region, names):
            region.role = "handler"
    for node in found.get("now", ()):
        called_here = regions.of_node.get(node.id)
        if called_here is not None:
            called_here.role = called_here.role or "now"
    for node in found.get("gives", ()):
        _of_call(node, regions, names)
    called: dict[str, list[Region]] = {}
    for node in found.get("plain", ()):
        name = names.text(node.child_by_field_name("function"))
        called.setdefault(name, []).append(regions.at(node.start_byte))
    _decorated(regions, names)
    _spread(regions, called)


def _takes_request(region: Region, names: Names) -> bool:
    texts = []
    for parameter in parameters(region.node)[:4]:
        pattern = parameter.child_by_field_name("pattern") or parameter
        texts.append(names.text(pattern)[:40])
    if len(texts) == 4:
        texts = texts[1:]  # an error handler: (error, req, res, next)
    if len(texts) < 2:
        return False
    if _REQUEST.match(texts[0]) or texts[0].startswith("{"):
        return bool(_RESPONSE.match(texts[1]))
    return texts[0] in ("ctx", "context", "c") and texts[1] == "next"


def _of_call(node: Node, regions: Regions, names: Names) -> None:
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return
    method = names.text(function.child_by_field_name("property"))
    children = [child for child in arguments.named_children if child.type != "comment"]
    role = ""
    if method in _REGISTERS and _looks_like_route(children, names):
        role = "handler"
    elif method in _ITERATES:
        role = "iteration"
    elif method in ("then", "catch", "finally") and regions.at(node.start_byte).scope.kind == "program":
        role = "start"
    elif method == "createServer":
        role = "handler"
    if role:
        for child in children:
            for target in child.named_children if child.type == "array" else (child,):
                _give(target, role, regions, names)


def _looks_like_route(children: list[Node], names: Names) -> bool:
    if not children:
        return False
    first = names.text(children[0])[:2]
    return len(children) > 1 and first[:1] in "'\"`/[" and (first[1:] in ("/", "*") or first[0] in "/[")


def _give(node: Node, role: str, regions: Regions, names: Names) -> None:
    region = regions.of_node.get(node.id)
    if region is None and node.type == "identifier":
        for bound in names.bounds(names.text(node), node.start_byte):
            region = regions.of_node.get(bound.node.id) if bound.node is not None else region
    if region is not None and region.kind == "function" and region.role != "handler":
        region.role = role


def _decorated(regions: Regions, names: Names) -> None:
    for region in regions.functions():
        if region.node.type != "method_definition":
            continue
        start = region.start
        before = names.data[max(0, start - 400) : start]
        cut = max(before.rfind(b"}"), before.rfind(b";"))
        if _NEST.search(before[cut + 1 :]):
            region.role = "handler"


def _spread(regions: Regions, called: dict[str, list[Region]]) -> None:
    """What a handler calls in this file serves requests too; what only the top level calls is start-up code."""
    functions: dict[str, list[Region]] = {}
    for region in regions.functions():
        if region.name and region.parent is not None and region.parent.scope.kind == "program":
            functions.setdefault(region.name, []).append(region)
    for _ in range(3):
        for name, targets in functions.items():
            callers = called.get(name, [])
            if len(targets) != 1 or not callers or targets[0].role:
                continue
            if any(_within(caller, "handler") for caller in callers):
                targets[0].role = "handler"
            elif all(caller.scope.kind == "program" or _within(caller, "start") for caller in callers):
                targets[0].role = "start"


def _within(region: Region, role: str) -> bool:
    return any(outer.kind == "function" and outer.role == role for outer in region.outward())
