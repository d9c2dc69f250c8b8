"""Requirements and constraints files in pip's format: includes, hashes, editable and direct references, options.

Includes (`-r`, `-c`) are not followed here: a document is read alone. Every included file is read on its own.
"""

import re
from collections.abc import Iterator

from ...facts.dependency import Declared, Lock, Project
from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text, utf8
from .groups import of_file
from .requirement import declared, normalise

_LINE = re.compile(r"(?:[^\n\\]|\\\r?\n|\\)+")
_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
_OPTION = re.compile(r"\s*(-[a-zA-Z]|--[a-z-]+)(?:[ \t=]+|(?<=-[erc])(?=\S))?(\S+)?")
_PER_REQUIREMENT = re.compile(r"\s--[a-z-]+(?:[ =][^\s-]\S*)?")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_WHEEL = re.compile(r"(?:\A|/)([A-Za-z0-9_.]+?)-\d[^/]*\.(?:whl|tar\.gz|zip)(?:#.*)?\Z")
_DIRECT = re.compile(r"\s*(?:git\+|hg\+|svn\+|bzr\+|https?://|file:|\.{0,2}/|[\w.-]+/)")
_INTERPOLATED = re.compile(r"\{\{|\{%|\$\{")
MAX_TROUBLES = 3


def read(path: str, data: bytes) -> Iterator[Fact]:
    """All facts of a file; its name says the group."""
    group = of_file(path)
    found: list[Declared] = []
    includes: list[str] = []
    troubles = 0
    for line in _LINE.finditer(scan_text(data)):
        text = _COMMENT.sub("", line[0].replace("\\\r\n", "  \n").replace("\\\n", " \n"))
        text = _PER_REQUIREMENT.sub("", text).strip()
        if not text or _INTERPOLATED.search(text):
            continue
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        span = Span(start, start + len(text.split("\n")[0].rstrip()))
        fact = _fact(utf8(text), span, group, includes)
        if fact is not None:
            found.append(fact)
        elif not text.startswith("-") and troubles < MAX_TROUBLES:
            troubles += 1
            yield ParseTrouble(span=span, message="not a requirement; the line was left out")
    if group not in ("constraint", "dev"):
        yield Project(
            ecosystem="python",
            manifest="requirements",
            private=True,
            dynamic=bool(includes),
            includes=tuple(includes),
        )
    yield from found
    compiled = group != "constraint" and not includes and not path.endswith(".in")
    if found and compiled and all(fact.pin == "exact" for fact in found):
        tool = "uv" if b"uv pip compile" in data[:400] else "pip-tools"
        yield Lock(
            ecosystem="python",
            tool=tool,
            packages=tuple((fact.name, fact.constraint[2:].strip()) for fact in found[:5000]),
        )


def _fact(text: str, span: Span, group: str, includes: list[str]) -> Declared | None:
    option = _OPTION.match(text) if text.startswith("-") else None
    if option:
        if option[1] in ("-r", "--requirement") and option[2]:
            includes.append(option[2])
        if option[1] not in ("-e", "--editable") or not option[2]:
            return None
        text = option[2]
    if option or _DIRECT.match(text):
        reference = text.split(" ;")[0].strip()
        name = _EGG.search(reference) or _WHEEL.search(reference)
        return Declared(
            span=span,
            name=normalise(name[1]) if name else "",
            ecosystem="python",
            pin="direct",
            group=group,
            manifest="requirements",
            reference=reference,
        )
    return declared(text, span, group=group, manifest="requirements")
