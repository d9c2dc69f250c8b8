"""`${{ }}` expressions: what they refer to, and texts without them. None is ever evaluated."""

import re

from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_SECRET = re.compile(r"\$\{\{\s*secrets\.([A-Za-z_]\w*)")
_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w-]+(?:\.[\w-]+)*)\s*\}\}")
_BRANCH = re.compile(r"refs/heads/([\w./-]+)|github\.ref_name\s*==\s*'([^']+)'")


def value(node: Node) -> str | Unknown | None:
    """A scalar's text; UNKNOWN when it holds an expression, None for null or absent."""
    text = node.text
    return UNKNOWN if isinstance(text, str) and "${{" in text else text


def secret_in(node: Node) -> str:
    """The secret that a scalar takes its value from, empty for none."""
    found = _SECRET.search(node.value)
    return found[1] if found else ""


def shell_text(text: str) -> str:
    """A script in which every expression is a shell variable of the same length in bytes."""
    return _EXPRESSION.sub(
        lambda found: "$" + "_" * (len(found.group().encode("utf-8", "replace")) - 1), text
    )


def choices(node: Node, matrix: Node) -> list[Node]:
    """The scalars that a scalar can stand for: itself, or the values of the matrix it names."""
    if "${{" not in node.value:
        return [node] if node.string else []
    found = _MATRIX.fullmatch(node.value.strip())
    if not found:
        return []
    route = found[1].split(".")
    rows = [matrix.get(route[0])] if not matrix.get(route[0]).is_sequence else matrix.get(route[0]).items
    rows = [row.get(*route[1:]) for row in rows]
    rows += [row.get(*route) for row in matrix.get("include").items]
    return [row for row in rows if row.string and "${{" not in row.value]


def branches_in(condition: str) -> tuple[str, ...]:
    """Branches that an `if` compares the ref with."""
    if "!=" in condition:
        return ()
    return tuple(one or other for one, other in _BRANCH.findall(condition))
