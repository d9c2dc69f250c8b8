"""The whole flow: a folder (or files in memory) and settings in, a report out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from .. import __version__
from ..config import Settings
from ..facts.codebase import Repository
from ..facts.scan import ParseTrouble
from ..link import link_all
from ..model.fact import Fact, place
from ..model.finding import SEVERITIES, Finding
from ..model.report import Report, Trouble
from ..model.source import Document
from ..model.store import FactStore
from ..model.text import Lines
from ..reports.scorecard import rows
from ..rulepacks.load import Rule, load_rules
from .artifacts import committed
from .cache import Cache
from .claims import Claims
from .discover import Discovery, Entry, Reader, discover
from .extract import Extracted, decode, extract, extract_all
from .judge import judge
from .roles import role_of, settings_of
from .suppress import suppress
from .unused import unused_suppressions

Progress = Callable[[int, int], None]
"""Told how many documents of how many are read."""


class Gathered(msgspec.Struct, kw_only=True):
    """What a scan knows before it judges."""

    store: FactStore
    troubles: list[Trouble]
    read: Reader
    files: int
    parsed: int
    cached: int


def scan(root: Path, settings: Settings, progress: Progress | None = None) -> Report:
    """Scan a folder. Raises `config.UserError` for settings that name no rule or pack."""
    rules = load_rules(settings)
    return judged(gather(root, settings, progress), rules, settings, root.as_posix())


def scan_files(files: Mapping[str, bytes], settings: Settings) -> Report:
    """Scan documents in memory, by path, with the semantics of `scan` on an untracked folder.

    Where one of them stands in `.git/`, the others are taken as tracked.
    """
    rules = load_rules(settings)
    return judged(gather_files(files, settings), rules, settings, ".")


def gather(root: Path, settings: Settings, progress: Progress | None = None) -> Gathered:
    """Discover, extract and link: everything that is true of the tree whatever the rules."""
    base = str(root)
    found = discover(root, settings, Claims())
    cache = Cache(root, settings.cache)
    known: dict[str, Extracted] = {}
    fresh: list[Entry] = []
    for entry in found.entries:
        cached = cache.get(base, entry)
        if cached is None:
            fresh.append(entry)
        else:
            known[entry.path] = cached
    hits = len(known)
    for entry, outcome in extract_all(base, fresh, settings.max_file_size, settings.jobs, progress):
        if isinstance(outcome, str):
            found.troubles.append(Trouble(entry.path, 0, outcome))
        else:
            known[entry.path] = outcome
            cache.put(entry, outcome)
    complaint = cache.save()
    if complaint:
        found.troubles.append(Trouble("", 0, complaint))
    locations = {entry.path: entry.location for entry in found.entries}

    def read(path: str) -> bytes:
        return Path(base, locations.get(path, path)).read_bytes()

    return _gathered(found, known, read, settings, hits)


def gather_files(files: Mapping[str, bytes], settings: Settings) -> Gathered:
    """`gather` for documents in memory."""
    claims = Claims()
    roles = settings_of(settings.roles)
    entries = [
        Entry(path, path, role_of(path, roles), claims.of(path), len(data), 0, True)
        for path, data in sorted(files.items())
        if not path.startswith(".git/")
    ]
    known = {
        entry.path: extract(files[entry.path], entry.path, entry.languages, entry.role) for entry in entries
    }
    facts = _tracked([entry.path for entry in entries]) if len(entries) < len(files) else []
    return _gathered(Discovery(entries, [], facts, [], len(entries)), known, files.__getitem__, settings, 0)


def _tracked(paths: Sequence[str]) -> list[Fact]:
    """What version control's having these paths tells."""
    repository = Repository(vcs="git")
    place(repository, "", "production")
    return [repository, *committed(paths)]


def _gathered(
    found: Discovery, known: Mapping[str, Extracted], read: Reader, settings: Settings, hits: int
) -> Gathered:
    troubles = list(found.troubles)
    documents = {document.path: document for document in found.others}
    facts: list[Fact] = list(found.facts)
    for entry in found.entries:
        extracted = known.get(entry.path)
        if extracted is None:
            continue
        if extracted.crash:
            troubles.append(Trouble(entry.path, 0, _crash(extracted), ours=True))
        placed = decode(extracted, entry.path, entry.role)
        facts += placed
        role = placed[0].role if placed else entry.role
        documents[entry.path] = Document(entry.path, extracted.language, role, entry.size, entry.tracked)
    store = FactStore(dict(sorted(documents.items())), facts)
    troubles += _parse_troubles(store, read)
    troubles += [Trouble("", 0, _unlinked(what), ours=True) for what in link_all(store, settings.components)]
    return Gathered(
        store=store,
        troubles=troubles,
        read=read,
        files=found.files,
        parsed=sum(extracted.parsed for extracted in known.values()),
        cached=hits,
    )


def _unlinked(what: str) -> str:
    return f"factorlint's own linker failed: {what}; the rest was linked, please report it"


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


def judged(gathered: Gathered, rules: Sequence[Rule], settings: Settings, root: str) -> Report:
    """Judge, suppress and sort: the report of what was gathered."""
    texts: dict[str, bytes] = {}
    indexes: dict[str, Lines] = {}

    def text(path: str) -> bytes:
        if path not in texts:
            try:
                texts[path] = gathered.read(path) if path else b""
            except OSError:
                texts[path] = b""
        return texts[path]

    def lines(path: str) -> Lines:
        if path not in indexes:
            indexes[path] = Lines(text(path))
        return indexes[path]

    infos = tuple(sorted((rule.info for rule in rules), key=lambda info: info.code))
    findings, crashes = judge(gathered.store, rules, settings, text)
    reported, held, unused = suppress(findings, gathered.store, infos, lines)
    reported += unused_suppressions(unused, infos, settings, text)
    troubles = [*gathered.troubles, *crashes]
    if settings.show_paths:
        reported = [finding for finding in reported if _shown(finding, settings.show_paths)]
        troubles = [each for each in troubles if each.ours or _below(each.path, settings.show_paths)]
    order = _sort_key(lines)
    reported.sort(key=order)
    held.sort(key=order)
    for finding in (*reported, *held):
        for where in (finding.place, *(evidence.place for evidence in finding.evidence)):
            text(where.path)
    return Report(
        root=root,
        version=__version__,
        findings=tuple(reported),
        suppressed=tuple(held),
        troubles=tuple(sorted(troubles)),
        components=gathered.store.components,
        scorecard=rows(gathered.store, reported, infos),
        rules=infos,
        stats={
            "files": gathered.files,
            "documents": sum(1 for each in gathered.store.documents.values() if each.language),
            "parsed": gathered.parsed,
            "cached": gathered.cached,
            "facts": sum(1 for _ in gathered.store.everything()),
        },
        texts=texts,
        category=settings.category,
        lines_cache=indexes,
    )


def _sort_key(lines: Callable[[str], Lines]) -> Callable[[Finding], tuple[str, int, int, str, str]]:
    def key(finding: Finding) -> tuple[str, int, int, str, str]:
        path, span = finding.place.path, finding.place.span
        line = lines(path).line_at(span.start) if path else 0
        return path, line, SEVERITIES.index(finding.severity), finding.code, finding.message

    return key


def _shown(finding: Finding, shown: Sequence[str]) -> bool:
    places = {finding.place.path, *(evidence.place.path for evidence in finding.evidence)}
    return any(_below(path, shown) for path in places)


def _below(path: str, shown: Sequence[str]) -> bool:
    return any(
        path == prefix or prefix in ("", ".") or path.startswith(prefix.rstrip("/") + "/") for prefix in shown
    )
