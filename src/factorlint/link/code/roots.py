"""Where running begins, other than by processes: tests, developers' tools, builds, pages, programs and libraries."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from ...facts import Command, FrameworkFile, Listen, PackageEntry, Process, Project, Route, WorkerCode
from ...facts.graph import Running
from ...knowledge.ecosystems import by_packages, code_suffixes, of_file, pattern, rows
from ...model.store import FactStore
from ..ground.members import Members
from ..ground.paths import Tree, base, folder, inside, join
from ..running.built import Products
from ..running.entry_files import Finder
from .shipped import shipped_modules

_DEVELOPERS = (
    "dockerfile-run",
    "npm-script",
    "makefile",
    "github-actions",
    "gitlab-ci",
    "ci",
    "pre-commit",
)
_STARTS = ("start", "start:prod", "start:production", "serve", "serve:prod", "production", "prod")


_JUDGED = ("production", "migration", "tooling")
_SERVED = ("server", "both")
_PLACED: dict[str, tuple[Running, ...]] = {
    "server": ("web",),
    "both": ("web", "browser"),
    "browser": ("browser",),
    "worker": ("worker",),
    "release": ("release",),
    "admin": ("admin",),
    "build": ("build",),
}
"""What a framework's place says of a file, in the words of `RunFile`."""
_RUNNING: dict[Running, tuple[str, ...]] = {"web": ("web", "unknown"), "worker": ("worker",)}
"""The purposes of processes that run such files, too."""


class Root(msgspec.Struct, frozen=True, gc=False):
    """Files that something runs."""

    what: Running
    by: str
    files: tuple[str, ...]
    process: Process | None = None
    developers: bool = False
    """Whether only developers or CI start it, as far as this says."""


