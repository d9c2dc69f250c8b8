"""Routes, completed with what their handlers' bodies do."""

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from ...code.model import CodeFile
from ...facts import BackingService, Fact, OutboundCall, Route
from .module import Module

_STATUS = re.compile(
    r"(?:status(?:_code)?\s*=\s*|abort\(|return [^\n]*,\s*|HTTPException\(\s*|HTTP_|send_(?:response|error)\()([1-5]\d\d)\b"
)
_ASKS = {
    "database": re.compile(
        r"\.objects\.\w+|\b\w*session\.(?:execute|exec|query|scalars?|stream)\(|\.cursor\(\)|\bensure_connection\("
        r"|\b(?:db|database|conn|connection)\.(?:execute|fetch\w*|query|session\b)"
    ),
    "cache": re.compile(r"\b(?:cache|caches\[[^\]]*\])\.(?:get|set|add|delete|incr|get_or_set|touch)\("),
}
"""What an object-relational mapper or a framework's cache is asked with: the objects come from elsewhere."""


def settled(facts: list[Fact], file: CodeFile, module: Module) -> Iterator[Fact]:
    """The same facts; routes have a leading slash, and what their handler asks and answers."""
    asks: dict[str, set[str]] = defaultdict(set)
    clients = {fact.client: fact.service for fact in facts if isinstance(fact, BackingService)}
    for fact in facts:
        if isinstance(fact, OutboundCall):
            asks[fact.scope].add(clients.get(fact.client, fact.protocol))
        elif isinstance(fact, BackingService) and fact.scope:
            asks[fact.scope].add(fact.service)
    for caller, callee in file.local_calls:
        if callee in asks:
            asks[caller] |= asks[callee]
    bodies = {block.name: block for block in module.blocks.functions()}
    for fact in facts:
        if not isinstance(fact, Route):
            yield fact
            continue
        handler = f"{fact.scope}.{fact.handler}" if f"{fact.scope}.{fact.handler}" in bodies else fact.handler
        body = bodies.get(handler)
        statuses: tuple[int, ...] = ()
        asked = set(asks.get(handler, ()))
        if body is not None:
            text = module.data[body.start : body.end].decode("utf-8", "replace")
            statuses = tuple(sorted({int(code) for code in _STATUS.findall(text)}))
            called = [
                bodies[callee]
                for caller, callee in file.local_calls
                if caller == handler and callee in bodies
            ]
            texts = [
                text,
                *(module.data[each.start : each.end].decode("utf-8", "replace") for each in called),
            ]
            asked |= {what for what, seen in _ASKS.items() if any(map(seen.search, texts))}
        url = fact.url_path if fact.url_path.startswith("/") else f"/{fact.url_path}"
        yield msgspec.structs.replace(fact, url_path=url, statuses=statuses, asks=tuple(sorted(asked)))
