"""Timeouts that are set behind a call: `superagent.get(url).timeout(5000)`."""

from collections.abc import Iterable, Iterator

import msgspec
from tree_sitter import Node

from ...code.idioms.selectors import AS
from ...code.parsed import ParsedFile
from ...facts import UNKNOWN, Fact, OutboundCall, Unknown

_CLIENT = "superagent"
_LATER = frozenset(("variable_declarator", "assignment_expression", "return_statement", "arguments", "pair"))
"""Where a request goes that is not sent here: somebody else may bound it."""
_CHAIN = frozenset(("member_expression", "call_expression", "await_expression"))


def bounded(facts: Iterable[Fact], file: ParsedFile) -> Iterator[Fact]:
    """The same facts; the calls of clients with chains have the timeout that their chain sets."""
    for fact in facts:
        if isinstance(fact, OutboundCall) and fact.client == _CLIENT:
            fact = msgspec.structs.replace(fact, timeout=_timeout(fact, file))
        yield fact


def _timeout(fact: OutboundCall, file: ParsedFile) -> float | None | Unknown:
    """Seconds; None where the chain is sent without one."""
    node = file.node_at(fact.span.start, fact.span.end)
    while node is not None and node.type != "call_expression":
        node = node.parent
    holder: Node | None = node.parent if node is not None else None
    sent = False
    while holder is not None and holder.type in _CHAIN:
        method = file.text(holder.child_by_field_name("property"))
        sent = sent or holder.type == "await_expression" or method in ("then", "end")
        if method == "timeout" and holder.parent is not None and holder.parent.type == "call_expression":
            args, _, _ = file.values.arguments(holder.parent)
            found = AS["milliseconds"](args[0]) if args and args[0].what == "constant" else UNKNOWN
            return float(found) if isinstance(found, int | float) else UNKNOWN
        holder = holder.parent
    return UNKNOWN if holder is None or (holder.type in _LATER and not sent) else None
