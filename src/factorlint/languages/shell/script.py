"""A whole script as facts."""

import re
from collections.abc import Iterator

import msgspec

from ...facts.process import Command, SignalHandler
from ...facts.scan import ParseTrouble
from ...knowledge.programs.commands import facts_of_commands
from ...knowledge.programs.script_env import env_facts, traps_termination
from ...model.fact import Fact
from ...model.source import Source
from ...model.text import Span
from ...syntax.shell.parse import parse

_SHEBANG = re.compile(rb"^(?:\xef\xbb\xbf)?#![ \t]*\S*?(?:/|\benv[ \t]+(?:-\S+[ \t]+)*)(?:ba|da|a|k)?sh\b")
_SUFFIXES = (".sh", ".bash", ".ash", ".dash")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SILENT = frozenset(
    (
        "[",
        "[[",
        "test",
        "echo",
        "printf",
        "set",
        "local",
        "return",
        "shift",
        "true",
        "false",
        ":",
        "read",
        "unset",
    )
)
"""Parts of the language itself; a fact for each would say nothing of what the script runs."""


def is_script(source: Source) -> bool:
    """Told by suffix, or by a first line that names a shell."""
    if source.data.startswith(b"#!") or source.data.startswith(b"\xef\xbb\xbf#!"):
        return _SHEBANG.match(source.data[:200]) is not None
    return source.path.lower().endswith(_SUFFIXES)


def script_facts(source: Source) -> Iterator[Fact]:
    """Commands in order, each with what follows from it, then the environment and the traps."""
    text, offset = decoded(source.data)
    if "\0" in text:
        yield ParseTrouble(span=Span(0, 0), message="binary data where a shell script was expected")
        return
    script = parse(text, offset)
    if script.unfinished is not None:
        yield ParseTrouble(
            span=script.unfinished, message="a quote or bracket is never closed; what follows may be misread"
        )
    traps = traps_termination(script.commands)
    name = source.path.rpartition("/")[2]
    telling = [command for command in script.commands if command.words and command.words[0] not in _SILENT]
    for fact in facts_of_commands(telling, by="script", form="line", owner=name):
        yield msgspec.structs.replace(fact, handles_signals=traps) if isinstance(fact, Command) else fact
    yield from env_facts(script)
    for command in script.commands:
        if command.words and command.words[0] == "trap":
            signals = tuple(_signal(word) for word in command.words[2:] if word)
            yield SignalHandler(span=command.span, signals=signals, ignores=command.words[1:2] == ("",))


def _signal(word: str) -> str:
    numbers = {"1": "SIGHUP", "2": "SIGINT", "3": "SIGQUIT", "15": "SIGTERM", "0": "EXIT"}
    word = numbers.get(word, word)
    return word if word.startswith("SIG") or word in ("EXIT", "ERR", "DEBUG", "RETURN") else "SIG" + word


def decoded(data: bytes) -> tuple[str, int]:
    """Text and the byte it begins at; a byte that is not UTF-8 becomes `?`, so that spans hold."""
    offset = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    return _SURROGATE.sub("?", data[offset:].decode("utf-8", "surrogateescape")), offset
