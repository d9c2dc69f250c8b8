"""Discover, extract and link: everything that is true of a tree whatever the rules."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ..config import Settings, user_cache
from ..facts.codebase import Repository
from ..facts.scan import ParseTrouble
from ..link import link_all
from ..link.code.reach import demanded as shipped
from ..model.fact import Fact, place
from ..model.report import Trouble
from ..model.source import Document
from ..model.store import FactStore
from ..model.text import Lines
from ..syntax.keptfiles import keep_in, name_of
from .artifacts import committed
from .cache import Cache, linker
from .claims import Claims
from .demand import Completion
from .discover import Discovery, Entry, Reader, discover
from .extensions import extend
from .extract import LIGHT_ROLES, Extracted, decode, extract, extract_all
from .roles import role_of, settings_of

Progress = Callable[[int, int], None]
"""Called with how many documents of how many are read."""
Readings = Iterator[tuple[Entry, Extracted | str]]
"""Entries and what they said, or why they could not be read."""
Extract = Callable[[Sequence[Entry], bool], Readings]
"""Reads entries, in full or as far as the prefilter says that they are worth it."""
_ROUNDS = 3
"""How often files are read in full because of what the last round found: an application made in one file, passed on
by a second and used in a third takes two."""


class Gathered(msgspec.Struct, kw_only=True):
    """What a scan knows before it judges."""

    store: FactStore
    troubles: list[Trouble]
    read: Reader
    files: int
    parsed: int
    cached: int


def gather(root: Path, settings: Settings, progress: Progress | None = None) -> Gathered:
    """Gather what a folder holds."""
    base = str(root)
    keep_in(user_cache())
    cache = Cache(root, settings.cache, extend(settings))
    found = discover(root, settings, cache.uses)
    hits = 0
    seen: set[str] = set()

    def read_entries(entries: Sequence[Entry], full: bool) -> Readings:
        nonlocal hits
        fresh: list[Entry] = []
        for entry in entries:
            cached = cache.get(base, entry, full)
            if cached is None:
                fresh.append(entry)
            else:
                hits += entry.path not in seen
                yield entry, cached
            seen.add(entry.path)
        for entry, outcome in extract_all(base, fresh, settings.max_file_size, settings.jobs, progress, full):
            if not isinstance(outcome, str):
                cache.put(entry, outcome, full)
            yield entry, outcome

    locations = {entry.path: entry.location for entry in found.entries}

    def read(path: str) -> bytes:
        return Path(base, locations.get(path, path)).read_bytes()

    tree = _mark(found, settings)
    said = _Documents(found, read_entries, cache.read_in_full(base, found.entries, tree))
    gathered = _gathered(said, read, settings)
    cache.remember(tree, said.full)
    complaint = cache.save()
    if complaint:
        gathered.troubles.append(Trouble("", 0, complaint))
    gathered.cached = hits
    return gathered


def _mark(found: Discovery, settings: Settings) -> str:
    """Tells what decides which files are read in full, beside the files themselves."""
    told = msgspec.msgpack.encode((found.facts, settings.roles, settings.components))
    return f"{linker()} {name_of(told)}"


def gather_files(files: Mapping[str, bytes], settings: Settings) -> Gathered:
    """Gather what documents in memory hold."""
    keep_in(user_cache())
    extend(settings)
    claims = Claims()
    roles = settings_of(settings.roles)
    entries = [
        Entry(path, path, role_of(path, roles), claims.of(path), len(data), 0, True)
        for path, data in sorted(files.items())
        if not path.startswith(".git/")
    ]

    def read_entries(entries: Sequence[Entry], full: bool) -> Readings:
        for entry in entries:
            yield entry, extract(files[entry.path], entry.path, entry.languages, entry.role, full)

    facts = _tracked([entry.path for entry in entries]) if len(entries) < len(files) else []
    found = Discovery(entries, [], facts, [], len(entries))
    return _gathered(_Documents(found, read_entries), files.__getitem__, settings)


def _tracked(paths: Sequence[str]) -> list[Fact]:
    """What version control's having these paths tells."""
    repository = Repository(vcs="git")
    place(repository, "", "production")
    return [repository, *committed(paths)]


