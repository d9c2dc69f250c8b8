"""setup.cfg and setup.py, without running either.

setup.py is read as text: literal arguments of `setup(...)` and literal lists bound to a name that an argument
uses. Anything computed makes the project `dynamic`.
"""

import re
from collections.abc import Iterator

from ...facts.dependency import Declared, Project, RuntimeVersion
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text, utf8
from ...syntax.tree.ini import Entry, entries
from . import roots
from .groups import of_group
from .requirement import declared

_STRING = re.compile(r"""(?<![\w"'])[rRuU]?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')""")
_CALL = re.compile(r"(?<!def )\bsetup\s*\(")
_IMPORT = re.compile(r"\b(?:setuptools|distutils|skbuild|numpy\.distutils)\b")
_ARGUMENT = re.compile(
    r"""(?:^|[,(\s])(name|version|install_requires|tests_require|setup_requires|python_requires|extras_require
    |py_modules|packages|entry_points)\s*=(?!=)\s*""",
    re.VERBOSE,
)
_LISTS = {"install_requires": "main", "tests_require": "dev", "setup_requires": "build"}
_CONSOLE = re.compile(r"\s*([\w.-]+)\s*=\s*([\w.]+(?::[\w.]+)?)")


def script(data: bytes) -> Iterator[Fact]:
    """The facts of a setup.py; none when it calls no `setup`."""
    text = _blank_comments(scan_text(data))
    call = _CALL.search(text)
    if call is None or not _IMPORT.search(text):
        return
    arguments = _arguments(text, call.end())
    found: list[Declared] = []
    dynamic = "**" in text[call.end() : _close(text, call.end())] or (
        "install_requires" not in arguments and "requirements" in text
    )
    for argument, group in _LISTS.items():
        if argument in arguments:
            piece = _list_at(text, arguments[argument])
            dynamic |= piece is None and argument == "install_requires"
            found += _requirements(text, piece, group) if piece else ()
    if "extras_require" in arguments and text[arguments["extras_require"]] == "{":
        found += _extras(text, arguments["extras_require"])
    name = _literal(text, arguments.get("name"))
    yield Project(
        span=Span(call.start(), call.end() - 1),
        ecosystem="python",
        manifest="setup",
        name=name,
        publishes=bool(name),
        entry_points=tuple(_console(text, arguments.get("entry_points"))),
        packages=tuple(
            _strings_of(text, arguments.get("packages")) + _strings_of(text, arguments.get("py_modules"))
        ),
        dynamic=dynamic,
    )
    yield from found
    yield from roots.of_setup_py(text, (call.end(), _close(text, call.end())), _close)
    python = _literal(text, arguments.get("python_requires"))
    if python:
        at = arguments["python_requires"]
        yield _runtime(python, Span(at, at + len(python) + 2))


def _blank_comments(text: str) -> str:
    return re.sub(r"(?m)(^|\s)#[^\n]*", lambda match: match[1] + " " * (len(match[0]) - len(match[1])), text)


def _arguments(text: str, start: int) -> dict[str, int]:
    end = _close(text, start)
    found: dict[str, int] = {}
    for match in _ARGUMENT.finditer(text, start, end):
        found.setdefault(match[1], match.end())
    return found


def _close(text: str, start: int) -> int:
    """The end of the bracket whose inside begins at `start`; the end of the text when it is never closed."""
    depth, at = 1, start
    while at < len(text) and depth:
        char = text[at]
        if char in "\"'":
            string = _STRING.match(text, at)
            at = string.end() if string else at + 1
            continue
        depth += (char in "([{") - (char in ")]}")
        at += 1
    return at


