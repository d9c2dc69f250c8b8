"""Values of single deploys, kept in the code under the names of environments."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from factorlint.api import Problem, Severity, View, once
from factorlint.api.environments import DEVELOPERS, TESTS
from factorlint.facts import ConfigFile, EnvironmentBranch

_DEVELOPERS = DEVELOPERS | {"demo"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LAST = frozenset(
    """host hostname hosts url urls uri dsn addr address endpoint endpoints server servers port bucket domain email
    password passwd secret token account region queue topic database db dbname user username origin origins broker
    brokers""".split()
)
"""Words that a key for something of one deploy ends with."""
_KEYS = frozenset({"api", "access", "secret", "private", "account"})
_OPEN = re.compile(r"\$\{|\{\{|%\(|<[^>]+>|^/|^\$|^\.{1,2}(?:/|$)|^@")
"""Interpolated, to be filled in, or a path."""
_VERBS = frozenset("allow add apply check disable enable get has is load no set update use verify".split())
"""First words of what is a switch or a function, not a value."""
_SWITCHES = frozenset({"true", "false", "none", "null", "yes", "no", "on", "off", "0", "1"})
_MOST = 4


def check(view: View) -> Iterator[Problem]:
    """One problem per family of files, or per function that chooses a value by the environment's name."""
    families: dict[str, list[ConfigFile]] = defaultdict(list)
    for one in view.facts(ConfigFile):
        if not one.family.rpartition("/")[2].startswith("values"):
            families[one.family].append(one)
    for files in families.values():
        yield from _grouped(files)
    yield from _branches(view)


def _grouped(files: Sequence[ConfigFile]) -> Iterator[Problem]:
    deploys = [one for one in files if one.environment.lower() not in _DEVELOPERS]
    others = [one for one in files if one.environment.lower() not in TESTS]
    for one in deploys:
        same = set.intersection(*(set(other.entries) for other in files)) if len(files) > 1 else set()
        held = dict.fromkeys(
            key for key, value in one.entries if (key, value) not in same and _is_of_a_deploy(key, value)
        )
        if not held:
            continue
        siblings = [other for other in (*deploys, *others) if other is not one]
        named = ", ".join(f"`{key}`" for key in list(held)[:_MOST]) + (
            " and more" if len(held) > _MOST else ""
        )
        yield Problem(
            at=one,
            message=f"values of the deploy `{one.environment}` are kept in the code: {named}",
            evidence=tuple((other, f"the group `{other.environment}`") for other in dict.fromkeys(siblings))[
                :_MOST
            ],
            remedy=f"Read {named} from the environment, and keep one set of defaults for all deploys.",
        )
        return


def _branches(view: View) -> Iterator[Problem]:
    first = once()
    for branch in view.facts(EnvironmentBranch):
        chosen = branch.chooses.rpartition(".")[2]
        tested = {value.lower() for value in branch.values}
        if not chosen or not _is_deploy_key(chosen) or tested <= TESTS:
            continue
        if not first((branch.path, branch.scope, branch.chooses)):
            continue
        severity: Severity = "info" if tested <= _DEVELOPERS else "warning"
        yield Problem(
            at=branch,
            message=f"`{branch.chooses}` is chosen by the name of the environment in `{branch.variable}`",
            severity=severity,
            remedy=f"Give `{chosen}` a variable of its own, which each deploy sets.",
        )


def _is_of_a_deploy(key: str, value: str) -> bool:
    text = value.strip()
    return bool(text) and text.lower() not in _SWITCHES and not _OPEN.search(text) and _is_deploy_key(key)


def _is_deploy_key(key: str) -> bool:
    words = [word.lower() for word in _WORD.findall(key.rpartition(".")[2])]
    if not words or words[0] in _VERBS:
        return False
    return words[-1] in _LAST or (words[-1] == "key" and len(words) > 1 and words[-2] in _KEYS)
