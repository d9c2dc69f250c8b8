"""Documents to facts: read, choose the language, prefilter, parse. Side by side where it pays."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Union

import msgspec

from ..facts import VOCABULARY
from ..facts.scan import ParseTrouble
from ..model.fact import Fact, place
from ..model.source import Role, Source
from ..model.text import Span
from .claims import all_languages, choose
from .discover import Entry
from .prefilter import Prefilter, prefilter_of
from .roles import looks_generated
from .suppression_comments import suppressions

POOL_THRESHOLD = 1_000_000
"""Bytes of unread text below which a pool costs more than it saves (measured: a fork pool takes 18 ms)."""

_DOCUMENT_FACTS = tuple(kind for kind in VOCABULARY if not kind.__module__.endswith(".graph"))
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[list[Fact]] = msgspec.msgpack.Decoder(list[Union[_DOCUMENT_FACTS]])  # type: ignore[valid-type]  # noqa: UP007


class Extracted(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one document said: encoded facts, ready for the cache."""

    language: str
    role: str
    """Set where the text itself shows another role than the path (`generated`); empty otherwise."""
    digest: bytes
    facts: bytes
    parsed: bool
    crash: str
    """A producer's exception in words; empty when all went well."""


def decode(extracted: Extracted, path: str, role: Role) -> list[Fact]:
    """The facts of a document, placed."""
    if extracted.facts == _NONE:
        return []
    facts = _decoder.decode(extracted.facts)
    judged: Role = extracted.role or role  # type: ignore[assignment]
    for fact in facts:
        place(fact, path, judged)
    return facts


_NONE = _encoder.encode([])


LIGHT_ROLES: frozenset[Role] = frozenset({"test", "docs", "example", "generated"})
"""Code of these roles is asked for what costs no parser: no rule judges more of it, and it is often most of a
repository. A configuration that gives a file another role has it read in full."""


def extract(
    data: bytes, path: str, candidates: Sequence[str], role: Role = "production", full: bool = False
) -> Extracted:
    """Read one document's bytes, `full` whatever its role and without a prefilter.

    Never raises for what they hold; a crash of ours is told in the result.
    """
    digest = digest_of(data)
    name = choose(tuple(candidates), data)
    if not name:
        return Extracted("", "", digest, _NONE, False, "")
    generated = looks_generated(data[:2048])
    parsed = False
    facts: list[Fact] = []
    crash = ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:8192]:
        facts.append(ParseTrouble(message="is binary or UTF-16 and was not read; save it as UTF-8"))
    else:
        try:
            light = (generated or role in LIGHT_ROLES) and all_languages()[name].code
            parsed = _read(name, Source(path, data), facts, light and not full, full)
        except Exception as error:
            # One producer's mistake must cost one file, never the scan (exit code 3 tells of it).
            crash = f"{type(error).__name__}: {error}"
        facts += suppressions(data)
    shown = "generated" if generated else ""
    encoded, lost = _encoded(facts)
    return Extracted(name, shown, digest, encoded, parsed, crash or lost)


def _encoded(facts: list[Fact]) -> tuple[bytes, str]:
    """The facts for the cache, and why some are lost: a producer made one that cannot be stored."""
    if not facts:
        return _NONE, ""
    try:
        return _encoder.encode(facts), ""
    except (OverflowError, UnicodeEncodeError) as error:
        kept = [fact for fact in facts if _storable(fact)]
        return _encoder.encode(kept), f"{type(error).__name__}: {error}"


def _storable(fact: Fact) -> bool:
    try:
        _encoder.encode(fact)
    except (OverflowError, UnicodeEncodeError):
        return False
    return True


def _read(name: str, source: Source, facts: list[Fact], light: bool, full: bool) -> bool:
    language = all_languages()[name]
    if light or not (full or _is_worth_parsing(name, source)):
        if language.cheap is not None:
            facts.extend(language.cheap(source))
        return False
    facts.extend(_inside(fact, len(source.data)) for fact in language.facts(source))
    return True


