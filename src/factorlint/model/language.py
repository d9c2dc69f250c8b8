"""What reads a language or file format: the contract that a folder in `languages/`, or a plug-in, keeps."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from types import FunctionType, ModuleType
from typing import Any

import msgspec

from .fact import Fact
from .source import Source


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """One language or file format. A plain module keeps the contract when its names are those of the fields, constants
    in capitals: `NAMES`, `SNIFF`, `facts`. It stays cheap to import: parsers are imported in `facts`."""

    names: tuple[str, ...]
    """fnmatch patterns that claim a file: against the base name, or the whole path when they hold a `/`. They are
    compared with the lower-cased path. More literal characters win."""
    facts: Callable[[Source], Iterable[Fact]]
    """Reads one document. Must take any bytes, and yield `ParseTrouble` instead of raising."""
    sniff: tuple[bytes, ...] = ()
    """Literals that must all occur in the first 64 KiB, or the file is not of this language."""
    claims: Callable[[bytes], bool] | None = None
    """Looks closer at these first bytes, where literals do not decide."""
    weak: bool = False
    """Claims only what no other language claims: a reader to fall back on."""
    code: bool = False
    """A programming language: of tests, documentation, examples and generated sources only `cheap` is asked."""
    triggers: Callable[[], Iterable[bytes]] | None = None
    """Lower-cased literals: a file that holds none, and no shape, is not parsed. Without it every file is."""
    shapes: Callable[[], Iterable[bytes]] | None = None
    """Patterns of which a file may hold one instead of a trigger."""
    worth: Callable[[Source], bool] | None = None
    """Looks closer at a file that holds a trigger, before it is parsed."""
    cheap: Callable[[Source], Iterable[Fact]] | None = None
    """Facts to be had without a parser (imports), of every file that is not parsed."""
    max_size: int | None = None
    """Bytes up to which a file is one of this language; where it is more than `max-file-size`, so much is read."""


_CONSTANTS = {"NAMES": "names", "SNIFF": "sniff", "WEAK": "weak", "CODE": "code", "MAX_SIZE": "max_size"}
_FUNCTIONS = ("facts", "claims", "triggers", "shapes", "worth", "cheap")


def language_of(given: object) -> Language:
    """The language that a module describes; a `Language` is one. Raises `TypeError` for what keeps no contract."""
    if isinstance(given, Language):
        return given
    if not isinstance(given, ModuleType):
        raise TypeError(f"it is {type(given).__name__}, neither a module nor a Language")
    _check_names(given)
    fields = {field: getattr(given, name) for name, field in _CONSTANTS.items() if hasattr(given, name)}
    fields |= {name: getattr(given, name) for name in _FUNCTIONS if hasattr(given, name)}
    if not callable(fields.get("facts")) or not fields.get("names"):
        raise TypeError("it lacks NAMES or facts(source)")
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> Language:
    language = Language(**fields)
    texts, literals = language.names, language.sniff
    if not isinstance(texts, tuple) or not all(
        isinstance(name, str) and name == name.lower() for name in texts
    ):
        raise TypeError("NAMES must be a tuple of patterns in lower case")
    if not isinstance(literals, tuple) or not all(isinstance(each, bytes) for each in literals):
        raise TypeError("SNIFF must be a tuple of bytes")
    for name in _FUNCTIONS:
        if getattr(language, name) is not None and not callable(getattr(language, name)):
            raise TypeError(f"{name} must be a function")
    return language


def _check_names(module: ModuleType) -> None:
    """Refuse names that look like a slip of the pen: a function of the module's own that nobody would call."""
    known = (*_CONSTANTS, *_FUNCTIONS)
    for name, value in vars(module).items():
        own = isinstance(value, FunctionType) and value.__module__ == module.__name__
        if name.startswith("_") or name in known or not (own or name.isupper()):
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.75)
        if own or near:
            remedy = f"did you mean `{near[0]}`?" if near else "begin it with `_`"
            raise TypeError(f"`{name}` is no part of a language; {remedy}")
