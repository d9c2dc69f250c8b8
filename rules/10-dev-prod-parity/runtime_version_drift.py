"""PAR003: names the runtime, both versions, and what runs the other one."""

from collections.abc import Iterator

from factorlint.api import Fact, Problem, View
from factorlint.facts import Drift, RuntimeVersion


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each statement about a runtime that what runs it contradicts."""
    for fact in view.facts(Drift):
        if fact.what != "runtime":
            continue
        yield Problem(
            at=fact,
            message=_message(fact),
            evidence=((fact.other, f"{fact.subject} {fact.there}"),),
            remedy=f"Name one version of {fact.subject} in both places; `{fact.other.path}` has {fact.there}.",
        )


def _message(fact: Drift) -> str:
    where = "the image's last stage" if fact.other.path == fact.path else f"`{fact.other.path}`"
    return f"{fact.subject} `{fact.here}` here, but {where} {_does(fact.other)} {fact.there}"


def _does(other: Fact) -> str:
    return "runs" if isinstance(other, RuntimeVersion) and other.by == "image" else "names"
