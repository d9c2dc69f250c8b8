"""Hand-written retry loops: a loop that tries an outbound call again when it fails."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ...facts import UNKNOWN, Fact, OutboundCall, Retry, Unknown
from ...model.text import Span
from ...syntax.treesitter import text_of
from ..idioms.selectors import literal
from ..parsed import ParsedFile
from ..scopes import Region
from ..shapes import Loop, part

_SLEEP = re.compile(
    r"\b(?:time\.|asyncio\.|gevent\.|trio\.|anyio\.|eventlet\.)?(?:[sS]leep|delay|wait|pause|setTimeout|After)\b"
    r"\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"
)
_DELAYS = re.compile(r"(?:sleep|delay|wait|pause|back_?off|throttle|setTimeout|After)\w*\(", re.I)
"""What else may wait between attempts: a helper of the app's, `event.wait()`."""
_LEAVES = re.compile(r"\b(?:return|break)\b")
_FAILS = re.compile(r"\b(?:raise|throw)\b")
_GROWS = re.compile(r"\*\*|\*=|<<|\bpow\(|Math\.pow|backoff", re.I)
_COUNTS = re.compile(r"[\w$.]+\s*<(=?)\s*([\w$.]+)")
_STARTS_AT_ONE = re.compile(r"=\s*1\s*;")


def retries(file: ParsedFile, facts: Iterable[Fact]) -> Iterator[Retry]:
    """Yield one fact for each loop that leaves on success and goes round again on failure."""
    calls = [fact for fact in facts if isinstance(fact, OutboundCall) and fact.in_loop]
    if not calls:
        return
    for region in file.regions.all:
        shape = file.grammar.loops.get(region.node.type) if region.kind == "loop" else None
        if shape is None:
            continue
        inside = [fact for fact in calls if region.start <= fact.span.start < region.end]
        if inside and _counts(region, shape, file) and any(_tried(region, call, file) for call in inside):
            yield _retry(region, shape, file, inside)


def _counts(loop: Region, shape: Loop, file: ParsedFile) -> bool:
    """Whether a loop may be one of attempts: it goes over numbers, or over nothing."""
    if shape.kind != "each":
        return True
    items = part(loop.node, shape.items)
    return items is not None and file.names.of(items) in file.grammar.counts


def _tried(loop: Region, call: OutboundCall, file: ParsedFile) -> bool:
    """Whether a try directly in the loop holds the call, leaves the loop after it, and goes on in its handler."""
    for region in file.regions.at(call.span.start).outward():
        if region is loop or region.is_function or region.kind in ("loop", "comprehension"):
            return False
        if region.kind == "try" and not _gives_up(region.node, file):
            success = region.text()
            whole = text_of(region.node, file.data)
            after = file.data[region.node.end_byte : loop.end].decode("utf-8", "replace")
            if (
                _LEAVES.search(success)
                or ("else:" in whole and _LEAVES.search(whole))
                or _LEAVES.search(after)
            ):
                return True
    return False


def _gives_up(attempt: Node, file: ParsedFile) -> bool:
    """Whether every handler ends by leaving the loop, so that a failure is not tried again."""
    grammar = file.grammar
    handlers = [child for child in attempt.named_children if child.type in grammar.catches]
    return bool(handlers) and all(_last_statement(handler, file) in grammar.leaves for handler in handlers)


def _last_statement(handler: Node, file: ParsedFile) -> str:
    """The kind of the last statement of a handler."""
    if not handler.named_child_count:
        return ""
    body = handler.named_children[-1]
    statements = [child for child in body.named_children if child.type not in file.grammar.comments]
    return statements[-1].type if statements else ""


def _retry(loop: Region, shape: Loop, file: ParsedFile, calls: list[OutboundCall]) -> Retry:
    node = loop.node
    text = text_of(node, file.data)
    backoff, jitter = _backoff(text)
    head = re.search(r"[:{]\s*(?=\n|$)|\{", text)
    end = node.start_byte + len(text[: head.end() if head else None].rstrip().rstrip("{").rstrip().encode())
    return Retry(
        span=Span(node.start_byte, min(end, node.end_byte)),
        scope=loop.title,
        by="loop",
        limit=_limit(node, shape, file, text),
        backoff=backoff,
        jitter=jitter,
        around=tuple(sorted({call.protocol for call in calls})),
        methods=tuple(sorted({call.method for call in calls if call.method})),
    )


def _limit(node: Node, shape: Loop, file: ParsedFile, text: str) -> int | None | Unknown:
    if shape.kind == "each":
        value = file.values.of(part(node, shape.items))
        if value.name in file.grammar.endless:
            return None
        bounds = [literal(item) for item in value.items]
        whole = [bound for bound in bounds if isinstance(bound, int)]
        if whole and len(whole) == len(bounds):
            return whole[0] if len(whole) == 1 else whole[1] - whole[0]
        return UNKNOWN
    condition = part(node, shape.condition)
    empty = shape.kind == "count" and (condition is None or not condition.named_child_count)
    if empty or literal(file.values.of(condition)) in (True, 1):
        return UNKNOWN if _FAILS.search(text) else None
    match = _COUNTS.match(file.text(condition).strip("(); "))
    right = condition
    while right is not None and right.type not in file.grammar.binaries:
        right = right.named_child(0)
    value = file.values.of(file.names.sides(right)[2]) if right is not None else file.values.of(None)
    bound = literal(value)
    if match and isinstance(bound, int) and not isinstance(bound, bool):
        starts_at_one = _STARTS_AT_ONE.search(text.partition("{")[0]) is not None
        return bound + (match[1] == "=") - starts_at_one
    return UNKNOWN


def _backoff(text: str) -> tuple[str | Unknown, bool]:
    sleep = _SLEEP.search(text)
    if sleep is None:
        return (UNKNOWN if _DELAYS.search(text) else "none"), False
    delay = sleep[1]
    jitter = "random" in delay or "jitter" in text.lower()
    grown = (
        rf"\b{re.escape(name)}\s*(?:\*=|=[^=\n]*(?:\*|<<|Math\.pow))"
        for name in re.findall(r"[A-Za-z_$][\w$]*", delay)
    )
    if _GROWS.search(delay) or any(re.search(pattern, text) for pattern in grown):
        return "exponential", jitter
    if "*" in delay and re.search(r"attempt|retry|retries|tries|\bi\b|\bn\b", delay):
        return "linear", jitter
    return "fixed", jitter
