"""Shell text as a flat list of simple commands, with what surrounds each one.

Our own tokenizer rather than tree-sitter-bash: most shell text here is a line of a Dockerfile or of YAML, often
with a template's placeholders, where a grammar yields ERROR nodes and the words must be unquoted by hand anyway.
It reads a whole script in one pass, never raises, and needs no parser to be loaded.
"""

import re
from itertools import accumulate

import msgspec

from ..model.text import Span
from .shell_words import Expansion, Values, Word, expansions_in, read_word

_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|[;|()]|&(?!>)|\r?\n")
_REDIRECT = re.compile(r"(?:\d+|\{\w+\})?(?:<<<|<<-?|&>>?|>>|>\||<>|>&|<&|>(?!\()|<(?!\())")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\[[^\]]*\])?\+?=")
_COMMENT = re.compile(r"#[^\n]*")
_NO_VALUES: Values = {}
_MAX_DEPTH = 12
"""Command substitutions inside each other that are followed."""

_OPENERS = {"if": "if", "while": "loop", "until": "loop", "{": "group"}
_TURNS = {"then": "then", "elif": "elif", "else": "else", "do": "do"}
_CLOSERS = {"fi": "if", "done": "loop", "esac": "case", "}": "group", ")": "subshell"}


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


def split(text: str, offset: int = 0, values: Values = _NO_VALUES) -> list[ShellCommand]:
    """The simple commands of a shell text in order; `offset` is the byte at which it begins in its document."""
    return parse(text, offset, values).commands


def parse(text: str, offset: int = 0, values: Values = _NO_VALUES) -> Script:
    """Read a shell text: commands, variables used. Any text will do; never raises."""
    script = Script([], [], [], [])
    places = Places(text, offset)
    _Reader(text, places, values, script, 0, len(text), 0).read()
    return script


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


class _Frame:
    """A compound command that is open."""

    __slots__ = ("arm", "condition", "function", "kind", "pattern", "subject", "tails", "turn")

    def __init__(self, kind: str, function: str, condition: bool = False) -> None:
        self.kind = kind
        self.function = function
        self.condition = condition
        self.pattern = False
        """In a case: a pattern comes next."""
        self.subject = ""
        """In a case: the word that it looks at, as written."""
        self.arm: tuple[str, ...] = ()
        """In a case: the patterns of the branch being read."""
        self.turn: list[ShellCommand] = []
        """What ends the list being read."""
        self.tails: list[ShellCommand] = []
        """What ends the branches already read."""


