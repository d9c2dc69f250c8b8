"""Arguments of a command line, told apart into flags and positionals; wrappers taken off."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from .table import Family, Program, families

_SUFFIX = re.compile(r"(?:\.exe|\.cmd)$")
_VERSIONED = re.compile(r"^(python|pypy|pip|php-fpm|node|ruby|java|postgres)-?\d[\d.]*$")
_PYTHON = re.compile(r"^(?:python|pypy)$")
_PYTHON_VALUES = frozenset(("-W", "-X", "-Q"))
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
_CONFIGURATION = (".ini", ".conf", ".cfg", ".toml", ".yaml", ".yml", ".xml")
_PATTERNS = "*{}!^[]"
_FLAG = re.compile(r"--?[A-Za-z]")
_MAX_WRAPPERS = 12


class Argument(msgspec.Struct, frozen=True, gc=False):
    """A word: what the program gets, None where not known, and how it is written."""

    value: str | None
    raw: str


class Call(msgspec.Struct, gc=False):
    """A program and its arguments, with everything that wrapped it."""

    name: str
    family: Family | None
    program: Program | None
    """The key of the table that fits best."""
    words: tuple[str, ...]
    """The sub-command words of that key."""
    flags: dict[str, list[Argument | None]]
    rest: list[Argument]
    """Arguments that are neither flags nor sub-command."""
    arguments: list[Argument]
    """All arguments as they stand."""
    wrappers: list[Program]
    entry: str = ""
    word: str = ""
    """The program as written, path included."""
    folder: str = ""
    """The folder in which a wrapper runs it."""
    member: str = ""
    """The workspace member in which a wrapper runs it."""

    def values(self, names: Sequence[str]) -> list[Argument | None]:
        """What the flags `names` are given, None for a flag without a value."""
        return [value for name in names for value in self.flags.get(name, ())]

    def has(self, names: Sequence[str]) -> bool:
        """Whether one of the flags is there; `--omit=dev` asks for that value."""
        for name in names:
            flag, equals, wanted = name.partition("=")
            for value in self.flags.get(flag, ()):
                if not equals or (value is not None and value.value == wanted):
                    return True
        return False

    def setting(self, name: str) -> Any:
        """What the program's key has for a column of the table, else what the bare program's has."""
        own = getattr(self.program, name) if self.program is not None else None
        return own or (getattr(self.family.bare, name) if self.family is not None else ())

    def named(self, column: str) -> str:
        """What the flags or the argument of a column name, empty where they are not given."""
        setting: str | tuple[str, ...] = self.setting(column)
        words = [one.value or "" for one in self.rest[:2]] + ["", ""]
        if isinstance(setting, str):
            project, _, _ = words[0].partition(":")
            return {"first": words[0], "second": words[1], "target": project}[setting]
        if "first" in setting and words[0].endswith(_CONFIGURATION):
            return words[0]
        values = self.values([flag for flag in setting if flag != "first"])
        return next((one.value for one in values if one is not None and one.value), "")

    @property
    def in_member(self) -> str:
        """The workspace member in which it runs. `web...` is `web` with what it depends on; patterns name none."""
        name = self.named("member").removesuffix("...").removeprefix("...")
        return "" if any(mark in name for mark in _PATTERNS) else name


def program_name(word: str | None) -> str:
    """`/usr/local/bin/python3.12` is `python`."""
    if not word:
        return ""
    name = _SUFFIX.sub("", word.rpartition("/")[2])
    found = _VERSIONED.match(name)
    return found[1] if found else name


def resolve(words: Sequence[Argument]) -> Call:
    """Follow wrappers to the program that finally runs, and read its arguments."""
    wrappers: list[Program] = []
    rest = list(words)
    entry = folder = member = ""
    for _ in range(_MAX_WRAPPERS):
        while len(rest) > 1 and rest[0].value and _ASSIGNMENT.match(rest[0].value):
            rest = rest[1:]
        name = program_name(rest[0].value) if rest else ""
        if _PYTHON.match(name):
            rest, entry, again = _python(rest)
            if again:
                continue
            return Call(name, None, None, (), {}, [], rest, wrappers, entry, "", folder, member)
        if name == "node" and (tool := _node_tool(rest)):
            rest = tool
            continue
        if name.endswith("manage.py"):
            entry = entry or str(rest[0].value)
            name = "manage.py"
        call = _read(name, rest[1:], wrappers)
        call.entry = entry
        call.word = (rest[0].value or "") if rest else ""
        folder, member = call.named("folder") or folder, call.in_member or member
        call.folder, call.member = folder, member
        wrapped = _wrapped(call)
        if wrapped is None:
            return call
        if call.program is not None:
            wrappers.append(call.program)
        rest = wrapped
    return Call("", None, None, (), {}, [], [], wrappers)


def _read(name: str, arguments: list[Argument], wrappers: list[Program]) -> Call:
    family = families().get(name)
    takes = family.values if family else frozenset[str]()
    flags, positionals = read_flags(arguments, takes)
    call = Call(name, family, None, (), flags, positionals, arguments, wrappers)
    if family is None:
        return call
    call.words, call.program = family.command([one.value for one in positionals])
    call.rest = positionals[len(call.words) :]
    if call.program and call.program.bare and not positionals:
        _, _, bare = call.program.bare.partition(" ")
        call.words, call.program = family.command(list(bare.split()))
    return call


def read_flags(
    arguments: Sequence[Argument], takes: frozenset[str]
) -> tuple[dict[str, list[Argument | None]], list[Argument]]:
    """Flags with their values and the positional arguments; `takes` names the flags that have a value."""
    flags: dict[str, list[Argument | None]] = {}
    positionals: list[Argument] = []
    i = 0
    while i < len(arguments):
        one = arguments[i]
        i += 1
        text = one.raw if one.value is None else one.value
        if text == "--":
            positionals += arguments[i:]
            break
        if not text.startswith("-") or text == "-" or (one.value is None and not _FLAG.match(text)):
            positionals.append(one)
            continue
        name, equals, value = text.partition("=")
        if equals:
            known = None if one.value is None else value
            flags.setdefault(name, []).append(Argument(known, one.raw.partition("=")[2]))
        elif name in takes:
            following = arguments[i] if i < len(arguments) else None
            if following is not None and (following.value or "").startswith("--"):
                following = None
            elif following is not None:
                i += 1
            flags.setdefault(name, []).append(following)
        elif not name.startswith("--") and len(name) > 2 and name[:2] in takes:
            flags.setdefault(name[:2], []).append(Argument(name[2:], name[2:]))
        else:
            flags.setdefault(name, []).append(None)
            if not name.startswith("--") and len(name) > 2 and name[1:].isalpha():
                for letter in name[1:]:
                    flags.setdefault("-" + letter, []).append(None)
    return flags, positionals


def _wrapped(call: Call) -> list[Argument] | None:
    """The command that a wrapper runs, None for what is not a wrapper."""
    program = call.program
    if program is None or not program.wraps:
        return None
    arguments = call.arguments
    dashes = next((i for i, one in enumerate(arguments) if one.value == "--"), -1)
    if dashes >= 0 and (dashes + 1 < len(arguments)) and call.name != "npx":
        return arguments[dashes + 1 :]
    if program.wraps == "dashes":
        return None
    takes = call.family.values if call.family else frozenset[str]()
    skip = program.skip + len(call.words)
    i = 0
    while i < len(arguments):
        text = arguments[i].value
        if text is not None and text.startswith("-") and len(text) > 1:
            i += 2 if text in takes else 1
        elif text is not None and _ASSIGNMENT.match(text) and not skip:
            i += 1
        elif skip:
            skip -= 1
            i += 1
        else:
            return arguments[i:]
    return None


def _python(words: list[Argument]) -> tuple[list[Argument], str, bool]:
    """`python -m X` and `python path/X` run X: the words of X, the entry, and whether to look at X again."""
    i = 1
    while i < len(words):
        text = words[i].value
        if text == "-m" and i + 1 < len(words):
            module = words[i + 1].value
            if module is None:
                return words[1:], "", False
            name = module.removesuffix(".__main__")
            if name in families():
                return [Argument(name, name), *words[i + 2 :]], "", True
            return words[i + 2 :], module, False
        if text is None or text == "-c" or text == "-":
            return words[1:], "", False
        if not text.startswith("-"):
            name = program_name(text)
            if name.endswith("manage.py") or ("/bin/" in text and name in families()):
                return words[i:], "", True
            return words[i + 1 :], text, False
        i += 2 if text in _PYTHON_VALUES else 1
    return [], "", False


def _node_tool(words: list[Argument]) -> list[Argument] | None:
    """`node node_modules/.bin/next start` is `next start`."""
    for i, one in enumerate(words[1:], 1):
        text = one.value
        if text is None:
            return None
        if not text.startswith("-"):
            return words[i:] if "node_modules/.bin/" in text else None
    return None
