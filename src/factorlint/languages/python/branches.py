"""Comparisons of an environment's name with literals."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...facts import EnvironmentBranch
from ...syntax.multimatch import Anchors
from ...syntax.treesitter import nth, span_of
from .module import Module

ENVIRONMENTS = (
    *(b"prod", b"production", b"dev", b"develop", b"development", b"stage", b"staging", b"local"),
    *(b"qa", b"uat", b"preprod", b"sandbox"),
)
"""Names of environments."""
_NAMED = b"|".join(ENVIRONMENTS)
QUOTED = Anchors(quote + name + quote for quote in (b"'", b'"') for name in ENVIRONMENTS)
_COMPARED = re.compile(rb"(?:==|!=|\bin\b)\s*[\[({]?\s*[\"'](?:" + _NAMED + rb")[\"']", re.I)
_VARIABLE = re.compile(
    r"(?:^|_)(?:ENV|ENVIRONMENT|APP_ENV|STAGE|DEPLOY(?:MENT)?(?:_ENV|_ENVIRONMENT)?|PROFILE|RUN_MODE|ENV_NAME)$",
    re.I,
)


def telling(data: bytes) -> bool:
    """Whether the text compares something with the name of an environment."""
    return QUOTED.any_in(data) and _COMPARED.search(data) is not None


def branches(module: Module) -> Iterator[EnvironmentBranch]:
    """Each comparison whose one side is named as an environment's name is."""
    if not telling(module.data):
        return
    for match in _COMPARED.finditer(module.data):
        node: Node | None = module.root.descendant_for_byte_range(match.start(), match.start() + 1)
        while node is not None and node.type != "comparison_operator" and not node.type.endswith("statement"):
            node = node.parent
        if node is None or node.type != "comparison_operator" or node.named_child_count != 2:
            continue
        left, right = nth(node, 0), nth(node, 1)
        variable = _variable(left, module) if left is not None else ""
        if variable and right is not None:
            yield EnvironmentBranch(
                span=span_of(node),
                scope=module.blocks.scope(node.start_byte),
                variable=variable,
                values=_values(right, module),
                chooses=_chosen(node, module),
            )


def _variable(node: Node, module: Module) -> str:
    value = module.value(node)
    if value.what == "env":
        return value.name
    if value.what == "call" and value.name in ("os.getenv", "os.environ.get") and value.items:
        name = literal(value.items[0])
        return name if isinstance(name, str) and _VARIABLE.search(name) else ""
    last = re.split(r"[.\[]", module.text(node).removesuffix(".lower()").removesuffix(".upper()"))[-1].strip(
        "\"']"
    )
    return last if _VARIABLE.search(last) else ""


def _values(node: Node, module: Module) -> tuple[str, ...]:
    value = module.value(node)
    known = [literal(item) for item in value.items] if value.what == "list" else [literal(value)]
    return tuple(item for item in known if isinstance(item, str))


def _chosen(node: Node, module: Module) -> str:
    """What differs: the name assigned or the function called first below the comparison."""
    holder = node.parent
    while holder is not None and not holder.type.endswith(("statement", "clause", "assignment")):
        holder = holder.parent
    if holder is None:
        return ""
    if holder.type == "assignment":
        return module.text(holder).split("=")[0].strip()
    body = holder.child_by_field_name("consequence")
    first = nth(body, 0) if body is not None else None
    if first is None:
        return ""
    if first.type.startswith("import"):
        return "import"
    text = module.text(first)
    match = re.match(r"([\w.]+)\s*(?:=(?!=)|\()", text)
    return match[1] if match else ""
