"""Functions of a file that make the thing they return: `def create_app(): app = Flask(__name__); ...; return app`."""

from tree_sitter import Node

from ...syntax.treesitter import nth

_NESTED = ("function_definition", "class_definition", "lambda")


def returned(root: Node, name: str) -> Node | None:
    """What the module's function `name` returns, when it returns one local name or call and nothing else."""
    for child in root.named_children:
        function = child.child_by_field_name("definition") if child.type == "decorated_definition" else child
        if function is None or function.type != "function_definition":
            continue
        own, body = function.child_by_field_name("name"), function.child_by_field_name("body")
        if own is None or body is None or own.text != name.encode():
            continue
        values = {node.text: node for node in _returns(body)}
        value = next(iter(values.values())) if len(values) == 1 else None
        return value if value is not None and value.type in ("identifier", "call") else None
    return None


def _returns(body: Node) -> list[Node]:
    found: list[Node] = []
    stack = [body]
    while stack:
        node = stack.pop()
        if node.type == "return_statement":
            found.append(nth(node, 0) or node)
        elif node.type not in _NESTED:
            stack.extend(node.named_children)
    return found
