"""A variable that is read and one that is set, a slip of the keyboard apart."""

from collections.abc import Iterator

from factorlint.api import Place, Problem, View
from factorlint.facts import EnvNeed


def check(view: View) -> Iterator[Problem]:
    """One problem per variable that nothing sets while a near name is set and read by nothing."""
    for need in view.facts(EnvNeed):
        if need.supplies or not need.near:
            continue
        read, given = need.reads[0], need.near[0]
        yield Problem(
            at=Place(read.path, read.span),
            message=f"`{need.name}` is read here, but what runs this component sets `{given.name}`",
            evidence=tuple((each, f"sets `{each.name}`, which nothing reads") for each in need.near[:3]),
            remedy=f"Use one spelling: rename `{given.name}` to `{need.name}`, or the other way round.",
            confidence="medium" if need.open else None,
        )
