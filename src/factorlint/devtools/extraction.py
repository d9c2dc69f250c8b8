"""What reading costs in each language: the CPU time of `engine.extract` on every document of a checkout."""

from pathlib import Path
from time import process_time

import msgspec

from ..config import Settings
from ..engine.discover import discover
from ..engine.extract import extract
from ..engine.uses import Uses
from ..knowledge import ecosystems

_TYPED = frozenset(("ts", "tsx", "mts", "cts"))
_ROUNDS = 2
"""The first fills tables that a process keeps (idioms, triggers); the cheapest counts."""


class Cost(msgspec.Struct):
    """The documents of one language."""

    files: int = 0
    bytes: int = 0
    parsed_files: int = 0
    parsed_bytes: int = 0
    """Of files that the prefilter let through to the parser."""
    seconds: float = 0.0
    """CPU time of all, those that are not parsed included."""

    @property
    def per_megabyte(self) -> float:
        """CPU seconds for a megabyte of text."""
        return self.seconds / self.bytes * 1e6 if self.bytes else 0.0

    @property
    def per_parsed_megabyte(self) -> float:
        """CPU seconds for a megabyte of text that was parsed, as if all the time were spent on that."""
        return self.seconds / self.parsed_bytes * 1e6 if self.parsed_bytes else 0.0


def costs(folder: Path) -> dict[str, Cost]:
    """Return the cost of each language, in one process, reading from disk left out."""
    entries = discover(folder, Settings(), Uses()).entries
    documents = []
    for entry in entries:
        try:
            documents.append((entry, (folder / entry.location).read_bytes()))
        except OSError:
            continue  # a link to nowhere, or a file that went meanwhile
    best: dict[str, Cost] = {}
    for _ in range(_ROUNDS):
        found: dict[str, Cost] = {}
        for entry, data in documents:
            start = process_time()
            extracted = extract(data, entry.path, entry.languages, entry.role)
            taken = process_time() - start
            cost = found.setdefault(label(entry.path, extracted.language), Cost())
            cost.files += 1
            cost.bytes += len(data)
            cost.seconds += taken
            if extracted.parsed:
                cost.parsed_files += 1
                cost.parsed_bytes += len(data)
        best = {
            name: min(cost, best.get(name, cost), key=lambda each: each.seconds)
            for name, cost in found.items()
        }
    return dict(sorted(best.items()))


def label(path: str, language: str) -> str:
    """Return the language of a document as people call it; formats are one."""
    suffix = path.rpartition(".")[2].lower()
    if language not in ecosystems.rows():
        return "formats"
    return "typescript" if suffix in _TYPED else language
