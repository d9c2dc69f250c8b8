"""What the last command of a start path runs of the repository: its entry file, or the project it was built from."""

from collections.abc import Iterator
from functools import cache

import msgspec

from ...facts import Command
from ...knowledge.ecosystems import rows
from ...knowledge.programs.arguments import program_name
from ...knowledge.programs.table import families
from .entry_files import Finder
from .start_path import Book, StartPath


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a process runs and reads."""

    file: str = ""
    project: str | None = None
    framework: str = ""
    config_files: tuple[str, ...] = ()
    env_files: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def entry_of(book: Book, path: StartPath) -> Entry:
    """Return what the command at the end of `path` runs and reads."""
    final, finder = path.chain[-1], path.finder
    file = _file(book, final, finder)
    framework = finder.framework or final.framework
    project = None if file else finder.project
    if not file and project is None and framework in _placed():
        project = finder.home
    return Entry(
        file=file,
        project=project,
        framework=framework,
        config_files=tuple(_config_files(final, finder)),
        also=tuple(dict.fromkeys(_beside(book, path))),
        env_files=tuple(dict.fromkeys(found for name in final.env_files if (found := finder.file(name)))),
    )


def _file(book: Book, command: Command, finder: Finder) -> str:
    words = [word for word in command.argv if word is not None]
    entry = command.entry
    if entry and not entry.startswith("npm:"):
        plain = "-m" in words and words[words.index("-m") + 1 :][:1] == [entry]
        found = (
            finder.package(entry) if plain else finder.file(entry) or finder.module(entry, command.framework)
        )
        if found:
            return found
    for word in words[:3] if not (entry and command.does) else ():
        at, target = book.console_script(word, finder.home, finder.root) if word else ("", "")
        if target:
            return finder.within(at).target(target)
    if not entry and command.framework:
        return finder.default(command.framework)
    if words and not command.does and program_name(words[0]) not in families():
        return finder.program(words[0])
    return ""


def _beside(book: Book, path: StartPath) -> Iterator[str]:
    """What the commands before the last one run."""
    for command in path.before:
        if found := _file(book, command, path.finder):
            yield found


def _config_files(command: Command, finder: Finder) -> Iterator[str]:
    """The server's configuration file: named by a path, or as `file:` or `python:` say."""
    kind, colon, name = command.config.partition(":")
    if f"{kind}{colon}" not in ("file:", "python:"):
        kind, name = "file", command.config
    found = finder.file(name) if kind == "file" else finder.module(name)
    if found:
        yield found


@cache
def _placed() -> frozenset[str]:
    """The frameworks that find a project's code by its places."""
    return frozenset(name for row in rows().values() for name in row.framework_servers)
