"""All that a rule or a plug-in imports, beside `factorlint.facts`."""

from ..facts import UNKNOWN, Fact, Unknown
from ..model.component import Component
from ..model.finding import Confidence, Place, Problem, Severity
from ..model.fix import Edit, Fix
from ..model.language import Language
from ..model.source import ROLES, Document, Role, Source
from ..model.text import NOWHERE, Span
from ..model.view import View

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
]
