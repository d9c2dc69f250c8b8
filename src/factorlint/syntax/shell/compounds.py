"""The compound commands that are open while a shell text is read: `if`, loops, `case`, groups, functions."""

from collections import Counter

from .commands import ShellCommand

ARGUMENT = ("$1", "${1}", "${1:-}", "${1-}")
"""A `case` on one of these chooses by the script's first argument."""


class Frame:
    """A compound command that is open."""

    __slots__ = ("_patterns", "arm", "condition", "function", "kind", "pattern", "subject", "tails", "turn")

    def __init__(self, kind: str, function: str, condition: bool = False) -> None:
        """`kind` is `if`, `loop`, `case`, `group`, `subshell`, `function`, or `root` for the text itself."""
        self.kind = kind
        self.function = function
        self.condition = condition
        self.pattern = False
        """In a case: a pattern comes next."""
        self.subject = ""
        """In a case: the word that it looks at, as written."""
        self.arm: tuple[str, ...] = ()
        """In a case: the patterns of the branch being read, once they are all there."""
        self._patterns: list[str] = []
        self.turn: list[ShellCommand] = []
        """What ends the list being read."""
        self.tails: list[ShellCommand] = []
        """What ends the branches already read."""

    @property
    def wants_pattern(self) -> bool:
        """Whether the next word is a pattern of a case."""
        return self.kind == "case" and self.pattern

    def add_pattern(self, word: str) -> None:
        """A pattern of the next branch."""
        self._patterns.append(word)

    def end_patterns(self, more: bool) -> None:
        """`)` or `|`: the patterns of a branch are all there, unless `more` come."""
        self.pattern = more
        if not more:
            self.arm = tuple(self._patterns)
            self._patterns = []

    def end_branch(self) -> None:
        """`;;`: a branch of a case is over."""
        self.tails += self.turn
        self.turn = []
        self.pattern = self.kind == "case"
        self.arm = ()

    def take_turn(self, keyword: str) -> None:
        """`then`, `elif`, `else` or `do`: the next list of the same compound command begins."""
        self.condition = keyword == "elif"
        if keyword in ("else", "elif"):
            self.tails += self.turn
        self.turn = []


class Frames:
    """The stack of open compound commands; the text itself is always at the bottom."""

    __slots__ = ("_cases", "_kinds", "_stack")

    def __init__(self) -> None:
        self._stack = [Frame("root", "")]
        self._cases: list[Frame] = []
        self._kinds: Counter[str] = Counter()
        """How many of each kind are open: asked for every command, however deep it stands."""

    @property
    def top(self) -> Frame:
        """The innermost."""
        return self._stack[-1]

    @property
    def conditional(self) -> bool:
        """Whether what is read runs only sometimes."""
        return bool(self._kinds["if"] or self._kinds["case"])

    @property
    def loop(self) -> bool:
        """Whether what is read stands in a loop."""
        return self.holds("loop")

    @property
    def arm(self) -> tuple[str, ...]:
        """The patterns of the `case "$1" in` branch that is read; empty outside of one."""
        return next((frame.arm for frame in self._cases if frame.subject in ARGUMENT), ())

    def holds(self, kind: str) -> bool:
        """Whether a compound command of this kind is open."""
        return self._kinds[kind] > 0

    def open(self, kind: str, function: str, condition: bool) -> None:
        """A compound command begins; as the body of `function` when that is not empty."""
        frame = Frame("function" if function else kind, function or self.top.function, condition)
        self._stack.append(frame)
        self._kinds[frame.kind] += 1
        if frame.kind == "case":
            self._cases.append(frame)

    def close(self) -> Frame | None:
        """The innermost compound command ends: what ended its branches now ends the one around it."""
        if len(self._stack) == 1:
            return None
        frame = self._stack.pop()
        self._kinds[frame.kind] -= 1
        if frame.kind == "case":
            self._cases.pop()
        if frame.kind == "loop":
            self.top.turn = []
        elif frame.kind != "function":
            self.top.turn = frame.tails + frame.turn
        return frame