def _is_worth_parsing(name: str, source: Source) -> bool:
    """Whether a file may hold more than what is read without a parser; the cheaper question first."""
    prefilter = _prefilter(name)
    if prefilter is not None and not prefilter(source.data):
        return False
    worth = all_languages()[name].worth
    return worth is None or worth(source)


def forget() -> None:
    """Make the prefilters afresh: what languages look for has changed."""
    _prefilter.cache_clear()


@cache
def _prefilter(name: str) -> Prefilter | None:
    return prefilter_of(name)


def _inside(fact: Fact, size: int) -> Fact:
    if fact.span.end > size or fact.span.start > fact.span.end:
        return msgspec.structs.replace(fact, span=Span(min(fact.span.start, size), size))
    return fact


def digest_of(data: bytes) -> bytes:
    """What the cache knows a document's content by."""
    return hashlib.blake2b(data, digest_size=16).digest()


def read_and_extract(base: str, entry: Entry, limit: int, full: bool = False) -> Extracted | str:
    """One document from disk; an explanation in words when it cannot be read. `limit` is in bytes."""
    limit = max(limit, *(all_languages()[name].max_size or 0 for name in entry.languages))
    if entry.size > limit:
        size = f"{entry.size:,} of {limit:,} bytes"
        return f"is larger than max-file-size ({size}) and was not read; raise the limit or exclude it"
    try:
        with open(f"{base}/{entry.location}", "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}; check its permissions"
    return extract(data, entry.path, entry.languages, entry.role, full)


def extract_all(
    base: str,
    entries: Sequence[Entry],
    limit: int,
    jobs: int,
    progress: Callable[[int, int], None] | None,
    full: bool = False,
) -> Iterator[tuple[Entry, Extracted | str]]:
    """Extract every entry, in a pool of `jobs` processes (0: one a processor) where there is enough to do."""
    jobs = jobs or available_processors()
    total = sum(entry.size for entry in entries)
    if jobs == 1 or total < POOL_THRESHOLD:
        for done, entry in enumerate(entries):
            yield entry, read_and_extract(base, entry, limit, full)
            if progress and done % 64 == 0:
                progress(done, len(entries))
        return
    from concurrent.futures import ProcessPoolExecutor  # 6 ms that a small tree need not pay
    from multiprocessing import get_all_start_methods, get_context

    slices = _slices(entries, total, jobs)
    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    begin = None
    if method == "fork":
        _prepare(entries)
    else:
        from .extensions import in_use, inherit

        begin = partial(inherit, in_use())
    done = 0
    with ProcessPoolExecutor(jobs, mp_context=get_context(method), initializer=begin) as pool:
        for part, results in zip(
            slices, pool.map(_work, [(base, part, limit, full) for part in slices]), strict=True
        ):
            yield from zip(part, results, strict=True)
            done += len(part)
            if progress:
                progress(done, len(entries))


def _prepare(entries: Iterable[Entry]) -> None:
    """Load what reads these documents, so that forked workers inherit it: one of each language, without a word in it."""
    samples = {entry.languages: entry for entry in entries}
    for entry in samples.values():
        for name in entry.languages:
            language = all_languages()[name]
            with suppress(Exception):  # whatever is wrong is told for the document that meets it
                prefilter = _prefilter(name)
                if prefilter is not None:
                    prefilter(b"")
                deque(language.facts(Source(entry.path, b"")), maxlen=0)


def _work(task: tuple[str, list[Entry], int, bool]) -> list[Extracted | str]:
    base, entries, limit, full = task
    return [read_and_extract(base, entry, limit, full) for entry in entries]


def _slices(entries: Sequence[Entry], total: int, jobs: int) -> list[list[Entry]]:
    """Neighbouring files in portions of about the same size, several for each process."""
    portion = max(total // (jobs * 8), POOL_THRESHOLD // 8)
    slices: list[list[Entry]] = [[]]
    size = 0
    for entry in entries:
        if size > portion:
            slices.append([])
            size = 0
        slices[-1].append(entry)
        size += entry.size
    return slices


def available_processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
