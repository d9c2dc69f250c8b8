"""Timeouts that are set behind a call: `superagent.get(url).timeout(5000)`."""

from collections.abc import Iterable, Iterator

import msgspec
from tree_sitter import Node

from ...code.idioms.selectors import AS
from ...facts import UNKNOWN, Fact, OutboundCall, Unknown
from .reader import File

_SET_LATER = ("variable_declarator", "assignment_expression", "return_statement", "arguments", "pair")
"""Where a request goes that is not sent here: somebody else may bound it."""


def bounded(facts: Iterable[Fact], file: File) -> Iterator[Fact]:
    """The same facts; the calls of superagent with the timeout that their chain sets."""
    for fact in facts:
        if isinstance(fact, OutboundCall) and fact.client == "superagent":
            yield msgspec.structs.replace(fact, timeout=_timeout(fact, file))
        else:
            yield fact


def _timeout(fact: OutboundCall, file: File) -> float | None | Unknown:
    """Seconds; None where the chain is sent without one."""
    node: Node | None = file.root.descendant_for_byte_range(fact.span.start, fact.span.end)
    while node is not None and node.type != "call_expression":
        node = node.parent
    holder = node.parent if node is not None else None
    awaited = False
    while holder is not None and holder.type in ("member_expression", "call_expression", "await_expression"):
        awaited = awaited or holder.type == "await_expression"
        if holder.type == "member_expression":
            awaited = awaited or file.text(holder.child_by_field_name("property")) in ("then", "end")
            if file.text(holder.child_by_field_name("property")) == "timeout" and holder.parent is not None:
                args, _ = file.values.arguments(holder.parent)
                found = AS["milliseconds"](args[0]) if args and args[0].what == "constant" else UNKNOWN
                return float(found) if isinstance(found, int | float) else UNKNOWN
        holder = holder.parent
    return UNKNOWN if holder is None or (holder.type in _SET_LATER and not awaited) else None
