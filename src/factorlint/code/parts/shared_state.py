"""Values of a module that functions which answer requests change."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...facts import SharedState
from ...model.text import Span
from ..idioms.conventions import Conventions
from ..parsed import ParsedFile
from ..scopes import Bound, Region

_CHANGE = (
    rb"(?:\[[^\]\n]*\]\s*[-+*|]?=(?![=>])|\.(?:append|add|update|setdefault|pop|popitem|remove|clear|extend|insert"
    rb"|discard|appendleft|set|push|unshift|shift|splice|delete)\()"
)
_CHANGED = re.compile(rb"(?<![\w.$\"'])([A-Za-z_$][\w$]*)" + _CHANGE)


def may_change(data: bytes, conventions: Conventions) -> bool:
    """Whether something that lives at module level may be changed by a function that answers requests."""
    if conventions.answers is None or conventions.keeps is None or conventions.answers.search(data) is None:
        return False
    if conventions.rebinds is not None and conventions.rebinds.search(data):
        return True
    names = set(conventions.keeps.findall(data))
    return bool(names) and any(match[1] in names for match in _CHANGED.finditer(data))


def shared_state(file: ParsedFile) -> Iterator[SharedState]:
    """Yield one fact for each value of the module and handler that writes to it, at the write."""
    handlers = [region for region in file.regions.all if region.role == "handler"]
    bodies = [(region, file.data[region.start : region.end]) for region in handlers]
    if not bodies:
        return
    _ = file.names.binder
    for name, bounds in file.regions.program.names.items():
        if name.startswith("__") or not any(bound.node is not None and not bound.name for bound in bounds):
            continue
        own = name.encode()
        mutable: bool | None = None
        for handler, body in bodies:
            if own not in body:
                continue
            if mutable is None:
                mutable = any(_is_mutable(bound, file) for bound in bounds)
            found = _write(name, mutable, handler, body, file)
            if found is not None:
                span = Span(handler.start + found.start(), handler.start + found.end())
                yield SharedState(span=span, scope=handler.title, name=name)


def _is_mutable(bound: Bound, file: ParsedFile) -> bool:
    if bound.node is None or bound.name or bound.route:
        return False
    grammar = file.grammar
    node: Node | None = bound.node
    while node is not None and node.type in grammar.wrapped:
        node = file.names.inner(node)
    if node is None or file.values.of(node).what in ("mapping", "list"):
        return node is not None
    kind = node.type
    if kind in grammar.mappings or kind in grammar.lists:
        return True
    if kind in grammar.loops:
        return True  # a comprehension
    return kind in grammar.calls and file.names.called(node) in grammar.containers


def _write(
    name: str, mutable: bool, handler: Region, body: bytes, file: ParsedFile
) -> re.Match[bytes] | None:
    own = re.escape(name).encode()
    rebound = re.compile(rb"(?m)(?<![\w.$])" + own + rb"\s*(?:[-+*|]?=(?![=>])|\+\+|--)")
    if file.grammar.outer_names:
        if re.search(rb"(?m)^\s*(?:global|nonlocal)\b[^\n]*\b" + own + rb"\b", body):
            return rebound.search(body)
        if not mutable or re.search(rb"(?m)^\s*" + own + rb"\s*(?::[^=\n]*)?=(?!=)", body):
            return None
    elif name in handler.names or name in handler.parameters:
        return None
    elif (found := rebound.search(body)) is not None:
        return found
    return re.search(rb"(?<![\w.$\"'])" + own + _CHANGE, body) if mutable else None
