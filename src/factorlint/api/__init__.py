"""All that a rule or a plug-in imports, beside `factorlint.facts`: the basics here, small vocabularies in modules.

`words`, `paths`, `environments`, `images`, `processes` and `workloads` hold what several rules ask.
"""

from collections.abc import Callable, Hashable

from ..facts import UNKNOWN, Fact, Unknown
from ..model.component import Component
from ..model.finding import Confidence, Place, Problem, Severity
from ..model.fix import Edit, Fix
from ..model.language import Language
from ..model.source import ROLES, Document, Role, Source
from ..model.text import NOWHERE, Span
from ..model.view import View


def once() -> Callable[[Hashable | Fact], bool]:
    """Make a function that is true the first time that it is asked for a key. A fact stands for its place."""
    seen: set[Hashable] = set()

    def first(key: Hashable | Fact) -> bool:
        known = (key.path, key.span.start) if isinstance(key, Fact) else key
        if known in seen:
            return False
        seen.add(known)
        return True

    return first


__all__ = [
    "NOWHERE",
    "ROLES",
    "UNKNOWN",
    "Component",
    "Confidence",
    "Document",
    "Edit",
    "Fact",
    "Fix",
    "Language",
    "Place",
    "Problem",
    "Role",
    "Severity",
    "Source",
    "Span",
    "Unknown",
    "View",
    "once",
]
