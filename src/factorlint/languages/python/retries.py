"""Hand-written retry loops: a loop that tries an outbound call again when it fails."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...facts import UNKNOWN, Fact, OutboundCall, Retry, Unknown
from ...model.text import Span
from ...syntax.treesitter import text_of
from .blocks import Block
from .module import Module

_SLEEP = re.compile(r"\b(?:time|asyncio|gevent|trio|anyio|eventlet)?\.?sleep\(((?:[^()]|\([^()]*\))*)\)")
_DELAYS = re.compile(r"(?:sleep|delay|wait|pause|back_?off|throttle)\w*\(", re.I)
"""What else may wait between attempts: a helper of the app's, `event.wait()`."""
_LEAVES = re.compile(r"\b(?:return|break)\b")
_LEAVING = frozenset({"return_statement", "break_statement", "raise_statement"})
_GROWS = re.compile(r"\*\*|\*=|<<|\bpow\(|backoff", re.I)


def retries(module: Module, facts: Iterable[Fact]) -> Iterator[Retry]:
    """One fact for each loop that leaves on success and goes round again on failure."""
    calls = [fact for fact in facts if isinstance(fact, OutboundCall) and fact.in_loop]
    if not calls:
        return
    for block in module.blocks.items:
        if block.kind != "loop":
            continue
        inside = [fact for fact in calls if block.start <= fact.span.start < block.end]
        attempt = _attempt(block, module, inside)
        if attempt is not None:
            yield _retry(block, module, inside)


def _attempt(loop: Block, module: Module, calls: list[OutboundCall]) -> Block | None:
    """The try directly in the loop that holds a call, leaves the loop after it, and goes on in its handler."""
    if loop.node.type == "for_statement" and not _counts(loop.node, module):
        return None
    for call in calls:
        for block in module.blocks.around(call.span.start):
            if block.start <= loop.start:
                break
            if block.kind in ("function", "lambda", "loop", "comprehension"):
                break
            if block.kind == "try":
                if _gives_up(block.node):
                    continue
                whole = text_of(block.node, module.data)
                success = module.data[block.start : block.end].decode("utf-8", "replace")
                after = module.data[block.node.end_byte : loop.end].decode("utf-8", "replace")
                if (
                    _LEAVES.search(success)
                    or ("else:" in whole and _LEAVES.search(whole))
                    or _LEAVES.search(after)
                ):
                    return block
    return None


def _gives_up(attempt: Node) -> bool:
    """Whether every handler ends by leaving the loop, so that a failure is not tried again."""
    handlers = [child for child in attempt.children if child.type in ("except_clause", "except_group_clause")]
    return bool(handlers) and all(_ends(handler) in _LEAVING for handler in handlers)


def _ends(handler: Node) -> str:
    """The kind of the last statement of a handler."""
    body = handler.named_children[-1]
    statements = [child for child in body.named_children if child.type != "comment"]
    return statements[-1].type if statements else ""


def _counts(node: Node, module: Module) -> bool:
    right = node.child_by_field_name("right")
    return right is not None and module.name(right) in ("range()", "itertools.count()", "enumerate()")


def _retry(loop: Block, module: Module, calls: list[OutboundCall]) -> Retry:
    node = loop.node
    text = text_of(node, module.data)
    backoff, jitter = _backoff(text)
    return Retry(
        span=Span(node.start_byte, node.start_byte + text.find(":") + 1 if ":" in text else node.end_byte),
        scope=loop.name,
        by="loop",
        limit=_limit(node, module, text),
        backoff=backoff,
        jitter=jitter,
        around=tuple(sorted({call.protocol for call in calls})),
        methods=tuple(sorted({call.method for call in calls if call.method})),
    )


def _limit(node: Node, module: Module, text: str) -> int | None | Unknown:
    if node.type == "for_statement":
        value = module.value(node.child_by_field_name("right"))
        if value.name == "itertools.count":
            return None
        bounds = [literal(item) for item in value.items]
        whole = [bound for bound in bounds if isinstance(bound, int)]
        if whole and len(whole) == len(bounds):
            return whole[0] if len(whole) == 1 else whole[1] - whole[0]
        return UNKNOWN
    condition = node.child_by_field_name("condition")
    if condition is not None and module.value(condition).constant in (True, 1) and "raise" not in text:
        return None
    return UNKNOWN


def _backoff(text: str) -> tuple[str | Unknown, bool]:
    sleep = _SLEEP.search(text)
    if sleep is None:
        return (UNKNOWN if _DELAYS.search(text) else "none"), False
    delay = sleep[1]
    jitter = "random" in delay or "jitter" in text
    if _GROWS.search(delay) or any(
        re.search(rf"\b{re.escape(name)}\s*(?:\*=|=[^=\n]*(?:\*|<<))", text)
        for name in re.findall(r"[A-Za-z_]\w*", delay)
    ):
        return "exponential", jitter
    if "*" in delay and re.search(r"attempt|retry|retries|tries|\bi\b|\bn\b", delay):
        return "linear", jitter
    return "fixed", jitter
