"""Hand-written retry loops, and work started side by side without a bound."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...facts import UNKNOWN, ConcurrencyLimit, Fact, OutboundCall, Retry, Unknown
from ...model.text import Span
from .reader import File
from .regions import Region

_SLEEP = re.compile(r"\b(?:sleep|delay|wait|pause|setTimeout)\b\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_DELAYS = re.compile(r"(?:sleep|delay|wait|pause|back_?off|throttle|setTimeout)\w*\(", re.I)
"""What else may wait between attempts: a helper of the app's."""
_LEAVES = re.compile(r"\b(?:return|break)\b")
_GROWS = re.compile(r"\*\*|\*=|<<|Math\.pow|backoff", re.I)
_COUNTS = re.compile(r"[\w$.]+\s*<(=?)\s*([\w$.]+)")
_TOGETHER = re.compile(rb"\bPromise\.(?:all|allSettled|race)\s*\(")


def retries(file: File, facts: Iterable[Fact]) -> Iterator[Retry]:
    """One fact for each loop that leaves on success and goes round again on failure."""
    calls = [fact for fact in facts if isinstance(fact, OutboundCall) and fact.in_loop]
    for loop in file.regions.of_node.values() if calls else ():
        if loop.kind != "loop" or loop.node.type == "for_in_statement":
            continue
        inside = [
            call for call in calls if loop.start <= call.span.start < loop.end and _tried(file, loop, call)
        ]
        if inside:
            yield _retry(loop, file, inside)


def _tried(file: File, loop: Region, call: OutboundCall) -> bool:
    """The call stands in a try directly in the loop, which it leaves when all is well."""
    for region in file.regions.at(call.span.start).outward():
        if region is loop or region.kind in ("function", "loop"):
            return False
        if region.kind == "try":
            success = file.data[region.start : region.end].decode("utf-8", "replace")
            after = file.data[region.node.end_byte : loop.end].decode("utf-8", "replace")
            return _LEAVES.search(success) is not None or _LEAVES.search(after) is not None
    return False


def _retry(loop: Region, file: File, calls: list[OutboundCall]) -> Retry:
    text = file.text(loop.node)
    backoff, jitter = _backoff(text)
    return Retry(
        span=Span(loop.start, loop.start + len(text.partition("{")[0].rstrip().encode())),
        scope=loop.title,
        by="loop",
        limit=_limit(loop.node, file, text),
        backoff=backoff,
        jitter=jitter,
        around=tuple(sorted({call.protocol for call in calls})),
        methods=tuple(sorted({call.method for call in calls if call.method})),
    )


def _limit(node: Node, file: File, text: str) -> int | None | Unknown:
    condition = node.child_by_field_name("condition")
    if condition is not None and literal(file.values.of(condition)) in (True, 1):
        return None if "throw" not in text else UNKNOWN
    if node.type == "for_statement" and (condition is None or condition.type == "empty_statement"):
        return None if "throw" not in text else UNKNOWN
    match = _COUNTS.match(file.text(condition).strip("(); "))
    right = condition
    while right is not None and right.type != "binary_expression":
        right = right.named_child(0) if right.named_child_count else None
    value = literal(file.values.of(right.child_by_field_name("right"))) if right is not None else UNKNOWN
    if match and isinstance(value, int) and not isinstance(value, bool):
        starts_at_one = re.search(r"=\s*1\s*;", text.partition("{")[0]) is not None
        return value + (match[1] == "=") - starts_at_one
    return UNKNOWN


def _backoff(text: str) -> tuple[str | Unknown, bool]:
    sleep = _SLEEP.search(text)
    if sleep is None:
        return (UNKNOWN if _DELAYS.search(text) else "none"), False
    delay = sleep[1]
    jitter = "random" in delay or "jitter" in text.lower()
    grown = (
        rf"\b{re.escape(name)}\s*(?:\*=|=[^=\n]*(?:\*\*?|<<|Math\.pow))"
        for name in re.findall(r"[A-Za-z_$][\w$]*", delay)
    )
    if _GROWS.search(delay) or any(re.search(pattern, text) for pattern in grown):
        return "exponential", jitter
    if "*" in delay and re.search(r"attempt|retry|retries|tries|\bi\b|\bn\b", delay):
        return "linear", jitter
    return "fixed", jitter


def side_by_side(file: File, facts: Iterable[Fact]) -> Iterator[ConcurrencyLimit]:
    """`Promise.all(items.map(async ...))` around outbound calls: as many at once as there are items."""
    calls = [fact for fact in facts if isinstance(fact, OutboundCall)]
    for match in _TOGETHER.finditer(file.data) if calls else ():
        node: Node | None = file.root.descendant_for_byte_range(match.start(), match.end())
        while node is not None and node.type != "call_expression":
            node = node.parent
        if node is None or file.names.of(node) != match[0].rstrip(b"( \t").decode() + "()":
            continue
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        if first is None or not _maps(first, file):
            continue
        if re.search(
            rb"limit|queue|throttle|semaphore|chunk|batch|bottleneck", file.text(node).lower().encode()
        ):
            continue
        if any(node.start_byte <= call.span.start < node.end_byte for call in calls):
            span = Span(node.start_byte, min(node.end_byte, first.start_byte + 40))
            scope = file.regions.at(node.start_byte).title
            yield ConcurrencyLimit(
                span=span, scope=scope, how=file.names.of(node).removesuffix("()"), bound=None
            )


def _maps(node: Node, file: File) -> bool:
    """`xs.map(...)` over something that is not a list written out here."""
    function = node.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return False
    owner = function.child_by_field_name("object")
    return file.text(function.child_by_field_name("property")) == "map" and (
        owner is not None and file.values.of(owner).what != "list"
    )
