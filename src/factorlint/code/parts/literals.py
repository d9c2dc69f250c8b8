"""Telling string literals: found by their text, then placed by the syntax around them."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import Literal_
from ...knowledge.literals import literal
from ...syntax.multimatch import Shapes
from ...syntax.treesitter import span_of
from ..grammar import Grammar
from ..parsed import ParsedFile
from ..shapes import part

_VALUE = rb"\s*\[?\s*[\"'`](?:[^\s\"'`]{3,200}[\"'`]|[^\s\"'`]{200})"
"""A text without blanks: what a person reads is no credential."""
_NAMED = (
    rb"(?:passw|pwd|passphrase|secret|token|(?:api|access|private|signing|encryption|auth)_?key|credential|bucket)\w*"
    rb"[\"']?\]?\s*(?::\s*\w+\s*|string\s*)?(?::=|[=:]|\|\||\?\?)" + _VALUE
)
"""A name that tells, and what it is given."""
_PASSED = (
    rb"(?:passw(?:or)?d|pwd|passphrase|secret|token|(?:api|access|private|auth|secret)_?key|credentials?|bucket(?:_?name)?)"
    rb"[\"'`]\s*," + _VALUE
)
"""The same in a list of arguments: `get("DB_PASSWORD", "x")`."""
SHAPES = (
    _NAMED,
    _PASSED,
    rb"[\"'`]\s*[a-z][a-z0-9+.-]*://",
    rb"[\"'`@/=:]localhost",
    rb"[\"'`@/=:]\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    rb"\.(?:internal[\"'`:/,]|local:|amazonaws\.com)",
    rb":\d{2,5}[\"'`/]",
    rb"@[\w-]+\.[a-z]{2,}[\"'`]",
    rb"-----begin",
    rb"arn:aws",
    rb"hooks\.slack",
    rb"[\"'`](?:(?:akia|asia)[a-z0-9]{8}|gh[pousr]_|github_pat_|xox[abpors]-|[sr]k_live_|sk-[\w-]{16}|aiza[\w-]{8}|glpat-"
    rb"|eyj[\w-]{8}|npm_[a-z0-9]{8}|pypi-[\w-]{8}|sg\.[\w-]{8}|shp[a-z]{2}_)",
)
"""What a file holds where it has a telling literal, in any case of letters."""
_SHAPES = Shapes(SHAPES)
_MOST = 40


def literals(file: ParsedFile) -> Iterator[Literal_]:
    """Yield one fact for each string whose shape or name tells something."""
    seen: set[int] = set()
    grammar = file.grammar
    whole = grammar.strings | grammar.concatenations
    for place in _SHAPES.places(file.data):
        node = file.node_at(place)
        for _ in range(4):
            if node is None or node.type in whole:
                break
            node = node.parent
        if node is None or node.type not in whole or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        fact = _fact(node, file)
        if fact is not None:
            yield fact


def _fact(node: Node, file: ParsedFile) -> Literal_ | None:
    grammar = file.grammar
    holder = node.parent
    if holder is None or holder.type in grammar.silent or holder.type in grammar.concatenations:
        return None
    if holder.type in grammar.binaries:
        _, operator, _ = file.names.sides(holder)
        if operator in grammar.compares or operator in grammar.holds or operator in grammar.holds_not:
            return None
    if holder.type in grammar.pairs and part(holder, grammar.pairs[holder.type][0]) == node:
        return None
    if holder.type in grammar.calls and part(holder, grammar.calls[holder.type].arguments) == node:
        return None  # a tagged template
    value = file.values.of(node).constant
    if not isinstance(value, str):
        return None
    if holder.type in grammar.lists and value.isidentifier() and value.islower():
        return None  # the name of a field, whatever the list is called
    bound_to, in_call = _bound(node, file)
    if in_call.startswith(grammar.silent_calls):
        return None
    found = literal(bound_to, value, span_of(node), file.scope(node.start_byte))
    return msgspec.structs.replace(found, in_call=in_call) if found is not None and in_call else found


def _bound(node: Node, file: ParsedFile) -> tuple[str, str]:
    """The name that the literal is given to, dotted where nested, and the call that it is an argument of."""
    grammar = file.grammar
    names: list[str] = []
    child, holder = node, node.parent
    positional = False
    for _ in range(_MOST):
        if holder is None:
            break
        kind = holder.type
        target = _target(holder, grammar, node.start_byte)
        if target is not None:
            if target != child and not (kind in grammar.pairs and target.type in grammar.members):
                names.append(_variable_of(target, node, file) or _plain(file.text(target)))
            if kind not in grammar.pairs and kind not in grammar.keywords:
                break
        elif kind in grammar.calls:
            name = file.names.called(holder)
            return ".".join(reversed(names)) or (_fallback_of(holder, file) if positional else ""), name
        elif kind in grammar.binaries:
            left, operator, right = file.names.sides(holder)
            value = (
                file.values.of(left) if right == child and not names and operator in grammar.or_else else None
            )
            if value is not None and value.what == "env":
                names.append(value.name)
                break
        elif (
            kind in grammar.regions
            or kind in grammar.leaves
            or kind in grammar.blocks
            or kind in grammar.statements
        ):
            break
        positional = not names
        child, holder = holder, holder.parent
    return ".".join(reversed(names)), ""


def _target(holder: Node, grammar: Grammar, at: int) -> Node | None:
    """What a node gives its value to: the key of a pair, the name of an argument, the target of an assignment."""
    kind = holder.type
    for table in (grammar.pairs, grammar.keywords, grammar.pattern_defaults):
        if kind in table:
            return part(holder, table[kind][0])
    if kind in grammar.assigned:
        shape = grammar.assigned[kind]
        return _at_place(part(holder, shape.target), part(holder, shape.value), grammar, at)
    if kind in grammar.parameters:
        return part(holder, grammar.parameters[kind].name)
    return None


def _at_place(target: Node | None, value: Node | None, grammar: Grammar, at: int) -> Node | None:
    """Of several targets the one whose value holds the byte at `at`; any other target as it is."""
    if target is None or value is None or target.type not in grammar.patterns:
        return target
    targets, values = target.named_children, value.named_children
    if len(targets) != len(values):
        return target
    return next((a for a, b in zip(targets, values, strict=True) if b.start_byte <= at < b.end_byte), target)


def _variable_of(target: Node, text: Node, file: ParsedFile) -> str:
    """The variable that a name holds where the text is given to it as the fallback (`if port == "" { port = "80" }`)."""
    target = file.names.first_target(target) or target
    if file.grammar.missing is None or target.type not in file.grammar.names:
        return ""
    value = file.values.of(target)
    falls_back = value.what == "env" and value.default is not None and value.default.span == span_of(text)
    return value.name if falls_back else ""


def _fallback_of(call: Node, file: ParsedFile) -> str:
    """For `os.getenv("X", "literal")`: the variable."""
    value = file.values.of(call)
    return value.name if value.what == "env" else ""


def _plain(text: str) -> str:
    """`config["x"]` as `config.x`, `'key'` as `key`."""
    return re.sub(r"\[['\"]?([^\]'\"]*)['\"]?\]", r".\1", text).strip("'\"")[:200]
