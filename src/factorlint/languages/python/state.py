"""Module-level mutable values that request handlers change."""

import re
from collections.abc import Iterator

from ...facts import SharedState
from ...model.text import Span
from .module import Module

_MUTABLE = ("dictionary", "list", "set", "dictionary_comprehension", "list_comprehension")
_FACTORIES = ("dict", "list", "set", "collections.defaultdict", "collections.deque", "collections.Counter")
_CHANGES = r"append|add|update|setdefault|pop|popitem|remove|clear|extend|insert|discard|appendleft"


def shared_state(module: Module, handlers: set[str]) -> Iterator[SharedState]:
    """One fact for each module-level value and handler that writes to it, at the write."""
    bodies = [block for block in module.blocks.functions() if block.name in handlers]
    if not bodies:
        return
    for (scope, name), right in module.bindings.items():
        if scope or "." in name or name.startswith("__"):
            continue
        mutable = right is not None and (right.type in _MUTABLE or module.value(right).name in _FACTORIES)
        for body in bodies:
            found = _write(name, mutable, module.data[body.start : body.end])
            if found is not None:
                span = Span(body.start + found.start(), body.start + found.end())
                yield SharedState(span=span, scope=body.name, name=name)


def _write(name: str, mutable: bool, body: bytes) -> re.Match[bytes] | None:
    own = re.escape(name).encode()
    if re.search(rb"(?m)^\s*global\b[^\n]*\b" + own + rb"\b", body):
        return re.search(rb"(?m)(?<![\w.])" + own + rb"\s*(?:[-+*|]?=)(?!=)", body)
    if not mutable or re.search(rb"(?m)^\s*" + own + rb"\s*(?::[^=\n]*)?=(?!=)", body):
        return None
    return re.search(
        rb"(?<![\w.\"'])" + own + rb"(?:\[[^\]\n]*\]\s*[-+*|]?=(?!=)|\.(?:" + _CHANGES.encode() + rb")\()",
        body,
    )
