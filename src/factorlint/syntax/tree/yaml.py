"""YAML as a tree of nodes with byte spans.

    for document in parse(source.data):
        image = document.root.get("services", "web", "image")
        image.text        # str, None for null, UNKNOWN where a template fills it in or it is no scalar
        image.span        # bytes

Built for reading what people have in repositories, not for loading data: duplicate keys are kept, tags are
never constructed, an anchor's node is shared and merge keys (`<<`) are resolved, each `---` document is read
by itself, so that a broken one (see `Document.trouble`) costs no other. Template code (Helm, Jinja, ERB) is
masked.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from ...model.text import Span
from .node import NOTHING as NOTHING
from .node import Node as Node
from .templates import has_tags, mask, printable, structural
from .yaml_events import Budget, Builder, Offsets

_NO_TEXT = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, each to be one character so that offsets hold."""
_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_NOTHING_BUT_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?(?:\n|\Z)|%[^\n]*(?:\n|\Z)|\r)*\Z")


class Document:
    """One `---` document: its `root`, whether it holds template code, and what was wrong with it."""

    __slots__ = ("root", "span", "structural", "templated", "trouble")

    def __init__(
        self,
        root: Node,
        span: Span,
        templated: bool,
        structural: bool,
        trouble: tuple[Span, str] | None,
    ) -> None:
        """`root` of a broken document is `NOTHING`."""
        self.root = root
        self.span = span
        self.templated = templated
        """Some template code stands in it."""
        self.structural = structural
        """Template code may add or leave out keys and items, outside of quoted and block texts."""
        self.trouble = trouble


def parse(data: bytes, templates: bool = True) -> list[Document]:
    """All documents of a file that hold anything. Takes any bytes and never raises.

    With `templates` off, `{{ }}` is left alone (compose, CI); a file that is broken so is tried with it on.
    """
    text, offsets = _decode(data)
    documents = []
    budget = Budget()
    clean = printable(text)
    for start, end in _split(clean):
        chunk = clean[start:end]
        if _NOTHING_BUT_COMMENTS.match(chunk.removeprefix("---")):
            continue
        documents.append(_document(chunk, start, offsets, budget, templates))
    return documents


def body(node: Node, data: bytes) -> tuple[str, int]:
    """A scalar's text as it stands in the file, with the byte offset at which it begins.

    For readers of commands: offsets into this text are offsets into the file. The lines of a block scalar
    keep their indentation. An escaped or folded quoted text comes as written.
    """
    piece = data[node.span.start : node.span.end]
    start = node.span.start
    if node.style in ("|", ">"):
        header = piece.find(b"\n") + 1 or len(piece)
        piece = piece[header:]
        start += header
        if node.style == ">":
            piece = re.sub(rb"(?<=[^\n])\n(?=[ \t]*[^\s])", b" ", piece)
    elif node.style:
        piece = piece[piece.find(node.style.encode()) + 1 : -1]
        start = node.span.end - 1 - len(piece)
    return _NO_TEXT.sub("?", piece.decode("utf-8", "surrogateescape")), start


def _decode(data: bytes) -> tuple[str, Offsets]:
    begin = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    text = data[begin:].decode("utf-8", "surrogateescape")
    return text, Offsets(text, begin)


def _split(text: str) -> Iterator[tuple[int, int]]:
    starts = [0, *(found.start() for found in _MARKER.finditer(text) if found.start()), len(text)]
    return ((start, end) for start, end in pairwise(starts) if end > start)


def _document(chunk: str, start: int, offsets: Offsets, budget: Budget, templates: bool) -> Document:
    masked = mask(chunk) if templates and has_tags(chunk) else chunk
    builder = Builder(masked, chunk, start, offsets, budget)
    trouble = builder.run()
    if trouble is not None and masked is chunk and has_tags(chunk):
        masked = mask(chunk)
        builder = Builder(masked, chunk, start, offsets, budget)
        trouble = builder.run()
    templated = masked != chunk
    touched = templated and (builder.unnamed or _touched(builder, structural(chunk, masked)))
    root = builder.root if trouble is None else NOTHING
    return Document(root, offsets.span(start, start + len(chunk)), templated, touched, trouble)


def _touched(builder: Builder, places: Iterator[int]) -> bool:
    """Whether one of the places stands outside of every text that holds template code as text."""
    texts = builder.texts
    for place in places:
        before = bisect_right(texts, (place, sys.maxsize)) - 1
        if before < 0 or place >= texts[before][1]:
            return True
    return False
