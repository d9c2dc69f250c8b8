"""Modules: every import is settled as a document, a package, the standard library or nothing.

How a language's imports name code, its row in `ecosystems.toml` says; each way has its own rules, in a resolver of
`_RESOLVERS`. Linkers share one `Modules` a repository: `of(store)`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from weakref import WeakKeyDictionary

from ...facts import Import, Mention, ModuleLink
from ...knowledge.ecosystems import rows
from ...model.fact import Fact, assign, place
from ...model.source import Role
from ...model.store import FactStore
from ..dependencies.manifests import Manifests
from ..ground.paths import Tree
from .go_modules import GoModules
from .mentions import Mentions
from .npm_modules import NpmModules
from .places import Placed, placed
from .python_modules import PythonModules
from .target import NOTHING, Resolver, Target

_RESOLVERS: dict[str, Callable[[FactStore, Tree, Manifests, str], Resolver]] = {
    "dotted": PythonModules,
    "relative": NpmModules,
    "folder": GoModules,
}
_SHOWN: frozenset[Role] = frozenset({"production", "migration", "tooling"})
"""Whose links are facts; no rule asks for those of tests and examples, and `Modules` knows them all."""


class Modules:
    """The imports of a repository, settled; looked up by document."""

    def __init__(self, store: FactStore) -> None:
        """Settle every import of `store`."""
        tree = Tree.of(store.documents)
        manifests = self.manifests = Manifests(store)
        self._resolvers: dict[str, Resolver] = {
            row.packages: _RESOLVERS[row.modules](store, tree, manifests, row.packages)
            for row in rows().values()
            if row.modules in _RESOLVERS
        }
        self._by_suffix = {
            suffix: self._resolvers[row.packages]
            for row in rows().values()
            if row.packages in self._resolvers
            for suffix in (*row.suffixes, *row.stub_suffixes, *row.page_suffixes)
        }
        self.links: list[tuple[Import | Mention, Target]] = []
        """Every import, and every mention of code by a string, and where it leads."""
        self._imports: dict[str, dict[str, None]] = defaultdict(dict)
        self._importers: dict[str, dict[str, None]] | None = None
        self._settle_all(store)
        self.placed: tuple[Placed, ...] = tuple(placed(store, manifests))
        """Every file that a framework runs because of the place where it lies."""
        for mention, target in Mentions(store, tree, self._of_document).links():
            self.links.append((mention, target))
            self._imports[mention.path].update(dict.fromkeys(target.documents))

    def _settle_all(self, store: FactStore) -> None:
        """Settle every import; what was settled for one document is so for those around it."""
        memory: dict[tuple[str, str, str, tuple[str, ...]], Target] = {}
        links = self.links
        path, where = "", ""
        resolver: Resolver | None = None
        for fact in store.all(Import):
            ecosystem, module, names = fact.ecosystem, fact.module, fact.names
            if fact.path != path:
                path, resolver = fact.path, self._resolvers.get(ecosystem)
                where = resolver.where(path) if resolver is not None else ""
                edges = self._imports[path]
            if resolver is None or (fact.escapes and not fact.relative):
                continue
            key = (ecosystem, where, module, names)
            target = memory.get(key)
            if target is None:
                target = memory[key] = resolver.settle(path, module, names)
            documents = target.documents
            if documents:
                if documents[0] == path:
                    target = resolver.settle(path, module, names)
                    documents = target.documents
                if not fact.typing_only:
                    for document in documents:
                        edges[document] = None
            links.append((fact, target))

    def imports_of(self, path: str) -> Sequence[str]:
        """Return the documents that running a document runs: what it imports, and what is compiled with it."""
        resolver = self._of_document(path)
        beside = resolver.beside(path) if resolver is not None else ()
        found = dict.fromkeys((*self._imports.get(path, ()), *beside))
        found.pop(path, None)
        return tuple(found)

    def importers_of(self, path: str) -> Sequence[str]:
        """Return the documents that import a document."""
        if self._importers is None:
            self._importers = defaultdict(dict)
            for importer, documents in self._imports.items():
                for document in documents:
                    if document != importer:
                        self._importers[document][importer] = None
        return tuple(self._importers.get(path, ()))

    def resolve(self, path: str, module: str, name: str = "") -> str:
        """Return the document that `name` of `module`, as imported in `path`, comes from; empty if not here."""
        resolver = self._of_document(path)
        if resolver is None:
            return ""
        target = resolver.settle(path, module, (name,) if name else ())
        if not target.documents and name:
            target = resolver.settle(path, module, ())
        return target.documents[0] if target.documents else ""

    def settle(self, path: str, module: str, names: tuple[str, ...] = ()) -> Target:
        """Return what an import of `names` from `module` in the document at `path` leads to."""
        resolver = self._of_document(path)
        return resolver.settle(path, module, names) if resolver is not None else NOTHING

    def named(self, path: str, name: str) -> Target:
        """Return what a name in the document at `path` begins in: `shop.apps.Config`, `app.main:app`, `./app.router`."""
        resolver = self._of_document(path)
        return resolver.named(path, name) if resolver is not None else NOTHING

    def _of_document(self, path: str) -> Resolver | None:
        return self._by_suffix.get(path.rpartition(".")[2].lower())


_known: WeakKeyDictionary[FactStore, Modules] = WeakKeyDictionary()


def of(store: FactStore) -> Modules:
    """Return the modules of a repository: settled when they are first asked for."""
    found = _known.get(store)
    if found is None:
        found = _known[store] = Modules(store)
    return found


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `ModuleLink` for every import of code that somebody may run."""
    for fact, target in of(store).links:
        if fact.role in _SHOWN:
            made = ModuleLink(
                span=fact.span,
                scope=fact.scope,
                module=fact.module if isinstance(fact, Import) else fact.target,
                to=target.to,
                documents=target.documents,
                package=target.package,
                how=target.how,
                typing_only=isinstance(fact, Import) and fact.typing_only,
            )
            place(made, fact.path, fact.role)
            assign(made, fact.component)
            yield made
