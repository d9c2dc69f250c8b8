"""Files that commands start: from words on a command line, through COPY, WORKDIR and builds, to files of the repository."""

from collections.abc import Iterator
from posixpath import join as absolute
from posixpath import normpath

from ...facts import BuildStage, Command
from ...knowledge.ecosystems import described_by, framework_outputs, of_file, pattern, rows
from ..ground.dockerfiles import Dockerfile
from ..ground.members import Members
from ..ground.paths import Tree, base, folder, inside, join, upwards
from .built import Product, Products
from .image_paths import DEPTH, ImagePaths
from .spellings import spellings, unbuilt

_SEARCHED = (
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    "/go/bin",
    "/usr/local/cargo/bin",
    "/usr/local/sbin",
    "/sbin",
    ".",
)
"""Folders in which an image looks for a program without a path."""


class Finder:
    """Finds files as a process of one image, or of one folder, sees them."""

    def __init__(
        self,
        tree: Tree,
        members: Members,
        products: Products,
        root: str,
        one: Dockerfile | None = None,
        stage: BuildStage | None = None,
        workdir: str = "",
    ) -> None:
        """Look below `root`; with an image, through what its stage copies and builds, first."""
        self.tree = tree
        self.members = members
        self.products = products
        self.root = root
        self.one = one
        self.stage = stage
        given = workdir or (stage.workdir if stage else None)
        self.workdir = given if isinstance(given, str) and given.startswith("/") else "/"
        self.project: str | None = None
        """The folder of what the last program found was built from, where no single file is known."""
        self.framework = ""
        """The framework that built it."""
        self.likely: tuple[str, ...] = ()
        """Folders in which the process may start."""
        self.image = ImagePaths(tree, one) if one is not None else None
        self.home = root
        if self.image is not None and one is not None and stage is not None:
            found = self.image.folder(self.workdir, one.lineage(stage), DEPTH)
            self.home = root if found is None else found
            """The folder of the repository in which the process starts."""

    def at(self, command: Command) -> "Finder":
        """Return the finder for what `command` runs, in the folder or the workspace member that its flags name."""
        finder = self
        if command.member:
            found = self.members.folder(command.member, self.home)
            if found is not None:
                inner = found[len(self.home) :].strip("/") if inside(found, self.home) else ""
                finder = finder._moved(normpath(absolute(self.workdir, inner)), found)
        if command.folder:
            workdir = normpath(absolute(finder.workdir, command.folder))
            root = join(finder.home, command.folder) if not command.folder.startswith("/") else None
            known = root is not None and root in self.tree.folders
            finder = finder._moved(workdir, root if known and root is not None else finder.root)
            finder.likely = tuple(self._installed(command.folder))
        return finder

    def _installed(self, path: str) -> Iterator[str]:
        """The folders that an absolute path of a machine may be: the repository is laid down somewhere on it."""
        parts = path.strip("/").split("/") if path.startswith("/") and self.one is None else []
        for number in range(len(parts)):
            found = "/".join(parts[number:])
            if found in self.tree.folders:
                yield found

    def _moved(self, workdir: str, root: str) -> "Finder":
        return Finder(self.tree, self.members, self.products, root, self.one, self.stage, workdir)

    def file(self, word: str) -> str:
        """Return the file of the repository that a path on a command line means, empty when there is none."""
        if not word or word.startswith("-") or "://" in word or self._of_framework(word, self.home):
            return ""
        path = self._in_image(word) if self.one and self.stage else ""
        return path or self._in_tree(word)

    def program(self, word: str) -> str:
        """Return the source of a program that a command line begins with, empty when it is not of this repository."""
        if not word or word.startswith("-"):
            return ""
        if not (self.one and self.stage):
            return self._in_tree(word) if "/" in word else ""
        paths = [word] if "/" in word else [f"{at}/{word}" for at in _SEARCHED]
        for path in paths:
            whole = normpath(absolute(self.workdir, path))
            found = self._made(whole, self.one.lineage(self.stage), DEPTH, folders=False)
            if found or self.project is not None:
                return found
        return self._by_convention([normpath(absolute(self.workdir, path)) for path in paths])

    def _by_convention(self, paths: list[str]) -> str:
        """The program that a stage builds by means not seen here: `cmd/<name>`, else the one of the stage's folder."""
        assert self.one and self.image and self.stage
        for path in paths:
            for name in self.one.lineage(self.stage):
                for copy in self.one.copies.get(name, []):
                    for origin, stage in self.image.origins(copy, path):
                        at: str | None = folder(origin)
                        if stage is not None:
                            at = self.image.nearest(folder(origin), self.one.lineage(stage))
                        if at is None or self.tree.exists(origin):
                            continue
                        if found := self._named(at, base(path)):
                            return found
                        if stage is not None and any(
                            self.tree.is_code(path) for path in self.tree.beside(at)
                        ):
                            self.project = at
        return ""

    def _named(self, at: str, name: str) -> str:
        built = {suffix for row in rows().values() if row.builds_programs for suffix in row.suffixes}
        for above in upwards(at):
            for inner in (f"cmd/{name}", name, "cmd"):
                inside_it = join(above, inner)
                if inside_it is not None and inside_it in self.tree.folders:
                    found = self._main(inside_it)
                    if found.rpartition(".")[2] in built:
                        return found
            found = self._main(above)
            if found:
                return found if found.rpartition(".")[2] in built else ""
        return ""

    def _in_tree(self, word: str) -> str:
        relative = word.lstrip("/")
        if word.startswith("/") and word.startswith(self.workdir.rstrip("/") + "/"):
            relative = word[len(self.workdir.rstrip("/")) + 1 :]
        joined = (join(above, relative) for above in dict.fromkeys(self._folders()))
        paths = [path for path in joined if path is not None]
        for path in paths:
            if found := self._spelt(path):
                return found
        return next((path for path in paths if path in self.tree.files), "")

    def module(self, name: str, framework: str = "") -> str:
        """Return the file of a dotted module (`app.main:app`), empty when it is not in the repository."""
        dotted = name.partition(":")[0].strip()
        if not dotted or not dotted.replace(".", "").replace("_", "").isalnum():
            return ""
        path = dotted.replace(".", "/")
        row = next(row for row in rows().values() if row.modules == "dotted")
        inner = row.framework_modules.get(framework, ())
        for candidate in (*(f"{path}/{name}" for name in inner), f"{path}.py", f"{path}/__init__.py"):
            found = self.file(candidate)
            if found:
                return found
        return ""

    def target(self, text: str) -> str:
        """Return the file of a console script's target: `shop.cli:main`, `./bin/shop.js`."""
        return self.module(text) or self.file(text)

    def within(self, at: str) -> "Finder":
        """Return the finder for code that is installed from the project at `at`."""
        return Finder(self.tree, self.members, self.products, at)

    def package(self, name: str) -> str:
        """Return the file that `python -m` runs for a module or package."""
        return self.file(name.replace(".", "/") + "/__main__.py") or self.module(name)

    def default(self, framework: str) -> str:
        """Return the file that a framework's command takes when none is named."""
        names = (name for row in rows().values() for name in row.framework_entries.get(framework, ()))
        return next((found for name in names if (found := self.file(name))), "")

    def _folders(self) -> Iterator[str]:
        yield from self.likely
        yield self.home
        yield self.root
        yield f"{self.home}/src".lstrip("/")
        yield f"{self.root}/src".lstrip("/")
        if self.one:
            yield self.one.context
            yield folder(self.one.path)
        else:
            yield from upwards(self.home)

    def _spelt(self, path: str, folders: bool = True) -> str:
        """Return the source that a path in the repository means, or the file that a start of a folder runs."""
        found = self._source(path)
        if found and described_by(base(found)):
            # A compiler is given a project by its manifest: what runs is the project's program.
            main, self.project = self._main(folder(found)), folder(found)
            return main
        return found or (self._main(path) if folders and path in self.tree.folders else "")

    def _source(self, path: str) -> str:
        """Return the file at a path, what it is built from as a command or a setting says, or one so named."""
        if self.tree.is_source(path):
            return path
        made = (source for product in self.products.in_tree for source in product.sources_of(path))
        for named in (*made, path):
            for candidate in spellings(named):
                if self.tree.is_source(candidate):
                    return candidate
        return ""

    def _main(self, at: str) -> str:
        """Return the file that a start of a folder runs: its package's `main`, else its language's usual one."""
        for name in (*self.members.mains(at), *(entry for row in rows().values() for entry in row.entries)):
            if (path := join(at, name)) and (found := self._source(path)):
                return found
        return next((path for path in self.tree.beside(at) if _is_package_file(path)), "")

    # --- images

    def _in_image(self, word: str) -> str:
        assert self.one and self.image and self.stage
        path = normpath(absolute(self.workdir, word))
        return self._made("/" + path.lstrip("/"), self.one.lineage(self.stage), DEPTH)

    def _made(self, path: str, stages: tuple[str, ...], depth: int, folders: bool = True) -> str:
        """The source of the file or program at `path` in the image: built in one of the stages, or copied."""
        assert self.one and self.image
        for name in stages if depth else ():
            for product in reversed(self.products.of_stage.get((self.one.path, name), ())):
                found = self._of_product(product, path, stages, depth)
                if found:
                    return found
        for name in stages if depth else ():
            for copy in reversed(self.one.copies.get(name, [])):
                for origin, stage in self.image.origins(copy, path):
                    if stage:
                        if self._of_framework(origin, "", self.one.lineage(stage)):
                            return ""
                        found = self._made(origin, self.one.lineage(stage), depth - 1, folders)
                    else:
                        found = self._spelt(origin, folders)
                    if found:
                        return found
        for plain in unbuilt(path) if depth > 1 else ():
            if found := self._made(plain, stages, 1, folders=False):
                return found
        return ""

    def _of_product(self, product: Product, path: str, stages: tuple[str, ...], depth: int) -> str:
        for source in product.sources_of(path):
            found = ""
            if source.startswith("/") and source != path:
                found = self._made(source, stages, depth - 1) or self._entry_of(source, stages)
            elif (at := self.members.folder(source.strip("/"), self.home)) is not None:
                found = self._main(at)
            if found:
                return found
        return ""

    def _of_framework(self, path: str, near: str, stages: tuple[str, ...] = ()) -> bool:
        """Whether a path is what a framework builds of a whole project; notes which and where."""
        for framework, output in framework_outputs().items():
            before, found, _ = path.partition(f"{output}/")
            if found and (not before or before.endswith("/")):
                at = join(near, before)
                if stages and self.image is not None:
                    at = self.image.folder(before.rstrip("/") or "/", stages, DEPTH)
                self.project, self.framework = at if at is not None else self.home, framework
                return True
        return False

    def _entry_of(self, path: str, stages: tuple[str, ...]) -> str:
        assert self.image is not None
        at = self.image.folder(path, stages, DEPTH)
        if at is None:
            at = self.image.folder(folder(path), stages, DEPTH)
        found = self._main(at) if at is not None else ""
        if not found and at is not None:
            self.project = at
        return found


def _is_package_file(path: str) -> bool:
    """Whether a file is of a language in which all files of a folder are one program."""
    row = of_file(path)
    return row is not None and row.modules == "folder" and not pattern("tests").match(base(path).lower())
