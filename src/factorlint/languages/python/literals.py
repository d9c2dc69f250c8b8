"""Telling string literals: found by their text, then placed by the syntax around them."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import Literal_
from ...syntax.literals import literal
from ...syntax.treesitter import span_of
from .module import Module

_TELLING = re.compile(
    rb"""(?ix)
    ://
    | \b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b
    | [\w.\]-]:\d{2,5}(?=["'/])
    | \blocalhost\b
    | [\w.+-]+@[\w-]+\.[a-z]{2,}(?=["'])
    | (?:passw|passwd|pwd|secret|token|api_?key|access_?key|private_?key|credential|auth)\w*["']?\]?
      \s*(?::\s*\w+\s*)?[=:,]\s*[rbu]?(?P<named>["'])
    | -----BEGIN
    | \b(?:AKIA|ASIA|ghp_|gho_|ghs_|github_pat_|xox[abpors]-|sk_live_|rk_live_|sk-|AIza|glpat-|eyJ|npm_|pypi-|SG\.|shp)
    | \barn:aws | \bs3a?: | bucket\w*["']?\s*[=:,]\s*(?P<bucket>["'])
    """,
)
_STRINGS = ("string", "concatenated_string")


def literals(module: Module) -> Iterator[Literal_]:
    """One fact for each string whose shape or name tells something."""
    seen: set[int] = set()
    for match in _TELLING.finditer(module.data):
        place = match.start(match.lastgroup) if match.lastgroup else match.start()
        node: Node | None = module.root.descendant_for_byte_range(place, place)
        while node is not None and node.type not in _STRINGS and node.type.startswith(("string", "escape")):
            node = node.parent
        if node is None or node.type not in _STRINGS or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        fact = _fact(node, module)
        if fact is not None:
            yield fact


def _fact(node: Node, module: Module) -> Literal_ | None:
    holder = node.parent
    if holder is None or holder.type in (
        "expression_statement",
        "concatenated_string",
        "comparison_operator",
    ):
        return None
    value = module.value(node).constant
    if not isinstance(value, str) or (holder.type == "pair" and holder.child_by_field_name("key") == node):
        return None
    bound_to, in_call = _bound(node, module)
    found = literal(bound_to, value, span_of(node), module.blocks.scope(node.start_byte))
    return msgspec.structs.replace(found, in_call=in_call) if found is not None and in_call else found


def _bound(node: Node, module: Module) -> tuple[str, str]:
    """The name that the literal is given to, dotted where nested, and the call that it is an argument of."""
    names: list[str] = []
    holder, child = node.parent, node
    while holder is not None:
        field = {"pair": "key", "keyword_argument": "name", "assignment": "left"}.get(holder.type)
        field = field or {"default_parameter": "name", "typed_default_parameter": "name"}.get(holder.type)
        if field:
            target = holder.child_by_field_name(field)
            if target is not None and target != child:
                names.append(_plain(module.text(target)))
            if field != "key" and holder.type != "keyword_argument":
                break
        elif holder.type == "call":
            function = holder.child_by_field_name("function")
            name = module.name(function) if function is not None else ""
            positional = child.type == "argument_list" and not names
            return ".".join(reversed(names)) or (_fallback_of(holder, module) if positional else ""), name
        elif holder.type.endswith(("statement", "definition", "block", "module")):
            break
        child, holder = holder, holder.parent
    return ".".join(reversed(names)), ""


def _fallback_of(call: Node, module: Module) -> str:
    """For `os.getenv("X", "literal")`: the variable."""
    value = module.value(call)
    if (
        value.name in ("os.getenv", "os.environ.get")
        and value.items
        and isinstance(value.items[0].constant, str)
    ):
        return value.items[0].constant
    return ""


def _plain(text: str) -> str:
    """`app.config["X"]` as `app.config.X`, `"key"` as `key`."""
    return re.sub(r"\[['\"]?([^\]'\"]*)['\"]?\]", r".\1", text).strip("'\"")[:200]
