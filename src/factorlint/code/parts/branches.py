"""Comparisons of an environment's name with literals."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...facts import EnvironmentBranch
from ...syntax.multimatch import Shapes
from ...syntax.treesitter import span_of
from ..idioms.selectors import literal
from ..parsed import ParsedFile
from ..shapes import Switch, part

_NAMED = (
    rb"(?:prod(?:uction)?|dev(?:elop(?:ment)?)?|stag(?:e|ing)|local|test(?:ing)?|qa|uat|preprod|sandbox|live)"
)
_QUOTED = rb"[\"'`]" + _NAMED + rb"[\"'`]"
_COMPARED = rb"(?:[!=]==?|\bin\b)\s*[\[({]?\s*" + _QUOTED + rb"|" + _QUOTED + rb"\s*[!=]==?"
_SWITCHED = rb"\b(?:switch|match|case)\b[^{:\n]{0,200}(?:env|stage|deploy|profile|run_mode)"
SHAPES = (_COMPARED, _SWITCHED)
"""What a file holds where it branches on the environment's name, in any case of letters."""
_SHAPES = Shapes(SHAPES)
_VARIABLE = re.compile(
    r"(?:^|_)(?:NODE_ENV|ENV|ENVIRONMENT|APP_ENV|STAGE|DEPLOY(?:MENT)?(?:_ENV|_ENVIRONMENT)?|PROFILE|RUN_MODE|ENV_NAME)$"
    r"|^nodeEnv$",
    re.I,
)
_CASED = re.compile(r"\.(?:lower|upper|strip|toLowerCase|toUpperCase|trim)\(\)$")
_BROUGHT_IN = re.compile(r"(?:const|let|var|from)?\s*[\w{},\s.]*=?\s*(?:await\s+)?(?:require|import)\b")
_FIRST = re.compile(r"(?:await\s+|const\s+|let\s+|var\s+)?([\w$.]+)\s*(?:=(?!=)|\()")


def branches(file: ParsedFile) -> Iterator[EnvironmentBranch]:
    """Yield each comparison or switch over what is named as an environment's name is."""
    seen: set[int] = set()
    grammar = file.grammar
    for place in _SHAPES.places(file.data):
        node = file.node_at(place)
        while node is not None and node.type not in grammar.binaries and node.type not in grammar.switches:
            node = node.parent if node.type not in grammar.blocks else None
        if node is None or node.id in seen:
            continue
        seen.add(node.id)
        shape = grammar.switches.get(node.type)
        yield from _switch(node, shape, file) if shape is not None else _comparison(node, file)


def _comparison(node: Node, file: ParsedFile) -> Iterator[EnvironmentBranch]:
    left, operator, right = file.names.sides(node)
    grammar = file.grammar
    compares = operator in grammar.compares
    if not (compares or operator in grammar.holds or operator in grammar.holds_not):
        return
    for side, other in ((left, right), (right, left)) if compares else ((left, right),):
        variable = variable_of(side, file)
        values = _texts(other, file)
        if variable and values:
            yield EnvironmentBranch(
                span=span_of(node),
                scope=file.scope(node.start_byte),
                variable=variable,
                values=values,
                chooses=_chosen(node, file),
            )
            return


def _texts(node: Node | None, file: ParsedFile) -> tuple[str, ...]:
    value = file.values.of(node)
    known = [literal(item) for item in value.items] if value.what == "list" else [literal(value)]
    return tuple(item for item in known if isinstance(item, str))


def _switch(node: Node, shape: Switch, file: ParsedFile) -> Iterator[EnvironmentBranch]:
    asked, body = part(node, shape.subject), part(node, shape.body) if shape.body else node
    variable = variable_of(asked, file)
    if not variable or asked is None or body is None:
        return
    cases = (part(case, shape.case) for case in body.named_children if case != asked)
    patterns = file.grammar.patterns
    texts = (
        each for case in cases if case for each in (case.named_children if case.type in patterns else (case,))
    )
    values = tuple(known for each in texts if isinstance(known := literal(file.values.of(each)), str))
    if values:
        scope = file.scope(node.start_byte)
        yield EnvironmentBranch(span=span_of(asked), scope=scope, variable=variable, values=values)


def variable_of(node: Node | None, file: ParsedFile) -> str:
    """The environment's name that an expression holds: `process.env.NODE_ENV`, `settings.ENV`, `app.get("env")`."""
    if node is None:
        return ""
    value = file.values.of(node)
    if value.what == "env":
        return value.name if _VARIABLE.search(value.name) else ""
    if value.what == "call" and value.name.endswith(".get") and value.items:
        key = value.items[0].constant
        if not isinstance(key, str):
            return ""
        key = file.table.conventions.settings.get(key, key)
        return key if _VARIABLE.search(key) else ""
    if value.what in ("constant", "list", "mapping"):
        return ""
    text = _CASED.sub("", file.text(node).strip("()"))
    last = re.split(r"[.\[]", text)[-1].strip("\"']")
    return last if len(last) < 80 and _VARIABLE.search(last) else ""


def _chosen(node: Node, file: ParsedFile) -> str:
    """What differs: the name assigned, or what the guarded block assigns or calls first."""
    grammar = file.grammar
    holder = node.parent
    while holder is not None:
        assigned = grammar.assigned.get(holder.type)
        pair = grammar.pairs.get(holder.type)
        if assigned is not None or pair is not None:
            target = part(holder, assigned.target if assigned is not None else pair[0] if pair else "")
            return file.text(target).strip("'\"")[:80]
        if holder.type in grammar.ifs:
            return _first_of(part(holder, grammar.ifs[holder.type].then), file)
        if (
            holder.type in grammar.leaves
            or holder.type in grammar.statements
            or holder.type in grammar.blocks
        ):
            return ""
        holder = holder.parent
    return ""


def _first_of(body: Node | None, file: ParsedFile) -> str:
    if body is None:
        return ""
    text = file.data[body.start_byte : body.start_byte + 200].decode("utf-8", "replace").lstrip("{ \t\r\n")
    if _BROUGHT_IN.match(text):
        return "import"
    match = _FIRST.match(text)
    return match[1] if match else ""
