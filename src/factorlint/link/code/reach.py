"""What runs each file: breadth first from everything that starts, over imports and what frameworks name."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, get_args
from weakref import WeakKeyDictionary

from ...facts import Process, RunFile
from ...facts.graph import Running
from ...knowledge.ecosystems import of_file
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


class Modules(Protocol):
    """The module graph, as far as it is needed here."""

    def imports_of(self, path: str) -> Sequence[str]:
        """Return the documents that running a document runs."""
        ...


class Reach:
    """By what each document is run."""

    def __init__(self, store: FactStore, modules: Modules) -> None:
        """Walk from every root of `store`."""
        self.modules = modules
        self.runs: dict[str, list[Root]] = defaultdict(list)
        """The roots that reach a document, in order."""
        self.parents: dict[tuple[Running, str], str] = {}
        """The document over which a walk from roots of a kind came to another; itself at the beginning."""
        self.direct: dict[str, list[Root]] = defaultdict(list)
        """The roots that name a document themselves."""
        self._known: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self._documents = store.documents
        for root in Roots(store).all():
            for path in root.files:
                self.direct[path].append(root)
            for path, parent in self._walk(tuple(dict.fromkeys(root.files))):
                self.runs[path].append(root)
                self.parents.setdefault((root.what, path), parent)

    def files_of(self, process: Process) -> list[str]:
        """Return the documents that a process runs, nearest its entry first."""
        return [path for path, roots in self.runs.items() if any(root.process is process for root in roots)]

    def via(self, what: Running, path: str) -> tuple[str, ...]:
        """Return the documents from a root of a kind to a document, both included."""
        found = [path]
        while len(found) < 60:
            parent = self.parents.get((what, found[-1]), found[-1])
            if parent == found[-1]:
                break
            found.append(parent)
        return tuple(reversed(found))

    def _walk(self, files: tuple[str, ...]) -> list[tuple[str, str]]:
        known = self._known.get(files)
        if known is not None:
            return known
        seen = {path: path for path in files if path in self._documents}
        waiting = deque(seen)
        imports_of = self.modules.imports_of
        while waiting:
            path = waiting.popleft()
            for following in (*_around(path, self._documents), *imports_of(path)):
                if following not in seen:
                    seen[following] = path
                    waiting.append(following)
        found = self._known[files] = list(seen.items())
        return found


def _around(path: str, documents: Mapping[str, object]) -> Iterator[str]:
    """The packages around a module, which run before it."""
    row = of_file(path)
    if row is None or row.modules != "dotted":
        return
    for above in upwards(folder(path)):
        name = f"{above}/{row.folder_modules[0]}.{row.suffixes[0]}".lstrip("/")
        if name == path:
            continue
        if name not in documents:
            break
        yield name


_reaches: WeakKeyDictionary[FactStore, Reach] = WeakKeyDictionary()


def of(store: FactStore) -> Reach:
    """Return what runs each document of a repository: found when it is first asked for."""
    found = _reaches.get(store)
    if found is None:
        found = _reaches[store] = Reach(store, module_graph.of(store))
    return found


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `RunFile` for every document of code."""
    reach = of(store)
    owners = {component.root: component.name for component in store.components}
    for path, document in store.documents.items():
        roots = reach.runs.get(path, ())
        if not roots and of_file(path) is None:
            continue
        fact = _run_file(reach, path, roots, document.role)
        place(fact, path, document.role)
        assign(fact, next(owners[at] for at in upwards(folder(path)) if at in owners))
        yield fact


def _run_file(reach: Reach, path: str, roots: Sequence[Root], told: str) -> RunFile:
    whats = sorted({root.what for root in roots}, key=RANK.__getitem__)
    what: Running = whats[0] if whats else "nothing"
    named = [root for root in roots if root.what == what]
    processes = (root.process for root in roots if root.process is not None)
    return RunFile(
        span=Span(0, 1),
        what=what,
        also=tuple(whats[1:]),
        by=tuple(dict.fromkeys(root.by for root in named))[:_MOST_NAMED],
        processes=tuple(_distinct(processes)),
        via=reach.via(what, path) if whats else (),
        production=what in SHIPPED,
        told=told,
    )


def _distinct(processes: Iterable[Process]) -> Iterator[Process]:
    seen: set[int] = set()
    for process in processes:
        if id(process) not in seen:
            seen.add(id(process))
            yield process


def demanded(store: FactStore, light: Iterable[str]) -> set[str]:
    """Return the documents that run in production although their path tells one of the `light` roles, whose files are
    only looked through for imports: they must be read in full."""
    skipped = frozenset(light)
    return {run.path for run in store.all(RunFile) if run.production and run.told in skipped}
