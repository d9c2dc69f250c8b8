"""Whether a file may say something that needs the parser. May answer yes too often, never no wrongly.

The words and shapes are the engine's prefilter, too. Where a language can tell its imports without a parser, a file
that only mentions a package in a comment is left out here.
"""

from collections.abc import Callable, Iterable

from ..model.source import Source
from ..syntax.multimatch import Anchors, Shapes
from .idioms.table import Table
from .parts import branches, exports, literals, open_calls, settings_modules, shared_state

Packages = Callable[[bytes], set[str]]
"""The top-level packages that a text may import: never fewer than it does."""


class Worth:
    """Decides for the files of one language."""

    def __init__(
        self,
        table: Table,
        packages: Packages | None,
        package_ends: Iterable[bytes],
        own_shapes: Iterable[bytes] = (),
        telling: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """`packages` tells imports exactly; `package_ends` follow a package's name where it is imported; `telling`
        leaves out of a text what tells nothing for sure, though it has the shape of it."""
        self.table = table
        self._packages = packages
        self._telling = telling
        own = frozenset(table.words | table.conventions.triggers)
        imported = {package.lower().encode() + end for package in table.packages for end in package_ends}
        self.words = own | imported
        """Lower-cased literals of which one is in every file that an idiom says something of."""
        answers = table.conventions.answers
        shapes = {
            *literals.SHAPES,
            *branches.SHAPES,
            *open_calls.SHAPES,
            *table.conventions.shapes,
            *table.shapes,
            *own_shapes,
        }
        self.shapes = frozenset(shapes | ({answers.pattern} if answers is not None else set()))
        """Patterns of which one is in every file that a part says something of."""
        self._literals = Anchors(own if packages is not None else self.words)
        self._shapes = Shapes(shapes)

    def __call__(self, source: Source) -> bool:
        """Whether the parser is worth its time."""
        data = source.data
        return (
            self._literals.any_in(data)
            or (
                self._shapes.any_in(data)
                and (self._telling is None or self._shapes.any_in(self._telling(data)))
            )
            or settings_modules.by_path(source.path)
            or exports.by_path(source.path)
            or (self._packages is not None and not self.table.packages.isdisjoint(self._packages(data)))
            or shared_state.may_change(data, self.table.conventions)
        )
