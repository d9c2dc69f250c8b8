"""Work that is started side by side without a bound: `Promise.all(items.map(async ...))` around outbound calls."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ...code.parsed import ParsedFile
from ...facts import ConcurrencyLimit, Fact, OutboundCall
from ...model.text import Span

_TOGETHER = re.compile(rb"\bPromise\.(?:all|allSettled|race)\s*\(")
_LIMITED = re.compile(rb"limit|queue|throttle|semaphore|chunk|batch|bottleneck", re.I)


def limits(facts: Iterable[Fact], file: ParsedFile) -> Iterator[ConcurrencyLimit]:
    """Yield one fact without a bound for each such call: as many at once as there are items."""
    calls = [fact.span.start for fact in facts if isinstance(fact, OutboundCall)]
    for match in _TOGETHER.finditer(file.data) if calls else ():
        node: Node | None = file.node_at(match.start(), match.end())
        while node is not None and node.type != "call_expression":
            node = node.parent
        name = file.names.called(node) if node is not None else ""
        if node is None or name != match[0].rstrip(b"( \t\r\n").decode():
            continue
        first = _first(node)
        if (
            first is None
            or not _maps(first, file)
            or _LIMITED.search(file.data, node.start_byte, node.end_byte)
        ):
            continue
        if any(node.start_byte <= at < node.end_byte for at in calls):
            span = Span(node.start_byte, min(node.end_byte, first.start_byte + 40))
            yield ConcurrencyLimit(span=span, scope=file.scope(node.start_byte), how=name, bound=None)


def _first(call: Node) -> Node | None:
    arguments = call.child_by_field_name("arguments")
    return next(iter(arguments.named_children), None) if arguments is not None else None


def _maps(node: Node, file: ParsedFile) -> bool:
    """`xs.map(...)` over something that is not a list written out here."""
    function = node.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return False
    owner = function.child_by_field_name("object")
    mapped = file.text(function.child_by_field_name("property")) == "map"
    return mapped and owner is not None and file.values.of(owner).what != "list"
