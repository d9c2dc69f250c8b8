"""Compose files: the Compose specification, and what docker-compose 2.x and 3.x files had before it."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    "docker-compose*.yml",
    "docker-compose*.yaml",
    "compose*.yml",
    "compose*.yaml",
    "*compose.yml",
    "*compose.yaml",
    "*.yml",
    "*.yaml",
)
SNIFF = (b"services:",)


def claims(head: bytes) -> bool:
    """Whether `services:` is a key at the top, as in no other format that has the word."""
    return head.startswith((b"services:", b"\xef\xbb\xbfservices:")) or b"\nservices:" in head


def facts(source: Source) -> Iterable[Fact]:
    """Read a compose file; a file of another format yields nothing."""
    from .document import facts_of

    return facts_of(source)
