"""Readers against texts that are one fragment many times over: the time must grow as the text does."""

from collections.abc import Iterator, Sequence
from time import process_time
from typing import NamedTuple

from ..engine.extract import extract
from .mutation import SPLICES, Text
from .patterns import TooSlow, alarm

SIZES = (32_000, 128_000)
_ALLOWED = 0.5
"""CPU seconds for the larger text: readers of linear time need a tenth."""
_RATIO = 7.0
"""How many times as long the larger text may take; four times as long is linear."""
_PATIENCE = 10.0
_FRAGMENTS = (
    *SPLICES, b" ", b"a ", b"a", b"a\n", b" \n", b"a:\n", b"a: b\n", b"- a\n", b"a=b\n", b"a='\n", b'A="\n', b"A=`\n",
    b"(a", b"[a", b"{a", b"a.", b"a(", b"a,", b"$a", b"${A-", b"$(a ", b"-a ", b"--a=b ", b"a;", b"a &&", b"a |",
    b"\\ ", b"'a' ", b'"a" ', b"if a:\n", b"def f():\n", b"x = x + x\n", b"f(a)(b)", b"`${", b"<a>", b"import a\n",
    b"try:\n", b"a = b = ", b"[[a]]\n", b"[a]\n", b"FROM a\n", b"RUN a \\\n", b"COPY a b\n", b"ENV A=$A\n",
    b"ARG A\n", b"services:\n", b"---\n", b"&a [*a]\n",
)  # fmt: skip


class Slow(NamedTuple):
    """A reader, a text that begins as one of its samples does, and the seconds for both sizes."""

    language: str
    path: str
    before: bytes
    fragment: bytes
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        """One line for people."""
        times = " -> ".join(f"{each:.2f}" for each in self.seconds)
        return f"{self.language} ({self.path}): {self.before[-30:]!r} + {self.fragment[:40]!r} * n takes {times} s"


def slow(language: str, texts: Sequence[Text]) -> Iterator[Slow]:
    """Yield the fragments on which the reader of `texts` grows faster than they do."""
    path, whole = max(texts, key=lambda text: min(len(text[1]), 400))
    middle = whole[: max(1, len(whole) // 2)]
    for before in dict.fromkeys((b"", whole.split(b"\n")[0] + b"\n", middle, whole)):
        for fragment in _FRAGMENTS:
            times = []
            for size in SIZES:
                data = before + fragment * (size // len(fragment) + 1)
                times.append(_seconds(language, path, data))
            if times[-1] > _ALLOWED and times[-1] > _RATIO * times[0]:
                yield Slow(language, path, before, fragment, tuple(times))


def _seconds(language: str, path: str, data: bytes) -> float:
    start = process_time()
    try:
        with alarm(_PATIENCE):
            extract(data, path, (language,))
    except TooSlow:
        return _PATIENCE
    return process_time() - start
