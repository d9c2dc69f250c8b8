"""PAR002: names the service, both releases, and where the other one stands."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import Drift

MOST_OTHERS = 3
"""Further places with the same release that are named as evidence."""


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each release of a server that is not the one nearest to production."""
    for fact in view.facts(Drift):
        if fact.what != "backing-version":
            continue
        yield Problem(
            at=fact,
            message=f"{fact.subject} {fact.here} here, but {fact.there} in `{fact.other.path}`",
            evidence=(
                (fact.other, f"{fact.subject} {fact.there}"),
                *((one, f"{fact.subject} {fact.here} here too") for one in fact.others[:MOST_OTHERS]),
            ),
            remedy=f"Run one release of {fact.subject} in both places; `{fact.other.path}` has {fact.there}.",
        )
