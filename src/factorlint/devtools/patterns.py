"""Every regular expression of factorlint and of its rules, how it is used, and which of them are too slow."""

import ast
import importlib
import importlib.util
import pkgutil
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import msgspec

import factorlint

from ..config import Settings
from ..rulepacks.load import load_pages
from .pump import Attack, attacks

PACKAGE = Path(factorlint.__file__).parent
_APART = ("factorlint.cli", "factorlint.devtools", "factorlint.testing", "factorlint.__main__")
"""They read nothing of the scanned tree."""
_METHODS = frozenset(("match", "search", "fullmatch", "finditer", "findall", "sub", "split"))
_SHORT, _LONG, _LONGER = 60, 4_000, 12_000
"""Characters: enough for a pattern of exponential time, and for one of quadratic time."""
_SLOW = 0.002
"""CPU seconds that a pattern of linear time does not need for the long text."""
_GROWTH = 5.0
"""How many times as long the longer text may take; three times as long is linear."""
_PATIENCE = 0.4


class Usage(NamedTuple):
    """A pattern, the place that makes it, and the methods that are called on it."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


class Weakness(NamedTuple):
    """A pattern that takes too long, and on what."""

    usage: Usage
    method: str
    attack: Attack
    size: int
    seconds: float

    def __str__(self) -> str:
        """One line for people."""
        text = f"{self.attack.before!r} + {self.attack.pump!r} * n + {self.attack.after!r}"
        return f"{self.usage.where}: {self.method} takes {self.seconds:.2f} s on {self.size} characters of {text}"


class TooSlow(BaseException):
    """The alarm rang; no handler of exceptions may take it for one of its own."""


def usages() -> Iterator[Usage]:
    """Yield every pattern that a module or a rule holds or writes where it uses it, once each."""
    seen: set[tuple[object, frozenset[str]]] = set()
    for module, file in _modules():
        for usage in _of_module(module, file):
            key = (usage.pattern, usage.methods)
            if key not in seen:
                seen.add(key)
                yield usage


def weaknesses(usage: Usage) -> Iterator[Weakness]:
    """Yield the first text for each method on which a pattern takes too long."""
    pattern = usage.pattern
    for method in sorted(usage.methods):
        for attack in attacks(pattern.pattern, pattern.flags):
            found = _attacked(usage, method, attack)
            if found is not None:
                yield found
                break


def _attacked(usage: Usage, method: str, attack: Attack) -> Weakness | None:
    taken = _seconds(usage, method, attack, _SHORT)
    if taken > _PATIENCE / 2:
        return Weakness(usage, method, attack, _SHORT, taken)
    taken = _seconds(usage, method, attack, _LONG)
    if taken < _SLOW:
        return None
    if taken >= _PATIENCE:
        return Weakness(usage, method, attack, _LONG, taken)
    # A moment in which the machine is busy is no weakness.
    taken = min(taken, *(_seconds(usage, method, attack, _LONG) for _ in range(2)))
    longer = min(_seconds(usage, method, attack, _LONGER) for _ in range(2))
    if taken >= _SLOW and longer > _GROWTH * taken:
        return Weakness(usage, method, attack, _LONGER, longer)
    return None


def _seconds(usage: Usage, method: str, attack: Attack, size: int) -> float:
    pattern, text = usage.pattern, attack.text(size)
    subject: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    start = process_time()
    try:
        with alarm(_PATIENCE):
            if method == "sub":
                pattern.sub(subject[:0], subject)
            elif method == "finditer":
                for _ in pattern.finditer(subject):
                    pass
            else:
                getattr(pattern, method)(subject)
    except TooSlow:
        return _PATIENCE
    return process_time() - start


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` in the body when it takes more CPU time than that; a busy machine rings no alarm."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _modules() -> Iterator[tuple[ModuleType, Path]]:
    for info in pkgutil.walk_packages(factorlint.__path__, "factorlint."):
        if not info.name.startswith(_APART):
            module = importlib.import_module(info.name)
            if module.__file__:
                yield module, Path(module.__file__)
    for page, _ in load_pages(Settings()):
        file = Path(page.file).with_name(Path(page.file).stem.replace("-", "_") + ".py")
        spec = importlib.util.spec_from_file_location(f"rule_{file.stem}", file) if file.exists() else None
        if spec and spec.loader:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield module, file


def _of_module(module: ModuleType, file: Path) -> Iterator[Usage]:
    name = file.relative_to(PACKAGE).as_posix() if file.is_relative_to(PACKAGE) else f"rules/{file.name}"
    tree = ast.parse(file.read_text("utf-8"))
    used: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _METHODS and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
        if inline := _inline(node):
            yield Usage(f"{name}:{node.lineno}", *inline)  # type: ignore[attr-defined]
    for attribute, value in list(vars(module).items()):
        if getattr(value, "__module__", module.__name__) != module.__name__ and callable(value):
            continue
        held = value
        if callable(value) and hasattr(value, "cache_info") and not value.__wrapped__.__code__.co_argcount:
            held = value()
        for pattern, method in _held(held, 4):
            methods = {method} if method else used.get(attribute) or {"search"}
            yield Usage(f"{name} {attribute}", pattern, frozenset(methods))


def _inline(node: ast.AST) -> tuple[re.Pattern[Any], frozenset[str]] | None:
    """`re.search(r"...", text)` and `re.compile(r"...").match(text)` inside a function."""
    if not (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS
    ):
        return None
    call, owner = node, node.func.value
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute) and owner.func.attr == "compile":
        call, owner = owner, owner.func.value
    first = call.args[0] if call.args else None
    if not (isinstance(owner, ast.Name) and owner.id == "re" and isinstance(first, ast.Constant)):
        return None
    if not isinstance(first.value, str | bytes):
        return None
    return re.compile(first.value), frozenset((node.func.attr,))


def _held(value: object, depth: int) -> Iterator[tuple[re.Pattern[Any], str]]:
    """The patterns that a value is or holds; of a bound `pattern.search` the method, too."""
    owner = getattr(value, "__self__", None)
    if isinstance(value, re.Pattern):
        yield value, ""
    elif isinstance(owner, re.Pattern):
        yield owner, str(getattr(value, "__name__", ""))
    elif depth and isinstance(value, Mapping):
        for each in value.values():
            yield from _held(each, depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _held(each, depth - 1)
    elif depth and isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _held(getattr(value, field, None), depth - 1)
