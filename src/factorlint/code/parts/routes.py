"""Routes, completed with what their handlers' bodies ask and answer."""

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import BackingService, Fact, OutboundCall, Route
from ..model import CodeFile
from ..parsed import ParsedFile
from ..scopes import Region
from ..shapes import part

_ASKS = {
    "database": re.compile(
        r"\.objects\.\w+|\b\w*session\.(?:execute|exec|query|scalars?|stream)\(|\.cursor\(\)|\bensure_connection\("
        r"|\b(?:db|database|conn|connection)\.(?:execute|fetch\w*|query|session\b)"
    ),
    "cache": re.compile(r"\b(?:cache|caches\[[^\]]*\])\.(?:get|set|add|delete|incr|get_or_set|touch)\("),
}
"""What an object-relational mapper or a framework's cache is asked with: the objects come from elsewhere."""


def with_handlers(facts: list[Fact], code: CodeFile, file: ParsedFile) -> Iterator[Fact]:
    """Fill in what the handlers of routes ask and answer, and the leading slash; other facts pass through."""
    if not any(isinstance(fact, Route) for fact in facts):
        yield from facts
        return
    clients = {fact.client: fact.service for fact in facts if isinstance(fact, BackingService)}
    uses = [
        (fact.span.start, clients.get(fact.client, fact.protocol))
        for fact in facts
        if isinstance(fact, OutboundCall)
    ]
    uses += [
        (fact.span.start, fact.service) for fact in facts if isinstance(fact, BackingService) and fact.scope
    ]
    calls: dict[str, list[str]] = defaultdict(list)
    for caller, callee in code.local_calls:
        calls[caller].append(callee)
    statuses = re.compile(file.grammar.statuses) if file.grammar.statuses else None
    for fact in facts:
        yield _completed(fact, file, calls, uses, statuses) if isinstance(fact, Route) else fact


def _completed(
    route: Route,
    file: ParsedFile,
    calls: dict[str, list[str]],
    uses: list[tuple[int, str]],
    statuses: re.Pattern[bytes] | None,
) -> Route:
    own = f"{file.grammar.elsewhere}." if file.grammar.elsewhere else ""
    handlers = _handlers(route, file)
    called = [
        file.functions[callee]
        for region in handlers
        for callee in calls.get(region.title, ())
        if callee in file.functions and file.functions[callee] not in handlers and _calls(region, callee)
    ]
    bodies = [*handlers, *called]
    texts = [region.text() for region in bodies]
    asks = {service for at, service in uses if any(body.start <= at < body.end for body in bodies)}
    asks |= {what for what, seen in _ASKS.items() if any(map(seen.search, texts))}
    codes: set[int] = set()
    for region in bodies if statuses is not None else ():
        for match in statuses.finditer(file.data, region.start, region.end):  # type: ignore[union-attr]  # asked above
            codes.update(int(code) for code in match.groups() if code)
    return msgspec.structs.replace(
        route,
        url_path=route.url_path if route.url_path.startswith("/") else f"/{route.url_path}",
        statuses=tuple(sorted(codes)),
        asks=tuple(sorted(asks)),
        handler=_plain(route.handler).removeprefix(own),
        prefix_of=_plain(route.prefix_of),
    )


def _calls(region: Region, callee: str) -> bool:
    """Whether a call of a function stands in a region; one without a name shares its title with what is around it."""
    return bool(region.name) or f"{callee.rpartition('.')[2]}(" in region.text()


def _plain(name: str) -> str:
    return name.replace("<", "").replace(">", "")


def _handlers(route: Route, file: ParsedFile) -> list[Region]:
    """The handler's function, named by the route or written in its call."""
    handler = _plain(route.handler)
    for title in (f"{route.scope}.{handler}", handler):
        if handler and title in file.functions:
            return [file.functions[title]]
    methods = [title for title in file.functions if title.endswith(f".{handler.rpartition('.')[2]}")]
    if file.grammar.receiver and "." in handler and len(methods) == 1:
        return [file.functions[methods[0]]]
    return [] if route.prefix_of else _inline(route, file)


def _inline(route: Route, file: ParsedFile) -> list[Region]:
    """Functions among the arguments of the call at the route's span."""
    grammar = file.grammar
    node: Node | None = file.node_at(route.span.start, route.span.end)
    while node is not None and node.type not in grammar.calls:
        node = node.parent
    arguments = part(node, grammar.calls[node.type].arguments) if node is not None else None
    if arguments is None:
        return []
    regions = (file.regions.of_node(child) for child in arguments.named_children)
    return [region for region in regions if region is not None and region.is_function]
