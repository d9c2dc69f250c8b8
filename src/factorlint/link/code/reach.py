"""What runs each file: breadth first from everything that starts, over imports and what frameworks name."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol, get_args
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from ...facts import Listen, Process, RunFile, WorkerCode
from ...facts.graph import Running
from ...knowledge.ecosystems import of_file, rows
from ...model.fact import Fact, assign, place
from ...model.store import FactStore
from ...model.text import Span
from ..ground.paths import folder, upwards
from . import modules as module_graph
from .roots import Root, Roots

RANK: Mapping[str, int] = {name: number for number, name in enumerate(get_args(Running))}
PRODUCTION = frozenset({"web", "worker", "scheduler", "release", "admin", "process"})
"""What a deploy runs by itself."""
SHIPPED = PRODUCTION | {"browser", "tool", "library"}
_MOST_NAMED = 12
_MOST_STEPS = 60


class Modules(Protocol):
    """The module graph, as far as it is needed here."""

    def imports_of(self, path: str) -> Sequence[str]:
        """Return the documents that running a document runs."""
        ...


class Walks:
    """Walks along imports, each made once."""

    def __init__(
        self, modules: Modules, documents: Mapping[str, object], called: Mapping[str, Sequence[str]]
    ) -> None:
        """Walk over `documents` by what `modules` says and what scripts call."""
        self._modules = modules
        self._called = called
        self._documents = documents
        self._known: dict[tuple[str, ...], dict[str, str]] = {}
        self._following: dict[str, tuple[str, ...]] = {}

    def of(self, files: Sequence[str]) -> Mapping[str, str]:
        """Return every document that running `files` runs, nearest first, with the one over which it was found."""
        key = tuple(dict.fromkeys(files))
        known = self._known.get(key)
        if known is not None:
            return known
        seen = self._known[key] = {path: path for path in key if path in self._documents}
        waiting = deque(seen)
        following = self._following
        while waiting:
            path = waiting.popleft()
            nexts = following.get(path)
            if nexts is None:
                nexts = following[path] = (*self._called.get(path, ()), *self._modules.imports_of(path))
            for each in nexts:
                if each not in seen:
                    seen[each] = path
                    waiting.append(each)
        return seen


class Reach:
    """By what each document is run."""

    def __init__(self, roots: Iterable[Root], walks: Walks) -> None:
        """Walk from every root."""
        self.runs: dict[str, list[Root]] = defaultdict(list)
        """The roots that reach a document, in order."""
        self.direct: dict[str, list[Root]] = defaultdict(list)
        """The roots that name a document themselves."""
        self._parents: dict[tuple[Running, str], str] = {}
        together: dict[Running, dict[str, None]] = {}
        for root in roots:
            for path in root.files:
                self.direct[path].append(root)
            if root.process is None:
                together.setdefault(root.what, {}).update(dict.fromkeys(root.files))
            else:
                self._add(root, walks)
        for what, files in together.items():
            self._add(Root(what, "", tuple(files)), walks)

    def _add(self, root: Root, walks: Walks) -> None:
        for path, parent in walks.of(root.files).items():
            self.runs[path].append(root)
            self._parents.setdefault((root.what, path), parent)

    def names(self, what: Running, path: str) -> Iterator[str]:
        """Yield who runs a document in one way: processes, then what names the file from which it is reached."""
        yield from (root.by for root in self.runs.get(path, ()) if root.what == what and root.by)
        first = self.via(what, path)[0]
        yield from (root.by for root in self.direct.get(first, ()) if root.what == what)

    def via(self, what: Running, path: str) -> tuple[str, ...]:
        """Return the documents from a root of a kind to a document, both included."""
        found = [path]
        while len(found) < _MOST_STEPS:
            parent = self._parents.get((what, found[-1]), found[-1])
            if parent == found[-1]:
                break
            found.append(parent)
        return tuple(reversed(found))


_reaches: WeakKeyDictionary[FactStore, Reach] = WeakKeyDictionary()


def of(store: FactStore) -> Reach:
    """Return what runs each document of a repository: found when it is first asked for."""
    found = _reaches.get(store)
    if found is None:
        roots = Roots(store)
        walks = Walks(module_graph.of(store), store.documents, roots.called())
        _complete_purposes(store, walks)
        found = _reaches[store] = Reach(roots.all(), walks)
    return found


def _complete_purposes(store: FactStore, walks: Walks) -> None:
    """Find what processes of no known purpose do in the files that they run."""
    listening = {fact.path for fact in store.all(Listen) if not fact.development}
    consuming = {fact.path for fact in store.all(WorkerCode) if fact.defines == "loop"}
    changed: dict[int, Fact] = {}
    for process in store.all(Process):
        if process.purpose != "unknown":
            continue
        files = walks.of([process.entry_file]) if process.entry_file else {}
        if process.framework in _placed() or not listening.isdisjoint(files):
            changed[id(process)] = replace(process, purpose="web")
        elif not consuming.isdisjoint(files):
            changed[id(process)] = replace(process, purpose="worker")
    store.replace(changed)


@cache
def _placed() -> frozenset[str]:
    """The frameworks that serve a project's code from its places."""
    return frozenset(name for row in rows().values() for name in row.framework_servers)


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `RunFile` for every document of code."""
    reach = of(store)
    owners = {component.root: component.name for component in store.components}
    known: dict[str, str] = {}
    for path, document in store.documents.items():
        roots = reach.runs.get(path, ())
        if not roots and of_file(path) is None:
            continue
        fact = _run_file(reach, path, roots, document.role)
        at = folder(path)
        if at not in known:
            known[at] = next(owners[above] for above in upwards(at) if above in owners)
        place(fact, path, document.role)
        assign(fact, known[at])
        yield fact


def _run_file(reach: Reach, path: str, roots: Sequence[Root], told: str) -> RunFile:
    whats = sorted({root.what for root in roots}, key=RANK.__getitem__)
    what: Running = whats[0] if whats else "nothing"
    return RunFile(
        span=Span(0, 1),
        what=what,
        also=tuple(whats[1:]),
        by=tuple(dict.fromkeys(reach.names(what, path)))[:_MOST_NAMED] if whats else (),
        processes=tuple(
            {id(root.process): root.process for root in roots if root.process is not None}.values()
        ),
        via=reach.via(what, path) if whats else (),
        production=what in SHIPPED,
        told=told,
    )


def demanded(store: FactStore, light: Iterable[str]) -> set[str]:
    """Return the documents that run in production although their path tells one of the `light` roles, whose files are
    only looked through for imports: they must be read in full."""
    skipped = frozenset(light)
    return {run.path for run in store.all(RunFile) if run.production and run.told in skipped}
