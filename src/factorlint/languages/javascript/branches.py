"""Comparisons of an environment's name with literals."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...facts import EnvironmentBranch
from ...syntax.treesitter import span_of
from .reader import File

_NAMED = (
    rb"prod(?:uction)?|dev(?:elop(?:ment)?)?|stag(?:e|ing)|local|test(?:ing)?|qa|uat|preprod|sandbox|live"
)
_COMPARED_SHAPE = rb"[!=]==?\s*[\"'`](?:" + _NAMED + rb")[\"'`]|[\"'`](?:" + _NAMED + rb")[\"'`]\s*[!=]==?"
_COMPARED = re.compile(_COMPARED_SHAPE)
_SWITCHED = re.compile(rb"\bswitch\s*\(")
SHAPES = (_COMPARED_SHAPE, rb"\bswitch\s*\([^{]{0,200}(?:env|stage|deploy|profile|run_mode)")
"""What a file holds where it branches on the environment's name, in any case of letters."""
_VARIABLE = re.compile(
    r"(?:^|_)(?:NODE_ENV|ENV|ENVIRONMENT|STAGE|DEPLOY(?:MENT)?(?:_ENV|_ENVIRONMENT)?|PROFILE|RUN_MODE)$|^nodeEnv$",
    re.I,
)


def branches(file: File) -> Iterator[EnvironmentBranch]:
    """Each comparison or switch over what is named as an environment's name is."""
    seen: set[int] = set()
    for match in _COMPARED.finditer(file.data.lower()):
        node: Node | None = file.root.descendant_for_byte_range(match.start(), match.start() + 1)
        while node is not None and node.type in (
            "string",
            "string_fragment",
            "template_string",
            "==",
            "===",
            "!=",
            "!==",
        ):
            node = node.parent
        if node is not None and node.type == "binary_expression" and node.id not in seen:
            seen.add(node.id)
            yield from _comparison(node, file)
    for match in _SWITCHED.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.start() + 1)
        holder = node.parent if node is not None else None
        if holder is not None and holder.type == "switch_statement":
            yield from _switch(holder, file)


def _comparison(node: Node, file: File) -> Iterator[EnvironmentBranch]:
    sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
    for side, other in (sides, sides[::-1]):
        variable = variable_of(side, file)
        known = literal(file.values.of(other))
        if variable and isinstance(known, str):
            yield EnvironmentBranch(
                span=span_of(node),
                scope=file.regions.at(node.start_byte).title,
                variable=variable,
                values=(known,),
                chooses=_chosen(node, file),
            )
            return


def _switch(node: Node, file: File) -> Iterator[EnvironmentBranch]:
    asked, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    variable = variable_of(asked, file)
    if not variable or asked is None or body is None:
        return
    cases = [literal(file.values.of(case.child_by_field_name("value"))) for case in body.named_children]
    values = tuple(case for case in cases if isinstance(case, str))
    if values:
        scope = file.regions.at(node.start_byte).title
        yield EnvironmentBranch(span=span_of(asked), scope=scope, variable=variable, values=values)


def variable_of(node: Node | None, file: File) -> str:
    """The environment's name that an expression holds: `process.env.NODE_ENV`, `env`, `app.get("env")`."""
    if node is None:
        return ""
    value = file.values.of(node)
    if value.what == "env":
        return value.name if _VARIABLE.search(value.name) else ""
    if (
        value.what == "call"
        and value.name.endswith(".get")
        and value.items
        and value.items[0].constant == "env"
    ):
        return "NODE_ENV"
    if node.type not in ("identifier", "member_expression", "parenthesized_expression"):
        return ""
    last = file.text(node).strip("()").rpartition(".")[2]
    return last if _VARIABLE.search(last) and value.what != "constant" else ""


def _chosen(node: Node, file: File) -> str:
    """What differs: the name assigned, or what the guarded block assigns or calls first."""
    holder = node.parent
    while holder is not None and not holder.type.endswith(
        ("statement", "declarator", "assignment_expression", "pair")
    ):
        holder = holder.parent
    if holder is None:
        return ""
    if holder.type in ("variable_declarator", "assignment_expression", "pair"):
        target = next(
            filter(None, (holder.child_by_field_name(field) for field in ("name", "left", "key"))), None
        )
        return file.text(target)[:80]
    body = holder.child_by_field_name("consequence")
    if body is None:
        return ""
    text = file.data[body.start_byte : body.start_byte + 200].decode("utf-8", "replace").lstrip("{ \t\r\n")
    if re.match(r"(?:const|let|var)?\s*[\w{},\s]*=?\s*(?:await\s+)?(?:require|import)\b", text):
        return "import"
    match = re.match(r"(?:await\s+|const\s+|let\s+|var\s+)?([\w$.]+)\s*(?:=(?!=)|\()", text)
    return match[1] if match else ""
