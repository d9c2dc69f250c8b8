"""The start path: from what an image or a manifest says to the command that finally runs."""

from collections import defaultdict
from fnmatch import fnmatchcase

import msgspec

from ...facts import Command, Project
from ...model.store import FactStore
from ..ground.paths import base, folder, upwards
from .entry_files import Finder

SERVING = frozenset({"serve", "dev-server", "worker", "scheduler"})
_RUNNERS = frozenset({"npm-run-all", "run-s", "run-p", "npm-run-all2", "concurrently"})
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_ARGUMENTS = frozenset({"$@", "${@}", "$*", "${*}"})
_CONFIGURED = ("uwsgi",)
_DEPTH = 8


class StartPath(msgspec.Struct):
    """What happens between a container's start and its final command."""

    finder: Finder
    """Finds files where the last command of the chain runs."""
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
        self.configured: dict[str, list[Command]] = defaultdict(list)
        """Commands of configuration files of servers."""
        for command in store.all(Command):
            if command.stage == "healthcheck":
                continue
            self.owned[command.path, command.by, command.owner].append(command)
            if command.by == "script":
                self.scripts[command.path].append(command)
            elif command.by in _CONFIGURED:
                self.configured[command.path].append(command)
        self.projects: dict[str, list[Project]] = defaultdict(list)
        for project in store.all(Project):
            self.projects[folder(project.path)].append(project)

    def of(self, path: str, by: str, owner: str) -> list[Command]:
        """Commands of one owner in one document, in order."""
        return self.owned.get((path, by, owner), [])

    def npm(self, script: str, root: str) -> list[Command]:
        """The commands of a script of the package.json at `root` or above it, the first that has it."""
        for at in upwards(root):
            found = self.of(f"{at}/package.json".lstrip("/"), "npm-script", script)
            if found:
                return found
        return []

    def console_script(self, name: str, *roots: str) -> tuple[str, str]:
        """The folder of the project, of `roots` or above, that declares a console script, and its target."""
        for root in roots:
            for at in upwards(root):
                for project in self.projects.get(at, ()):
                    for entry, target in project.entry_points:
                        if entry == name:
                            return at, target
        return "", ""


def follow(book: Book, entry: list[Command], command: list[Command], finder: Finder) -> StartPath:
    """Follow `entry` (ENTRYPOINT) and then, where it hands over, `command` (CMD)."""
    path = StartPath(finder)
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
    final = _tail(commands, bool(rest))
    at = next(i for i, each in enumerate(commands) if each is final)
    path.before += commands[:at] + [each for each in commands[at + 1 :] if each.span == final.span]
    path.chain.append(final)
    finder = path.finder = _moved(finder, commands[:at], final).at(final)
    if hands_over(final):
        _walk(book, rest, [], finder, path, depth + 1)
        return
    if "init" in final.does and not final.entry and not SERVING.intersection(final.does) and rest:
        _walk(book, rest, [], finder, path, depth + 1)
        return
    following = _npm(book, final, finder, path) or _binary(final) or _configured(book, final, finder)
    if not following:
        following, word = _script(book, final, finder)
        given = _arguments(final, word) if following else []
        rest = given or rest
        following = _reached(following, rest[0].argv[:1] if rest else ("",))
    if following:
        _walk(book, following, rest, finder, path, depth + 1)
    elif rest and final.form == "exec":
        joined = _joined(final, rest)
        if joined is not None:
            path.chain.append(joined)
            path.finder = finder.at(joined)


def _moved(finder: Finder, before: list[Command], final: Command) -> Finder:
    """The finder after the `cd` commands that the same text or script runs before `final`."""
    for each in before:
        beside = each.function == final.function and each.path == final.path and not each.conditional
        if beside and each.argv[:1] == ("cd",) and len(each.argv) == 2 and each.argv[1]:
            finder = finder.at(msgspec.structs.replace(each, folder=each.argv[1]))
    return finder


def hands_over(command: Command) -> bool:
    """`exec "$@"` at the end of an entrypoint script, perhaps as another user (`exec gosu app "$@"`): CMD goes on."""
    words = command.text.removeprefix("exec ").split()
    if not words or words[-1].strip('"') not in _ARGUMENTS:
        return False
    if len(words) == 1:
        return True
    from ...knowledge.programs.table import families

    family = families().get(base(words[0]))
    plain = sum(1 for word in words[1:-1] if not word.startswith("-"))
    return family is not None and any(
        program.wraps and plain <= program.skip for sub, program in family.commands if not sub
    )


