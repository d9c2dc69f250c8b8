"""RES002: no delay at all is a warning, the same delay each time an information."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import Retry


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each retry whose attempts follow at once or at the same distance."""
    for retry in view.facts(Retry):
        if isinstance(retry.limit, int) and retry.limit <= 1:
            continue
        if retry.backoff == "none":
            yield Problem(at=retry, message=f"{_who(retry)} again at once{_how_often(retry)}, with no delay")
        elif retry.backoff == "fixed" and retry.jitter is not True:
            message = f"{_who(retry)} again after the same delay each time{_how_often(retry)}"
            yield Problem(at=retry, message=message, severity="info")


def _who(retry: Retry) -> str:
    return "this loop tries" if retry.by == "loop" else f"`{retry.by}` tries"


def _how_often(retry: Retry) -> str:
    if retry.limit is None:
        return ", without end"
    return f", up to {retry.limit} times" if isinstance(retry.limit, int) else ""
