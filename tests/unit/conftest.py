"""What several unit tests share."""

from collections.abc import Callable
from time import process_time

import pytest

_SMALL, _TIMES = 40_000, 8
_MORE_THAN_LINEAR = 3.0
"""How much slower than eight times eight times the text may be; twice as steep would be eight."""


@pytest.fixture
def pumped() -> Callable[..., None]:
    """Ask that reading a piece eight times as often takes about eight times as long."""

    def check(read: Callable[[bytes], object], piece: bytes, before: bytes = b"") -> None:
        small = before + piece * (_SMALL // len(piece))
        large = before + piece * (_SMALL * _TIMES // len(piece))
        took = [min(_seconds(read, text) for _ in range(3)) for text in (small, large)]
        assert took[1] < 0.02 + took[0] * _TIMES * _MORE_THAN_LINEAR, took

    return check


def _seconds(read: Callable[[bytes], object], text: bytes) -> float:
    start = process_time()
    read(text)
    return process_time() - start