def _reached(commands: list[Command], given: tuple[str | None, ...]) -> list[Command]:
    """What a script runs, in order, when it is started with the first argument `given`: functions are entered where
    they are called, and of a `case "$1" in` only the branch is taken that fits. Everything, where it is not known."""
    bodies: dict[str, list[Command]] = defaultdict(list)
    for each in commands:
        bodies[each.function].append(each)
    first = given[0]

    def run(name: str, depth: int) -> list[Command]:
        found: list[Command] = []
        body = bodies[name]
        if first is not None:
            fitting = {
                each.arm for each in body if each.arm and each.arm != ("*",) and _fits(first, each.arm)
            }
            body = [
                each
                for each in body
                if not each.arm or each.arm in fitting or (each.arm == ("*",) and not fitting)
            ]
        for each in body:
            called = each.argv[0] if each.argv else None
            if not called or called not in bodies or depth > _DEPTH:
                found.append(each)
                continue
            for inner in run(called, depth + 1):
                last = inner.last and each.last
                conditional = inner.conditional or each.conditional
                found.append(msgspec.structs.replace(inner, last=last, conditional=conditional))
        return found

    return run("", 0)


def _fits(word: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(word, pattern) for pattern in patterns)


def _tail(commands: list[Command], handed: bool) -> Command:
    """The command that the others lead to: one that serves, else the last foreground one; `"$@"` where there is
    something to hand over (`handed`), or nothing else stands at the end."""
    if commands[-1].argv[:1] == ("wait",) and (waited := [each for each in commands if each.background]):
        return waited[-1]
    ending = [each for each in commands if (each.last or each.execs) and not each.background]
    ending = ending or [each for each in commands if not each.background] or commands
    for each in reversed(ending):
        if SERVING.intersection(each.does):
            return each
    handing = [each for each in ending if hands_over(each)]
    if handed and handing:
        return handing[-1]
    return next((each for each in reversed(ending) if each not in handing), ending[-1])


def _binary(command: Command) -> list[Command]:
    """`yarn nodemon`: what is no script of the manifest is a program of a package, but for `npm run`."""
    name = command.entry.removeprefix("npm:")
    if name == command.entry or name not in command.argv or base(command.argv[0] or "") == "npm":
        return []
    argv = command.argv[command.argv.index(name) :]
    made = rewritten(command, argv, " ".join(word or "?" for word in argv))
    return [made] if made and made.does else []


def _script(book: Book, command: Command, finder: Finder) -> tuple[list[Command], str]:
    """The commands of the repository's script that a command runs, and the word that names it."""
    words = [word for word in command.argv if word is not None]
    candidates = [command.entry, *words[:1]]
    if words and base(words[0]) in _SHELLS:
        candidates += [word for word in words[1:2] if not word.startswith("-")]
    for word in candidates:
        if word and not word.startswith("npm:"):
            found = finder.file(word)
            if found in book.scripts:
                return book.scripts[found], word
    return [], ""


def _arguments(command: Command, script: str) -> list[Command]:
    """`entrypoint.sh server`: what follows the script's name, as the command that `"$@"` would run."""
    if script not in command.argv:
        return []
    argv = command.argv[command.argv.index(script) + 1 :]
    return [found] if argv and (found := rewritten(command, argv, command.text)) else []


def _npm(book: Book, command: Command, finder: Finder, path: StartPath) -> list[Command]:
    names = [command.entry[4:]] if command.entry.startswith("npm:") else []
    words = [word for word in command.argv if word is not None]
    if words and base(words[0]) in _RUNNERS:
        names = [word.removeprefix("npm:") for word in words[1:] if not word.startswith("-")]
    found: list[Command] = []
    for name in names:
        path.before += book.npm(f"pre{name}", finder.home)
        found += book.npm(name, finder.home)
    return found


def _configured(book: Book, command: Command, finder: Finder) -> list[Command]:
    """What the configuration file of a server has it run."""
    found = finder.file(command.config) if command.config and book.configured else ""
    return book.configured[found] if found in book.configured and found != command.path else []


def _joined(entry: Command, rest: list[Command]) -> Command | None:
    """`ENTRYPOINT ["gunicorn"]` with `CMD ["app:app"]` is one command line."""
    return rewritten(entry, (*entry.argv, *rest[0].argv), f"{entry.text} {rest[0].text}")


def rewritten(command: Command, argv: tuple[str | None, ...], text: str) -> Command | None:
    """A command line put together from what `command` says, standing where it stands."""
    from ...knowledge.programs.commands import facts_of_command

    facts = facts_of_command(
        argv,
        text=text[:300],
        span=command.span,
        form="exec",
        by=command.by,
        stage=command.stage,
        owner=command.owner,
    )
    found = [fact for fact in facts if isinstance(fact, Command)]
    fact = next((each for each in found if each.does), found[0] if found else None)
    return fact and msgspec.structs.replace(
        fact, path=command.path, role=command.role, component=command.component
    )
