"""RES002: no delay at all is a warning, the same delay each time an information."""

from collections.abc import Iterator

from factorlint.api import ROLES, Problem, View
from factorlint.facts import Command, Retry


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each retry whose attempts follow at once or at the same distance."""
    waits = _waits(view)
    for retry in view.facts(Retry):
        if isinstance(retry.limit, int) and retry.limit <= 1:
            continue
        if retry.backoff == "none":
            yield Problem(at=retry, message=f"{_who(retry)} again at once{_how_often(retry)}, with no delay")
        elif retry.backoff == "fixed" and retry.jitter is not True and _base(retry.path) not in waits:
            message = f"{_who(retry)} again after the same delay each time{_how_often(retry)}"
            yield Problem(at=retry, message=message, severity="info")


def _waits(view: View) -> set[str]:
    """Files that a script runs before something else: they wait for what the rest needs, one process at a time."""
    scripts = (
        fact for fact in view.everywhere(Command, frozenset(ROLES)) if fact.by == "script" and fact.entry
    )
    return {_base(fact.entry) for fact in scripts if not fact.last}


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _who(retry: Retry) -> str:
    return "this loop tries" if retry.by == "loop" else f"`{retry.by}` tries"


def _how_often(retry: Retry) -> str:
    if retry.limit is None:
        return ", without end"
    return f", up to {retry.limit} times" if isinstance(retry.limit, int) else ""