class _Reader:
    """One pass over a range of a text."""

    def __init__(
        self, text: str, places: Places, values: Values, script: Script, at: int, end: int, depth: int
    ) -> None:
        self.text = text if end == len(text) else text[:end]
        self.places = places
        self.values = values
        self.script = script
        self.at = at
        self.depth = depth
        self.frames = [_Frame("root", "")]
        self.out = script.commands if depth == 0 else script.substituted
        self.words: list[Word] = []
        self.assigned: list[Word] = []
        self.redirects: list[Redirect] = []
        self.heredocs: list[tuple[str, bool, bool, int]] = []
        self.start = -1
        self.after = ""
        self.joined: list[ShellCommand] = []
        """The and-or list being read."""
        self.function_name = ""

    def read(self) -> None:
        text, size = self.text, len(self.text)
        while self.at < size:
            if blank := _BLANK.match(text, self.at):
                self.at = blank.end()
                continue
            if text[self.at] == "#" and (comment := _COMMENT.match(text, self.at)):
                self.at = comment.end()
                continue
            if found := _OPERATOR.match(text, self.at):
                self._operator(found[0].lstrip("\r"), found.end())
            elif found := _REDIRECT.match(text, self.at):
                self._redirect(found[0], found.end())
            else:
                self._word()
        self._finish("")
        while len(self.frames) > 1:
            self._close(self.frames[-1].kind)
        for command in self.frames[0].turn:
            command.last = True

    # --- tokens

    def _operator(self, operator: str, end: int) -> None:
        frame = self.frames[-1]
        at, self.at = self.at, end
        if operator == "(":
            self._open_paren(at)
        elif frame.kind == "case" and frame.pattern and operator in (")", "|"):
            self.words.clear()
            self.start = -1
            frame.pattern = operator == "|"
        elif operator == ")":
            self._finish("")
            if any(open_frame.kind == "subshell" for open_frame in self.frames):
                self._close("subshell")
            self.after = ""
        else:
            if not (frame.kind == "case" and frame.pattern):
                self._finish(operator)
            if operator.startswith(";;") or operator == ";&":
                frame.tails += frame.turn
                frame.turn = []
                frame.pattern = frame.kind == "case"
                frame.arm = ()
                self.after = ""
            if operator == "\n":
                self._read_heredocs()

    def _open_paren(self, at: int) -> None:
        text = self.text
        frame = self.frames[-1]
        if frame.kind == "case" and frame.pattern:
            return
        if len(self.words) == 1 and (close := re.compile(r"\s*\)").match(text, self.at)):
            self.function_name = self.words[0].raw
            self.words.clear()
            self.start = -1
            self.at = close.end()
        elif text.startswith("(", self.at) and not self.words:
            close_at = text.find("))", self.at)
            self.at = close_at + 2 if close_at >= 0 else len(text)
        elif not self.words:
            self._open("subshell")

    def _redirect(self, operator: str, end: int) -> None:
        if self.start < 0:
            self.start = self.at
        at, self.at = self.at, end
        if blank := _BLANK.match(self.text, end):
            self.at = blank.end()
        word, unfinished = read_word(self.text, self.at, self.values)
        self._note(word, unfinished)
        self.at = max(word.end, self.at)
        if operator.rstrip("-").endswith("<<") and not operator.endswith("<<<"):
            delimiter = word.value if word.value is not None else word.raw
            literal = word.quoted or "\\" in word.raw
            self.heredocs.append((delimiter, operator.endswith("-"), literal, len(self.redirects)))
        self.redirects.append(Redirect(operator, word.value, self.places.span(at, self.at)))

    def _word(self) -> None:
        word, unfinished = read_word(self.text, self.at, self.values)
        if word.end <= self.at:  # a character that begins no word
            self.at += 1
            return
        self.at = word.end
        frame = self.frames[-1]
        if frame.kind == "case" and frame.pattern and word.raw != "esac":
            frame.arm += (word.raw.strip("\"'"),)
            return
        if not self.words and not self.assigned and not self.redirects and self._reserved(word):
            return
        self._note(word, unfinished)
        if self.start < 0:
            self.start = word.start
        if not self.words and (found := _ASSIGNMENT.match(word.raw)):
            if found.end() == len(word.raw) and self.text.startswith("(", self.at):
                self._skip_array()
            self.assigned.append(word)
        else:
            self.words.append(word)

    def _skip_array(self) -> None:
        close = self.text.find(")", self.at)
        self.at = close + 1 if close >= 0 else len(self.text)

    # --- compound commands

    def _reserved(self, word: Word) -> bool:
        raw = word.raw
        if raw in ("!", "time"):
            return True
        if raw in _OPENERS:
            self._open(_OPENERS[raw], condition=raw != "{")
        elif raw in ("for", "select"):
            self._open("loop")
            self._skip_header()
        elif raw == "case":
            self._case()
        elif raw == "function":
            found = re.compile(r"[ \t]*([^\s(){};]+)[ \t]*(?:\([ \t]*\))?").match(self.text, self.at)
            if found:
                self.function_name = found[1]
                self.at = found.end()
        elif raw in _TURNS:
            self._turn(raw)
        elif raw in _CLOSERS:
            self._close(_CLOSERS[raw])
        elif raw == "[[":
            self._test(word)
        else:
            return False
        return True

    def _skip_header(self) -> None:
        """`for x in a b c` and `for ((...))`: its words are data, but variables in them are used."""
        stop = re.compile(r"[;\n]|(?=\bdo\b)")
        if found := re.compile(r"[ \t]*([A-Za-z_]\w*)").match(self.text, self.at):
            self.script.loop_names.append(found[1])
        while self.at < len(self.text) and not stop.match(self.text, self.at):
            if blank := _BLANK.match(self.text, self.at):
                self.at = blank.end()
            elif self.text[self.at] in "()&|<>":
                self.at += 1
            else:
                word, unfinished = read_word(self.text, self.at, self.values)
                self._note(word, unfinished)
                self.at = max(word.end, self.at + 1)

    def _case(self) -> None:
        self._open("case")
        frame = self.frames[-1]
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()
        frame.condition = True
        word, unfinished = read_word(self.text, self.at, self.values)
        self._note(word, unfinished)
        frame.condition = False
        frame.subject = word.raw.strip('"')
        self.at = max(word.end, self.at)
        if found := re.compile(r"(?:\s|\\\n)*in\b").match(self.text, self.at):
            self.at = found.end()
            frame.pattern = True

    def _test(self, opening: Word) -> None:
        """`[[ ... ]]`, in which operators are words."""
        self.start = opening.start
        self.words.append(opening)
        while self.at < len(self.text):
            if blank := re.compile(r"(?:\s|\\\n)+").match(self.text, self.at):
                self.at = blank.end()
                continue
            if self.text.startswith("]]", self.at):
                self.words.append(Word("]]", "]]", self.at, self.at + 2))
                self.at += 2
                return
            word, unfinished = read_word(self.text, self.at, self.values)
            if word.end <= self.at:
                self.at += 1
                continue
            self._note(word, unfinished)
            self.words.append(word)
            self.at = word.end

    def _open(self, kind: str, condition: bool = False) -> None:
        function = self.function_name or self.frames[-1].function
        frame = _Frame("function" if self.function_name else kind, function, condition)
        self.function_name = ""
        self.frames.append(frame)
        self.after = ""

    def _turn(self, keyword: str) -> None:
        frame = self.frames[-1]
        frame.condition = keyword == "elif"
        if keyword in ("else", "elif"):
            frame.tails += frame.turn
        frame.turn = []
        self.after = ""

    def _close(self, kind: str) -> None:
        if len(self.frames) == 1:
            return
        frame = self.frames.pop()
        outer = self.frames[-1]
        if frame.kind == "loop":
            outer.turn = []
        elif frame.kind != "function":
            outer.turn = frame.tails + frame.turn
        self.joined = list(frame.turn)
        self.after = ""

    # --- commands

    def _finish(self, operator: str) -> None:
        """A command ends, at `operator`."""
        command = self._command() if self.words or self.assigned or self.redirects else None
        if command is not None:
            command.pipes = operator in ("|", "|&")
            if command.chained and self.out:
                self.out[-1].chained = True
            self.out.append(command)
            self.frames[-1].turn = [command]
            self.joined.append(command)
        if operator == "&":
            for joined in self.joined:
                joined.background = True
            self.frames[-1].turn = []
        if operator in (";", "&", "\n", ""):
            self.joined = []
        if operator != "\n":
            self.after = operator or self.after
        elif command is not None or self.after in (";", "&"):
            self.after = ""
        self.words, self.assigned, self.redirects = [], [], []
        self.start = -1

    def _command(self) -> ShellCommand:
        words = self.words
        execs = len(words) > 1 and words[0].raw in ("exec", "command", "builtin")
        replaces = execs and words[0].raw == "exec"
        if execs:
            words = words[1:]
            if words[0].raw == "--" or (words[0].raw in ("-c", "-l", "-cl") and len(words) > 1):
                words = words[1:] or words
        pieces = [*self.assigned, *self.words]
        end = max([piece.end for piece in pieces] or [self.at])
        frame = self.frames[-1]
        return ShellCommand(
            words=tuple(word.value for word in words),
            raw=tuple(word.raw for word in words),
            word_spans=tuple(self.places.span(word.start, word.end) for word in words),
            span=self.places.span(self.start, max(end, self.start)),
            text=self.text[self.start : end],
            assignments=tuple(_assignment(word, self.values) for word in self.assigned),
            redirects=tuple(self.redirects),
            background=bool(words) and words[0].raw in ("nohup", "setsid"),
            execs=replaces,
            chained=self.after in ("&&", "||", "|", "|&", ";", "&"),
            after=self.after,
            conditional=self.after == "||" or any(f.kind in ("if", "case") for f in self.frames),
            condition=frame.condition,
            loop=any(f.kind == "loop" for f in self.frames),
            function=frame.function,
            arm=next((f.arm for f in self.frames if f.subject in ("$1", "${1}", "${1:-}", "${1-}")), ()),
        )

    def _note(self, word: Word, unfinished: bool) -> None:
        """Keep the variables used and the commands substituted in a word."""
        if unfinished and self.script.unfinished is None:
            self.script.unfinished = self.places.span(word.start, min(word.start + 1, len(self.text)))
        guarded = self.frames[-1].condition or (bool(self.words) and self.words[0].raw in ("[", "test", "[["))
        self._use(word.expansions, word.substitutions, guarded)

    def _use(
        self, expansions: tuple[Expansion, ...], substitutions: tuple[tuple[int, int], ...], guarded: bool
    ) -> None:
        for one in expansions:
            span = self.places.span(one.start, one.end)
            self.script.uses.append(Use(one.name, one.operator, one.argument, span, guarded))
            if "$" in one.argument and self.depth < _MAX_DEPTH:
                start = one.start + self.text[one.start : one.end].rfind(one.argument)
                inner = expansions_in(self.text, start, start + len(one.argument))
                self.depth += 1
                self._use(*inner, guarded)
                self.depth -= 1
        if self.depth < _MAX_DEPTH:
            for start, end in substitutions:
                _Reader(self.text, self.places, self.values, self.script, start, end, self.depth + 1).read()

    def _read_heredocs(self) -> None:
        """Take the bodies of the here-documents whose operators stood on the line just ended."""
        for delimiter, strip, literal, _ in self.heredocs:
            start = self.at
            while self.at < len(self.text):
                line_start = self.at
                line_end = self.text.find("\n", line_start)
                line_end = len(self.text) if line_end < 0 else line_end
                line = self.text[line_start:line_end].rstrip("\r")
                self.at = min(line_end + 1, len(self.text))
                if (line.lstrip("\t") if strip else line) == delimiter:
                    break
            else:
                line_start = self.at
            if not literal:
                self._use(*expansions_in(self.text, start, line_start), False)
        self.heredocs.clear()


def _assignment(word: Word, values: Values) -> tuple[str, str | None]:
    name = word.raw.partition("=")[0]
    value = word.value
    if value is None:
        return name.rstrip("+"), None
    return name.rstrip("+"), None if name.endswith("+") else value.partition("=")[2]
