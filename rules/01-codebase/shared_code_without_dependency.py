"""COD002: says how the other app's sources are taken."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import SharedCode

_VERBS = {
    "import": "takes `{}`",
    "copy": "copies `{}`",
    "link": "links to `{}`",
    "path": "puts `{}` on the import path",
}


def check(view: View) -> Iterator[Problem]:
    """Yield a problem for each place that takes another app's sources."""
    for fact in view.facts(SharedCode):
        verb = _VERBS[fact.how].format(fact.target)
        yield Problem(
            at=fact,
            message=f"this {verb}, code of the app `{fact.other}`, without declaring it",
            remedy=f"Move what both need of `{fact.target}` into a library and declare it in both manifests.",
        )
