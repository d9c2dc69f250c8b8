"""What a scan found in one checkout, in numbers and names: small, sorted, and without its code.

Findings, components, processes and every `graph.*` fact are kept so far that two states of factorlint can be
compared. Texts of the checkout that are no plain names are left out; a digest stands for them.
"""

import hashlib
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from ..config import Settings
from ..engine.gather import gather
from ..engine.scan import judged
from ..facts import Process
from ..model.fact import Fact, kind_of
from ..model.report import Report
from ..model.store import FactStore
from ..rulepacks.load import load_rules

_PLACED = frozenset(("span", "path", "role", "component", "scope"))
_FEW = 24
"""Different values up to which a field of a fact is counted by value."""
_MOST_KEYS = 4000
"""Facts of a kind up to which each is kept by a line of its own."""
_PLAIN = re.compile(r"[\w./:@*+<>~^ -]{0,80}")
_WORD = re.compile(r"[A-Za-z_./ -]{1,60}")


class FindingLine(msgspec.Struct, frozen=True, order=True):
    """One finding."""

    rule: str
    path: str
    line: int
    severity: str
    message: str
    """With literals left out."""
    digest: str
    """Of the whole message."""


class ComponentLine(msgspec.Struct, frozen=True, order=True):
    """One component."""

    root: str
    kind: str
    name: str


class ProcessLine(msgspec.Struct, frozen=True, order=True):
    """One way in which a component is started."""

    component: str
    name: str
    purpose: str
    where: str
    entry: str
    path: str


class Relation(msgspec.Struct, frozen=True):
    """All facts of one kind that linkers made."""

    count: int
    by: Mapping[str, Mapping[str, int]]
    """Field: how many facts have each of its values, for fields with few values."""
    keys: tuple[str, ...] = ()
    """One line a fact, `path scope: field=value field=value`; none where there are too many."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One checkout as one state of factorlint sees it."""

    files: int
    checkout: str
    """Digest of the names and sizes of its documents: the checkout itself is another where it differs."""
    roles: Mapping[str, int]
    languages: Mapping[str, int]
    facts: Mapping[str, int]
    findings: tuple[FindingLine, ...]
    suppressed: int
    troubles: tuple[str, ...]
    components: tuple[ComponentLine, ...]
    processes: tuple[ProcessLine, ...]
    graph: Mapping[str, Relation]
    wall: float = 0.0
    cpu: float = 0.0
    """Seconds of all processes."""

    def severities(self) -> Counter[str]:
        """How many findings there are of each severity."""
        return Counter(finding.severity for finding in self.findings)


def summarise(folder: Path, settings: Settings | None = None) -> Summary:
    """Scan a checkout as a user without configuration would, cold, and sum up what was found."""
    settings = settings or Settings(cache=False)
    rules = load_rules(settings)
    wall, cpu = time.perf_counter(), _cpu()
    gathered = gather(folder, settings)
    report = judged(gathered, rules, settings, ".")
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    return summary_of(gathered.store, report, wall, cpu)


def summary_of(store: FactStore, report: Report, wall: float = 0.0, cpu: float = 0.0) -> Summary:
    """Sum up a store and the report on it."""
    documents = store.documents.values()
    sizes = "\n".join(f"{each.path} {each.size}" for each in documents)
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in store.everything():
        by_kind[kind_of(type(fact))].append(fact)
    return Summary(
        files=int(report.stats["files"]),
        checkout=_digest(sizes),
        roles=_sorted(Counter(each.role for each in documents)),
        languages=_sorted(Counter(each.language for each in documents if each.language)),
        facts={kind: len(facts) for kind, facts in sorted(by_kind.items())},
        findings=tuple(
            sorted(
                FindingLine(
                    finding.code,
                    finding.place.path,
                    report.line_of(finding.place),
                    finding.severity,
                    masked(finding.message),
                    _digest(finding.message),
                )
                for finding in report.findings
            )
        ),
        suppressed=len(report.suppressed),
        troubles=tuple(sorted(f"{each.path}: {masked(each.message)}" for each in report.troubles)),
        components=tuple(
            sorted(ComponentLine(each.root, each.kind, each.name) for each in report.components)
        ),
        processes=tuple(
            sorted(
                ProcessLine(each.component, each.name, each.purpose, each.where, each.entry_file, each.path)
                for each in store.all(Process)
            )
        ),
        graph={
            kind: _relation(facts)
            for kind, facts in sorted(by_kind.items())
            if kind.startswith("graph.") and kind != kind_of(Process)
        },
        wall=round(wall, 2),
        cpu=round(cpu, 2),
    )


def masked(message: str) -> str:
    """Return a message without the literals that it quotes; names of letters stay."""
    parts = message.split("`")
    quoted = (part if _WORD.fullmatch(part) else "…" for part in parts[1::2])
    return "`".join(part for pair in zip(parts[::2], (*quoted, None)) for part in pair if part is not None)


def _relation(facts: Iterable[Fact]) -> Relation:
    rows = [(fact, _fields(fact)) for fact in facts]
    values: dict[str, Counter[str]] = defaultdict(Counter)
    for _, fields in rows:
        for name, value in fields.items():
            values[name][value] += 1
    few = {name: counts for name, counts in values.items() if len(counts) <= _FEW and set(counts) != {""}}
    return Relation(
        count=len(rows),
        by={name: _sorted(counts) for name, counts in sorted(few.items())},
        keys=tuple(sorted(_key(*row) for row in rows)) if len(rows) <= _MOST_KEYS else (),
    )


def _key(fact: Fact, fields: Mapping[str, str]) -> str:
    where = f"{fact.path} {fact.scope}".strip()
    return f"{where}: " + " ".join(f"{name}={value}" for name, value in fields.items() if value)


def _fields(fact: Fact) -> dict[str, str]:
    """The fields of a fact that hold words and numbers, as plain text."""
    found = {}
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if name in _PLACED or isinstance(value, msgspec.Struct):
            continue
        if isinstance(value, tuple):
            if all(isinstance(each, str | int) for each in value):
                found[name] = _plain(",".join(map(str, value)))
        elif value is not None:
            found[name] = _plain("" if value is False else str(value))
    return found


def _plain(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else f"#{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _cpu() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
