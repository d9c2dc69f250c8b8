"""One version a file or a line; see pyenv, Heroku (`runtime.txt`), nvm, asdf and mise."""

import re
from collections.abc import Iterator

from ...facts.dependency import RuntimeVersion
from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text
from ...syntax.tree import toml as tomltree

_LANGUAGES = {"python": "python", "nodejs": "node", "node": "node"}
_LINE = re.compile(r"^[ \t]*([^\s#]+)(?:[ \t]+([^\s#]+))?", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def read(name: str, data: bytes) -> Iterator[Fact]:
    """The facts of a file with the lower-case base name `name`."""
    if name.endswith(".toml"):
        return _mise(data)
    if name == ".tool-versions":
        return _tool_versions(data)
    return _single(name, data)


def _single(name: str, data: bytes) -> Iterator[Fact]:
    """The first entry; pyenv's further lines are alternatives for other shims."""
    match = _LINE.search(scan_text(data))
    if match is None:
        return
    text = match[1]
    language = "node" if name in (".nvmrc", ".node-version") else "python"
    if name == "runtime.txt" and not text.startswith("python-"):
        return
    version = text.removeprefix("python-").removeprefix("cpython-").removeprefix("v")
    start = match.end(1) - len(version)
    yield _fact(language, version, Span(start, match.end(1)), name)


def _tool_versions(data: bytes) -> Iterator[Fact]:
    for match in _LINE.finditer(scan_text(data)):
        language = _LANGUAGES.get(match[1])
        if language and match[2]:
            yield _fact(language, match[2], Span(*match.span(2)), ".tool-versions")


def _mise(data: bytes) -> Iterator[Fact]:
    tree = tomltree.parse(data)
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    for name, _, node in tree.root.get("tools").pairs():
        if node.is_sequence and node.items:
            node = node.items[0]
        if node.is_mapping:
            node = node.get("version")
        if name in _LANGUAGES and node.string:
            yield _fact(_LANGUAGES[name], node.string, node.span, "mise")


def _fact(language: str, version: str, span: Span, by: str) -> RuntimeVersion:
    numbers = _NUMBER.match(version)
    parts = len(numbers[0].split(".")) if numbers else 0
    return RuntimeVersion(
        span=span,
        language=language,
        version=version,
        by=by,
        exact=parts >= (2 if language == "python" else 1),
    )