class Roots:
    """Gathers the roots of a repository."""

    def __init__(self, store: FactStore) -> None:
        """Index projects, built files and commands."""
        self.store = store
        self.tree = Tree.of(store.documents)
        self.members = Members(store, self.tree)
        self.products = Products(store)
        self.by_component: dict[str, list[Process]] = defaultdict(list)
        for process in store.all(Process):
            self.by_component[process.component].append(process)
        self.placed = [
            fact for fact in store.all(FrameworkFile) if fact.role in _JUDGED and not self._is_test(fact.path)
        ]
        self.serving = {fact.component for kind in (Listen, Route, WorkerCode) for fact in store.all(kind)}
        self.scripts: dict[tuple[str, str], list[Command]] = defaultdict(list)
        for command in store.all(Command):
            if command.by == "npm-script":
                self.scripts[command.path, command.owner].append(command)
        self.commands: list[Command] = [each for each in store.all(Command) if each.by in _DEVELOPERS]
        self.projects = [
            project
            for project in store.all(Project)
            if project.role in ("production", "migration", "tooling")
        ]

    def called(self) -> dict[str, tuple[str, ...]]:
        """Return the files that scripts of the shell run, by the script."""
        found: dict[str, list[str]] = defaultdict(list)
        for command in self.store.all(Command):
            if command.by == "script":
                found[command.path] += self._files(command)
        return {path: tuple(dict.fromkeys(files)) for path, files in found.items() if files}

    def _is_test(self, path: str) -> bool:
        return pattern("tests").match(base(path).lower()) is not None

    def all(self) -> Iterator[Root]:
        """Yield every root, what counts most first."""
        yield from self._processes()
        yield from self._started()
        yield from self._places()
        yield from self._programs()
        yield from self._bundles()
        yield from self._libraries()
        yield from self._commands()
        yield from self._tests()

    def _processes(self) -> Iterator[Root]:
        for process in self.store.all(Process):
            files = tuple(self._of_process(process))
            by = f"{process.name} ({process.chain[0].path if process.chain else process.path})"
            if process.development:
                yield Root("tooling", by, files)
                continue
            what: Running = "process" if process.purpose == "unknown" else process.purpose
            yield Root(what, by, files, process)
            if process.also:
                yield Root("release", f"before {by}", process.also, process)

    def _of_process(self, process: Process) -> Iterator[str]:
        if process.entry_file:
            yield process.entry_file
            row = of_file(process.entry_file)
            if row is not None and row.builds_programs and not row.modules:
                yield from self._of_project(folder(process.entry_file), "")
        yield from (command.path for command in process.chain if command.by == "script")
        yield from process.config_files
        if process.framework and process.subcommand:
            yield from self._subcommand(process)
        if process.project is not None:
            yield from self._of_project(process.project, process.framework)

    def _subcommand(self, process: Process) -> Iterator[str]:
        """`manage.py sendalerts` runs `management/commands/sendalerts.py` of one of the apps."""
        for row in rows().values():
            for place in row.framework_commands.get(process.framework, ()):
                end = "/" + place.format(process.subcommand)
                yield from (path for path in self.tree.files if path.endswith(end))

    def _of_project(self, at: str, framework: str) -> Iterator[str]:
        """What a framework's server finds by its place, or the sources of a program that is built as a whole."""
        if placed := [fact.path for fact in self.placed if fact.project == at and fact.process in _SERVED]:
            yield from placed
        elif not framework:
            built = {suffix for row in rows().values() if row.builds_programs for suffix in row.suffixes}
            for path in self.tree.files:
                if inside(path, at) and path.rpartition(".")[2] in built and self.tree.is_source(path):
                    yield path

    def _places(self) -> Iterator[Root]:
        """What frameworks run because of its place: with the processes of the component, or by themselves."""
        groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        for fact in self.placed:
            groups[fact.framework, fact.process, fact.project, fact.component].append(fact.path)
        for (framework, process, project, component), paths in groups.items():
            by = f"{framework} ({project or '.'})"
            for what in _PLACED[process]:
                running = [
                    each
                    for each in self.by_component.get(component, ())
                    if each.purpose in _RUNNING.get(what, ()) and not each.development
                ]
                for each in running or (None,):
                    yield Root(what, by, tuple(paths), each)

    def _started(self) -> Iterator[Root]:
        """`npm start` of an application that no other process runs: what platforms run unasked."""
        for project in self.projects:
            if project.manifest != "package.json" or project.role != "production" or self._is_run(project):
                continue
            for name, _ in project.scripts:
                if name in _STARTS:
                    files = tuple(self._of_script(project.path, name))
                    if files:
                        yield Root("process", f"npm run {name} ({project.path})", files)

    def _is_run(self, project: Project) -> bool:
        if project.publishes and project.component not in self.serving:
            return True
        return any(not process.development for process in self.by_component.get(project.component, ()))

    def _of_script(self, path: str, name: str) -> Iterator[str]:
        for command in self.scripts.get((path, name), ()):
            yield from self._files(command)

    def _files(self, command: Command) -> Iterator[str]:
        """The files of the repository that one command of developers names."""
        at = folder(command.path) if command.by in ("npm-script", "dockerfile-run") else ""
        finder = Finder(self.tree, self.members, self.products, at).at(command)
        entry = "" if command.entry.startswith("npm:") else command.entry
        if entry and (found := finder.file(entry) or finder.package(entry)):
            yield found
        for word in command.argv:
            if (
                word
                and word != entry
                and not word.startswith("-")
                and _is_file(word)
                and (found := finder.file(word))
            ):
                yield found
        yield from self._sources(command, finder)

    def _sources(self, command: Command, finder: Finder) -> Iterator[str]:
        for built in command.builds:
            if found := finder.file(built.source):
                yield found

    def _commands(self) -> Iterator[Root]:
        for command in self.commands:
            what: Running = "tooling"
            if command.stage == "build" or "bundle" in command.does:
                what = "build"
            elif command.by == "npm-script" and command.stage in ("run", "release"):
                what = "script"
            files = tuple(self._files(command))
            developers = what != "script" and command.by != "dockerfile-run"
            if files:
                by = f"{command.owner or command.text} ({command.path})"
                yield Root(what, by, files, developers=developers)

    def _programs(self) -> Iterator[Root]:
        """Console scripts and `bin`: programs that people run."""
        for project in self.projects:
            finder = Finder(self.tree, self.members, self.products, folder(project.path))
            for name, target in project.entry_points:
                found = finder.target(target)
                if found:
                    yield Root("tool", f"{name} ({project.path})", (found,))
        run = {process.entry_file for process in self.store.all(Process) if not process.development}
        for path, document in self.tree.files.items():
            row = of_file(path)
            if row is None or row.modules != "folder" or path in run or document.role != "production":
                continue
            if row.builds_programs and base(path) in row.entries:
                yield Root("tool", f"{base(folder(path)) or base(path)} ({path})", (path,))

    def _bundles(self) -> Iterator[Root]:
        """What a bundler takes for a page when nothing else is said, in each project whose scripts run it."""
        for command in self.commands:
            if command.by != "npm-script" or not ({"bundle", "dev-server"} & set(command.does)):
                continue
            at = folder(command.path)
            names = [name for row in rows().values() for name in row.page_entries.get(command.framework, ())]
            files = [
                path
                for name in names
                for path in self.tree.beside(folder(join(at, name) or ""))
                if path.rpartition(".")[0] == join(at, name) and of_file(path) is not None
            ]
            if files:
                yield Root("browser", f"{command.framework} ({command.path})", tuple(files))

    def _libraries(self) -> Iterator[Root]:
        """What others import who install a published package."""
        publishing = {folder(project.path): project for project in self.projects if project.publishes}
        for entry in self.store.all(PackageEntry):
            at = folder(entry.path)
            if at in publishing and entry.by != "bin":
                finder = Finder(self.tree, self.members, self.products, at)
                files = tuple(
                    found for target in entry.targets if "*" not in target and (found := finder.file(target))
                )
                if files:
                    yield Root("library", f"{publishing[at].name} ({entry.path})", files)
        for at, project in publishing.items():
            row = by_packages().get(project.ecosystem)
            if row is not None and row.modules == "dotted":
                files = tuple(shipped_modules(self.tree, at, project))
                if files:
                    yield Root("library", f"{project.name} ({project.path})", files)

    def _tests(self) -> Iterator[Root]:
        files = tuple(
            path
            for path, document in self.tree.files.items()
            if document.role == "test" and of_file(path) is not None
        )
        if files:
            yield Root("test", "tests", files)


def _is_file(word: str) -> bool:
    """Whether a word names a file of code or a script, and no folder."""
    return word.rpartition(".")[2].lower() in code_suffixes() or word.endswith(".sh")
