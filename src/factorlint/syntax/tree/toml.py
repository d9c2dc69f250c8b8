"""TOML as a tree of nodes with byte spans, tolerant of what is broken.

`tomli` gives values without places, and for a broken file nothing at all; so this reader of our own finds the
nodes, a statement at a time, and a bad statement costs only itself. `tomli` then says whether the file is
right: where it disagrees, that becomes the trouble. Nodes are those of `yamltree`; numbers, booleans and dates
keep their text.
"""

import re

import tomli

from ...model.text import Span
from ..bytetext import scan_text, utf8
from .json import Tree
from .yaml import Node

MAX_DEPTH = 100

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = re.compile(rf"[ \t]*({_KEY})[ \t]*(\.|=|\])?")
_BLANK = re.compile(r"(?:[ \t\r\n]+|\#[^\n]*)*")
_LINE_END = re.compile(r"[^\n]*\n?")
_STRING = re.compile(
    r'"""(?:\r?\n)?((?:[^\\]|\\.)*?"{0,2})"""|'
    r"'''(?:\r?\n)?(.*?'{0,2})'''|"
    r'"((?:[^"\\\n]|\\.)*)"|' + r"'([^'\n]*)'",
    re.DOTALL,
)
_WORD = re.compile(r"[^\s,\]}#\n]+(?:[ ]\d\d:[^\s,\]}#]+)?")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[ \t]*\r?\n\s*|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "e": "\x1b"}
_ERROR_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


class _Broken(Exception):
    """The statement at hand cannot be read."""


def parse(data: bytes) -> Tree:
    """Read any bytes; never raises. `trouble` is what `tomli` has against the file."""
    reader = _Reader(scan_text(data))
    reader.read()
    return Tree(reader.root, _trouble(data))


def _trouble(data: bytes) -> tuple[Span, str] | None:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    try:
        tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError, ValueError) as error:
        where = _ERROR_LINE.search(str(error))
        why = _ERROR_LINE.sub("", str(error)).strip()
        start = 0
        if where:
            for line in data.splitlines(keepends=True)[: int(where[1]) - 1]:
                start += len(line)
        return Span(start, start), f"not TOML: {why[:200]}; that statement was left out"
    return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = Node("mapping", Span(0, len(text)))

    def read(self) -> None:
        table = self.root
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return
            start = self.at
            try:
                if self.text[start] == "[":
                    table = self._header()
                else:
                    self._statement(table, 0)
                    if self._peek() not in ("", "\n", "\r", "#"):
                        raise _Broken
            except _Broken:
                self.at = max(self.at, start)
            self._skip(_LINE_END)
            if self.at == start:
                self.at += 1

    def _header(self) -> Node:
        many = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if many else 1
        keys = self._keys("]")
        table = self.root
        for key in keys[:-1]:
            table = self._table(table, key)
        last = keys[-1]
        span = Span(start, self.at + many)
        if not many:
            return self._table(table, last)
        found = table.get(last.value)
        if not found.is_sequence:
            found = Node("sequence", span)
            table.entries.append((last, found))
        found.items.append(Node("mapping", span))
        return found.items[-1]

    def _table(self, parent: Node, key: Node) -> Node:
        """The table below `parent`, made where it is not there yet; of an array of tables the last."""
        found = parent.get(key.value)
        if found.is_sequence and found.items:
            found = found.items[-1]
        if not found.is_mapping:
            found = Node("mapping", key.span)
            parent.entries.append((key, found))
        return found

    def _keys(self, closing: str) -> list[Node]:
        found: list[Node] = []
        while len(found) < MAX_DEPTH:
            match = _DOTTED.match(self.text, self.at)
            if not match:
                raise _Broken
            self.at = match.end()
            quoted = match[1][0] in "\"'"
            text = self._unquoted(match[1]) if quoted else match[1]
            found.append(Node("scalar", Span(*match.span(1)), text, match[1][0] if quoted else ""))
            if match[2] == closing:
                return found
            if match[2] != ".":
                raise _Broken
        raise _Broken

    def _statement(self, table: Node, depth: int) -> None:
        keys = self._keys("=")
        for key in keys[:-1]:
            table = self._table(table, key)
        self._peek()
        table.entries.append((keys[-1], self._value(depth)))

    def _value(self, depth: int) -> Node:
        start = self.at
        if depth > MAX_DEPTH or start >= len(self.text):
            raise _Broken
        char = self.text[start]
        if char in "\"'":
            return self._string()
        if char == "[":
            return self._array(depth)
        if char == "{":
            return self._inline(depth)
        match = _WORD.match(self.text, start)
        if not match:
            raise _Broken
        self.at = match.end()
        return Node("scalar", Span(start, self.at), utf8(match[0]))

    def _string(self) -> Node:
        match = _STRING.match(self.text, self.at)
        if not match:
            raise _Broken
        start, self.at = self.at, match.end()
        return Node("scalar", Span(start, self.at), self._unquoted(match[0]), match[0][0])

    def _unquoted(self, quoted: str) -> str:
        match = _STRING.match(quoted)
        if not match:
            return utf8(quoted)
        inner = utf8(next(group for group in match.groups() if group is not None))
        return inner if quoted[0] == "'" or "\\" not in inner else _ESCAPE.sub(_unescape, inner)

    def _array(self, depth: int) -> Node:
        node = Node("sequence", Span(self.at, self.at + 1))
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self._peek() == "]":
                break
            node.items.append(self._value(depth + 1))
            self._skip(_BLANK)
            if self._peek() == ",":
                self.at += 1
            elif self._peek() != "]":
                raise _Broken
        self.at += 1
        node.span = Span(node.span.start, self.at)
        return node

    def _inline(self, depth: int) -> Node:
        node = Node("mapping", Span(self.at, self.at + 1))
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self._peek() == "}":
                break
            self._statement(node, depth + 1)
            self._skip(_BLANK)
            if self._peek() == ",":
                self.at += 1
            elif self._peek() != "}":
                raise _Broken
        self.at += 1
        node.span = Span(node.span.start, self.at)
        return node

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _peek(self) -> str:
        """The next character after blanks, which are passed; empty at the end."""
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1
        return self.text[self.at : self.at + 1]


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) in (5, 9):
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return "" if "\n" in code else _ESCAPES.get(code, code)
