"""Files that a path in an import means: endings left out, `.js` that means `.ts`, folders, built files' sources."""

from collections.abc import Iterator, Mapping, Sequence

from ...model.source import Document
from ..ground.paths import folder, join

_ENDINGS = (
    *(".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".d.ts"),
    *(".json", ".vue", ".svelte", ".astro", ".d.mts", ".d.cts", ".node"),
)
_MEANT = {
    ".js": (".ts", ".tsx", ".jsx", ".d.ts"),
    ".jsx": (".tsx",),
    ".mjs": (".mts", ".d.mts", ".ts"),
    ".cjs": (".cts", ".d.cts", ".ts"),
}
"""What a compiler makes a file with this ending of."""
_PLATFORMS = (".web", ".native", ".ios", ".android", ".browser", ".node")
"""What bundlers put before the ending of a file for one platform."""
_COMPILED = (".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts", ".cts")
_BUILT = frozenset(
    "dist build lib out output .output target es esm cjs umd module commonjs types typings".split()
)
"""Folders that builds write, and the folders for one format in them."""
_SOURCES = ("src", "", "source", "lib", "app")


class ScriptFiles:
    """Finds scripts, and whatever else they import, among the documents."""

    def __init__(self, documents: Mapping[str, Document], folders: set[str]) -> None:
        """Look among `documents`; `outputs` and `mains` may be filled afterwards."""
        self._files = documents
        self._folders = folders
        self.mains: dict[str, Sequence[str]] = {}
        """What importing a folder leads to, by the folder: `main` and its like of its package.json."""
        self.outputs: dict[str, list[tuple[str, str]]] = {}
        """Folders that compilers write and the folders of the sources, by the folder of the configuration."""

    def find(self, base: str, deep: bool = True) -> str:
        """Return the document that the path `base` means in an import; empty when there is none."""
        files = self._files
        if base in files:
            return base
        if (plain := f"{base}.ts") in files:
            return plain
        if base not in self._folders:
            stem, dot, ending = base.rpartition(".")
            for other in _MEANT.get(f".{ending}", ()) if dot else ():
                if (path := stem + other) in files:
                    return path
        for ending in _ENDINGS:
            if (path := base + ending) in files:
                return path
        if base in self._folders:
            return self._of_folder(base, deep)
        for platform in _PLATFORMS:
            for ending in (".ts", ".tsx", ".js", ".jsx"):
                if (path := f"{base}{platform}{ending}") in files:
                    return path
        return ""

    def source(self, at: str, target: str) -> str:
        """Return the document that `target`, a path of the package in the folder `at`, is or is built from."""
        path = join(at, target.lstrip("/"))
        if path is None:
            return ""
        found = self.find(path)
        if found:
            return found
        for candidate in self._origins(at, path):
            found = self.find(candidate, deep=False)
            if found:
                return found
        return ""

    def folders(self, project: str, path: str) -> Iterator[str]:
        """Yield the folder at `path`, or those of the sources from which a build makes it."""
        if path in self._folders:
            yield path
            return
        yield from (origin for origin in self._origins(project, path) if origin in self._folders)

    def _of_folder(self, at: str, deep: bool) -> str:
        for main in self.mains.get(at, ()) if deep else ():
            path = join(at, main.lstrip("/"))
            found = self.source(at, main) if path and path != at else ""
            if found:
                return found
        index = f"{at}/index" if at else "index"
        return next((path for ending in _ENDINGS if (path := index + ending) in self._files), "")

    def _origins(self, at: str, path: str) -> Iterator[str]:
        """What a built file may have been made of, without endings."""
        stem = _stem(path)
        for above in dict.fromkeys((at, folder(at), "")):
            for output, source in self.outputs.get(above, ()):
                if stem.startswith(output + "/"):
                    yield f"{source}/{stem[len(output) + 1 :]}".lstrip("/")
        inner = stem[len(at) + 1 :] if at else stem
        parts = inner.split("/")
        while parts and parts[0] in _BUILT:
            parts = parts[1:]
            rest = "/".join(parts or ["index"])
            for source in _SOURCES:
                yield "/".join(part for part in (at, source, rest) if part)
                if at and parts[:1] != ["index"]:
                    yield "/".join(part for part in (source, rest) if part)


def _stem(path: str) -> str:
    """A path without what compilers and packers put at its end."""
    for ending in _COMPILED:
        if path.endswith(ending):
            path = path[: -len(ending)]
            break
    for mark in (".min", ".esm", ".cjs", ".umd", ".es", ".bundle", ".development", ".production"):
        path = path.removesuffix(mark)
    return path
