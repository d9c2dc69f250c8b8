"""Routes: those that paths and decorators declare, and what the handlers of all of them ask and answer."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
from tree_sitter import Node

from ...facts import BackingService, Fact, Listen, OutboundCall, Route, SchemaChange
from ...syntax.treesitter import span_of
from .reader import File, context
from .regions import Region

_STATUS = re.compile(
    r"(?:\.(?:status|sendStatus|code|writeHead)\(\s*|statusCode\s*[=:]\s*|\bstatus\s*[:=]\s*|@HttpCode\(\s*)([1-5]\d\d)\b"
)
_CHOSEN = re.compile(r"\.(?:status|sendStatus|code|writeHead)\([^()\n]*\?\s*([1-5]\d\d)\s*:\s*([1-5]\d\d)\b")
_VERBS = frozenset("GET POST PUT PATCH DELETE HEAD OPTIONS".split())
_NEST = {"Get", "Post", "Put", "Patch", "Delete", "All", "Head", "Options"}
_APP_ROUTE = re.compile(r"(?:^|/)app/(?:(.*)/)?route\.[cm]?[jt]sx?$")
_PAGES_API = re.compile(r"(?:^|/)pages/(api/.*?)(?:/index)?\.[cm]?[jt]sx?$")


def by_path(path: str) -> bool:
    """Whether a file's path alone makes a route of it."""
    return _APP_ROUTE.search(path) is not None or _PAGES_API.search(path) is not None


def routes(file: File, path: str) -> Iterator[Route]:
    """Next.js by path, NestJS by decorators."""
    if b"@Controller" in file.data:
        yield from _nest(file)
    if match := _APP_ROUTE.search(path):
        yield from _next_app(file, match[1] or "")
    elif (match := _PAGES_API.search(path)) and b"export" in file.data:
        yield Route(url_path=_next_path(match[1]), server="next")


def _next_app(file: File, folder: str) -> Iterator[Route]:
    for match in re.finditer(rb"^export\s+(?:async\s+)?(?:function\s+|const\s+)([A-Z]+)\b", file.data, re.M):
        name = match[1].decode()
        if name in _VERBS:
            span = span_of(file.root.descendant_for_byte_range(match.start(1), match.end(1) - 1) or file.root)
            yield Route(span=span, url_path=_next_path(folder), methods=(name,), handler=name, server="next")


def _next_path(folder: str) -> str:
    """Groups `(x)` and slots `@x` are no part of the URL; `[id]` is a parameter."""
    parts = [part for part in folder.split("/") if part and not re.match(r"\(.*\)$|@", part)]
    return "/" + "/".join(parts)


def _nest(file: File) -> Iterator[Route]:
    prefixes: dict[int, str | None] = {}
    for node in file.found.get("decorator", ()):
        name, path, known = _decorated(node, file)
        if name == "Controller":
            region = _class_below(node, file)
            if region is not None:
                prefixes[region.start] = path if known else None
    for node in file.found.get("decorator", ()):
        name, path, known = _decorated(node, file)
        owner = file.regions.at(node.start_byte).owner
        if name not in _NEST or owner is None or owner.start not in prefixes or not known:
            continue
        prefix = prefixes[owner.start]
        below = node.next_named_sibling
        while below is not None and below.type == "decorator":
            below = below.next_named_sibling
        handler = file.text(below.child_by_field_name("name")) if below is not None else ""
        yield Route(
            span=span_of(node),
            scope=owner.title,
            url_path=_joined(prefix or "", path),
            methods=() if name == "All" else (name.upper(),),
            partial=prefix is None,
            handler=f"{owner.name}.{handler}",
            server="nestjs",
        )


