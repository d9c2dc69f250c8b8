"""`docs/facts.md`: the vocabulary, from the docstrings of `factorlint.facts`."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType

from ..facts import VOCABULARY, Fact
from ..model.fact import kind_of

_HEAD = """\
# Facts

What producers say of documents, and linkers of documents together. Rules read nothing else: a match names a kind and
its fields, Python asks `view.facts(Kind)`. `factorlint facts` shows those of a repository. `UNKNOWN` is the value of
what was seen but could not be resolved; `None` says that there is nothing.

Every fact also has `scope` (the smallest named owner: a function, a build stage, a service), `path`, `role` and
`component`."""


def texts() -> Mapping[str, str]:
    """The page, by its path below `docs/`."""
    return {"facts.md": "\n\n".join(_parts()) + "\n"}


def _parts() -> Iterator[str]:
    yield _HEAD
    subject = ""
    for kind in VOCABULARY:
        module = sys.modules[kind.__module__]
        if module.__name__ != subject:
            subject = module.__name__
            yield f"## {_prose(module.__doc__)}"
        yield f"### `{kind_of(kind)}`"
        yield f"`{kind.__name__}`. {_prose(kind.__doc__)}"
        rows = [_row(f"`{name}`", f"`{type_}`", words) for name, type_, words in fields(module, kind)]
        if rows:
            yield "\n".join(("| field | type | |", "|---|---|---|", *rows))


def fields(module: ModuleType, kind: type[Fact]) -> Iterator[tuple[str, str, str]]:
    """Name, type and documentation of a kind's own fields, in order."""
    tree = ast.parse(inspect.getsource(module))
    (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == kind.__name__)
    for node, after in zip(found.body, [*found.body[1:], None]):
        if isinstance(node, ast.AnnAssign):
            type_ = ast.unparse(node.annotation).replace("Unknown", "UNKNOWN").replace("'", '"')
            yield ast.unparse(node.target), type_, _docstring(after)


def _row(*cells: str) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _docstring(node: ast.stmt | None) -> str:
    """The text that stands below a field as its documentation."""
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ):
        return _prose(node.value.value)
    return ""


def _prose(text: str | None) -> str:
    return " ".join((text or "").split())