def _list_at(text: str, at: int) -> tuple[int, int] | None:
    """Where the literal list at `at`, or the one its name is bound to, begins and ends; None if computed."""
    if at < len(text) and text[at] in "[(":
        end = _close(text, at + 1)
        return (at, end) if _is_plain(text[at:end], text[end : end + 20]) else None
    name = re.compile(r"([A-Za-z_]\w*)\s*[,)]").match(text, at)
    bound = list(re.finditer(rf"(?m)^{name[1]}\s*(?::[^=\n]*)?=\s*(?=[\[(])", text)) if name else []
    if len(bound) != 1 or (name and re.search(rf"\b{name[1]}\s*(?:\+=|\.(?:append|extend|insert)\b)", text)):
        return None
    return _list_at(text, bound[0].end())


def _is_plain(piece: str, after: str) -> bool:
    """Whether nothing but strings stands in the list and nothing is added behind it."""
    rest = _STRING.sub("", piece)
    return not re.search(r"[A-Za-z_*+%{]", rest) and not re.match(r"\s*(?:\+|if\b|\.)", after)


def _requirements(text: str, piece: tuple[int, int], group: str) -> Iterator[Declared]:
    for match in _STRING.finditer(text, *piece):
        fact = declared(_text(match), Span(*match.span()), group=group, manifest="setup")
        if fact is not None:
            yield fact


def _extras(text: str, at: int) -> Iterator[Declared]:
    for match in re.compile(r"""["']([\w.-]+)["']\s*:\s*(?=\[)""").finditer(text, at, _close(text, at + 1)):
        group = of_group(match[1])
        end = _close(text, match.end() + 1)
        yield from _requirements(text, (match.end(), end), "dev" if group == "dev" else "optional")


def _literal(text: str, at: int | None) -> str:
    match = _STRING.match(text, at) if at is not None else None
    return _text(match) if match else ""


def _strings_of(text: str, at: int | None) -> list[str]:
    if at is None or at >= len(text) or text[at] != "[":
        return []
    names = [_text(match) for match in _STRING.finditer(text, at, _close(text, at + 1))]
    return list(dict.fromkeys(name.partition(".")[0] for name in names))


def _console(text: str, at: int | None) -> Iterator[tuple[str, str]]:
    if at is None:
        return
    for match in _STRING.finditer(text, at, _close(text, at + 1) if text[at : at + 1] in "{" else at):
        for line in _text(match).splitlines():
            entry = _CONSOLE.match(line)
            if entry:
                yield entry[1], entry[2]


def _text(match: re.Match[str]) -> str:
    return utf8(match[1] if match[1] is not None else match[2])


def config(data: bytes) -> Iterator[Fact]:
    """The facts of a setup.cfg; none when it only configures tools."""
    found = {(entry.section, entry.key): entry for entry in entries(data)}
    yield from roots.of_setup_cfg(found)
    name = found.get(("metadata", "name"))
    requires = found.get(("options", "install_requires"))
    if name is None and requires is None:
        return
    scripts = found.get(("options.entry_points", "console_scripts"))
    lines = scripts.value.splitlines() if scripts else []
    yield Project(
        span=(name or requires).span,  # type: ignore[union-attr]  # one of them is there
        ecosystem="python",
        manifest="setup",
        name=name.value if name else "",
        publishes=name is not None,
        entry_points=tuple((m[1], m[2]) for m in map(_CONSOLE.match, lines) if m),
        dynamic=bool(requires and requires.value.startswith("file:")),
    )
    for (section, key), entry in found.items():
        group = _LISTS.get(key, "") if section == "options" else ""
        if section == "options.extras_require":
            group = "dev" if of_group(key) == "dev" else "optional"
        if group:
            yield from _lines(entry, group)
    python = found.get(("options", "python_requires"))
    if python and python.value:
        yield _runtime(python.value, python.value_span)


def _lines(entry: Entry, group: str) -> Iterator[Declared]:
    for text, span in entry.lines():
        fact = declared(text, span, group=group, manifest="setup")
        if fact is not None:
            yield fact


def _runtime(version: str, span: Span) -> RuntimeVersion:
    exact = bool(re.match(r"\s*(?:==|~=)\s*3\.\d+(?:\.[\d*]+)?\s*\Z", version))
    return RuntimeVersion(span=span, language="python", version=version, by="requires-python", exact=exact)
