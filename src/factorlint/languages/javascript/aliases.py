"""What configuration files of bundlers and test runners say that imports stand for, as far as it is literal.

Vite, Rollup, webpack, Rspack, Babel, Nuxt, SvelteKit and Jest: `alias: { "@": path.resolve(__dirname, "src") }`,
`alias: [{ find: "@", replacement: "/src" }]`, `moduleNameMapper: { "^@/(.*)$": "<rootDir>/src/$1" }`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from posixpath import join

from ...facts import ModuleRoot, PathAlias
from ...knowledge.aliases import of_expression, of_mapper, of_replacement, prefix_alias
from ...model.fact import Fact
from ...model.source import Source
from ...model.text import Span

_FILES = re.compile(r"(?:config|conf|webpack|rollup|babel|vite|craco|overrides)[^/]*\.[cm]?[jt]s\Z")
_LONGEST = 200_000
_SETTING = re.compile(
    rb"\b(alias|moduleNameMapper|modules|modulePaths|moduleDirectories)[\"']?\s*+[:=]\s*+(?=[{\[])"
)
_ASSIGNED = re.compile(
    rb"\balias\s*+(?:\.([\w$]++)|\[\s*+[\"']([^\"'\n]{1,100}+)[\"']\s*+\])\s*+=(?![=>])\s*+"
)
_CONSTANT = re.compile(rb"\b(?:const|let|var)\s++([\w$]++)\s*+=\s*+(?=[\w$\"'.]++[\s(\"',;])")
_TOKEN = re.compile(
    rb"""//[^\n]*+ | /\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z) | \s++
    | (?P<string>"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+'|`[^`\\$]*+`)
    | (?P<regexp>/(?:[^/\\\[\n*]|\\.)(?:[^/\\\[\n]++|\\.|\[(?:[^\]\\\n]|\\.)*+\])*+/\w*+)
    | (?P<word>[\w$]++(?:\.[\w$]++)*+)
    | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_SETTINGS = 24
"""Settings of one file that are looked at."""
_LONG = 300
"""Bytes of an expression that are looked at."""
_MOST = 3000
"""Tokens of one setting."""
_OPEN, _CLOSE = (b"{", b"[", b"("), (b"}", b"]", b")")
_PLAIN = frozenset(
    b"path.resolve path.join resolve join path.posix.join __dirname import.meta.url import.meta.dirname new URL "
    b"fileURLToPath url.fileURLToPath url.URL process.cwd dirname path.dirname nodePath.resolve r".split()
)
"""What may stand around the parts of a path that the file's own folder or the project's begins."""

_Tokens = Sequence[re.Match[bytes]]


def aliases(source: Source) -> Iterator[Fact]:
    """Yield the aliases and module folders that a configuration file sets; nothing for other files."""
    data = source.data
    if not _FILES.search(source.path.lower().rpartition("/")[2]) or len(data) > _LONGEST:
        return
    constants: dict[bytes, str] | None = None
    by = source.path.lower().rpartition("/")[2].partition(".")[0]
    for setting in islice(_SETTING.finditer(data), _SETTINGS):
        if constants is None:
            constants = _constants(data)
        tokens = _group(data, setting.end())
        if setting[1] == b"moduleNameMapper":
            yield from _mapped(tokens)
        elif setting[1] == b"alias":
            yield from _aliases(tokens, constants, by)
        else:
            yield from _folders(tokens, constants, "jest" if setting[1] != b"modules" else by)

    for setting in islice(_ASSIGNED.finditer(data), _SETTINGS):
        target = _path(_expression(data, setting.end()), _constants(data))
        name = (setting[1] or setting[2]).decode("utf-8", "replace")
        for pattern, path in prefix_alias(name, target):
            yield PathAlias(span=Span(*setting.span()), pattern=pattern, targets=(path,), by=by)


def _aliases(tokens: _Tokens, constants: Mapping[bytes, str], by: str) -> Iterator[PathAlias]:
    for key, value in _alias_pairs(tokens):
        target = _path(value, constants)
        if not target:
            continue
        name = _text(key)
        if key["regexp"]:
            pattern = of_expression(key["regexp"].decode("utf-8", "replace").rpartition("/")[0][1:])
            pairs = [(pattern, of_replacement(_open_ended(target, pattern)))] if pattern else []
        else:
            pairs = list(prefix_alias(name, target))
        for pattern, path in pairs:
            yield PathAlias(span=Span(*key.span()), pattern=pattern, targets=(path,), by=by)


def _open_ended(target: str, pattern: str) -> str:
    """A regular expression without `$` replaces only what it fits: what follows in the import follows in the path."""
    return target if not pattern.endswith("*") or re.search(r"\$\d|\*", target) else f"{target}*"


def _alias_pairs(tokens: _Tokens) -> Iterator[tuple[re.Match[bytes], _Tokens]]:
    """Key and value of an object, or of each `{ find, replacement }` of a list."""
    if tokens and tokens[0][0] == b"{":
        yield from _entries(tokens)
        return
    for item in _parts(tokens):
        if item and item[0][0] == b"{":
            entries = {_text(key): value for key, value in _entries(item)}
            if entries.get("find") and entries.get("replacement"):
                yield entries["find"][0], entries["replacement"]


def _mapped(tokens: _Tokens) -> Iterator[PathAlias]:
    for key, value in _entries(tokens):
        pattern = of_mapper(_text(key))
        targets = tuple(of_replacement(_text(token)) for token in value if token["string"])
        if pattern and targets and not any(token["word"] for token in value):
            yield PathAlias(span=Span(*key.span()), pattern=pattern, targets=targets, by="jest")


def _folders(tokens: _Tokens, constants: Mapping[bytes, str], by: str) -> Iterator[ModuleRoot]:
    if not tokens or tokens[0][0] != b"[":
        return
    for item in _parts(tokens):
        folder = _path(item, constants)
        if folder and "node_modules" not in folder and not folder.startswith("@"):
            yield ModuleRoot(
                span=Span(item[0].start(), item[-1].end()),
                ecosystem="npm",
                folder=of_replacement(folder),
                by=by,
            )


def _constants(data: bytes) -> dict[bytes, str]:
    """The paths that are bound to a name: `const src = path.join(__dirname, "src")`."""
    found: dict[bytes, str] = {}
    for match in _CONSTANT.finditer(data):
        path = _path(_expression(data, match.end()), found)
        if path:
            found[match[1]] = path
    return found


def _expression(data: bytes, start: int) -> list[re.Match[bytes]]:
    """The tokens from `start` to the end of the statement or of the bracket around it; of a long one its beginning."""
    tokens: list[re.Match[bytes]] = []
    depth = 0
    for token in _TOKEN.finditer(data, start, start + _LONG):
        ends = token[0] in (b";", b",") or (token[0].isspace() and b"\n" in token[0])
        depth += (token[0] in _OPEN) - (token[0] in _CLOSE)
        if (ends and not depth) or depth < 0:
            break
        if token.lastgroup:
            tokens.append(token)
    return tokens


def _group(data: bytes, start: int) -> list[re.Match[bytes]]:
    """The tokens of the object or list that opens at `start`, its brackets included; empty when it has no end."""
    tokens: list[re.Match[bytes]] = []
    depth = 0
    for token in _TOKEN.finditer(data, start):
        if not token.lastgroup:
            continue
        tokens.append(token)
        depth += (token[0] in _OPEN) - (token[0] in _CLOSE)
        if not depth:
            return tokens
        if len(tokens) > _MOST:
            break
    return []


def _parts(tokens: _Tokens) -> Iterator[_Tokens]:
    """What stands between the commas of a bracket."""
    depth, start = 0, 1
    for index, token in enumerate(tokens):
        depth += (token[0] in _OPEN) - (token[0] in _CLOSE)
        if (token[0] == b"," and depth == 1) or not depth:
            if index > start:
                yield tokens[start:index]
            start = index + 1


def _entries(tokens: _Tokens) -> Iterator[tuple[re.Match[bytes], _Tokens]]:
    """Key and value of each plain entry of an object; `{ app }` is both."""
    for part in _parts(tokens):
        if len(part) == 1 and part[0]["word"]:
            yield part[0], part
        if len(part) > 2 and (part[0]["string"] or part[0]["word"]) and part[1][0] == b":":
            yield part[0], part[2:]


def _path(tokens: _Tokens, constants: Mapping[bytes, str]) -> str:
    """The path that an expression is, from its own folder or the project's; empty when it is no plain one."""
    parts: list[str] = []
    for token in tokens:
        if token["string"]:
            parts.append(_text(token))
        elif token["word"] in constants:
            parts.append(constants[token["word"]])
        elif (
            token["regexp"]
            or (token["word"] and token["word"] not in _PLAIN)
            or token[0] in (b"+", b"?", b"=")
        ):
            return ""
    if not parts or not parts[0]:
        return ""
    return join(parts[0], *(part.lstrip("/") for part in parts[1:]))


def _text(token: re.Match[bytes]) -> str:
    text = token[0].decode("utf-8", "replace")
    return text[1:-1].replace("\\\\", "\\") if token["string"] else text
