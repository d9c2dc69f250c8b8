"""Telling string literals: found by their text, then placed by the syntax around them."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import Literal_
from ...knowledge.literals import literal
from ...syntax.treesitter import span_of
from .reader import File

_NAMED_SHAPE = (
    rb"(?:passw|pwd|secret|token|(?:api|access|private|signing|encryption|auth)_?key|credential|bucket)\w*[\"']?\]?"
    rb"\s*(?::\s*\w+\s*)?(?:[=:,]|\|\||\?\?)\s*\[?\s*([\"'`])"
)
_NAMED = re.compile(_NAMED_SHAPE)
_SHAPED = (
    rb"[\"'`]\s*[a-z][a-z0-9+.:-]*://",
    rb"[\"'`@/=:]localhost",
    rb"[\"'`@/=:]\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    rb":\d{2,5}[\"'`/]",
    rb"@[\w-]+\.[a-z]{2,}[\"'`]",
    rb"-----begin",
    rb"arn:aws",
    rb"[\"'`](?:akia|asia|gh[pousr]_|github_pat_|xox[abpors]-|[sr]k_live_|sk-|aiza|glpat-|eyj|npm_|sg\.|shp)",
)
_TELLING = tuple(map(re.compile, _SHAPED))
"""Compared with the lower-cased text, each of its own: one great alternation costs several times as much."""
SHAPES = (_NAMED_SHAPE, *_SHAPED)
"""What a file holds where it has a telling literal, in any case of letters."""
_SILENT = frozenset(
    ("expression_statement", "import_statement", "export_statement", "jsx_attribute", "literal_type")
)
_WRAPPED = frozenset(
    ("parenthesized_expression", "as_expression", "binary_expression", "array", "ternary_expression")
)


def literals(file: File) -> Iterator[Literal_]:
    """One fact for each string whose shape or name tells something."""
    seen: set[int] = set()
    low = file.data.lower()
    places = [match.start(1) for match in _NAMED.finditer(low)]
    for pattern in _TELLING:
        places += [match.start() + (match[0][0] in b"\"'`") for match in pattern.finditer(low)]
    for place in places:
        node: Node | None = file.root.descendant_for_byte_range(place, place)
        while node is not None and node.type in ("string_fragment", "escape_sequence", "'", '"', "`"):
            node = node.parent
        if node is None or node.type not in ("string", "template_string") or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        if (fact := _fact(node, file)) is not None:
            yield fact


def _fact(node: Node, file: File) -> Literal_ | None:
    holder = node.parent
    if holder is None or holder.type in _SILENT or _compared(holder, file):
        return None
    if holder.type == "pair" and holder.child_by_field_name("key") == node:
        return None
    if holder.type == "call_expression" and holder.child_by_field_name("function") != node:
        return None  # a tagged template
    value = file.values.of(node).constant
    if not isinstance(value, str):
        return None
    bound_to, in_call = _bound(node, file)
    if in_call in ("require", "import") or in_call.startswith(("console.", "<t>", "<i18n>")):
        return None
    found = literal(bound_to, value, span_of(node), file.regions.at(node.start_byte).title)
    return msgspec.structs.replace(found, in_call=in_call) if found is not None and in_call else found


def _compared(holder: Node, file: File) -> bool:
    operator = file.text(holder.child_by_field_name("operator")) if holder.type == "binary_expression" else ""
    return operator in ("==", "===", "!=", "!==", "in")


def _bound(node: Node, file: File) -> tuple[str, str]:
    """The name that the literal is given to, dotted where nested, and the call that it is an argument of."""
    names: list[str] = []
    child, holder = node, node.parent
    while holder is not None:
        kind = holder.type
        target = None
        if kind == "pair":
            target = holder.child_by_field_name("key")
        elif kind in ("variable_declarator", "public_field_definition", "field_definition"):
            target = holder.child_by_field_name("name") or holder.child_by_field_name("property")
        elif kind in ("assignment_expression", "assignment_pattern", "object_assignment_pattern"):
            target = holder.child_by_field_name("left")
        elif kind == "binary_expression" and not names and holder.child_by_field_name("right") == child:
            left = holder.child_by_field_name("left")
            value = file.values.of(left)
            if value.what == "env":
                names.append(value.name)
                break
        elif kind == "arguments" and holder.parent is not None:
            call = file.names.of(holder.parent).removesuffix("()")
            return ".".join(reversed(names)), call
        elif kind not in _WRAPPED and kind != "object":
            break
        if target is not None and target != child:
            names.append(_plain(file.text(target)))
        if target is not None and kind != "pair":
            break
        child, holder = holder, holder.parent
    return ".".join(reversed(names)), ""


def _plain(text: str) -> str:
    """`config["x"]` as `config.x`, `'key'` as `key`."""
    return re.sub(r"\[['\"]?([^\]'\"]*)['\"]?\]", r".\1", text).strip("'\"")[:200]
