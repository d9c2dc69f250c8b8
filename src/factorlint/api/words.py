"""Words: names in a list for messages, and how near two of them are."""

from collections.abc import Iterable, Sequence

from ..model.spelling import distance as distance


def listed(names: Iterable[str], most: int = 3, word: str = "and") -> str:
    """Return names in backticks as a list, at most `most` of them: "`a`, `b` and 2 more"; "none" for no name."""
    return joined([f"`{name}`" for name in names], most, word) or "none"


def joined(parts: Sequence[str], most: int = 0, word: str = "and") -> str:
    """Join parts as people do, "a, b and c"; of more than `most` (0: of any number) the rest is counted."""
    kept = list(parts[:most] if most else parts)
    if len(parts) > len(kept):
        kept.append(f"{len(parts) - len(kept)} more")
    return f"{', '.join(kept[:-1])} {word} {kept[-1]}" if len(kept) > 1 else "".join(kept)
