"""Line hashes against the values that the published algorithm gives."""

import pytest

from factorlint.reports.fingerprints import line_hashes

GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
    ],
)
def test_published_values(text: str, expected: list[str]) -> None:
    assert list(line_hashes(text.encode()).values()) == expected


def test_equal_lines_are_counted() -> None:
    hashes = list(line_hashes(b"Lorem ipsum dolor sit amet.\n" * 10).values())
    assert hashes[:7] == [*(f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)), "a7f2ff1481e87703:1"]
    assert len(hashes) == 11


def test_lines_are_numbered_from_one_and_moved_lines_keep_their_hash() -> None:
    text = "x = 1\n" + "y = 2\n" * 40
    moved = line_hashes(("# new\n" + text).encode())
    assert line_hashes(text.encode())[1] == moved[2]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\r \n", "𝄞é".encode(), b"\xef\xbb\xbfx"])
def test_any_bytes(data: bytes) -> None:
    assert line_hashes(data)[1]
