"""What one rule sees of the repository: a component or the whole, in the roles it judges."""

from collections.abc import Callable, Iterator, Sequence

from .component import Component
from .fact import F, Fact
from .finding import Problem
from .source import Document, Role
from .store import FactStore


class View:
    """A rule's window on the facts. Cheap to make; holds no state of its own."""

    def __init__(
        self,
        store: FactStore,
        component: Component | None,
        roles: frozenset[Role],
        reads: frozenset[type[Fact]] | None = None,
    ) -> None:
        """Show `component` (None: the repository) of `store` in `roles`; `reads` bounds the kinds it may ask."""
        self._store = store
        self.component = component
        self.roles = roles
        self._reads = reads

    def facts(self, kind: type[F], roles: frozenset[Role] | None = None) -> Sequence[F]:
        """The facts of `kind` in this component (or the repository) whose documents have a judged role.

        Raises `LookupError` for a kind that the rule's page does not declare in `reads`.
        """
        self._check(kind)
        found = self._store.all(kind) if self.component is None else self._store.of(self.component.name, kind)
        wanted = self.roles if roles is None else roles
        return [fact for fact in found if fact.role in wanted]

    def everywhere(self, kind: type[F], roles: frozenset[Role] | None = None) -> Sequence[F]:
        """The facts of `kind` in the whole repository, in the judged roles or in `roles`."""
        self._check(kind)
        wanted = self.roles if roles is None else roles
        return [fact for fact in self._store.all(kind) if fact.role in wanted]

    @property
    def components(self) -> tuple[Component, ...]:
        """All components of the repository."""
        return self._store.components

    def document(self, path: str) -> Document | None:
        """What is known of a file, None when it is not part of the scan."""
        return self._store.documents.get(path)

    @property
    def paths(self) -> Sequence[str]:
        """All paths of the scan, sorted."""
        return list(self._store.documents)

    def _check(self, kind: type[Fact]) -> None:
        if self._reads is not None and kind not in self._reads:
            raise LookupError(f"the rule's page does not declare that it reads {kind.__struct_config__.tag}")


Check = Callable[[View], Iterator[Problem]]
"""What judges: a rule's own part."""
