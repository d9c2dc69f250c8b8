"""What was seen that complies, concern by concern, in words for the scorecard. Only facts, never absence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from ..facts import (
    AddressUse,
    BackingService,
    Breaker,
    BuildStage,
    CacheStore,
    Command,
    Container,
    Declared,
    DisruptionBudget,
    EnvRead,
    EnvSupply,
    IgnoreFile,
    ImageRef,
    Install,
    Listen,
    Lock,
    LogSink,
    MessageUse,
    Migration,
    OutboundCall,
    Probe,
    ProbeTarget,
    Process,
    Repository,
    Retry,
    RuntimeVersion,
    ServiceEndpoint,
    SessionStore,
    SignalHandler,
    Workload,
)
from ..model.fact import F
from ..model.store import FactStore

_ROLES = frozenset({"production", "migration"})
_OUTSIDE = frozenset(
    {"redis", "database", "cookie", "memcached", "mongodb", "postgresql", "mysql", "dynamodb"}
)
"""Where kept state outlives the process."""
_ROOT = frozenset({"root", "0", "root:root", "0:0"})
_NAMED = 3
"""How many names a sentence holds before it counts the rest."""


class Seen:
    """The facts of what is shipped: production and migration code and manifests."""

    def __init__(self, store: FactStore) -> None:
        """Look at `store`."""
        self.store = store

    def all(self, kind: type[F]) -> list[F]:
        """The facts of a kind in judged roles."""
        return [fact for fact in self.store.all(kind) if fact.role in _ROLES]


def _codebase(seen: Seen) -> Iterator[str]:
    if any(fact.vcs for fact in seen.store.all(Repository)):
        yield "under version control"
    apps = [each.name for each in seen.store.components if each.kind == "app"]
    if apps:
        yield f"{_count(len(apps), 'app')} in one codebase"


def _dependencies(seen: Seen) -> Iterator[str]:
    locks = {PurePosixPath(fact.path).name for fact in seen.all(Lock)}
    if locks:
        yield f"locked by {_names(locks)}"
    declared = {(fact.component, fact.name) for fact in seen.all(Declared)}
    if declared:
        yield f"{_count(len(declared), 'dependency', 'dependencies')} declared"
    exact = sum(1 for fact in seen.all(Install) if fact.locked is True)
    if exact:
        yield f"{_count(exact, 'install')} bound to the lockfile"


def _config(seen: Seen) -> Iterator[str]:
    names = {fact.name for fact in seen.all(EnvRead) if fact.stage == "run"}
    if names:
        yield f"{_count(len(names), 'setting')} read from the environment"
    documented = {fact.name for fact in seen.store.all(EnvSupply) if fact.by == "dotenv-example"}
    if documented:
        yield f"{len(documented)} documented in an example file"
    secret = {fact.name for fact in seen.all(EnvSupply) if fact.secret}
    if secret:
        yield f"{len(secret)} supplied from a secret store"


def _backing_services(seen: Seen) -> Iterator[str]:
    services = {fact.service for fact in seen.all(BackingService) if fact.env}
    if services:
        yield f"{_names(services)} located by the environment"


def _build_release_run(seen: Seen) -> Iterator[str]:
    images = [fact for fact in seen.all(ImageRef) if not fact.builds]
    digests = sum(1 for fact in images if fact.digest)
    if digests:
        yield f"{_of(digests, len(images), 'image')} pinned by digest"
    tagged = sum(1 for f in images if not f.digest and isinstance(f.tag, str) and f.tag not in ("latest", ""))
    if tagged:
        yield f"{_of(tagged, len(images), 'image')} pinned by tag"
    built = sum(
        1 for f in seen.all(Command) if f.stage == "build" and {"install", "compile", "bundle"} & set(f.does)
    )
    if built:
        yield f"{_count(built, 'step')} done at build time"


def _processes(seen: Seen) -> Iterator[str]:
    sessions = {fact.backend for fact in seen.all(SessionStore) if fact.backend in _OUTSIDE}
    if sessions:
        yield f"sessions kept in {_names(sessions)}"
    caches = {fact.backend for fact in seen.all(CacheStore) if fact.backend in _OUTSIDE}
    if caches:
        yield f"cache kept in {_names(caches)}"


def _port_binding(seen: Seen) -> Iterator[str]:
    listens = seen.all(Listen)
    from_env = {fact.port_env for fact in listens if fact.port_env}
    if from_env:
        yield f"port given by {_names(from_env)}"
    servers = {fact.by for fact in listens if fact.by and not fact.development}
    if servers:
        yield f"binds a port of its own ({_names(servers)})"


def _concurrency(seen: Seen) -> Iterator[str]:
    names = {fact.name for fact in seen.all(Process) if fact.purpose in ("web", "worker", "scheduler")}
    if names:
        yield f"{_count(len(names), 'process type')}: {_names(names)}"


def _disposability(seen: Seen) -> Iterator[str]:
    starts = [f for f in seen.all(Command) if f.by in ("dockerfile-cmd", "dockerfile-entrypoint")]
    direct = sum(1 for fact in starts if fact.form == "exec")
    if direct:
        yield f"{_of(direct, len(starts), 'start command')} in exec form"
    replaced = sum(1 for fact in seen.all(Command) if fact.execs and fact.stage == "run")
    if replaced:
        yield f"{_count(replaced, 'script')} handing over with exec"
    handled = {f.path for f in seen.all(SignalHandler) if "SIGTERM" in f.signals and not f.ignores}
    if handled:
        yield f"SIGTERM handled in {_names(handled)}"
    graced = sum(1 for fact in seen.all(Workload) if fact.grace is not None)
    if graced:
        yield f"{_count(graced, 'grace period')} stated"


def _dev_prod_parity(seen: Seen) -> Iterator[str]:
    versions: dict[str, list[str]] = defaultdict(list)
    for runtime in seen.store.all(RuntimeVersion):
        if runtime.exact:
            versions[runtime.language].append(".".join(runtime.version.split(".")[:2]))
    for service in seen.store.all(BackingService):
        if service.version:
            versions[service.service].append(service.version)
    for subject, said in sorted(versions.items()):
        if len(said) > 1 and len(set(said)) == 1:
            yield f"{subject} {said[0]} in {len(said)} places"


def _logs(seen: Seen) -> Iterator[str]:
    sinks = seen.all(LogSink)
    streams = [fact for fact in sinks if fact.target == "stdout"]
    if streams:
        by = {fact.by for fact in streams if fact.by}
        yield f"{_of(len(streams), len(sinks), 'log sink')} to standard output" + (
            f" ({_names(by)})" if by else ""
        )


def _admin_processes(seen: Seen) -> Iterator[str]:
    tools = {fact.tool for fact in seen.store.all(Migration)}
    if tools:
        yield f"{_count(len(seen.store.all(Migration)), 'migration')} in the codebase ({_names(tools)})"
    apart = {fact.name for fact in seen.all(Process) if fact.purpose in ("release", "admin")}
    if apart:
        yield f"run as processes of their own: {_names(apart)}"


def _resilience(seen: Seen) -> Iterator[str]:
    calls = seen.all(OutboundCall)
    bounded = sum(1 for fact in calls if isinstance(fact.timeout, int | float))
    if bounded:
        yield f"{_of(bounded, len(calls), 'outbound call')} bounded by a timeout"
    limited = sum(1 for fact in seen.all(Retry) if isinstance(fact.limit, int))
    if limited:
        yield f"{_count(limited, 'retry', 'retries')} with a limit"
    breakers = len(seen.all(Breaker))
    if breakers:
        yield _count(breakers, "circuit breaker")


def _service_communication(seen: Seen) -> Iterator[str]:
    known = {fact.host for fact in seen.all(AddressUse) if fact.resolves == "service"}
    if known:
        yield f"{_count(len(known), 'address', 'addresses')} of services defined here: {_names(known)}"
    durable = sum(1 for fact in seen.all(MessageUse) if fact.durable is True)
    if durable:
        yield f"{_count(durable, 'durable message use')}"


def _health_checks(seen: Seen) -> Iterator[str]:
    probes = [fact for fact in seen.all(Probe) if fact.transport != "none"]
    if probes:
        yield f"{_count(len(probes), 'probe')} ({_names({fact.purpose for fact in probes})})"
    served = {f.route.url_path for f in seen.all(ProbeTarget) if f.route is not None}
    if served:
        yield f"probed and served: {_names(served)}"


def _container_images(seen: Seen) -> Iterator[str]:
    finals = [fact for fact in seen.all(BuildStage) if fact.final]
    plain = sum(1 for f in finals if isinstance(f.user, str) and f.user not in _ROOT)
    if plain:
        yield f"{_of(plain, len(finals), 'image')} not run as root"
    staged = sum(1 for fact in finals if fact.index > 0)
    if staged:
        yield f"{_of(staged, len(finals), 'image')} built in stages"
    ignores = len(seen.all(IgnoreFile))
    if ignores:
        yield f"{_count(ignores, '.dockerignore')}"


def _container_runtime(seen: Seen) -> Iterator[str]:
    containers = [fact for fact in seen.all(Container) if fact.by != "ci"]
    for words, number in (
        ("with limits", sum(1 for fact in containers if fact.limits)),
        ("not run as root", sum(1 for f in containers if f.run_as_non_root or _ordinary(f.user))),
        ("with a read-only root", sum(1 for fact in containers if fact.read_only)),
        ("that cannot gain privileges", sum(1 for f in containers if f.allow_privilege_escalation is False)),
    ):
        if number:
            yield f"{_of(number, len(containers), 'container')} {words}"


def _kubernetes(seen: Seen) -> Iterator[str]:
    workloads = [fact for fact in seen.all(Workload) if fact.kind_name != "compose"]
    replicated = sum(1 for f in workloads if isinstance(f.replicas, int) and f.replicas > 1)
    if replicated:
        yield f"{_of(replicated, len(workloads), 'workload')} with replicas"
    budgets = len(seen.all(DisruptionBudget))
    if budgets:
        yield _count(budgets, "disruption budget")
    services = sum(1 for fact in seen.all(ServiceEndpoint) if fact.by == "kubernetes" and fact.selector)
    if services:
        yield f"{_count(services, 'Service')} with a selector"


EVIDENCE: dict[str, Callable[[Seen], Iterable[str]]] = {
    "codebase": _codebase,
    "dependencies": _dependencies,
    "config": _config,
    "backing-services": _backing_services,
    "build-release-run": _build_release_run,
    "processes": _processes,
    "port-binding": _port_binding,
    "concurrency": _concurrency,
    "disposability": _disposability,
    "dev-prod-parity": _dev_prod_parity,
    "logs": _logs,
    "admin-processes": _admin_processes,
    "resilience": _resilience,
    "service-communication": _service_communication,
    "health-checks": _health_checks,
    "container-images": _container_images,
    "container-runtime": _container_runtime,
    "kubernetes": _kubernetes,
}
"""By the concern's slug."""


def _ordinary(user: object) -> bool:
    return isinstance(user, str) and user not in _ROOT


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _of(number: int, total: int, noun: str) -> str:
    return _count(number, noun) if number == total else f"{number} of {_count(total, noun)}"


def _names(names: Iterable[str]) -> str:
    ordered = sorted(filter(None, names))
    more = len(ordered) - _NAMED
    return ", ".join(ordered[:_NAMED]) + (f" and {more} more" if more > 0 else "")
