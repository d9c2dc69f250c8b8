"""Words of the shell's language: quoting, expansions, substitutions, as POSIX (XCU 2.2, 2.6) and bash have them.

Positions are indices into the text given; `parse.py` turns them into byte spans.
"""

import re
from collections.abc import Mapping

import msgspec

Values = Mapping[str, str]
"""Variables whose value is known for certain."""

_NESTING = re.compile(r"""\\.|'|"|`|\$\(|\$\{|\(|\)|\}""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*")
_BRACED = re.compile(r"([!#]?)([A-Za-z_]\w*|[0-9@*#?$!-])(\[[^\]]*\])?(:?[-=?+]|##?|%%?|//?|\^\^?|,,?|:|@)?")
_PIECE = re.compile(r"""[^\s'"\\$`|&;()<>]+""")
_IN_DOUBLE = re.compile(r"[^\\$`]+")
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "e": "\x1b"}


class Expansion(msgspec.Struct, frozen=True, gc=False):
    """`$NAME` or `${NAME<operator>argument}`; `start` and `end` enclose it in the text."""

    name: str
    operator: str
    argument: str
    start: int
    end: int


class Word(msgspec.Struct, frozen=True, gc=False):
    """One word. `value` is what the command gets, None where that depends on what is not known."""

    raw: str
    value: str | None
    start: int
    end: int
    expansions: tuple[Expansion, ...] = ()
    substitutions: tuple[tuple[int, int], ...] = ()
    """Where the commands of `$(...)`, backquotes and `<(...)` stand."""
    quoted: bool = False


def end_of(text: str, start: int, closer: str, quoted: bool = False) -> int:
    """The index after the `closer` that ends what began before `start`; -1 when nothing ends it."""
    stack = ['"', closer] if quoted else [closer]
    floor = len(stack) - 1
    position = start
    while found := _NESTING.search(text, position):
        token, top = found[0], stack[-1]
        position = found.end()
        if token[0] == "\\":
            continue
        if token == top:
            stack.pop()
            if len(stack) == floor:
                return position
        elif token == "'":
            if top == '"' or (top == "}" and len(stack) > 1 and stack[-2] == '"'):
                continue
            close = text.find("'", position)
            if close < 0:
                return -1
            position = close + 1
        elif token in ('"', "`"):
            stack.append(token)
        elif token == "${":
            stack.append("}")
        elif token == "$(" or (token == "(" and top == ")"):
            stack.append(")")
    return -1


class _Builder:
    """Collects the parts of one word."""

    __slots__ = ("expansions", "known", "parts", "quoted", "substitutions", "text", "unfinished", "values")

    def __init__(self, text: str, values: Values) -> None:
        self.text = text
        self.values = values
        self.parts: list[str] = []
        self.known = True
        self.quoted = False
        self.unfinished = False
        self.expansions: list[Expansion] = []
        self.substitutions: list[tuple[int, int]] = []

    def dollar(self, at: int, quoted: bool) -> int:
        """Read what begins with the `$` at `at`; the index after it."""
        text = self.text
        following = text[at + 1 : at + 2]
        if following == "(":
            close = self._close(at + 2, ")")
            self.known = False
            if text[at + 2 : at + 3] == "(":  # arithmetic: its names are variables too, but rarely settings
                return close
            self.substitutions.append((at + 2, close - 1 if text[close - 1 : close] == ")" else close))
            return close
        if following == "{":
            close = end_of(text, at + 2, "}", quoted)
            if close < 0:
                self.unfinished = True
                close = len(text)
            self._braced(at, close)
            return close
        if found := _NAME.match(text, at + 1):
            self._expand(Expansion(found[0], "", "", at, found.end()))
            return found.end()
        if following and following in "0123456789@*#?$!-":
            self.known = False
            return at + 2
        self.parts.append("$")
        return at + 1

    def backquote(self, at: int) -> int:
        close = self._close(at + 1, "`")
        self.known = False
        self.substitutions.append((at + 1, max(at + 1, close - 1)))
        return close

    def double(self, at: int) -> int:
        """Read the double-quoted text after the quote at `at`."""
        text = self.text
        self.quoted = True
        close = self._close(at + 1, '"')
        stop = close - 1 if text[close - 1 : close] == '"' and close - 1 > at else close
        i = at + 1
        while i < stop:
            char = text[i]
            if char == "\\":
                following = text[i + 1 : i + 2]
                if following in ("$", "`", '"', "\\"):
                    self.parts.append(following)
                elif following != "\n":
                    self.parts.append("\\" + following)
                i += 2
            elif char == "$":
                i = self.dollar(i, quoted=True)
            elif char == "`":
                i = self.backquote(i)
            else:
                found = _IN_DOUBLE.match(text, i, stop)
                assert found is not None
                self.parts.append(found[0])
                i = found.end()
        return max(close, i)

    def _close(self, start: int, closer: str) -> int:
        close = end_of(self.text, start, closer)
        if close < 0:
            self.unfinished = True
            return len(self.text)
        return close

    def _braced(self, at: int, close: int) -> None:
        found = _BRACED.match(self.text, at + 2, close)
        if not found or found[1] or found[3] or not _NAME.match(found[2]):
            self.known = False
            return
        argument = self.text[found.end() : max(found.end(), close - 1)]
        self._expand(Expansion(found[2], found[4] or "", argument, at, close))

    def _expand(self, expansion: Expansion) -> None:
        self.expansions.append(expansion)
        value = expanded(expansion, self.values)
        if value is None:
            self.known = False
        else:
            self.parts.append(value)


def expanded(expansion: Expansion, values: Values) -> str | None:
    """What an expansion yields when the variable's value is known; None otherwise."""
    value = values.get(expansion.name)
    if value is None:
        return None
    if expansion.operator in ("", ":?", "?", "-", "=") or (expansion.operator in (":-", ":=") and value):
        return value
    if expansion.operator in (":-", ":=", ":+", "+"):
        if expansion.operator == ":+" and not value:
            return ""
        return None if "$" in expansion.argument or "`" in expansion.argument else expansion.argument
    return None


def read_word(text: str, at: int, values: Values) -> tuple[Word, bool]:
    """The word that begins at `at`, and whether a quote or bracket in it is never closed."""
    size = len(text)
    found = _PIECE.match(text, at)
    if found and (found.end() == size or text[found.end()] in " \t\n;"):
        return Word(found[0], found[0], at, found.end()), False
    builder = _Builder(text, values)
    i = at
    while i < size:
        char = text[i]
        if char == "'":
            close = text.find("'", i + 1)
            builder.quoted = True
            builder.unfinished |= close < 0
            builder.parts.append(text[i + 1 : close if close >= 0 else size])
            i = close + 1 if close >= 0 else size
        elif char == '"':
            i = builder.double(i)
        elif char == "\\":
            if text[i + 1 : i + 2] != "\n":
                builder.parts.append(text[i + 1 : i + 2])
            i += 2
        elif char == "$":
            i = _dollar_quote(builder, i) if text[i + 1 : i + 2] in ("'", '"') else builder.dollar(i, False)
        elif char == "`":
            i = builder.backquote(i)
        elif char in "<>" and text[i + 1 : i + 2] == "(":
            close = end_of(text, i + 2, ")")
            close = size if close < 0 else close
            builder.known = False
            builder.substitutions.append((i + 2, max(i + 2, close - 1)))
            i = close
        elif found := _PIECE.match(text, i):
            builder.parts.append(found[0])
            i = found.end()
        else:
            break
    i = min(i, size)
    value = "".join(builder.parts) if builder.known else None
    word = Word(
        text[at:i], value, at, i, tuple(builder.expansions), tuple(builder.substitutions), builder.quoted
    )
    return word, builder.unfinished


def expansions_in(
    text: str, start: int, end: int
) -> tuple[tuple[Expansion, ...], tuple[tuple[int, int], ...]]:
    """Expansions and substitutions of a here-document's body, in which quotes mean nothing."""
    builder = _Builder(text[:end], {})
    i = start
    while 0 <= (i := _next_special(text, i, end)) < end:
        if text[i] == "\\":
            i += 2
        elif text[i] == "$":
            i = builder.dollar(i, quoted=True)
        else:
            i = builder.backquote(i)
    return tuple(builder.expansions), tuple(builder.substitutions)


_SPECIAL = re.compile(r"[\\$`]")


def _next_special(text: str, start: int, end: int) -> int:
    found = _SPECIAL.search(text, start, end)
    return found.start() if found else -1


def _dollar_quote(builder: _Builder, at: int) -> int:
    """`$'...'` with its escapes (bash), or `$"..."`, which is a translated string."""
    text = builder.text
    if text[at + 1] == '"':
        return builder.double(at + 1)
    builder.quoted = True
    i = at + 2
    while i < len(text) and text[i] != "'":
        if text[i] == "\\" and i + 1 < len(text):
            builder.parts.append(_ANSI.get(text[i + 1], "\\" + text[i + 1]))
            i += 2
        else:
            builder.parts.append(text[i])
            i += 1
    builder.unfinished |= i >= len(text)
    return i + 1
