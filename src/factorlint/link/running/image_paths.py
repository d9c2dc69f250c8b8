"""Where files of an image come from: through COPY, from stage to stage, to the folder that is sent to the build."""

from collections.abc import Iterator
from posixpath import join as absolute
from posixpath import normpath

from ...facts import BuildStage, Copy
from ..ground.dockerfiles import Dockerfile
from ..ground.paths import Tree, base, folder, join

DEPTH = 6
"""How many stages a file may be handed on through."""


class ImagePaths:
    """The file system of an image, as far as its Dockerfile shows it."""

    def __init__(self, tree: Tree, one: Dockerfile) -> None:
        """Follow the copies of `one` to files and folders of `tree`."""
        self.tree = tree
        self.one = one

    def folder(self, path: str, stages: tuple[str, ...], depth: int) -> str | None:
        """The folder of the repository that a folder of the image is, None where that is not known."""
        copies = [copy for name in stages for copy in self.one.copies.get(name, ())] if depth else []
        for copy in copies:
            for origin, stage in self.origins(copy, path):
                found = self.folder(origin, self.one.lineage(stage), depth - 1) if stage else origin
                if found is not None and found in self.tree.folders:
                    return found
        around = (self._around(copy, path) for copy in copies)
        return next((found for found in around if found is not None), None)

    def nearest(self, path: str, stages: tuple[str, ...]) -> str | None:
        """The folder of the repository that a folder of the image is, or one above it."""
        while path.strip("/"):
            found = self.folder(path, stages, DEPTH)
            if found is not None:
                return found
            path = folder(path)
        return self.folder("/", stages, DEPTH)

    def origins(self, copy: Copy, path: str) -> Iterator[tuple[str, BuildStage | None]]:
        """Where `path` in the image comes from if this COPY brought it: a path of the repository, or of a stage."""
        destination = normpath(copy.destination or "/")
        prefix = destination.rstrip("/") + "/"
        if path != destination and not path.startswith(prefix):
            return
        inner = path[len(prefix) :] if path != destination else ""
        for source in copy.sources:
            if copy.from_stage:
                stage = self.one.by_name(copy.from_stage)
                there = normpath(absolute("/", source))
                if "*" in base(there):
                    there = absolute(folder(there), base(path))
                if stage is not None:
                    if inner and base(there) != inner:
                        yield normpath(absolute(there, inner)), stage
                    else:
                        yield there, stage
                continue
            origin = join(self.one.context, source.lstrip("/"))
            if origin is None:
                continue
            if origin in self.tree.folders:
                yield join(origin, inner) or origin, None
            elif inner == base(origin) or (
                path == destination and len(copy.sources) == 1 and _ending(path) == _ending(origin)
            ):
                yield origin, None

    def _around(self, copy: Copy, path: str) -> str | None:
        """`COPY apps/web apps/web` below `/app` tells that `/app` is the context, and `COPY main.py .` does, too."""
        destination = normpath(copy.destination or "/")
        for source in copy.sources if not copy.from_stage else ():
            origin = join(self.one.context, source.lstrip("/"))
            if origin is not None and origin in self.tree.files and destination == path:
                return folder(origin)
            prefix = path.rstrip("/") + "/"
            if origin and destination.startswith(prefix):
                inner = destination[len(prefix) :]
                if origin == inner or origin.endswith("/" + inner):
                    return origin[: -len(inner)].rstrip("/")
        return None


def _ending(path: str) -> str:
    _, dot, ending = base(path).rpartition(".")
    return ending if dot else ""
