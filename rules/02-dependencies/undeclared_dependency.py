"""DEP002: names the package, where it is declared for others, and whether it is there by chance."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import UndeclaredImport

MOST_OTHERS = 3
"""Further imports named as evidence."""


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each package that a component imports and does not declare."""
    for fact in view.facts(UndeclaredImport):
        if fact.part_of or _for_developers(fact):
            continue
        manifest = fact.manifests[0]
        chance = fact.locked and not fact.declared
        yield Problem(
            at=fact,
            message=_message(fact, manifest),
            evidence=(
                *((one, f"declared for `{one.group}`") for one in fact.declared),
                *((one, "imported here too") for one in fact.others[:MOST_OTHERS]),
            ),
            remedy=f"Declare `{fact.package}` in `{manifest}` and renew the lockfile.",
            severity="info" if chance else None,
        )


def _for_developers(fact: UndeclaredImport) -> bool:
    """Only imported when a function of its own is called, and declared for developers: their command, or guarded."""
    return bool(fact.declared) and all(one.lazy for one in (fact.imported, *fact.others))


def _message(fact: UndeclaredImport, manifest: str) -> str:
    begins = f"`{fact.called}` is imported here"
    named = "it" if fact.called == fact.package else f"`{fact.package}`"
    if fact.declared:
        one = fact.declared[0]
        return f"{begins}, but only `{one.path}` declares {named}, for `{one.group}`"
    if fact.locked:
        return f"{begins} and not declared; it is installed only because another package needs it"
    return f"{begins}, but `{manifest}` does not declare {named}"
