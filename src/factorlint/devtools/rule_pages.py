"""`docs/rules/`: a page for each rule, and the index by concern."""

from collections.abc import Iterable, Iterator, Mapping

from ..config import Settings
from ..model.concern import CONCERNS
from ..model.rule import RuleInfo
from ..rulepacks.load import infos
from ..rulepacks.page import ENGINE_CONCERN

INDEX = "rules/README.md"


def texts() -> Mapping[str, str]:
    """The index and the page of every built-in rule, by path below `docs/`."""
    rules = infos(Settings())
    return {INDEX: index(rules), **{f"rules/{file_of(rule)}": page(rule) for rule in rules}}


def file_of(rule: RuleInfo) -> str:
    """The file's name, as `RuleInfo.url` ends."""
    return rule.url.rsplit("/", 1)[-1]


def page(rule: RuleInfo) -> str:
    """The rule's page in Markdown: what its front matter says in a table, then its own words."""
    title, _, body = rule.markdown.strip().partition("\n")
    rows = [
        ("severity", rule.severity),
        ("confidence", rule.confidence),
        ("judges", ", ".join(rule.applies_to) + f" ({_scope(rule)})"),
        ("default", "on" if rule.default else "off; chosen by its code, its name or `--profile strict`"),
    ]
    if rule.security is not None:
        rows.append(("security severity", f"{rule.security:g}"))
    table = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    parts = [f"{title.replace('# ', f'# {rule.code} {rule.name}: ', 1)}", "\n".join(table), body.strip()]
    if rule.references:
        parts.append("## References\n\n" + "\n".join(f"- <{each}>" for each in rule.references))
    if rule.equivalents:
        parts.append(
            "## In other linters\n\nThis rule stands for these; hadolint's, checkov's and kube-linter's ignore "
            "comments for them hold here too.\n\n" + "\n".join(f"- `{each}`" for each in rule.equivalents)
        )
    return "\n\n".join(parts) + "\n"


def _scope(rule: RuleInfo) -> str:
    return "each by itself" if rule.scope == "component" else "the repository as a whole"


def index(rules: Iterable[RuleInfo]) -> str:
    """All rules by concern."""
    return "\n\n".join(_index(tuple(rules))) + "\n"


def _index(rules: tuple[RuleInfo, ...]) -> Iterator[str]:
    count = sum(rule.default for rule in rules)
    yield "# Rules"
    yield (
        f"{len(rules)} rules, {count} of them in the default profile. `factorlint explain CODE` prints a page, "
        "`factorlint rules` lists them. *Equivalents* counts the rules of other linters that a rule stands for."
    )
    concerns = [*((each.slug, each.heading, each.asks, each.url) for each in CONCERNS)]
    concerns.append((ENGINE_CONCERN, "The scan itself", "Comments to factorlint hold what they say.", ""))
    for slug, heading, asks, url in concerns:
        own = [rule for rule in rules if rule.factor == slug]
        if own:
            yield f"## {heading}"
            yield f"{asks} [{url}]({url})" if url else asks
            head = "| code | rule | what is found | severity | confidence | default | equivalents |"
            yield "\n".join((head, "|---|---|---|---|---|---|---|", *(_row(rule) for rule in own)))


def _row(rule: RuleInfo) -> str:
    title = rule.title.replace("|", r"\|")
    default = "on" if rule.default else "off"
    return (
        f"| {rule.code} | [{rule.name}]({file_of(rule)}) | {title} | {rule.severity} | {rule.confidence} "
        f"| {default} | {len(rule.equivalents)} |"
    )
