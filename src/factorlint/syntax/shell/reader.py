"""One pass over a shell text: tokens to commands, compound commands to what they mean for each.

It never raises and takes time linear in the text.
"""

import re

from .commands import Places, Redirect, Script, ShellCommand, Use
from .compounds import Frames
from .words import Expansion, Values, Word, expansions_in, read_word

_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|[;|()]|&(?!>)|\r?\n")
_REDIRECT = re.compile(r"(?:\d+|\{\w+\})?(?:<<<|<<-?|&>>?|>>|>\||<>|>&|<&|>(?!\()|<(?!\())")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\[[^\]]*\])?\+?=")
_PLAIN = re.compile(r"""[ \t]+([^\s'"\\$`|&;()<>#{][^\s'"\\$`|&;()<>]*)(?=[ \t\n;]|\Z)""")
"""An argument that is nothing but text, with the blanks before it: most are."""
_COMMENT = re.compile(r"#[^\n]*")
_MAX_DEPTH = 12
"""Command substitutions inside each other that are followed."""

_OPENERS = {"if": "if", "while": "loop", "until": "loop", "{": "group"}
_TURNS = frozenset(("then", "elif", "else", "do"))
_CLOSERS = frozenset(("fi", "done", "esac", "}", ")"))


class Reader:
    """One pass over a range of a text."""

    def __init__(
        self, text: str, places: Places, values: Values, script: Script, at: int, end: int, depth: int
    ) -> None:
        """Read `text` from index `at` to `end` into `script`; `depth` counts the substitutions around it."""
        self.text = text if end == len(text) else text[:end]
        self.places = places
        self.values = values
        self.script = script
        self.at = at
        self.depth = depth
        self.frames = Frames()
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
        """Read to the end; what was found is in the script."""
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
        while self.frames.close() is not None:
            pass
        for command in self.frames.top.turn:
            command.last = True

    # --- tokens

    def _operator(self, operator: str, end: int) -> None:
        frame = self.frames.top
        at, self.at = self.at, end
        if operator == "(":
            self._open_paren(at)
        elif frame.wants_pattern and operator in (")", "|"):
            self.words.clear()
            self.start = -1
            frame.end_patterns(more=operator == "|")
        elif operator == ")":
            self._finish("")
            if self.frames.holds("subshell"):
                self._close()
            self.after = ""
        else:
            if not frame.wants_pattern:
                self._finish(operator)
            if operator.startswith(";;") or operator == ";&":
                frame.end_branch()
                self.after = ""
            if operator == "\n":
                self._read_heredocs()

    def _open_paren(self, at: int) -> None:
        text = self.text
        frame = self.frames.top
        if frame.wants_pattern:
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
        frame = self.frames.top
        if frame.wants_pattern and word.raw != "esac":
            frame.add_pattern(word.raw.strip("\"'"))
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
            if not frame.wants_pattern:
                self._plain_words()

    def _plain_words(self) -> None:
        """Take the arguments that follow as long as they are plain: no keyword stands among them."""
        text, words = self.text, self.words
        while found := _PLAIN.match(text, self.at):
            start, self.at = found.span(1)
            words.append(Word(found[1], found[1], start, self.at))

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
            self.frames.top.take_turn(raw)
            self.after = ""
        elif raw in _CLOSERS:
            self._close()
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
        frame = self.frames.top
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
        self.frames.open(kind, self.function_name, condition)
        self.function_name = ""
        self.after = ""

    def _close(self) -> None:
        frame = self.frames.close()
        if frame is not None:
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
            self.frames.top.turn = [command]
            self.joined.append(command)
        if operator == "&":
            for joined in self.joined:
                joined.background = True
            self.frames.top.turn = []
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
        frame = self.frames.top
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
            conditional=self.after == "||" or self.frames.conditional,
            condition=frame.condition,
            loop=self.frames.loop,
            function=frame.function,
            arm=self.frames.arm,
        )

    def _note(self, word: Word, unfinished: bool) -> None:
        """Keep the variables used and the commands substituted in a word."""
        if unfinished and self.script.unfinished is None:
            self.script.unfinished = self.places.span(word.start, min(word.start + 1, len(self.text)))
        guarded = self.frames.top.condition or (bool(self.words) and self.words[0].raw in ("[", "test", "[["))
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
                Reader(self.text, self.places, self.values, self.script, start, end, self.depth + 1).read()

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
