"""Files that commands start: from words on a command line, through COPY and WORKDIR, to files of the repository."""

from collections.abc import Iterator
from posixpath import join as absolute
from posixpath import normpath

from ...facts import BuildStage, Copy
from ..ground.dockerfiles import Dockerfile
from ..ground.paths import Tree, base, folder, join

_BUILT = ("dist/", "build/", "out/", "lib/", "output/", ".output/", "target/")
_SOURCES = (".ts", ".tsx", ".mts", ".js", ".mjs")
_DEFAULTS = {
    "fastapi": ("main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"),
    "flask": ("wsgi.py", "app.py"),
    "django": ("manage.py",),
}
"""Files that a framework's command looks for when none is named (its own documentation's order)."""


class Finder:
    """Finds files as a process of one image, or of one folder, sees them."""

    def __init__(
        self, tree: Tree, root: str, one: Dockerfile | None = None, stage: BuildStage | None = None
    ) -> None:
        """Look below `root`; with an image, through what its stage copies, first."""
        self.tree = tree
        self.root = root
        self.one = one
        self.stage = stage
        workdir = stage.workdir if stage else None
        self.workdir = workdir if isinstance(workdir, str) and workdir.startswith("/") else "/"

    def file(self, word: str) -> str:
        """The file of the repository that a path on a command line means, empty when there is none."""
        if not word or word.startswith("-") or "://" in word:
            return ""
        found = self._in_image(word) if self.one and self.stage else ""
        if found:
            return found
        relative = word.lstrip("/")
        if word.startswith("/") and word.startswith(self.workdir.rstrip("/") + "/"):
            relative = word[len(self.workdir.rstrip("/")) + 1 :]
        for candidate in self._spellings(relative):
            for above in self._folders():
                path = join(above, candidate)
                if path is not None and path in self.tree.files:
                    return path
        return ""

    def module(self, name: str) -> str:
        """The file of a dotted module (`app.main:app`), empty when it is not in the repository."""
        dotted = name.partition(":")[0].strip()
        if not dotted or not dotted.replace(".", "").replace("_", "").isalnum():
            return ""
        path = dotted.replace(".", "/")
        for candidate in (f"{path}.py", f"{path}/__init__.py", f"{path}/__main__.py"):
            found = self.file(candidate)
            if found:
                return found
        return ""

    def default(self, framework: str) -> str:
        """The file that a framework's command takes when none is named."""
        return next((found for name in _DEFAULTS.get(framework, ()) if (found := self.file(name))), "")

    def _folders(self) -> Iterator[str]:
        yield self.root
        yield f"{self.root}/src".lstrip("/")
        if self.one:
            yield self.one.context
            yield folder(self.one.path)

    def _spellings(self, path: str) -> Iterator[str]:
        """The path, and the sources that a compiled file may come from."""
        yield path
        stem, dot, suffix = path.rpartition(".")
        if suffix not in ("js", "mjs", "cjs"):
            if not dot or "/" in suffix:
                yield from (f"{path}{ending}" for ending in (".js", ".ts", "/index.js", "/index.ts"))
            return
        stems = [stem] + [stem[len(built) :] for built in _BUILT if stem.startswith(built)]
        for each in stems:
            for ending in _SOURCES:
                yield each + ending
                yield f"src/{each}{ending}"

    def _in_image(self, word: str) -> str:
        assert self.one is not None and self.stage is not None
        path = normpath(absolute(self.workdir, word))
        for candidate in self._spellings(path.lstrip("/")):
            found = self._copied("/" + candidate, self.one.lineage(self.stage), 4)
            if found:
                return found
        return ""

    def _copied(self, path: str, stages: tuple[str, ...], depth: int) -> str:
        assert self.one is not None
        for name in stages:
            for copy in reversed(self.one.copies.get(name, [])):
                for source in copy.sources:
                    found = self._from(copy, source, path, depth)
                    if found:
                        return found
        return ""

    def _from(self, copy: Copy, source: str, path: str, depth: int) -> str:
        """The file of the repository that `path` in the image is, if this source of this COPY brought it."""
        assert self.one is not None
        destination = normpath(copy.destination or "/")
        inner = (
            path[len(destination.rstrip("/")) + 1 :] if path.startswith(destination.rstrip("/") + "/") else ""
        )
        if not inner and path != destination:
            return ""
        if copy.from_stage:
            return self._from_stage(copy, source, inner, depth)
        origin = join(self.one.context, source.lstrip("/"))
        if origin is None:
            return ""
        if origin in self.tree.folders:
            for candidate in self._spellings(inner) if inner else ():
                found = join(origin, candidate)
                if found is not None and found in self.tree.files:
                    return found
            return ""
        if origin in self.tree.files and (path == destination or inner == base(origin)):
            return origin
        return ""

    def _from_stage(self, copy: Copy, source: str, inner: str, depth: int) -> str:
        assert self.one is not None
        stage = next(
            (each for each in self.one.stages if copy.from_stage in (each.name, str(each.index))), None
        )
        if stage is None or depth == 0:
            return ""
        there = normpath(absolute("/", source))
        lineage = self.one.lineage(stage)
        whole = self._copied(normpath(absolute(there, inner)), lineage, depth - 1) if inner else ""
        return whole or self._copied(there, lineage, depth - 1)
