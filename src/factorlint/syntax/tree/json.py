"""JSON as a tree of nodes with byte spans; comments, trailing commas and single quotes (JSON5) are let pass.

Nodes are those of `yamltree`, so that a reader of either format can read both. Built for manifests and
configuration of some hundred kilobytes (2 to 3 MB/s); lockfiles are scanned by line instead.
"""

import re

from ...model.text import Span
from ..bytetext import scan_text, utf8
from .yaml import NOTHING, Node

MAX_DEPTH = 200
MAX_NODES = 300_000

_TOKEN = re.compile(
    r"""(?:[\s\ufeff]+|//[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*)*
        (?:(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
        |(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:"'/]+)|(?P<bad>.))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|\r?\n|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": "", "\r\n": ""}


class Tree:
    """What was read: `root` (`NOTHING` for an empty file) and the first trouble, if any."""

    __slots__ = ("root", "trouble")

    def __init__(self, root: Node, trouble: tuple[Span, str] | None) -> None:
        """A tree that stops at the trouble keeps what stands before it."""
        self.root = root
        self.trouble = trouble


def parse(data: bytes) -> Tree:
    """Read any bytes; never raises. After a syntax error the part read so far is kept."""
    text = scan_text(data)
    reader = _Reader(text)
    return Tree(reader.read(), reader.trouble)


class _Reader:
    """One pass over the tokens with a stack of open collections."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.trouble: tuple[Span, str] | None = None

    def read(self) -> Node:
        root = NOTHING
        stack: list[Node] = []
        key: Node | None = None
        nodes = 0
        for token in _TOKEN.finditer(self.text):
            kind = token.lastgroup
            start, end = token.span(kind) if kind else token.span()
            if kind == "mark":
                mark = self.text[start]
                if mark in "{[":
                    node = Node("mapping" if mark == "{" else "sequence", Span(start, end))
                elif mark in "}]":
                    if not stack or (mark == "}") != stack[-1].is_mapping:
                        return self._stop(root, start, f"unexpected `{mark}`")
                    closed = stack.pop()
                    closed.span = Span(closed.span.start, end)
                    key = None
                    if not stack:
                        return root
                    continue
                else:
                    continue
            elif kind == "string":
                node = Node("scalar", Span(start, end), unquote(self.text[start:end]), self.text[start])
            elif kind == "word":
                node = Node("scalar", Span(start, end), utf8(self.text[start:end]))
            else:
                return self._stop(root, start, "a character that is no JSON")
            nodes += 1
            if nodes > MAX_NODES or len(stack) > MAX_DEPTH:
                return self._stop(root, start, "too large or too deep")
            if not stack:
                root = node
            elif stack[-1].is_mapping and key is None:
                if not node.is_scalar:
                    return self._stop(root, start, "a key is missing")
                key = node
                continue
            elif key is not None:
                stack[-1].entries.append((key, node))
                key = None
            else:
                stack[-1].items.append(node)
            if not node.is_scalar:
                stack.append(node)
            elif not stack:
                return root
        if stack:
            for node in stack:
                node.span = Span(node.span.start, len(self.text))
            return self._stop(root, len(self.text), "the text ends before its last bracket")
        return root

    def _stop(self, root: Node, at: int, why: str) -> Node:
        self.trouble = (Span(at, min(at + 1, len(self.text))), f"not JSON: {why}; what follows was left out")
        return root


def unquote(quoted: str) -> str:
    """The text of a quoted piece of a scan text, its escapes undone."""
    inner = quoted[1:-1]
    if "\\" in inner:
        # An escaped surrogate pair is one character: UTF-16 joins the two halves.
        inner = _ESCAPE.sub(_unescape, utf8(inner))
        return inner.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return utf8(inner)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "u" and len(code) == 5:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, code)
