"""`primaryLocationLineHash`: the fingerprint by which GitHub follows an alert through changes of its file.

The algorithm is the one published in github/codeql-action (src/fingerprints.ts): a rolling hash, base 37
in 64 bits, of the 100 UTF-16 units that begin with a line, blanks left out and line ends made LF; then a
colon and which line with that hash it is. Results uploaded with or without that action agree.
"""

import struct
from collections.abc import Iterator

_BLOCK = 100
_BASE = 37
_MASK = (1 << 64) - 1
_FIRST = pow(_BASE, _BLOCK, 1 << 64)
_END = 0xFFFF


def line_hashes(data: bytes) -> dict[int, str]:
    """The hash of each line (from 1) of a document."""
    window = [0] * _BLOCK
    waiting = [0] * _BLOCK  # the line that begins at this slot of the window; 0 for none
    seen: dict[int, int] = {}
    hashes: dict[int, str] = {}
    value = index = line = 0
    starts = True

    def finish() -> None:
        seen[value] = seen.get(value, 0) + 1
        hashes[waiting[index]] = f"{value:x}:{seen[value]}"
        waiting[index] = 0

    for unit in _units(data):
        if waiting[index]:
            finish()
        if starts:
            line += 1
            waiting[index] = line
        starts = unit == 10
        value = (_BASE * value + unit - _FIRST * window[index]) & _MASK
        window[index] = unit
        index = (index + 1) % _BLOCK
    for _ in range(_BLOCK):
        if waiting[index]:
            finish()
        value = (_BASE * value - _FIRST * window[index]) & _MASK
        window[index] = 0
        index = (index + 1) % _BLOCK
    return hashes


def _units(data: bytes) -> Iterator[int]:
    """UTF-16 units without blanks, with every line end as LF, and the end-of-file mark."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    encoded = text.replace(" ", "").replace("\t", "").encode("utf-16-le")
    yield from (unit for (unit,) in struct.iter_unpack("<H", encoded))
    yield _END
