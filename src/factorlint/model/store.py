"""The facts of a whole repository, indexed as linkers and rules ask for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import cast

from msgspec.structs import replace

from .component import Component
from .fact import F, Fact, assign, place
from .source import Document, Role


class FactStore:
    """All placed facts. Linkers add facts of their own, and replace those that other documents complete."""

    def __init__(self, documents: Mapping[str, Document], facts: Iterable[Fact]) -> None:
        """Index `facts`, which must be placed (see `model.fact.place`), by type and by path."""
        self.documents = documents
        self.components: tuple[Component, ...] = ()
        self._by_type: dict[type[Fact], list[Fact]] = defaultdict(list)
        self._by_path: dict[str, list[Fact]] = defaultdict(list)
        self._by_owner: dict[type[Fact], dict[str, list[Fact]]] = {}
        self.add(facts)

    def add(self, facts: Iterable[Fact]) -> None:
        """Add facts that are placed already."""
        self._by_owner.clear()
        by_type, by_path = self._by_type, self._by_path
        for fact in facts:
            by_type[type(fact)].append(fact)
            by_path[fact.path].append(fact)

    def replace(self, changed: Mapping[int, Fact]) -> None:
        """Put facts in the place of others, by the `id` of the fact that goes; the new ones are placed already."""
        if not changed:
            return
        self._by_owner.clear()
        for index in (self._by_type, self._by_path):
            for facts in index.values():
                for number, fact in enumerate(facts):
                    new = changed.get(id(fact))
                    if new is not None:
                        facts[number] = new

    def read_again(self, paths: Collection[str], facts: Iterable[Fact]) -> None:
        """Replace what these documents said by what they say now, in the order of paths as everything is."""
        if not paths:
            return
        for path in paths:
            self._by_path.pop(path, None)
        for kind, known in self._by_type.items():
            self._by_type[kind] = [fact for fact in known if fact.path not in paths]
        self.add(facts)
        for known in self._by_type.values():
            known.sort(key=lambda fact: fact.path)

    def give_roles(self, roles: Mapping[str, Role]) -> None:
        """Give documents another role, and all that they say with them."""
        if not roles:
            return
        self.documents = {
            path: replace(document, role=roles[path]) if path in roles else document
            for path, document in self.documents.items()
        }
        for path, role in roles.items():
            for fact in self._by_path.get(path, ()):
                place(fact, path, role)

    def give_component(self, facts: Iterable[Fact], component: str) -> None:
        """Make facts another component's."""
        self._by_owner.clear()
        for fact in facts:
            assign(fact, component)

    def of_path(self, path: str) -> Sequence[Fact]:
        """All facts of one document."""
        return self._by_path.get(path, ())

    def all(self, kind: type[F]) -> Sequence[F]:
        """Every fact of a kind, in order of path and place."""
        return cast("list[F]", self._by_type.get(kind, []))

    def of(self, component: str, kind: type[F]) -> Sequence[F]:
        """The facts of a kind that belong to one component."""
        owners = self._by_owner.get(kind)
        if owners is None:
            owners = self._by_owner[kind] = {}
            for fact in self._by_type.get(kind, ()):
                owners.setdefault(fact.component, []).append(fact)
        return cast("list[F]", owners.get(component, []))

    def at(self, path: str, kind: type[F]) -> Iterator[F]:
        """The facts of a kind in one document."""
        return (fact for fact in self._by_path.get(path, ()) if type(fact) is kind)

    def first(self, path: str) -> Fact | None:
        """Some fact of a document (the first that was added), None when it says nothing."""
        return next(iter(self._by_path.get(path, ())), None)

    def everything(self) -> Iterator[Fact]:
        """All facts, kind by kind."""
        for facts in self._by_type.values():
            yield from facts
