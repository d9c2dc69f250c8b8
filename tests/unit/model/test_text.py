import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.model.text import Lines, Position


@pytest.mark.parametrize(
    ("data", "offset", "position", "utf16"),
    [
        (b"ab\ncd", 4, Position(2, 2), 2),
        ("é=1".encode(), 2, Position(1, 2), 2),
        ("𝄞=1".encode(), 4, Position(1, 2), 3),
        (b"\xef\xbb\xbfx=1", 4, Position(1, 2), 2),
        (b"a\r\nb", 3, Position(2, 1), 1),
        (b"a\rb", 2, Position(2, 1), 1),
        (b"\tx", 1, Position(1, 2), 2),
        (b"", 0, Position(1, 1), 1),
    ],
)
def test_positions(data, offset, position, utf16):
    assert Lines(data).position(offset) == position
    assert Lines(data).utf16_column(offset) == utf16


@given(st.binary(max_size=200), st.integers(0, 250))
def test_any_offset_of_any_bytes(data, offset):
    lines = Lines(data)
    position = lines.position(offset)
    assert 1 <= position.line <= lines.count
    assert position.column >= 1
    assert lines.start_of(position.line) <= max(offset, 0)
