"""How a path on a command line may be spelt in the repository: without its ending, or as the source of a built file."""

from collections.abc import Iterator
from functools import cache

from ...knowledge.ecosystems import Ecosystem, rows


def spellings(path: str) -> Iterator[str]:
    """Yield the path, and the sources that a compiled file may come from."""
    yield path
    stem, dot, suffix = path.rpartition(".")
    row = _compiled().get(suffix) if dot and "/" not in suffix else None
    if row is not None:
        yield from _sources(stem, row)
    elif not dot or "/" in suffix:
        for each in rows().values():
            if each.modules == "relative":
                yield from _sources(path, each)
                for name in each.folder_modules:
                    yield from _sources(f"{path}/{name}", each)


def unbuilt(path: str) -> Iterator[str]:
    """Yield a path without the output folder in it, as far as there is one."""
    for row in rows().values():
        if row.built_folders:
            yield from (each for each in list(_unbuilt(path, row.built_folders))[1:-1])


def _sources(stem: str, row: Ecosystem) -> Iterator[str]:
    for each in _unbuilt(stem, row.built_folders):
        for ending in row.suffixes:
            yield f"{each}.{ending}"


def _unbuilt(stem: str, outputs: tuple[str, ...]) -> Iterator[str]:
    """The path without the output folder in it, there and below `src`."""
    yield stem
    parts = stem.split("/")
    for i, part in enumerate(parts[:-1]):
        if part + "/" in outputs:
            before, after = parts[:i], parts[i + 1 :]
            yield "/".join([*before, *after])
            yield "/".join([*before, "src", *after])
            if len(after) > 1:
                yield "/".join([*before, *after[:-1], "src", after[-1]])
    yield "/".join(["src", *parts])


@cache
def _compiled() -> dict[str, Ecosystem]:
    """Rows by the endings of files that their compilers write."""
    return {suffix: row for row in rows().values() for suffix in row.built_suffixes}
