"""Our fingerprint: the same finding keeps it while lines move above it."""

import hashlib

from ..model.finding import Place
from ..model.text import Lines


def fingerprint(code: str, place: Place, text: bytes, occurrence: int) -> str:
    """16 hexadecimal digits of rule, path, the anchor line's text without blanks, and which such line it is.

    `occurrence` counts, from 0, equal findings of the rule in the document.
    """
    anchor = anchor_text(place, text)
    parts = "\0".join((code, place.path, anchor, str(occurrence)))
    return hashlib.sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def anchor_text(place: Place, text: bytes) -> str:
    """The line that a finding stands on, without blanks; empty for the repository as a whole."""
    if not place.path:
        return ""
    lines = Lines(text)
    return "".join(lines.text_of(lines.line_at(place.span.start)).split())
