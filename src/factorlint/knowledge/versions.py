"""Versions of language runtimes as CI configuration writes them."""

import re

_EXACT = {
    "python": re.compile(r"\d+\.\d+(?:\.(?:\d+|x))?(?:-dev|t)?"),
    "node": re.compile(r"v?\d+(?:\.(?:\d+|x)){0,2}"),
}
_OTHER = re.compile(r"v?\d+(?:\.\d+)*(?:\.x)?")
_FOREIGN = ("pypy", "graalpy", "jython", "nightly")


def is_exact(language: str, version: str) -> bool:
    """Whether a version names one release line (a minor of Python, a major of Node)."""
    return _EXACT.get(language, _OTHER).fullmatch(version) is not None


def is_version(version: str) -> bool:
    """Whether a text is a version or constraint of the language's own implementation."""
    return any(character.isdigit() for character in version) and not version.lower().startswith(_FOREIGN)
