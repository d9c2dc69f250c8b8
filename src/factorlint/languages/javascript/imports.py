"""Imports of a file without a parser: a scan for `import`, `export ... from` and `require` outside comments."""

import re
from collections.abc import Iterator

from ...facts import Import
from ...model.text import Span

_NEEDLE = re.compile(rb"\b(?:from|import|require|resolve)\s*\(?\s*(?:/\*.*?\*/\s*)*[\"'`]", re.DOTALL)
_MOST = 400
"""Bytes that an import may still take behind its needle."""
_TOKEN = re.compile(
    rb"""
      (?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<found>(?<![\w$.])
        (?: import\s*(?P<type>type\s+(?!from\b))?(?:[\w$*{},\s]{1,4000}?\bfrom\b\s*)?["'](?P<m1>[^"'\n]{1,300})["']
          | export\s+(?P<type2>type\s+)?(?:\*(?:\s*as\s+[\w$]+)?|\{[\w$,\s]{0,4000}\})
            \s*from\s*["'](?P<m2>[^"'\n]{1,300})["']
          | (?P<call>require(?:\.resolve)?|import)\s*\(\s*(?:/\*.*?\*/\s*)*
            ["'`](?P<m3>(?:[^"'`\n$]|\$(?!\{)){1,300})["'`]\s*[,)]
          | import\s+[\w$]+\s*=\s*require\s*\(\s*["'](?P<m4>[^"'\n]{1,300})["']
        ))
    | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
    | (?P<open>\btry\s*\{)
    """,
    re.VERBOSE | re.DOTALL,
)
_INLINE_TYPES = re.compile(rb"\{\s*(?:type\s+[\w$]+(?:\s+as\s+[\w$]+)?\s*,?\s*)+\}")
_ESCAPES = re.compile(r"(?:\.\./){2,}")


def imports(data: bytes) -> Iterator[Import]:
    """Every import of a package, and relative ones that climb two folders or more."""
    end = max((match.end() for match in _NEEDLE.finditer(data)), default=-_MOST) + _MOST
    tries: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(data, 0, end) if end else ():
        kind = match.lastgroup
        if match["open"]:
            tries.append((match.end(), _block_end(data, match.end())))
            continue
        if not match["found"]:
            continue
        module, group = next((match[name], name) for name in ("m1", "m2", "m3", "m4") if match[name])
        assert kind is not None
        specifier = module.decode("utf-8", "replace")
        escapes = _ESCAPES.match(specifier) is not None
        if (specifier.startswith((".", "/", "#", "~", "@/")) and not escapes) or not specifier.strip():
            continue
        called = group == "m3"
        indented = data[data.rfind(b"\n", 0, match.start()) + 1 : match.start()][:1] in (b" ", b"\t")
        yield Import(
            span=Span(match.start(), match.end()),
            module=specifier,
            ecosystem="npm",
            typing_only=bool(match["type"] or match["type2"] or _INLINE_TYPES.search(match["found"])),
            optional=called and any(start <= match.start() < end for start, end in tries),
            lazy=called and indented,
            escapes=escapes,
        )


def _block_end(data: bytes, start: int) -> int:
    """Where the block that opened before `start` ends, by its braces; at most 4000 bytes are looked at."""
    depth = 1
    for match in re.compile(rb"[{}]").finditer(data, start, start + 4000):
        depth += 1 if match[0] == b"{" else -1
        if not depth:
            return match.end()
    return start + 4000
