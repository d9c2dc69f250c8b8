"""Explain a rule: why it matters, what is wrong and right, how to mend it, when to ignore it."""

import sys
from pathlib import Path
from typing import Annotated, get_args

import typer

from ..config import Colour, load
from ..model.concern import BY_SLUG
from ..model.rule import RuleInfo
from . import output

EXAMPLES = (
    "Examples: factorlint explain CFG006 | factorlint explain unsupplied-env-var | factorlint explain IX"
)


def command(
    rule: Annotated[
        str, typer.Argument(metavar="CODE|NAME", help="A rule; a prefix or factor explains several.")
    ],
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="Configuration that names packs.")
    ] = None,
    color: Annotated[str, typer.Option(metavar="auto|always|never", help="Colours.")] = "auto",
) -> int:
    """Run the command; the exit code is returned."""
    from ..rulepacks.load import infos
    from ..rulepacks.select import codes_of, unknown

    colour: Colour = output.one_of(color, "--color", get_args(Colour))
    rules = infos(load(Path.cwd(), file=Path(config) if config else None))
    codes = codes_of(rule, rules)
    if not codes:
        raise unknown(rule, rules, "explain")
    text = "\n".join(page(each) for each in rules if each.code in codes)
    if sys.stdout.isatty() or colour == "always":
        text = _drawn(text, output.colours(colour))
    output.write(text)
    return 0


def page(rule: RuleInfo) -> str:
    """The rule's page in Markdown, headed by what its front matter says."""
    concern = BY_SLUG[rule.factor].heading if rule.factor in BY_SLUG else rule.factor
    state = "" if rule.default else ", off by default"
    head = f"**{rule.code} {rule.name}** ({concern}; {rule.severity}, confidence {rule.confidence}{state})"
    parts = [head, rule.markdown.strip()]
    if rule.references:
        parts.append("## References\n\n" + "\n".join(f"- <{reference}>" for reference in rule.references))
    if rule.equivalents:
        parts.append("## In other linters\n\n" + "\n".join(f"- `{each}`" for each in rule.equivalents))
    return "\n\n".join(parts) + "\n"


def _drawn(text: str, colour: bool) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.markdown import Markdown

    stream = StringIO()
    console = Console(
        file=stream,
        force_terminal=colour,
        no_color=not colour,
        width=min(output.width(), 100),
        legacy_windows=False,
    )
    console.print(Markdown(text))
    return stream.getvalue()
