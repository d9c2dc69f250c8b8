"""What a folder in `languages/` offers: a Protocol that a plain module fulfils."""

from collections.abc import Callable, Iterable
from typing import Protocol

from .fact import Fact
from .source import Source


class Language(Protocol):
    """One language or file format. The module stays cheap to import: parsers are imported in `facts`."""

    NAMES: tuple[str, ...]
    """fnmatch patterns that claim a file: against the base name, or the whole path when it holds a `/`.
    Lower case; compared with the lower-cased path. More literal characters win."""

    @property
    def facts(self) -> Callable[[Source], Iterable[Fact]]:
        """Read one document. Must take any bytes, and say `ParseTrouble` instead of raising."""
        ...

    # Optional module attributes, read with getattr:
    #   SNIFF: tuple[bytes, ...]  all must occur in the first 64 KiB for a NAMES match to count
    #   WEAK: bool                claims only what no other language claims (a fall-back reader)
    #   triggers() -> Iterable[bytes]   lower-cased literals; a file holding none yields no facts but
    #                                   those of `cheap`. Absent: always parsed.
    #   worth(source) -> bool           a closer look at a file that holds a trigger, before it is parsed
    #   shapes() -> Iterable[bytes]     patterns that tell as the triggers do
    #   cheap(source) -> Iterable[Fact] facts had without a parser (imports), for every file
    #   CODE: bool                a programming language: only `cheap` is asked for tests, documentation,
    #                             examples and generated sources
    #   max_size: int             bytes; larger files are ParseTrouble (default engine limit)
