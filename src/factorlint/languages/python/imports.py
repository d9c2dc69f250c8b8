"""Imports of a Python file without a parser: a scan of the lines that begin with `import` or `from`.

Every pattern here takes what it has read for good (possessive), so that no text makes the scan more than linear.
"""

import re
import sys
from collections.abc import Iterator

from ...facts import Import
from ...model.text import Span
from .import_blocks import Blocks, Context, Strings

_GAP = rb"(?:[ \t]|\\\r?\n)"
_STATEMENT = re.compile(
    rb"\n([ \t]*+)(?:"
    rb"from\b%(gap)s*+([.\w]++)%(gap)s*+import\b%(gap)s*+"
    rb"(\((?:[^)#]++|#[^\n]*+)*+|(?:[^\n#;\\]|\\\r?\n)*+)"
    rb"|import%(gap)s++([A-Za-z_](?:[\w., \t]|\\\r?\n)*+))" % {b"gap": _GAP}
)
_CALL = re.compile(
    rb"(?:import_module|__import__)[ \t]*+\([ \t\r\n]*+(?:\"([.\w]++)\"|'([.\w]++)')[ \t\r\n]*+[,)]"
)
_NAME = re.compile(r"([A-Za-z_]\w*+|\*)(?:\s++as\s++\w++)?")
_COMMENT = re.compile(r"#[^\n]*+")
_STANDARD = sys.stdlib_module_names
_NAMESPACES = frozenset(
    b"google google.cloud azure zope backports opentelemetry opentelemetry.instrumentation".split()
)
"""Packages that several distributions share: what is imported *from* them tells which."""
_TOP: Context = (False, False, False)


def imports(data: bytes) -> Iterator[Import]:
    """Yield every import; what stands in strings and comments is none."""
    last = data.rfind(b"import")
    if last < 0:
        return
    head = b"\n" + data[: _end(data, last)]
    strings = Strings(data) if b'"""' in head or b"'''" in head else None
    blocks: Blocks | None = None
    context = _TOP
    for match in _STATEMENT.finditer(head):
        indent, module, names, _ = match.groups()
        start = match.start()
        if strings is not None and strings.hold(start):
            continue
        if indent:
            blocks = blocks or Blocks(data)
            context = blocks.context(start, len(indent.expandtabs()))
        if module is None:
            yield from _plain(match, context)
        elif module in _NAMESPACES:
            yield from _parts(match, context)
        else:
            name = module.decode()
            relative = name[0] == "."
            standard = not relative and name.partition(".")[0] in _STANDARD
            yield Import(
                span=Span(start + len(indent), match.end(2) - 1),
                module=name,
                ecosystem="python",
                relative=relative,
                names=() if standard else _names(names),
                optional=context[0],
                typing_only=context[1],
                lazy=context[2],
            )
        context = _TOP
    if b"import_module" in head or b"__import__" in head:
        yield from _calls(data)


def _end(data: bytes, last: int) -> int:
    """The end of the statement whose `import` stands at `last`."""
    end = data.find(b"\n", last)
    if end >= 0 and data.find(b"(", last, end) >= 0:
        close = data.find(b")", last)
        end = data.find(b"\n", close) if close >= 0 else -1
    while end >= 0 and data[end - 2 : end].rstrip(b"\r")[-1:] == b"\\":
        end = data.find(b"\n", end + 1)
    return end if end >= 0 else len(data)


def _parts(match: re.Match[bytes], context: Context) -> Iterator[Import]:
    """`from google.cloud import storage, tasks`: each is a module of its own."""
    module = match[2].decode()
    span = Span(match.start() + len(match[1]), match.end(2) - 1)
    for name in _names(match[3]):
        yield Import(
            span=span,
            module=module if name == "*" else f"{module}.{name}",
            ecosystem="python",
            names=("*",) if name == "*" else (),
            optional=context[0],
            typing_only=context[1],
            lazy=context[2],
        )


def _plain(match: re.Match[bytes], context: Context) -> Iterator[Import]:
    """`import module, other as name`."""
    start = match.start() + len(match[1])
    offset = match.start(4) - 1
    for part in match[4].replace(b"\\", b" ").split(b","):
        words = part.split()
        if words:
            begin = offset + part.index(words[0])
            end = begin + len(words[0])
            yield Import(
                span=Span(min(start, begin), end),
                module=words[0].decode().rstrip("."),
                ecosystem="python",
                optional=context[0],
                typing_only=context[1],
                lazy=context[2],
            )
            start = end
        offset += len(part) + 1


def _names(text: bytes) -> tuple[str, ...]:
    plain = text.decode("utf-8", "replace").rstrip()
    if plain.isidentifier():
        return (plain,)
    if "#" in plain:
        plain = _COMMENT.sub("", plain)
    return tuple(_NAME.findall(plain))


def _calls(data: bytes) -> Iterator[Import]:
    """`importlib.import_module("module")` and `__import__("module")`."""
    strings = Strings(data)
    blocks = Blocks(data)
    for match in _CALL.finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        line = data[start : match.start()]
        module = (match[1] or match[2]).decode()
        if b"#" not in line and module.strip(".") and not strings.hold(match.start()):
            indent = len(line) - len(line.lstrip())
            optional, typing_only, _ = blocks.context(start, len(line[:indent].expandtabs()))
            yield Import(
                span=Span(match.start(), match.end()),
                module=module,
                ecosystem="python",
                relative=module[0] == ".",
                optional=optional,
                typing_only=typing_only,
                lazy=True,
            )


def packages(data: bytes) -> set[str]:
    """The top-level packages that a file may import: never fewer than it does, strings and comments included."""
    found: set[str] = set()
    for match in _ANYWHERE.finditer(data):
        for part in (match[1] or match[2]).split(b","):
            found.add(part.strip().partition(b".")[0].partition(b" ")[0].decode("utf-8", "replace"))
    return found


_ANYWHERE = re.compile(
    rb"import[ \t\\]+(?:\r?\n[ \t]*)?([A-Za-z_](?:[^\n#;\\]|\\\r?\n)*)|from[ \t\\]+(?:\r?\n[ \t]*)?([A-Za-z_]\w*)"
)
