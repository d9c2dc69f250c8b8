"""Small Go programs, and the facts that are made of them."""

from collections.abc import Iterable

from factorlint.facts import Fact
from factorlint.languages import go
from factorlint.model.source import Source


def program(imports: str, body: str, rest: str = "") -> str:
    """A program that imports `imports` (paths, `name=path` for an alias) and whose main function is `body`."""
    lines = []
    for each in imports.split():
        name, equals, path = each.partition("=")
        lines.append(f'\t{name} "{path}"' if equals else f'\t"{name}"')
    block = "import (\n" + "\n".join(lines) + "\n)\n" if lines else ""
    return f"package main\n\n{block}\nfunc main() {{\n{body}\n}}\n\n{rest}"


def facts(text: str, kind: type[Fact], path: str = "main.go") -> list[Fact]:
    """The facts of one kind that a source says."""
    return [fact for fact in go.facts(Source(path, text.encode())) if type(fact) is kind]


def values(found: Iterable[Fact], *fields: str) -> list[tuple[object, ...]]:
    """What the facts hold, in the order of their places."""
    ordered = sorted(found, key=lambda fact: fact.span)
    return [tuple(getattr(fact, field) for field in fields) for fact in ordered]
