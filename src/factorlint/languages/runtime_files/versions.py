"""One version a file or a line; see pyenv, Heroku (`runtime.txt`), nvm, goenv, asdf and mise."""

import re
from collections.abc import Iterator
from functools import cache

from ...facts.dependency import RuntimeVersion
from ...facts.scan import ParseTrouble
from ...knowledge import ecosystems, releases
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text
from ...syntax.tree import toml as tomltree

_LINE = re.compile(r"^[ \t]*([^\s#]+)(?:[ \t]+([^\s#]+))?", re.MULTILINE)
_PREFIX = re.compile(r"c?python-|node-|go(?=\d)|v(?=\d)")
"""What version managers admit before the number."""


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
    runtime, beginning = ecosystems.version_files().get(name, ("", ""))
    if match is not None and runtime and match[1].startswith(beginning):
        yield _fact(runtime, match[1], match.end(1), name)


def _tool_versions(data: bytes) -> Iterator[Fact]:
    for match in _LINE.finditer(scan_text(data)):
        runtime = _runtimes().get(match[1])
        if runtime and match[2]:
            yield _fact(runtime, match[2], match.end(2), ".tool-versions")


def _mise(data: bytes) -> Iterator[Fact]:
    tree = tomltree.parse(data)
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    for name, _, node in tree.root.get("tools").pairs():
        if node.is_sequence and node.items:
            node = node.items[0]
        if node.is_mapping:
            node = node.get("version")
        runtime = _runtimes().get(name)
        if runtime and node.string:
            yield _made(runtime, node.string, node.span, "mise")


def _fact(runtime: str, text: str, end: int, by: str) -> RuntimeVersion:
    """The fact of a version that ends at `end`, without what may stand before the number."""
    found = _PREFIX.match(text)
    version = text[found.end() :] if found else text
    return _made(runtime, version, Span(end - len(version), end), by)


def _made(runtime: str, version: str, span: Span, by: str) -> RuntimeVersion:
    return RuntimeVersion(
        span=span, language=runtime, version=version, by=by, exact=releases.is_exact(runtime, version)
    )


@cache
def _runtimes() -> dict[str, str]:
    """Runtimes by the names that version managers for several languages give them."""
    return {name: row.runtime for row in ecosystems.rows().values() for name in row.version_names}
