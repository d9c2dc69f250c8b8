"""Which language reads which file. Languages are found by folder; no list anywhere names them."""

import fnmatch
import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping
from functools import cache

from .. import languages
from ..model.language import Language, language_of

SNIFFED = 1 << 16
"""How many of the first bytes a language's `sniff` literals are looked for in."""


@cache
def built_in() -> dict[str, Language]:
    """Every folder of `factorlint.languages`, imported; the modules are cheap by contract."""
    found = {}
    for info in pkgutil.iter_modules(languages.__path__):
        if info.ispkg:
            module = importlib.import_module(f"{languages.__name__}.{info.name}")
            try:
                found[info.name] = language_of(module)
            except TypeError as error:
                raise TypeError(f"{module.__name__}: {error}") from None
    return found


class _Plugged:
    """Languages of plug-ins that the configuration at hand names."""

    languages: Mapping[str, Language] = {}


def plug_in(found: Mapping[str, Language]) -> None:
    """Use these languages beside the built-in ones, and no others."""
    _Plugged.languages = found


def all_languages() -> Mapping[str, Language]:
    """Every language that reads files, by name."""
    return {**built_in(), **_Plugged.languages} if _Plugged.languages else built_in()


class Claims:
    """Matches paths against every language's names, once a scan and folder-free where it can."""

    def __init__(self) -> None:
        """Sort the patterns of all languages into exact names, extensions and the rest."""
        self._exact: dict[str, list[tuple[int, str]]] = {}
        self._suffix: dict[str, list[tuple[int, str]]] = {}
        self._rest: list[tuple[str, bool, int, str]] = []
        self._endings: set[str] = set()
        """Extensions that a pattern of `_rest` insists on; other names need only ask the open-ended ones."""
        self._open: list[tuple[str, bool]] = []
        for name, language in all_languages().items():
            for pattern in language.names:
                self._add(name, pattern, language.weak)
        self._open_name = _any_of(pattern for pattern, whole in self._open if not whole)
        self._open_path = _any_of(pattern for pattern, whole in self._open if whole)

    def _add(self, language: str, pattern: str, weak: bool) -> None:
        weight = -1 if weak else sum(character not in "*?[]" for character in pattern)
        claim = (weight, language)
        if not set(pattern) & set("*?[/"):
            self._exact.setdefault(pattern, []).append(claim)
        elif pattern.startswith("*.") and not set(pattern[2:]) & set("*?[/."):
            self._suffix.setdefault(pattern[1:], []).append(claim)
        else:
            whole = "/" in pattern
            self._rest.append((pattern, whole, weight, language))
            ending = re.search(r"\.[^.*?\[\]/]*$", pattern)
            if ending:
                self._endings.add(ending[0])
            else:
                self._open.append((pattern, whole))

    def of(self, path: str) -> tuple[str, ...]:
        """The languages whose names claim `path`, the most literal claim first."""
        path = path.lower()
        name = path.rpartition("/")[2]
        found = list(self._exact.get(name, ()))
        dot = name.rfind(".")
        ending = name[dot:] if dot >= 0 else ""
        found += self._suffix.get(ending, ())
        if ending in self._endings or self._open_name.match(name) or self._open_path.match(path):
            for pattern, whole, weight, language in self._rest:
                if _pattern(pattern).match(path if whole else name):
                    found.append((weight, language))
        if len(found) > 1:
            found.sort(key=lambda claim: (-claim[0], claim[1]))
        return tuple(dict.fromkeys(language for _, language in found))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compiled when the first name has the ending that it needs."""
    return re.compile(fnmatch.translate(pattern))


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that fits what any of `patterns` fits: most paths fit none, and are asked once."""
    return re.compile("|".join(f"(?:{fnmatch.translate(pattern)})" for pattern in patterns) or r"(?!)")


def choose(candidates: tuple[str, ...], data: bytes) -> str:
    """The first candidate that `data` is one of, by its size and its head; empty for none."""
    head = data[:SNIFFED]
    for name in candidates:
        language = all_languages()[name]
        if language.max_size is not None and len(data) > language.max_size:
            continue
        if all(literal in head for literal in language.sniff) and (
            language.claims is None or language.claims(head)
        ):
            return name
    return ""