def _decorated(node: Node, file: File) -> tuple[str, str, bool]:
    """A decorator's last name, the path it gives, and whether that is known."""
    expression = node.named_child(0)
    if expression is None or expression.type != "call_expression":
        return "", "", False
    name = file.names.of(expression).removesuffix("()")
    if not name.startswith("@nestjs/common."):
        return "", "", False
    args, hidden = file.values.arguments(expression)
    if not args:
        return name.rpartition(".")[2], "", not hidden
    first = args[0]
    if first.what == "mapping":
        first = next((value for key, value in first.entries if key == "path"), first)
    text = first.constant if isinstance(first.constant, str) else ""
    return name.rpartition(".")[2], text, first.what == "constant"


def _class_below(node: Node, file: File) -> Region | None:
    inside = file.regions.at(node.start_byte)
    if inside.kind == "class":
        return inside
    after = [
        region
        for region in file.regions.of_node.values()
        if region.kind == "class" and region.start >= node.end_byte
    ]
    return min(after, key=lambda region: region.start, default=None)


def _joined(*parts: str) -> str:
    return "/" + "/".join(filter(None, (part.strip("/") for part in parts)))


def settled(facts: Iterable[Fact], file: File) -> Iterator[Fact]:
    """The same facts; routes have a leading slash, and what their handler asks and answers."""
    facts = list(facts)
    clients = {fact.client: fact.service for fact in facts if isinstance(fact, BackingService)}
    uses = [
        (fact.span.start, clients.get(fact.client, fact.protocol))
        for fact in facts
        if isinstance(fact, OutboundCall)
    ]
    listens = [fact.span.start for fact in facts if isinstance(fact, Listen)]
    named = {region.title: region for region in file.regions.functions() if region.name}
    for fact in facts:
        if isinstance(fact, SchemaChange):
            yield msgspec.structs.replace(fact, moment=_when(fact, file, listens))
            continue
        if not isinstance(fact, Route):
            yield fact
            continue
        bodies = _bodies(fact, file, named)
        text = "".join(file.text(body.node) for body in bodies)
        asks = {service for at, service in uses if any(body.start <= at < body.end for body in bodies)}
        path = fact.url_path if fact.url_path.startswith("/") else f"/{fact.url_path}"
        codes = {*_STATUS.findall(text), *(code for pair in _CHOSEN.findall(text) for code in pair)}
        statuses = tuple(sorted(map(int, codes)))
        yield msgspec.structs.replace(
            fact,
            url_path=path,
            statuses=statuses,
            asks=tuple(sorted(asks)),
            handler=fact.handler.replace("<", "").replace(">", ""),
            prefix_of=fact.prefix_of.replace("<", "").replace(">", ""),
        )


def _when(fact: SchemaChange, file: File, listens: list[int]) -> Literal["start", "import", "function"]:
    """At start also where the function around it goes on to listen, whoever calls that function."""
    flags = context(file, fact.span.start)
    if flags["at_import"]:
        return "import"
    around = (region for region in file.regions.at(fact.span.start).outward() if region.kind == "function")
    serves = any(region.start <= at < region.end for region in around for at in listens)
    if serves:
        return "start"
    return "import" if flags["in_main"] else "function"


def _bodies(route: Route, file: File, named: dict[str, Region]) -> list[Region]:
    """The handler's function, written in the call or named there, and the functions of this file that it calls."""
    handler = route.handler.strip("<>")
    found = [region for name, region in named.items() if handler and name == handler]
    if not found and not route.prefix_of:
        found = _inline(route, file)
    calls = {
        name
        for region in found
        for name in re.findall(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*\(", file.text(region.node))
    }
    return found + [region for name, region in named.items() if name in calls and region not in found]


def _inline(route: Route, file: File) -> list[Region]:
    """Functions among the arguments of the call at the route's span."""
    node: Node | None = file.root.descendant_for_byte_range(route.span.start, route.span.end)
    while node is not None and node.type != "call_expression":
        node = node.parent
    arguments = node.child_by_field_name("arguments") if node is not None else None
    if arguments is None:
        return []
    regions = (file.regions.of_node.get(child.id) for child in arguments.named_children)
    return [region for region in regions if region is not None and region.kind == "function"]
