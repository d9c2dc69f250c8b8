"""Follow a name that one file takes from another to what it stands for there.

A qualified name of another file begins with the module as the import writes it: `./client.api.get`,
`.config.PORT`, `shop.settings.REDIS_URL`. It is split at the module, looked up among the exports of the document
that the module is, and followed on, file by file, until it is a constant, a read of the environment, a
construction or a library's name.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, Protocol

import msgspec

from ...facts import Export, Import
from ...model.expression import Value
from ...model.store import FactStore
from ...model.text import NOWHERE

_DEPTH = 12
_WIDTH = 200
"""How many values of one expression are followed."""


class Resolver(Protocol):
    """How a module's name becomes a document; `modules.Modules` is the one of a scan."""

    def resolve(self, path: str, module: str, name: str = "") -> str:
        """Return the document that `name` of `module`, as imported in `path`, comes from; empty if not here."""
        ...


class Found(NamedTuple):
    """What a name stands for, and the document in whose words that is said."""

    value: Value
    path: str
    export: Export | None = None


class Names:
    """Follows qualified names through the exports of a repository."""

    def __init__(self, store: FactStore, modules: Resolver) -> None:
        """Index the exports and imports of `store`."""
        self._modules = modules
        self._exports: dict[str, dict[str, Export]] = defaultdict(dict)
        self._stars: dict[str, list[str]] = defaultdict(list)
        for export in store.all(Export):
            if export.name == "*":
                self._stars[export.path].append(export.value.name)
            else:
                self._exports[export.path].setdefault(export.name, export)
        self._imports: dict[str, list[str]] = defaultdict(list)
        for imported in store.all(Import):
            self._imports[imported.path].append(imported.module)
        self._sorted: set[str] = set()
        self._memory: dict[tuple[str, str], Found | None] = {}
        self.missing: set[str] = set()
        """Documents whose exports were asked for a name that they do not hold."""

    def holder(self, path: str, name: str) -> tuple[str, tuple[str, ...]]:
        """Return the document in which a name of another file is looked up, and the segments that are left.

        The document is empty when the name begins in no document of this repository. `<app>` is a name of this file
        itself.
        """
        if name.startswith("<"):
            own, _, members = name[1:].partition(">")
            return (path, split(f"{own}{members}")) if own in self._exports.get(path, {}) else ("", ())
        for module in self._modules_of(path):
            rest = _behind(name, module)
            if rest is None:
                continue
            segments = split(rest)
            first = segments[0].removesuffix("()") if segments else ""
            document = self._modules.resolve(path, module, first)
            if not document:
                continue
            if first and document != self._modules.resolve(path, module):
                segments = segments[1:]
            return document, segments
        return "", ()

    def find(self, path: str, name: str) -> Found | None:
        """Return what `name` stands for as seen in `path`; None when it cannot be followed to anything exact."""
        key = (path, name)
        if key not in self._memory:
            self._memory[key] = None  # a circle of names leads nowhere
            self._memory[key] = self._find(path, name, _DEPTH)
        return self._memory[key]

    def function(self, path: str, name: str) -> tuple[Export, str] | None:
        """Return the function of another file that `name` calls, and the document that defines it."""
        for _ in range(_DEPTH):
            document, segments = self.holder(path, name)
            if not document:
                return None
            for owner, export, rest in self._candidates(document, segments, _DEPTH):
                if export.what == "function" and not rest:
                    return export, owner
                if export.what == "value" and export.value.what == "name":
                    path, name = owner, join(export.value.name, rest)
                    break
            else:
                return None
        return None

    def settled(self, value: Value, path: str) -> Value:
        """Return `value` with every name of another file replaced by what it stands for."""
        budget = [_WIDTH]
        return self._settled(value, path, _DEPTH, budget)

    def qualified(self, path: str, name: str) -> tuple[str, Value | None] | None:
        """Return a library's name for a name that begins in another file, with the construction it passes through.

        `./app.app.listen` is `express().listen` when `app.js` exports `const app = express()`.
        """
        found = self.find(path, name)
        if found is None or found.value.what not in ("name", "call"):
            return None
        return found.value.name, found.value.of

    def _modules_of(self, path: str) -> list[str]:
        found = self._imports.get(path, [])
        if path not in self._sorted:
            self._sorted.add(path)
            found.sort(key=len, reverse=True)
        return found

    def _find(self, path: str, name: str, depth: int) -> Found | None:
        document, segments = self.holder(path, name)
        if not document or not depth:
            return None
        for owner, export, rest in self._candidates(document, segments, depth):
            found = self._of_export(owner, export, rest, depth - 1)
            if found is not None:
                return found
        self.missing.add(document)
        return None

    def _candidates(
        self, document: str, segments: tuple[str, ...], depth: int
    ) -> Iterator[tuple[str, Export, tuple[str, ...]]]:
        """Yield the exports that the first segments may name, the longest first, with what is left."""
        exports = self._exports.get(document, {})
        for length in range(len(segments), 0, -1):
            last = segments[length - 1]
            export = exports.get(".".join((*segments[: length - 1], last.removesuffix("()"))))
            if export is not None:
                called = ("()",) if last.endswith("()") else ()
                yield document, export, (*called, *segments[length:])
        for module in self._stars.get(document, ()) if depth else ():
            other = self._modules.resolve(document, module)
            if other and other != document:
                yield from self._candidates(other, segments, depth - 1)
        default = exports.get("default")
        if default is not None:
            yield document, default, segments

    def _of_export(self, path: str, export: Export, rest: tuple[str, ...], depth: int) -> Found | None:
        called = rest[:1] == ("()",)
        if export.what == "function":
            return self._walk(path, export.value, rest[1:], depth, export) if called else None
        if export.what == "class":
            return self._of_instance(path, export, rest[1:], depth) if called else None
        return self._walk(path, export.value, rest, depth, export)

    def _of_instance(self, path: str, export: Export, rest: tuple[str, ...], depth: int) -> Found | None:
        """Follow an attribute that the class sets once: `Client().session.get`."""
        if not rest:
            return None
        field = self._exports[path].get(f"{export.name}.{rest[0].removesuffix('()')}")
        if field is None:
            return None
        called = ("()",) if rest[0].endswith("()") else ()
        return self._of_export(path, field, (*called, *rest[1:]), depth)

    def _walk(
        self, path: str, value: Value, rest: tuple[str, ...], depth: int, export: Export | None
    ) -> Found | None:
        """Go into `value` along `rest`."""
        for _ in range(_DEPTH):
            if value.what == "mapping" and rest and rest[0] != "()":
                entry = dict(value.entries).get(rest[0].removesuffix("()"))
                if entry is None:
                    return None
                rest = (*(("()",) if rest[0].endswith("()") else ()), *rest[1:])
                value = entry
                continue
            break
        if value.what == "name":
            return self._of_name(path, join(value.name, rest), depth)
        if value.what == "call":
            return self._of_construction(path, value, rest, depth)
        return Found(value, path, export) if not rest and value.what != "parameter" else None

    def _of_name(self, path: str, name: str, depth: int) -> Found | None:
        if self.holder(path, name)[0]:
            return self._find(path, name, depth)
        if _is_unknown(name):
            return None
        return Found(Value(what="name", span=NOWHERE, name=name), path)

    def _of_construction(self, path: str, value: Value, rest: tuple[str, ...], depth: int) -> Found | None:
        """A library's construction, or a method called on one; a call of a function of ours is followed first."""
        made = value
        if self.holder(path, value.name)[0]:
            found = self._find(path, f"{value.name}()", depth)
            if found is None or found.value.what not in ("call", "name"):
                return found if found is not None and not rest else None
            if found.value.what == "name":
                return self._of_name(found.path, join(found.value.name, rest), depth)
            made, path = found.value, found.path
        elif _is_unknown(value.name):
            return None
        if not rest:
            return Found(made, path)
        name = join(f"{made.name}()", rest)
        return Found(Value(what="name", span=made.span, name=name, of=self.settled(made, path)), path)

    def _settled(self, value: Value, path: str, depth: int, budget: list[int]) -> Value:
        budget[0] -= 1
        if depth <= 0 or budget[0] <= 0:
            return value
        if value.what == "name" and value.name:
            found = self.find(path, value.name)
            if found is None:
                return value
            inner = self._settled(found.value, found.path, depth - 1, budget)
            return msgspec.structs.replace(inner, span=value.span, alias=value.name)
        if not value.items and not value.entries and value.default is None and value.of is None:
            return value
        return msgspec.structs.replace(
            value,
            items=tuple(self._settled(item, path, depth - 1, budget) for item in value.items),
            entries=tuple(
                (key, self._settled(entry, path, depth - 1, budget)) for key, entry in value.entries
            ),
            default=self._settled(value.default, path, depth - 1, budget) if value.default else None,
            of=self._settled(value.of, path, depth - 1, budget) if value.of else None,
        )


def split(rest: str) -> tuple[str, ...]:
    """Return the segments of a dotted name: `app().get` as `app()`, `get`."""
    return tuple(part for part in rest.split(".") if part)


def join(name: str, rest: tuple[str, ...]) -> str:
    """Return `name` with more segments; a segment `()` means that what stands before it is called."""
    for segment in rest:
        name += segment if segment == "()" else f".{segment}"
    return name


def _behind(name: str, module: str) -> str | None:
    """What is left of a qualified name behind its module; None when it begins with another one."""
    if not name.startswith(module):
        return None
    rest = name[len(module) :]
    if not rest or rest == "()":
        return rest and "default()"
    return rest[1:] if rest[0] == "." else f"default{rest}" if rest.startswith("().") else None


def _is_unknown(name: str) -> bool:
    """Whether the name's root is not known: a parameter, a local of the other file."""
    return not name or name.startswith(("?", "<"))
