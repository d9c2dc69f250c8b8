"""A programming language as the engine takes it: a folder with its grammar, imports, idioms and what is its own.

`languages/<name>/` holds `grammar.py` (`grammar_of(path, data)`, and where a file that has errors may be parsed in
other ways, `otherwise(path, data)`: grammars, and the text to be parsed in place of the file's), `imports.py`
(`imports(data)`, and `packages(data)` where imports can be told without a parser), `apis.toml`, and where there is
something of its own an `own.py` (any of `cheap(source)`, `facts(file, made)`, `by_path(path)`, `is_source(source)`,
`telling(data)`, `SHAPES`).
"""

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..model.fact import Fact
from ..model.source import Source

if TYPE_CHECKING:
    from .idioms.table import Table
    from .worth_parsing import Worth


class Code:
    """Reads one programming language. Nothing is imported before a file is read."""

    def __init__(self, package: str, package_ends: tuple[bytes, ...] = (b"",)) -> None:
        """`package` is the language's folder; `package_ends` follow a package's name where it is imported (quotes)."""
        self.package = package
        self.package_ends = package_ends
        self._worth: Worth | None = None

    @cached_property
    def _apis(self) -> Path:
        return Path(import_module(self.package).__file__ or "").with_name("apis.toml")

    @property
    def table(self) -> "Table":
        """The idioms, those of packs at hand among them."""
        from .idioms.table import load

        return load(self._apis)

    @cached_property
    def _imports(self) -> ModuleType:
        return import_module(f"{self.package}.imports")

    @cached_property
    def _own(self) -> Any:
        return import_module(f"{self.package}.own") if find_spec(f"{self.package}.own") else None

    @property
    def worth_parsing(self) -> "Worth":
        """Decides whether the parser is worth its time."""
        from .worth_parsing import Worth

        table = self.table
        if self._worth is None or self._worth.table is not table:
            packages, own = getattr(self._imports, "packages", None), self._own
            shapes, telling = getattr(own, "SHAPES", ()), getattr(own, "telling", None)
            self._worth = Worth(table, packages, self.package_ends, shapes, telling)
        return self._worth

    def triggers(self) -> Iterable[bytes]:
        """Lower-cased literals: a file without any of them, and without a shape, has nothing but its imports."""
        return self.worth_parsing.words

    def shapes(self) -> Iterable[bytes]:
        """Patterns that tell as the triggers do."""
        return self.worth_parsing.shapes

    def cheap(self, source: Source) -> Iterable[Fact]:
        """Imports and what follows from them; everything of a module that its path alone makes telling."""
        from .parts import exports, settings_modules

        path = source.path
        if settings_modules.by_path(path) or exports.by_path(path) or self._has("by_path", path):
            return self.facts(source)
        return self._light(source)

    def worth(self, source: Source) -> bool:
        """Return whether a parse says more of the file than its imports do; may say yes too often, never no wrongly."""
        return self._has("by_path", source.path) or self.worth_parsing(source)

    def facts(self, source: Source) -> Iterable[Fact]:
        """Everything that the file says."""
        found = list(self._light(source))
        if self._own is None or getattr(self._own, "is_source", lambda _: True)(source):
            found += self._parsed(source)
        return found

    def _has(self, name: str, given: object) -> bool:
        asked = getattr(self._own, name, None)
        return asked is not None and bool(asked(given))

    def _light(self, source: Source) -> Iterable[Fact]:
        from .extract import from_imports

        yield from from_imports(source, self._imports.imports(source.data), self.table)
        cheap = getattr(self._own, "cheap", None)
        if cheap is not None:
            yield from cheap(source)

    def _parsed(self, source: Source) -> list[Fact]:
        from .extract import from_parse
        from .parsed import ParsedFile

        path, data = source.path, source.data
        grammar = import_module(f"{self.package}.grammar")
        file = ParsedFile(path, data, grammar.grammar_of(path, data), self.table)
        if file.root.has_error and hasattr(grammar, "otherwise"):
            others = (
                ParsedFile(path, data, other, self.table, masked)
                for other, masked in grammar.otherwise(path, data)
            )
            file = next((other for other in others if not other.root.has_error), file)
        return from_parse(file, getattr(self._own, "facts", None))
