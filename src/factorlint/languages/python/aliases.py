"""What the names that a Python file imports stand for."""

import re
from collections.abc import Iterable

from tree_sitter import Node

_COMMENT = re.compile(rb"#[^\n]*|\\\r?\n|[()]")


def aliases(statements: Iterable[Node], data: bytes) -> dict[str, str]:
    """Local name to qualified name; relative imports begin with a dot."""
    found: dict[str, str] = {}
    for node in statements:
        text = _COMMENT.sub(b" ", data[node.start_byte : node.end_byte]).decode("utf-8", "replace")
        if node.type == "import_statement":
            _plain(text, found)
        else:
            _from(text, found)
    return found


def _plain(text: str, found: dict[str, str]) -> None:
    for part in text.strip().removeprefix("import").split(","):
        words = part.split()
        if len(words) == 3 and words[1] == "as":
            found[words[2]] = words[0]
        elif len(words) == 1:
            top = words[0].split(".")[0]
            found[top] = top


def _from(text: str, found: dict[str, str]) -> None:
    head, _, names = text.partition(" import")
    module = "".join(head.split()[1:])
    if module == "__future__":
        return
    for part in names.split(","):
        words = part.split()
        if not words:
            continue
        name = words[2] if len(words) == 3 and words[1] == "as" else words[0]
        found[name] = f"{module}.{words[0]}"
