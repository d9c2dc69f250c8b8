"""What is built from what: outputs of compilers and bundlers, in the stages of images and in the work tree."""

from collections import defaultdict
from collections.abc import Iterator
from posixpath import join as absolute
from posixpath import normpath

import msgspec

from ...facts import BuildStage, Command, CompilerConfig, Instruction
from ...model.store import FactStore
from ..ground.paths import base, folder, join

_IN_TREE = ("npm-script", "script", "makefile", "github-actions", "gitlab-ci")


class Product(msgspec.Struct, frozen=True, gc=False):
    """Something that a command makes: absolute paths in an image, paths from the root in the work tree."""

    source: str
    output: str
    into: bool
    """The output is a folder, written to under names that follow the sources'."""
    anything: bool
    """What is compiled is a whole folder, so that its product may have any name."""

    def sources_of(self, path: str) -> Iterator[str]:
        """Yield what the file or folder at `path` may have been made of, the likeliest first."""
        if path == self.output:
            yield self.source
            return
        prefix = self.output.rstrip("/") + "/" if self.output else ""
        if not path.startswith(prefix) or (not self.into and "." in base(self.output)):
            return
        inner = path[len(prefix) :]
        yield f"{self.source}/{inner}" if self.source else inner
        name = base(self.source)
        if self.anything or ("/" not in inner and name.partition(".")[0] == inner.partition(".")[0]):
            yield self.source


class Products:
    """Finds what built files come from."""

    def __init__(self, store: FactStore) -> None:
        """Index every command that builds something, by stage of an image or by place in the work tree."""
        self.of_stage: dict[tuple[str, str], list[Product]] = defaultdict(list)
        self.in_tree: list[Product] = []
        building = [command for command in store.all(Command) if command.builds]
        workdirs = _Workdirs(store, {command.path for command in building if command.by == "dockerfile-run"})
        for command in building:
            if command.by == "dockerfile-run":
                at = normpath(absolute(workdirs.at(command), command.folder))
                products = (_product(built.source, built.output, at) for built in command.builds)
                self.of_stage[command.path, command.owner] += products
            elif command.by in _IN_TREE:
                at = join(folder(command.path) if command.by == "npm-script" else "", command.folder) or ""
                self.in_tree += (_product(built.source, built.output, at) for built in command.builds)
        for config in store.all(CompilerConfig):
            for source in (config.source,) if config.source else ("src", "."):
                if config.output:
                    self.in_tree.append(_product(source, config.output + "/", folder(config.path)))


def _product(source: str, output: str, at: str) -> Product:
    every = source.endswith("/...")
    plain = source.removesuffix("/...")
    return Product(
        source=_path(at, plain),
        output=_path(at, output),
        into=output.endswith("/") or every,
        anything=plain.strip("./") == "",
    )


def _path(at: str, path: str) -> str:
    found = (
        normpath(absolute("/" + at.lstrip("/"), path)) if at.startswith("/") else normpath(absolute(at, path))
    )
    return "" if found == "." else found


class _Workdirs:
    """The folder in which each build step of an image runs: the last WORKDIR above it, and `cd` before it."""

    def __init__(self, store: FactStore, paths: set[str]) -> None:
        self.given: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        self.moves: dict[str, list[Command]] = defaultdict(list)
        self.inherited: dict[tuple[str, str], str] = {}
        for path in paths:
            stages = {stage.name: stage for stage in store.at(path, BuildStage)}
            for name, stage in stages.items():
                above = stages.get(stage.base_stage)
                if above is not None and isinstance(above.workdir, str):
                    self.inherited[path, name] = above.workdir
            for each in store.at(path, Instruction):
                if each.keyword == "WORKDIR" and each.words:
                    self.given[path, each.stage].append((each.span.start, each.words[0]))
                elif each.keyword == "RUN":
                    self.given[path, each.stage].append((each.span.start, ""))
            for command in store.at(path, Command):
                if command.argv[:1] == ("cd",) and len(command.argv) == 2 and command.argv[1]:
                    self.moves[path].append(command)

    def at(self, command: Command) -> str:
        """The absolute folder in the image in which `command` runs, as far as its own stage says."""
        here, start = self.inherited.get((command.path, command.owner), "/"), 0
        for position, words in self.given[command.path, command.owner]:
            if position > command.span.start:
                break
            start = position
            if words:
                here = normpath(absolute(here, words))
        for move in self.moves[command.path]:
            if start <= move.span.start < command.span.start and move.owner == command.owner and move.argv[1]:
                here = normpath(absolute(here, move.argv[1]))
        return here
