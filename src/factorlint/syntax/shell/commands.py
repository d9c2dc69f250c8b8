"""What a shell text says: its simple commands, the variables they use, and where each stands."""

from itertools import accumulate

import msgspec

from ...model.text import Span


class Redirect(msgspec.Struct, frozen=True, gc=False):
    """`>file`: `operator` holds the file descriptor as written (`2>`), `target` None where not known.

    For a here-document `target` is its body as written.
    """

    operator: str
    target: str | None
    span: Span


class ShellCommand(msgspec.Struct, kw_only=True, gc=False):
    """A simple command."""

    words: tuple[str | None, ...]
    """After quoting; None for a word that depends on what is not known. `exec`, `time` and `!` are left out."""
    raw: tuple[str, ...]
    """The same words as written, quotes and variables included."""
    word_spans: tuple[Span, ...]
    span: Span
    text: str
    assignments: tuple[tuple[str, str | None], ...] = ()
    """`NAME=value` before the command, or alone (then `words` is empty)."""
    redirects: tuple[Redirect, ...] = ()
    background: bool = False
    execs: bool = False
    last: bool = False
    """In tail position: nothing runs after it, whichever branch is taken."""
    chained: bool = False
    after: str = ""
    """The operator before it: `&&`, `||`, `|`, `;`, `&`; empty at the beginning or after a line end."""
    pipes: bool = False
    """Its output goes into the next command."""
    conditional: bool = False
    """In a branch, a case or after `||`."""
    condition: bool = False
    """It is the condition of an `if`, `while` or `until`."""
    loop: bool = False
    function: str = ""
    """The function whose body it stands in."""
    arm: tuple[str, ...] = ()
    """The patterns under which a `case "$1" in` comes to it; empty for what stands in none."""


class Use(msgspec.Struct, frozen=True, gc=False):
    """A variable is expanded: `operator` and `argument` as in `${NAME:-argument}`."""

    name: str
    operator: str
    argument: str
    span: Span
    guarded: bool = False
    """Inside a test (`[ -z "$X" ]`, `if`, `case`)."""


class Script(msgspec.Struct, gc=False):
    """All that one shell text says."""

    commands: list[ShellCommand]
    substituted: list[ShellCommand]
    """Commands inside `$(...)` and backquotes."""
    uses: list[Use]
    loop_names: list[str]
    """Variables of `for` loops."""
    unfinished: Span | None = None
    """Where a quote or bracket begins that is never closed."""


class Places:
    """Turns indices into a text into byte spans of the document it was cut from."""

    __slots__ = ("_offset", "_sums")

    def __init__(self, text: str, offset: int) -> None:
        self._offset = offset
        self._sums: list[int] | None = None
        if not text.isascii():
            self._sums = list(accumulate((len(c.encode("utf-8", "replace")) for c in text), initial=0))

    def byte(self, index: int) -> int:
        """The byte offset of the character at `index`."""
        return self._offset + (index if self._sums is None else self._sums[min(index, len(self._sums) - 1)])

    def span(self, start: int, end: int) -> Span:
        """The byte span of the characters from `start` to `end`."""
        return Span(self.byte(start), self.byte(end))
