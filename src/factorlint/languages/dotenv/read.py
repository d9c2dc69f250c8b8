"""The dotenv format as its readers agree on it (python-dotenv, dotenv for Node, docker compose).

`KEY=value`, `export KEY=value`, `KEY: value`; single, double and back quotes, which may span lines; ` #` begins a
comment behind an unquoted value; `${X}` and `${X:-default}` are resolved from the lines above.
"""

import re
from collections.abc import Iterator

from ...facts.config import ConfigFile, EnvSupply
from ...knowledge import environments
from ...knowledge.literals import MAX_VALUE, traits
from ...model.fact import UNKNOWN, Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text, utf8

MAX_ENTRIES = 300

_EXAMPLE = frozenset(
    "example examples sample samples template templates tmpl tpl dist default defaults schema".split()
)
_CODE = (".ts", ".js", ".mjs", ".cjs", ".py", ".rb", ".php", ".md", ".sh", ".rs", ".go", ".json", ".yml", ".yaml",
         ".html", ".css", ".tsx", ".vault", ".gpg", ".enc", ".age", ".map")  # fmt: skip
_ENTRY = re.compile(
    r"""^[ \t]*+(?P<comment>\#[ \t]*+)?(?:export[ \t]++)?(?P<name>[A-Za-z_][\w.-]*+)[ \t]*+
        (?:(?:=|:(?=[ \t]))[ \t]*+(?P<value>
            '(?P<single>[^']*+)'(?=[ \t]*+(?:\#[^\n]*+)?$)
          | "(?P<double>(?:[^"\\]|\\.)*+)"(?=[ \t]*+(?:\#[^\n]*+)?$)
          | `(?P<back>[^`]*+)`(?=[ \t]*+(?:\#[^\n]*+)?$)
          | (?P<plain>(?:(?!(?<=[ \t])\#)[^ \t\n]++(?:[ \t]++(?![\#\n]|\Z))?)*+))
        | (?=$))""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_USE = re.compile(r"(?<!\\)\$(?:\{([A-Za-z_]\w*)(?::?-([^}]{0,300}))?\}|([A-Za-z_]\w*))")
_TEMPLATE = re.compile(r"\{\{|<%|\$\(|\{%")
_ESCAPES = {r"\n": "\n", r"\t": "\t", r"\"": '"', r"\\": "\\", r"\$": "$"}


def facts(path: str, data: bytes) -> Iterator[Fact]:
    """All facts of one file; `path` tells examples and environments apart."""
    name = path.rpartition("/")[2].lower()
    if name.endswith(_CODE):
        return
    example = bool(_EXAMPLE & set(re.split(r"[._-]", name)))
    entries: list[tuple[str, str]] = []
    for supply in _supplies(scan_text(data).replace("\r", " "), example):
        yield supply
        entries.append((supply.name, supply.value or ""))
    found = None if example else environments.of(path)
    if found and entries:
        yield ConfigFile(environment=found[0], family=found[1], entries=tuple(entries[:MAX_ENTRIES]))


def _supplies(text: str, example: bool) -> Iterator[EnvSupply]:
    known: dict[str, str] = {}
    for match in _ENTRY.finditer(text):
        name = match["name"]
        if match["comment"] is not None:
            # A commented entry of an example file documents a variable all the same.
            if example and match["value"] is not None and name.isupper():
                yield _fact(name, None, Span(match.start("name"), match.end()), example)
            continue
        value = _value(match, known)
        if isinstance(value, str):
            known[name] = value
        yield _fact(name, value or None if isinstance(value, str) else value, Span(*_extent(match)), example)


def _extent(match: re.Match[str]) -> tuple[int, int]:
    return match.start("name"), match.end("value") if match["value"] is not None else match.end("name")


def _value(match: re.Match[str], known: dict[str, str]) -> str | None | object:
    if match["value"] is None:
        return None
    if match["single"] is not None:
        return utf8(match["single"])
    quoted = match["double"] if match["double"] is not None else match["back"]
    text = utf8(quoted if quoted is not None else match["plain"])
    if _TEMPLATE.search(text):
        return UNKNOWN
    pieces: list[str] = []
    at = 0
    for use in _USE.finditer(text):
        found = known.get(use[1] or use[3], use[2])
        if found is None:
            return UNKNOWN
        pieces += (text[at : use.start()], found)
        at = use.end()
    text = "".join(pieces) + text[at:]
    return re.sub(r'\\[nt"\\$]', lambda m: _ESCAPES[m[0]], text) if match["double"] is not None else text


def _fact(name: str, value: object, span: Span, example: bool) -> EnvSupply:
    literal = value if isinstance(value, str) else None
    return EnvSupply(
        span=span,
        name=name,
        value=literal[:MAX_VALUE] if literal is not None else (None if value is None else UNKNOWN),
        by="dotenv-example" if example else "dotenv",
        stage="example" if example else "run",
        **traits(name, literal or ""),
    )
