"""Tools: which programs of the system an image surely lacks, told from its base and from all that its stages add.

Silent about an image as a whole where something of it cannot be seen: an unknown base, a script that a RUN
starts, a list of packages in a variable, whole folders of programs copied in.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase, translate
from functools import cache
from typing import TypeVar

from ...facts import BuildStage, ComponentImage, Copy, ImageTools, Instruction, SystemPackage
from ...knowledge import images, table
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import base, stand

F = TypeVar("F", Instruction, Copy, SystemPackage)

_WHOLE_TEXT = 1000
"""Characters up to which an instruction's text is kept; a longer one is not known to its end."""
_HIDES = re.compile(
    r"\.sh\b|<<|\|\s*(?:sudo\s+)?(?:/bin/)?(?:ba|da|z)?sh\b|\bxargs\b|\bdpkg\s+(?:-i|--install)"
    r"|\b(?:install|add)\b[^;&|]*\$|\b(?:conda|mamba|micromamba|brew|nix|nix-env|snap|ansible-playbook)\b"
)
_FOLDERS = frozenset({"", "usr", "bin", "sbin", "local", "opt", "rootfs", "root"})
_IN_TAGS = {"alpine": "alpine", "slim": "debian-slim", "curl": "debian-curl", "scm": "debian-scm"}
_OTHER_TAGS = ("windows", "nanoserver", "debug")
"""Variants that hold other programs than the flavour of their image's name."""
_WORD = re.compile(r"[A-Za-z0-9_.+-]+")


class _Stages:
    """All that the stages of all Dockerfiles are made of."""

    def __init__(self, store: FactStore) -> None:
        self.stages = {(stage.path, stage.name): stage for stage in store.all(BuildStage)}
        self.instructions = _by_stage(store, Instruction)
        self.copies = _by_stage(store, Copy)
        self.packages = _by_stage(store, SystemPackage)

    def known(self, path: str, stage: BuildStage, seen: set[str]) -> tuple[set[str], set[str]] | None:
        """The flavours a stage is made of and all words said in making it; None where something cannot be seen."""
        flavours: set[str] = set()
        words: set[str] = set()
        lineage = [name for name in (stage.name, *stage.ancestors) if (path, name) in self.stages]
        seen.update(lineage)
        raw = self.stages[path, lineage[-1]].base if lineage else None
        flavours.add(flavour_of(raw) if isinstance(raw, str) else "")
        for name in lineage:
            for one in self.instructions.get((path, name), ()):
                if _hides(one):
                    return None
                words.update(_WORD.findall(one.text))
            words.update(package.name for package in self.packages.get((path, name), ()))
            for copy in self.copies.get((path, name), ()):
                if not _brings_folders(copy):
                    continue
                other = self.stages.get((path, copy.from_stage))
                inner = self.known(path, other, seen) if other and other.name not in seen else None
                if inner is None:
                    return None
                flavours |= inner[0]
                words |= inner[1]
        return None if "" in flavours else (flavours, words)


def link(store: FactStore) -> Iterator[Fact]:
    """Yield an `ImageTools` for each image that is known through and through."""
    stages = _Stages(store)
    for image in store.all(ComponentImage):
        found = stages.known(image.dockerfile, image.stage, set())
        if found is None:
            continue
        names = (image.stage.name, *image.stage.ancestors)
        first = next(
            stages.stages[image.dockerfile, name]
            for name in reversed(names)
            if (image.dockerfile, name) in stages.stages
        )
        fact = ImageTools(
            span=image.span,
            scope=image.scope,
            dockerfile=image.dockerfile,
            stage=image.stage,
            base=str(first.base),
            absent=tuple(_absent(*found)),
        )
        yield stand(fact, image)


def flavour_of(raw: str) -> str:
    """The flavour of a base image as tools.toml has them, empty for an image that is not known."""
    parts = images.reference(raw)
    if not isinstance(parts.name, str) or (parts.tag is not None and not isinstance(parts.tag, str)):
        return ""
    name = parts.name.rpartition("/library/")[2]
    tag = (parts.tag or "").lower()
    if any(word in tag for word in _OTHER_TAGS):
        return ""
    for flavour, patterns in _table()["images"].items():
        if any(fnmatchcase(name, pattern) for pattern in patterns):
            return flavour
    plain = next((flavour for flavour, images in _table()["tagged"].items() if name in images), "")
    return next((flavour for word, flavour in _IN_TAGS.items() if plain and word in tag), plain)


def _absent(flavours: set[str], words: set[str]) -> Iterator[tuple[str, str]]:
    brought = {program for flavour in flavours for program in _table()["flavours"][flavour]}
    for program, package, names, pattern in _packages():
        if program in brought or program in words or not names.isdisjoint(words):
            continue
        if pattern is None or not any(pattern.match(word) for word in words):
            yield program, package


def _hides(one: Instruction) -> bool:
    if one.keyword == "ADD":
        return True
    return one.keyword == "RUN" and (len(one.text) >= _WHOLE_TEXT or _HIDES.search(one.text) is not None)


def _brings_folders(copy: Copy) -> bool:
    """Whether a copy may bring programs that it does not name."""
    if copy.from_stage:
        return any("*" in source or base(source.rstrip("/")) in _FOLDERS for source in copy.sources)
    return copy.destination.rstrip("/") in ("", "/usr", "/usr/local", "/usr/bin", "/usr/local/bin", "/bin")


def _by_stage(store: FactStore, kind: type[F]) -> dict[tuple[str, str], list[F]]:
    found: dict[tuple[str, str], list[F]] = defaultdict(list)
    for fact in store.all(kind):
        found[fact.path, fact.stage].append(fact)
    return found


@cache
def _packages() -> list[tuple[str, str, frozenset[str], re.Pattern[str] | None]]:
    """Programs, the package to name for each, and the packages that bring it: their names, and one pattern for the rest."""
    found: list[tuple[str, str, frozenset[str], re.Pattern[str] | None]] = []
    for program, packages in _table()["packages"].items():
        patterns = [translate(each) for each in packages if set(each) & set("*?[")]
        pattern = re.compile(rf"\A(?:{'|'.join(patterns)})") if patterns else None
        found.append((program, packages[0], frozenset(packages), pattern))
    return found


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return table("tools.toml")
