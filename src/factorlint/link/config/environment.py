"""Env: what a component's code reads, and who supplies it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ...facts import (
    Container,
    EnvNeed,
    EnvRead,
    EnvSource,
    EnvSupply,
    Process,
    ProcessType,
    RunningContainer,
    Workload,
)
from ...knowledge import table
from ...model.fact import Fact
from ...model.spelling import distance
from ...model.store import FactStore
from ..ground.paths import stand
from .taken import Sets

_EXAMPLE = frozenset({"dotenv-example", "app.json", "github-actions", "gitlab-ci"})
_MANIFEST = frozenset(
    {"compose", "kubernetes", "procfile", "systemd", "supervisord", "configmap", "secret", "helm-values"}
)
_NOT_DEPLOYED = ("tooling", "test", "docs", "example")
_NOT_CODE = frozenset({"compose-interpolation", "dockerfile-arg", "github-actions", "gitlab-ci", "ci"})


def link(store: FactStore) -> Iterator[Fact]:
    """Yield one `EnvNeed` per component and variable that its production code reads at run time."""
    reads: dict[tuple[str, str], list[EnvRead]] = defaultdict(list)
    names_read: dict[str, set[str]] = defaultdict(set)
    for read in store.all(EnvRead):
        if not read.name or read.via in _NOT_CODE:
            continue
        names_read[read.component].add(read.name)
        if read.role in ("production", "migration") and read.stage == "run":
            reads[read.component, read.name].append(read)
    supplies = _Supplies(store)
    web = {fact.component for fact in store.all(ProcessType)}
    near: dict[str, list[EnvSupply]] = {}
    for (component, name), found in reads.items():
        if given(name, component in web):
            continue
        supplied = supplies.run[component].get(name, [])
        if component not in near:
            near[component] = _unread(supplies.run[component], names_read[component])
        fact = EnvNeed(
            span=found[0].span,
            scope=found[0].scope,
            name=name,
            reads=tuple(found),
            supplies=tuple(supplied),
            documented=tuple(supplies.documented[component].get(name, supplies.documented[""].get(name, ()))),
            open=component in supplies.open,
            deployed=component in supplies.deployed,
            near=() if supplied else tuple(one for one in near[component] if is_near(one.name, name)),
        )
        yield stand(fact, found[0])


class _Supplies:
    """Supplies by component and name, sets of variables followed to where they are defined."""

    def __init__(self, store: FactStore) -> None:
        self.run: dict[str, dict[str, list[EnvSupply]]] = defaultdict(lambda: defaultdict(list))
        self.documented: dict[str, dict[str, list[EnvSupply]]] = defaultdict(lambda: defaultdict(list))
        self.deployed: set[str] = set()
        self.open: set[str] = set()
        running = store.all(RunningContainer)
        # A database's or a tool's settings say nothing of how the component beside it is run.
        self.ours = {(one.path, one.container.name) for one in running if one.stage is not None}
        self.foreign = {(one.path, one.container.name) for one in running} - self.ours
        for supply in store.all(EnvSupply):
            self._sort(supply)
        sets = Sets(store)
        for source in store.all(EnvSource):
            self._follow(source, sets)
        for process in store.all(Process):
            for path in process.env_files:
                for supply in sets.files.get(path, ()):
                    self.run[process.component][supply.name].append(supply)
        for workload in store.all(Workload):
            if workload.templated:
                self.open.add(workload.component)

    def _sort(self, supply: EnvSupply) -> None:
        if supply.by == "shell-export" and supply.role in _NOT_DEPLOYED:
            return  # a script that only developers start gives the component nothing
        if supply.stage == "example" or supply.by in _EXAMPLE or supply.stage == "ci":
            self.documented[supply.component][supply.name].append(supply)
            self.documented[""][supply.name].append(supply)
        elif supply.by == "dotenv":
            # A tracked `.env` beside the manifests: who loads it is told by an EnvSource.
            self.documented[supply.component][supply.name].append(supply)
        elif supply.stage == "run" and supply.by not in ("configmap", "secret", "helm-values"):
            self.run[supply.component][supply.name].append(supply)
            if supply.by in _MANIFEST and (supply.path, supply.to) not in self.foreign:
                self.deployed.add(supply.component)

    def _follow(self, source: EnvSource, sets: Sets) -> None:
        component = source.component
        if source.by in ("ci-secrets",):
            return
        found, complete = sets.of(source)
        if not complete:
            self.open.add(component)
        for supply in found:
            self.run[component][supply.name].append(supply)
        if found and (source.path, source.to) not in self.foreign:
            self.deployed.add(component)


def _unread(supplied: dict[str, list[EnvSupply]], read: set[str]) -> list[EnvSupply]:
    """The first supply of each name that nothing in the component reads, from manifests alone."""
    return [
        one
        for name, found in supplied.items()
        if name not in read and (one := found[0]).by != "dockerfile-env"
    ]


def is_near(one: str, other: str) -> bool:
    """One edit apart, or two in names of ten letters and more; short names are never near."""
    longest = max(len(one), len(other))
    if longest < 6 or one.upper() == other.upper():
        return longest >= 6 and one != other
    allowed = 2 if longest >= 10 else 1
    if _differ_by_design(one, other):
        return False
    return distance(one, other, allowed) <= allowed


def _differ_by_design(one: str, other: str) -> bool:
    """`REDIS_URL_1` and `REDIS_URL_2`, `DB_HOST` and `DB_PORT`: a whole other word, or another number."""
    words, others = one.upper().split("_"), other.upper().split("_")
    if len(words) != len(others):
        return False
    for word, against in zip(words, others, strict=True):
        if word == against:
            continue
        if word.isdigit() or against.isdigit():
            return True
        if word.rstrip("0123456789") == against.rstrip("0123456789"):
            return True
        if min(len(word), len(against)) < 4 and distance(word, against, 2) >= 2:
            return True
        if min(len(word), len(against)) <= 4 and word[:1] != against[:1]:
            return True
    return False


@cache
def _platform() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    data = table("platform_env.toml")
    return frozenset(data["always"]), tuple(data["prefixes"]), frozenset(data["web"])


def given(name: str, platform_runs_it: bool) -> bool:
    """Whether a platform gives the variable without anybody saying so."""
    always, prefixes, web = _platform()
    return name in always or name.startswith(prefixes) or (platform_runs_it and name in web)


__all__ = ["Container", "given", "is_near", "link"]
