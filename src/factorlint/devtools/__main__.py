"""`python -m factorlint.devtools TOOL`: one module a tool, imported only when it runs."""

import sys
from collections.abc import Sequence
from importlib import import_module

from ..config import UserError

TOOLS = {
    "docs": "write the generated documentation and schemas, or --check that they are current",
    "new-rule": "begin a rule: its page, and its Python where the match is not enough",
    "new-language": "begin a language: its folder and its test",
    "screenshot": "draw the README's picture of a console report",
    "ecosystem": "sum up what is found in real repositories, and compare it with a stored state",
    "fuzz": "look for hostile input: spoilt texts, pumped patterns, fragments repeated",
    "benchmark": "compare the time and memory of a scan with `ruff check`",
}
"""Each is the module of that name with a function `run(arguments)`."""


def main(arguments: Sequence[str]) -> int:
    """Run a tool; its exit code, or 2 for a mistake in the command."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(usage())
        return 0 if arguments else 2
    if arguments[0] not in TOOLS:
        print(f"there is no tool `{arguments[0]}`\n{usage()}", file=sys.stderr)
        return 2
    module = import_module(f"{__package__}.{arguments[0].replace('-', '_')}")
    try:
        return int(module.run(list(arguments[1:])))
    except UserError as error:
        print(f"{arguments[0]}: error: {error}", file=sys.stderr)
        return 2


def usage() -> str:
    """The tools, one a line."""
    width = max(map(len, TOOLS))
    lines = [f"  {name:{width}}  {what}" for name, what in TOOLS.items()]
    return "\n".join(("usage: python -m factorlint.devtools TOOL [--help]", "", *lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
