"""Numbers in scanned text: what is longer than anybody's number is none (Python refuses digits by the thousand)."""

LARGEST = 2**63 - 1
"""Facts are stored with whole numbers of 64 bits."""
_DIGITS = 18


def whole(text: str, digits: int = _DIGITS) -> int | None:
    """Return the number that an ASCII text of at most `digits` decimal digits is, None for any other text."""
    return int(text) if len(text) <= digits and text.isascii() and text.isdecimal() else None


def port(text: str) -> int | None:
    """Return the port that a text of decimal digits is, None for any other text."""
    found = whole(text, 5)
    return found if found is not None and found < 65536 else None
