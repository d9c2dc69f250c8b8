"""Module-level mutable values that request handlers change."""

import re
from collections.abc import Iterator

from ...facts import SharedState
from ...model.text import Span
from .module import Module

_MUTABLE = ("dictionary", "list", "set", "dictionary_comprehension", "list_comprehension")
_FACTORIES = ("dict", "list", "set", "collections.defaultdict", "collections.deque", "collections.Counter")
_CHANGE = (
    rb"(?:\[[^\]\n]*\]\s*[-+*|]?=(?!=)|\.(?:append|add|update|setdefault|pop|popitem|remove|clear|extend|insert"
    rb"|discard|appendleft)\()"
)
WORDS = frozenset({b"request", b"view)", b"view,", b"viewset", b"resource)", b"resource,", b"servicer"})
"""Lower-cased literals: a file with request handlers that no idiom names holds one of them."""
_HANDLER = re.compile(
    rb"\bdef \w+\(\s*request\b|(?:View|ViewSet|Resource|RequestHandler|Servicer)(?:\[[^\]\n]*\])?\s*[,)]"
)
_KEPT = re.compile(
    rb"^([A-Za-z_]\w*)[ \t]*(?::[^=\n]*)?=[ \t]*(?:[\[{]|(?:dict|list|set|[\w.]*(?:defaultdict|deque|Counter))\()",
    re.M,
)
_CHANGED = re.compile(rb"(?<![\w.\"'])([A-Za-z_]\w*)" + _CHANGE)
_GLOBAL = re.compile(rb"^\s+global\b", re.M)


def telling(data: bytes) -> bool:
    """Whether something that lives at module level may be changed by a function that answers requests."""
    if _HANDLER.search(data) is None:
        return False
    if b"global" in data and _GLOBAL.search(data):
        return True
    names = set(_KEPT.findall(data))
    return bool(names) and any(match[1] in names for match in _CHANGED.finditer(data))


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
    return re.search(rb"(?<![\w.\"'])" + own + _CHANGE, body)
