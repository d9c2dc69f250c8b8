"""What an import leads to, and what every language's resolver offers."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

Kind = Literal["document", "package", "standard-library", "nothing"]


class Target(NamedTuple):
    """Where an import leads."""

    to: Kind
    documents: tuple[str, ...] = ()
    """What it runs, the document that holds the names first."""
    package: str = ""
    how: str = ""


NOTHING = Target("nothing")
STANDARD = Target("standard-library")


class Resolver(Protocol):
    """The rules by which one ecosystem's imports are resolved."""

    def where(self, path: str) -> str:
        """Return what a document shares with those whose imports lead to the same: its folder, or nothing but itself."""
        ...

    def settle(self, path: str, module: str, names: tuple[str, ...]) -> Target:
        """Return what an import of `names` from `module` in the document at `path` leads to."""
        ...

    def named(self, path: str, name: str) -> Target:
        """Return what a qualified name begins in: of a module, a class in one, `module:attribute`."""
        ...

    def file(self, path: str, name: str) -> Target:
        """Return what a path of a file, in a string of the document at `path`, leads to."""
        ...

    def inside(self, at: str, module: str) -> Sequence[str]:
        """Return the documents that running `module` of the package in the folder `at` runs; none if it has none."""
        ...

    def folders(self, path: str, name: str) -> Iterator[str]:
        """Yield the folders that a path in a string may mean in the document at `path`, the likeliest first."""
        ...

    def beside(self, path: str) -> Sequence[str]:
        """Return the documents that are compiled together with one whatever it imports: a Go package's."""
        ...
