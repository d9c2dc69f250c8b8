"""List every rule there is, with its severity and what other linters call it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..config import load
from ..model.concern import BY_SLUG
from ..model.rule import RuleInfo
from . import output

EXAMPLES = "Examples: factorlint rules | factorlint rules --format json | factorlint rules --format markdown > RULES.md"

FORMATS = ("table", "json", "markdown")


def command(
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="table|json|markdown", help="How to list them.")
    ] = "table",
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="Configuration that names packs.")
    ] = None,
) -> int:
    """Run the command; the exit code is returned."""
    from ..rulepacks.load import infos

    output.one_of(format, "--format", FORMATS)
    rules = infos(load(Path.cwd(), file=Path(config) if config else None))
    output.write({"table": table, "json": as_json, "markdown": markdown}[format](rules))
    return 0


def table(rules: Sequence[RuleInfo]) -> str:
    """Plain columns: code, name, severity, and `off` for what the default profile leaves out."""
    name_width = max((len(rule.name) for rule in rules), default=0)
    lines: list[str] = []
    factor = ""
    for rule in rules:
        if rule.factor != factor:
            factor = rule.factor
            lines += ["", BY_SLUG[factor].heading if factor in BY_SLUG else factor]
        state = "" if rule.default else "  off by default"
        lines.append(f"  {rule.code}  {rule.name:<{name_width}}  {rule.severity:<7}{state}".rstrip())
    return "".join(line + "\n" for line in lines[1:])


def as_json(rules: Sequence[RuleInfo]) -> str:
    """The JSON contract: a list of objects."""
    import msgspec

    fields = ("code", "name", "factor", "title", "severity", "confidence", "default", "equivalents")
    listed = [{field: getattr(rule, field) for field in fields} for rule in rules]
    return msgspec.json.format(msgspec.json.encode(listed), indent=2).decode() + "\n"


def markdown(rules: Sequence[RuleInfo]) -> str:
    """A table for wikis."""
    lines = ["| Code | Name | Concern | Severity | Default | What it says |", "|---|---|---|---|---|---|"]
    for rule in rules:
        concern = BY_SLUG[rule.factor].heading if rule.factor in BY_SLUG else rule.factor
        title = rule.title.replace("|", "\\|")
        default = "yes" if rule.default else "no"
        lines.append(f"| {rule.code} | `{rule.name}` | {concern} | {rule.severity} | {default} | {title} |")
    return "".join(line + "\n" for line in lines)
