"""The names of idioms: braces, the literals that tell of them, and look-up by a call's qualified name."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from itertools import product
from math import prod
from typing import Generic, TypeVar

from ...syntax.multimatch import Anchors

T = TypeVar("T")
"""What is filed under the names."""


class Late(Generic[T]):
    """What is made when it is first asked for: a file needs few of a language's idioms."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Keep the function that makes it."""
        self._make = make

    @cached_property
    def made(self) -> T:
        """What the function makes."""
        return self._make()


_BRACES = re.compile(r"\{([^{}]*)\}")
_MOST_NAMES = 1000
"""What one name with braces may stand for."""
_DULL = frozenset(
    "get post put patch delete head request run send call create connect open close read write config client add"
    " update execute start stop init app path name url host port main server session default resource".split()
)
"""Segments that too many files hold to make a trigger of them while the name has another."""


class Names(Generic[T]):
    """Idioms by name: a dictionary for exact names, and patterns by last segment."""

    def __init__(self, prefixes: bool = False) -> None:
        """`prefixes`: a name also fits everything below it (`google.cloud` and `google.cloud.storage`)."""
        self.prefixes = prefixes
        self.exact: dict[str, list[Late[T]]] = defaultdict(list)
        self.patterns: dict[str, list[tuple[Late[re.Pattern[str]], Late[T]]]] = defaultdict(list)
        self._memory: dict[str, tuple[T, ...]] = {}

    def add(self, name: str, idiom: Late[T]) -> None:
        """File an idiom under an expanded name."""
        if "*" in name:
            self.patterns[name.rsplit(".", 1)[-1]].append((Late(lambda: _pattern(name)), idiom))
        else:
            self.exact[name].append(idiom)

    @cached_property
    def segments(self) -> frozenset[str]:
        """The last segments of all names: a reader skips at once what ends otherwise."""
        return frozenset(name.rsplit(".", 1)[-1] for name in (*self.exact, *self.patterns))

    @cached_property
    def instances(self) -> frozenset[str]:
        """Constructions whose result is itself called: `environ.Env` of `environ.Env()`."""
        return frozenset(name.removesuffix("()") for name in self.exact if name.endswith("()"))

    @cached_property
    def instance_heads(self) -> Anchors:
        """How the names of these begin: one of them is in every text that makes one."""
        return Anchors(name.partition(".")[0].partition("(")[0].encode() for name in self.instances)

    @cached_property
    def constructions(self) -> dict[str, frozenset[str]]:
        """Constructions whose result has idioms of its own, and the last segments of these: `requests.Session`
        with `get`, `post` ..."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.exact:
            made, called, rest = name.partition("()")
            if called and rest:
                found[made].add(rest.rsplit(".", 1)[-1].removesuffix("()"))
        return {made: frozenset(endings) for made, endings in found.items()}

    def find(self, name: str) -> tuple[T, ...]:
        """The idioms for a qualified name; remembered, for names recur."""
        found = self._memory.get(name)
        if found is None:
            late = {id(idiom): idiom for idiom in self._search(name)}.values()
            found = self._memory[name] = tuple(idiom.made for idiom in late)
        return found

    def _search(self, name: str) -> Iterator[Late[T]]:
        yield from self.exact.get(name, ())
        if self.prefixes:
            head = name.rpartition(".")[0]
            while head:
                yield from self.exact.get(head, ())
                head = head.rpartition(".")[0]
        for last in (name.rsplit(".", 1)[-1], "*"):
            for pattern, idiom in self.patterns.get(last, ()):
                if pattern.made.fullmatch(name):
                    yield idiom


def _pattern(name: str) -> re.Pattern[str]:
    pattern = re.escape(name).replace(r"\*", ".*")
    return re.compile(r"(?:.*\.)?" + pattern[4:] if pattern.startswith(r".*\.") else pattern)


def expand(text: str) -> list[str]:
    """`a.{b,c}` as `a.b` and `a.c`."""
    parts = _BRACES.split(text)
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
    if prod(map(len, choices)) > _MOST_NAMES:
        raise ValueError(f"`{text[:60]}` stands for more than {_MOST_NAMES} names")
    return ["".join(choice).replace(" ", "") for choice in product(*choices)]


def package_of(name: str, common: Collection[str] = ()) -> str:
    """The package that a qualified name must have been imported from; empty for names that tell none."""
    first, dot, _ = name.partition(".")
    return (
        first if dot and first not in common and not first.startswith(("*", "?")) and "(" not in first else ""
    )


def imported_as(name: str) -> str:
    """The package that a name begins with, called itself or not (`express().listen`); empty for names without one."""
    first = name.partition(".")[0].removesuffix("()")
    return "" if first.startswith(("*", "?", "<")) or "(" in first else first


def trigger(name: str, common: Collection[str] = ()) -> bytes:
    """The lower-cased literal that every file using `name` must hold: its package, or its most telling segment."""
    segments = [re.sub(r"\(\)|\[\]", "", segment).lower() for segment in name.split(".")]
    first = segments[0]
    if len(segments) > 1 and first not in common and not first.startswith(("*", "?")):
        return first.encode()
    known = [segment for segment in segments if segment and "*" not in segment and segment != "?"]
    telling = [segment for segment in known if segment not in common and segment not in _DULL]
    return (max(telling, key=len) if telling else known[0] if known else name.strip("*.").lower()).encode()