class _Documents:
    """What the documents of a tree say, some of them read again in full."""

    def __init__(self, found: Discovery, read_entries: Extract, full: Collection[str] = ()) -> None:
        """Read every entry as far as it is worth it, and those of `full` in full."""
        self.found = found
        self._read_entries = read_entries
        self._entries = {entry.path: entry for entry in found.entries}
        self.troubles = list(found.troubles)
        self.known: dict[str, Extracted] = {}
        self.unlinked: list[str] = []
        """Relations that failed, in words."""
        self.full: set[str] = set()
        """Paths that were read in full because of what other documents say."""
        if full:
            self._read([entry for entry in found.entries if entry.path not in full], False)
            self.read_in_full(full)
        else:
            self._read(found.entries, False)

    def _read(self, entries: Sequence[Entry], full: bool) -> None:
        for entry, outcome in self._read_entries(entries, full):
            if isinstance(outcome, str):
                self.troubles.append(Trouble(entry.path, 0, outcome))
                continue
            if outcome.crash:
                self.troubles.append(Trouble(entry.path, 0, _crash(outcome), ours=True))
            self.known[entry.path] = outcome

    def read_in_full(self, paths: Iterable[str]) -> list[str]:
        """Read the documents that were not parsed yet; return their paths."""
        wanted = [path for path in sorted(paths) if path in self._entries and not self._is_parsed(path)]
        self._read([self._entries[path] for path in wanted], True)
        self.full.update(wanted)
        return wanted

    def _is_parsed(self, path: str) -> bool:
        return path in self.known and self.known[path].parsed

    def facts_of(self, path: str) -> list[Fact]:
        """The facts of a document, placed."""
        return decode(self.known[path], path, self._entries[path].role)

    def store(self) -> FactStore:
        """Return all that is known."""
        documents = {document.path: document for document in self.found.others}
        facts: list[Fact] = list(self.found.facts)
        for path, entry in self._entries.items():
            extracted = self.known.get(path)
            if extracted is None:
                continue
            placed = self.facts_of(path)
            facts += placed
            role = placed[0].role if placed else entry.role
            documents[path] = Document(path, extracted.language, role, entry.size, entry.tracked)
        return FactStore(dict(sorted(documents.items())), facts)


def _gathered(said: _Documents, read: Reader, settings: Settings) -> Gathered:
    store = _linked(said, settings)
    # Production may run what its path calls a test or an example: then rules judge it, and it is read in full.
    if said.read_in_full(shipped(store, LIGHT_ROLES)):
        store = _linked(said, settings)
    return Gathered(
        store=store,
        troubles=[*said.troubles, *_parse_troubles(store, read), *map(_unlinked, said.unlinked)],
        read=read,
        files=said.found.files,
        parsed=sum(extracted.parsed for extracted in said.known.values()),
        cached=0,
    )


def _linked(said: _Documents, settings: Settings) -> FactStore:
    """The facts of all documents, completed by each other and tied to each other."""
    store = said.store()
    completion = Completion(store)
    for _ in range(_ROUNDS):
        asked = {path for path in completion.demanded if store.documents[path].role not in LIGHT_ROLES}
        again = said.read_in_full(asked)
        if not again:
            break
        store.read_again(set(again), [fact for path in again for fact in said.facts_of(path)])
        completion = Completion(store)
    completion.carry_out()
    said.unlinked = link_all(store, settings.components, _fixed(store.documents, settings))
    return store


def _fixed(paths: Iterable[str], settings: Settings) -> frozenset[str]:
    """The paths whose role the configuration gives."""
    chosen = settings_of(settings.roles)
    if not chosen:
        return frozenset()
    return frozenset(path for path in paths if any(globs.match(path) for globs, _ in chosen))


def _unlinked(what: str) -> Trouble:
    message = f"factorlint's own linker failed: {what}; the rest was linked, please report it"
    return Trouble("", 0, message, ours=True)


def _crash(extracted: Extracted) -> str:
    return (
        f"factorlint's own reader of {extracted.language} failed on this file ({extracted.crash}); "
        "the rest was scanned, please report it"
    )


def _parse_troubles(store: FactStore, read: Reader) -> Iterable[Trouble]:
    for fact in store.all(ParseTrouble):
        if fact.role not in ("vendored", "generated"):
            try:
                line = Lines(read(fact.path)).line_at(fact.span.start) if fact.span.end else 0
            except OSError:
                line = 0
            yield Trouble(fact.path, line, fact.message)
