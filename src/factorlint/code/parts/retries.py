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
from .uses import stops

_SLEEP = re.compile(
    r"\b(?:time\.|asyncio\.|gevent\.|trio\.|anyio\.|eventlet\.)?(?:[sS]leep|delay|wait|pause|setTimeout|After)\b"
    r"\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"
)
_DELAYS = re.compile(r"(?:sleep|delay|wait|pause|back_?off|throttle|setTimeout|After)\w*\(|<-\s*\w", re.I)
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
        if region.kind != "loop":
            continue
        shape, parts = file.grammar.loop_of(region.node)
        inside = [fact for fact in calls if region.start <= fact.span.start < region.end]
        tried = _tried_by_value if file.grammar.failure else _tried
        if inside and _counts(parts, shape, file) and any(tried(region, call, file) for call in inside):
            yield _retry(region, shape, parts, file, inside)


def _counts(loop: Node, shape: Loop, file: ParsedFile) -> bool:
    """Whether a loop may be one of attempts: it goes over numbers, or over nothing."""
    if shape.kind != "each":
        return True
    items = part(loop, shape.items)
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


def _tried_by_value(loop: Region, call: OutboundCall, file: ParsedFile) -> bool:
    """Whether a loop leaves where the call's failure is nothing, and goes round again where it is something."""
    grammar = file.grammar
    if (
        next((region for region in file.regions.at(call.span.start).outward() if region.kind == "loop"), None)
        is not loop
    ):
        return False
    if any(
        region.is_function and region.start > loop.start
        for region in file.regions.at(call.span.start).outward()
    ):
        return False
    body = part(loop.node, grammar.loops[loop.node.type].body)
    statements = [child for block in _blocks(body, file) for child in block.named_children]
    behind = [node for node in statements if node.end_byte > call.span.start]
    for place, node in enumerate(behind):
        shape = grammar.ifs.get(node.type)
        match = (
            re.search(grammar.failure, file.data[node.start_byte : node.end_byte])
            if shape is not None
            else None
        )
        if shape is None or match is None:
            continue
        then = _last_statement(part(node, shape.then), file)
        otherwise = _last_statement(part(node, shape.otherwise), file)
        later = any(_LEAVES.search(text_of(other, file.data)) for other in behind[place + 1 :])
        if match[2] == b"==":
            return then in grammar.leaves
        if then in grammar.leaves or stops(part(node, shape.then), file):
            return False
        return otherwise in grammar.leaves or later
    return False


def _blocks(body: Node | None, file: ParsedFile) -> list[Node]:
    """A block, or what holds its statements."""
    if body is None:
        return []
    inner = [child for child in body.named_children if child.type in file.grammar.blocks]
    return inner or [body]


def _gives_up(attempt: Node, file: ParsedFile) -> bool:
    """Whether every handler ends by leaving the loop, so that a failure is not tried again."""
    grammar = file.grammar
    handlers = [child for child in attempt.named_children if child.type in grammar.catches]
    return bool(handlers) and all(_last_statement(handler, file) in grammar.leaves for handler in handlers)


def _last_statement(handler: Node | None, file: ParsedFile) -> str:
    """The kind of the last statement of a handler or block."""
    if handler is None or not handler.named_child_count:
        return ""
    body = handler.named_children[-1]
    statements = [child for child in body.named_children if child.type not in file.grammar.comments]
    return statements[-1].type if statements else ""


def _retry(loop: Region, shape: Loop, parts: Node, file: ParsedFile, calls: list[OutboundCall]) -> Retry:
    node = loop.node
    text = text_of(node, file.data)
    backoff, jitter = _backoff(text)
    head = re.search(r"[:{]\s*(?=\n|$)|\{", text)
    end = node.start_byte + len(text[: head.end() if head else None].rstrip().rstrip("{").rstrip().encode())
    return Retry(
        span=Span(node.start_byte, min(end, node.end_byte)),
        scope=loop.title,
        by="loop",
        limit=_limit(parts, shape, file, text),
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
    if condition is not None and condition.type in file.grammar.blocks:
        condition = None  # `for { ... }`
    empty = condition is None or (shape.kind == "count" and not condition.named_child_count)
    if empty or literal(file.values.of(condition)) in (True, 1):
        return UNKNOWN if _FAILS.search(text) else None
    match = _COUNTS.match(file.text(condition).strip("(); "))
    right = condition
    while right is not None and right.type not in file.grammar.binaries:
        right = right.named_child(0) if right.named_child_count else None
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
