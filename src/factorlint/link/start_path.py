"""The start path: from what an image or a manifest says to the command that finally runs."""

from collections import defaultdict

import msgspec

from ..facts import Command, Project
from ..model.store import FactStore
from .entry_files import Finder
from .places import base, folder, upwards

SERVING = frozenset({"serve", "dev-server", "worker", "scheduler"})
_RUNNERS = frozenset({"npm-run-all", "run-s", "run-p", "npm-run-all2", "concurrently"})
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_DEPTH = 8


class StartPath(msgspec.Struct):
    """What happens between a container's start and its final command."""

    chain: list[Command] = []
    before: list[Command] = []

    @property
    def final(self) -> Command | None:
        """The command that runs in the end."""
        return self.chain[-1] if self.chain else None


class Book:
    """Commands as a start path asks for them."""

    def __init__(self, store: FactStore) -> None:
        """Index every command of the repository."""
        self.owned: dict[tuple[str, str, str], list[Command]] = defaultdict(list)
        self.scripts: dict[str, list[Command]] = defaultdict(list)
        for command in store.all(Command):
            if command.stage == "healthcheck":
                continue
            self.owned[command.path, command.by, command.owner].append(command)
            if command.by == "script":
                self.scripts[command.path].append(command)
        self.projects: dict[str, list[Project]] = defaultdict(list)
        for project in store.all(Project):
            self.projects[folder(project.path)].append(project)

    def of(self, path: str, by: str, owner: str) -> list[Command]:
        """Commands of one owner in one document, in order."""
        return self.owned.get((path, by, owner), [])

    def npm(self, script: str, root: str) -> list[Command]:
        """The commands of a package.json's script, from `root` upwards."""
        for at in upwards(root):
            found = self.of(f"{at}/package.json".lstrip("/"), "npm-script", script)
            if found:
                return found
        return []

    def console_script(self, name: str, root: str) -> str:
        """The target (`pkg.mod:func`) of a console script that a project of `root` declares."""
        for project in self.projects.get(root, ()):
            for entry, target in project.entry_points:
                if entry == name:
                    return target
        return ""


def follow(book: Book, entry: list[Command], command: list[Command], finder: Finder) -> StartPath:
    """Follow `entry` (ENTRYPOINT) and then, where it hands over, `command` (CMD)."""
    path = StartPath()
    if entry:
        _walk(book, entry, command, finder, path, 0)
        return path
    _walk(book, command, [], finder, path, 0)
    return path


def _walk(
    book: Book, commands: list[Command], rest: list[Command], finder: Finder, path: StartPath, depth: int
) -> None:
    if not commands or depth > _DEPTH:
        return
    final = _tail(commands)
    path.before += [each for each in commands if each is not final and each.span.start <= final.span.start]
    if _hands_over(final):
        if rest:
            _walk(book, rest, [], finder, path, depth + 1)
        else:
            path.chain.append(final)
        return
    path.chain.append(final)
    if "init" in final.does and not final.entry and not SERVING.intersection(final.does) and rest:
        _walk(book, rest, [], finder, path, depth + 1)
        return
    following = _npm(book, final, finder, path) or _script(book, final, finder)
    if following:
        _walk(book, following, rest, finder, path, depth + 1)
    elif rest and not final.does and final.form == "exec":
        joined = _joined(final, rest)
        if joined is not None:
            path.chain.append(joined)


def _hands_over(command: Command) -> bool:
    """`exec "$@"` at the end of an entrypoint script: CMD goes on."""
    return '"$@"' in command.text and command.text.removeprefix("exec").strip().startswith('"$@"')


def _tail(commands: list[Command]) -> Command:
    """The command that the others lead to: one that serves, else the last foreground one."""
    ending = [each for each in commands if (each.last or each.execs) and not each.background]
    ending = ending or [each for each in commands if not each.background] or commands
    for each in reversed(ending):
        if SERVING.intersection(each.does):
            return each
    for each in reversed(ending):
        if _hands_over(each):
            return each
    return ending[-1]


def _script(book: Book, command: Command, finder: Finder) -> list[Command]:
    words = [word for word in command.argv if word is not None]
    candidates = [command.entry, *words[:1]]
    if words and base(words[0]) in _SHELLS:
        candidates += [word for word in words[1:2] if not word.startswith("-")]
    for word in candidates:
        if word and not word.startswith("npm:"):
            found = finder.file(word)
            if found in book.scripts:
                return book.scripts[found]
    return []


def _npm(book: Book, command: Command, finder: Finder, path: StartPath) -> list[Command]:
    names = [command.entry[4:]] if command.entry.startswith("npm:") else []
    words = [word for word in command.argv if word is not None]
    if words and base(words[0]) in _RUNNERS:
        names = [word.removeprefix("npm:") for word in words[1:] if not word.startswith("-")]
    found: list[Command] = []
    for name in names:
        path.before += book.npm(f"pre{name}", finder.root)
        found += book.npm(name, finder.root)
    return found


def _joined(entry: Command, rest: list[Command]) -> Command | None:
    """`ENTRYPOINT ["gunicorn"]` with `CMD ["app:app"]` is one command line."""
    argv = (*entry.argv, *rest[0].argv)
    from ..syntax.programs import facts_of_command

    facts = facts_of_command(
        argv,
        text=f"{entry.text} {rest[0].text}"[:300],
        span=entry.span,
        form="exec",
        by=entry.by,
        stage=entry.stage,
        owner=entry.owner,
    )
    for fact in facts:
        if isinstance(fact, Command) and fact.does:
            return msgspec.structs.replace(fact, path=entry.path, role=entry.role, component=entry.component)
    return None
