"""Parity: the same thing in different versions or kinds at different places. Only contradictions are facts."""

import re
from collections import defaultdict
from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from ..facts import Attached, BackingService, Drift, ImageRef, RuntimeVersion
from ..model.component import Component
from ..model.fact import Fact
from ..model.store import FactStore
from .places import inside, stand

_ROLES = ("production", "migration", "tooling")
_CI = ("ci", "github-actions", "gitlab-ci")
_MINOR_LINES = frozenset({"python", "php", "ruby", "go"})
"""Runtimes whose minor version is a release line; the major version is elsewhere."""
_DATABASES = frozenset({"postgresql", "mysql", "mariadb", "mssql", "oracle", "mongodb", "cockroachdb"})
_EMBEDDED = frozenset({"sqlite", "h2", "derby", "hsqldb"})
_NUMBERS = re.compile(r"v?(\d+)(?:\.(\d+|x|\*))?")


def link(store: FactStore) -> Iterator[Fact]:
    """Yield a `Drift` for runtimes, backing services' versions and different kinds of backing service."""
    yield from _runtimes(store)
    yield from _versions(store)
    yield from _kinds(store)


def _runtimes(store: FactStore) -> Iterator[Drift]:
    """What images run against what developers and CI run, per component."""
    by_component: dict[tuple[str, str], list[RuntimeVersion]] = defaultdict(list)
    for fact in store.all(RuntimeVersion):
        if fact.role in _ROLES and fact.version:
            by_component[fact.component, fact.language].append(fact)
    shared = {component.name: component for component in store.components}
    root = next((component for component in store.components if not component.root), None)
    for (name, language), found in by_component.items():
        component = shared.get(name)
        images = [fact for fact in found if fact.by == "image" and fact.role == "production"]
        if component is None or component.kind != "app" or not images:
            continue
        others = [fact for fact in found if fact.by != "image"]
        if root is not None and root.name != name and _alone(component, language, by_component):
            others += [fact for fact in by_component.get((root.name, language), ()) if fact.by != "image"]
        said: set[str] = set()
        for here in _without_matrices(others):
            there = next((image for image in images), None)
            if there is None or here.version in said:
                continue
            if not any(agrees(image, here) for image in images):
                said.add(here.version)
                yield _drift("runtime", language, here, here.version, there, there.version, found)


def _alone(component: Component, language: str, known: dict[tuple[str, str], list[RuntimeVersion]]) -> bool:
    """Whether the root's statements can only be about this component: no other one has an image of the language."""
    having = {
        name
        for (name, spoken), facts in known.items()
        if spoken == language and any(fact.by == "image" for fact in facts)
    }
    return having <= {component.name}


def _without_matrices(facts: list[RuntimeVersion]) -> list[RuntimeVersion]:
    """CI that tries several versions tests what a library supports; that is no choice."""
    by_path: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.by in _CI:
            by_path[fact.path].add(fact.version)
    return [fact for fact in facts if fact.by not in _CI or len(by_path[fact.path]) == 1]


def agrees(one: RuntimeVersion, other: RuntimeVersion) -> bool:
    """Whether both can be true of one runtime; what cannot be understood agrees."""
    if not one.exact and not other.exact:
        return True
    if one.exact and other.exact:
        left, right = _line(one.language, one.version), _line(other.language, other.version)
        return left is None or right is None or _same(left, right)
    constraint, exact = (other, one) if one.exact else (one, other)
    return admits(constraint.language, constraint.version, exact.version)


def _same(left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    size = min(len(left), len(right))
    return left[:size] == right[:size]


def _line(language: str, version: str) -> tuple[int, ...] | None:
    """The release line: major and minor for Python, the major number alone for Node."""
    found = _NUMBERS.match(version.strip())
    if found is None:
        return None
    major, minor = int(found[1]), found[2]
    if language in _MINOR_LINES and minor and minor.isdecimal():
        return (major, int(minor))
    return (major,)


def admits(language: str, constraint: str, version: str) -> bool:
    """Whether a constraint (PEP 440 or npm's ranges) admits some release of the line of `version`."""
    line = _line(language, version)
    if line is None:
        return True
    numbers = _numbers(version)
    probes = [".".join(map(str, numbers))] if len(numbers) == 3 else _releases(numbers)
    if language == "python":
        text = _caret(constraint)
        try:
            specifier = SpecifierSet(text)
            return any(specifier.contains(Version(probe), prereleases=True) for probe in probes)
        except (InvalidSpecifier, InvalidVersion):
            return True
    return any(_npm_admits(part, probes) for part in constraint.split("||"))


def _numbers(version: str) -> list[int]:
    found = re.match(r"v?(\d+(?:\.\d+){0,2})", version.strip())
    return [int(part) for part in found[1].split(".")] if found else []


def _releases(numbers: list[int]) -> list[str]:
    """Some releases of a line: its first, a middle and a late one."""
    head = ".".join(map(str, numbers))
    missing = 3 - len(numbers)
    if missing <= 0:
        return [head]
    if missing == 1:
        return [f"{head}.{patch}" for patch in (0, 5, 99)]
    return [f"{head}.{minor}.{patch}" for minor in (*range(31), 99) for patch in (0, 99)]


def _caret(constraint: str) -> str:
    """Poetry's `^3.11` and `~3.11` as PEP 440."""
    parts = []
    for part in constraint.replace(" ", "").split(","):
        found = re.fullmatch(r"([\^~])(\d+)(?:\.(\d+))?(?:\.\d+)?", part)
        if found is None:
            parts.append(part)
        elif found[1] == "^" or found[3] is None:
            parts += [f">={part[1:]}", f"<{int(found[2]) + 1}"]
        else:
            parts += [f">={part[1:]}", f"<{found[2]}.{int(found[3]) + 1}"]
    return ",".join(parts)


def _npm_admits(part: str, probes: list[str]) -> bool:
    """One alternative of an npm range; a part that is not understood admits everything."""
    text = re.sub(r"([<>=^~]+)\s+", r"\1", part.strip())
    if text in ("", "*", "x", "latest", "node", "lts/*"):
        return True
    clauses = []
    hyphen = re.fullmatch(r"v?([\d.]+)\s+-\s+v?([\d.]+)", text)
    words = [f">={hyphen[1]}", f"<={hyphen[2]}"] if hyphen else text.split()
    for word in words:
        found = re.fullmatch(r"(>=|<=|>|<|=|\^|~)?v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?:[-+].*)?", word)
        if found is None:
            return True
        clauses.append((found[1] or "", [int(n) for n in found.groups()[1:] if n and n.isdecimal()]))
    return any(all(_clause(operator, wanted, probe) for operator, wanted in clauses) for probe in probes)


def _clause(operator: str, wanted: list[int], probe: str) -> bool:
    have = [int(part) for part in probe.split(".")]
    size = len(wanted)
    match operator:
        case ">=":
            return have >= wanted + [0] * (3 - size)
        case ">":
            return have[:size] > wanted
        case "<=":
            return have[:size] <= wanted
        case "<":
            return have < wanted + [0] * (3 - size)
        case "^":
            return have[0] == wanted[0] and have >= wanted + [0] * (3 - size)
        case "~":
            return have[: min(2, size)] == wanted[:2] and have >= wanted + [0] * (3 - size)
        case _:
            return have[:size] == wanted


def _versions(store: FactStore) -> Iterator[Drift]:
    """The server of one service in different major versions: compose, CI and Kubernetes."""
    from ..syntax import images

    seen: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for ref in store.all(ImageRef):
        if ref.role not in _ROLES or not isinstance(ref.name, str) or not isinstance(ref.tag, str):
            continue
        if ref.by in ("from", "copy-from"):
            continue
        service = images.backing_service(ref.name)
        line = service_line(service, ref.tag) if service else ""
        if line:
            seen[service].append((line, ref))
    for service, found in seen.items():
        groups: dict[str, list[Fact]] = defaultdict(list)
        for line, fact in found:
            groups[line].append(fact)
        if len(groups) < 2:
            continue
        yield from _per_project(store, service, found)


def _per_project(store: FactStore, service: str, found: list[tuple[str, Fact]]) -> Iterator[Drift]:
    """Samples and sub-projects do not have to agree: only uses below one sub-project's root are compared."""
    roots = sorted((component.root for component in store.components), key=len, reverse=True)
    samples = any(component.kind == "samples" for component in store.components)
    by_project: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for line, fact in found:
        top = next((root for root in roots if inside(fact.path, root)), "")
        by_project[top.partition("/")[0] if samples else ""].append((line, fact))
    for used in by_project.values():
        first_line, first = min(used, key=lambda each: (each[1].role != "production", each[1].path))
        said: set[str] = set()
        for line, fact in used:
            if line != first_line and line not in said:
                said.add(line)
                others = tuple(other for _, other in used if other is not fact and other is not first)
                yield _drift("backing-version", service, fact, line, first, first_line, others)


def service_line(service: str, tag: str) -> str:
    """The release line of a server by its image's tag, empty when the tag does not say one."""
    found = re.match(r"v?(\d+)(?:\.(\d+))?", tag)
    if found is None:
        return ""
    major, minor = found[1], found[2]
    if service == "postgresql" and int(major) < 10:
        return f"{major}.{minor}" if minor else ""
    if service in ("mysql", "mongodb", "mariadb") and minor:
        return f"{major}.{minor}" if service == "mysql" and major == "5" else major
    return major if len(major) < 5 else ""


def _kinds(store: FactStore) -> Iterator[Drift]:
    """An embedded database in one place and a server in another, for the same component."""
    by_component: dict[str, dict[str, Attached]] = defaultdict(dict)
    for attached in store.all(Attached):
        by_component[attached.component][attached.service] = attached
    for services in by_component.values():
        embedded = [services[name] for name in services if name in _EMBEDDED]
        servers = [services[name] for name in services if name in _DATABASES]
        if len(servers) != 1:
            continue
        for each in embedded:
            use: BackingService = each.uses[0]
            other = servers[0].uses[0]
            yield _drift("backing-service", use.service, use, use.service, other, other.service, ())


def _drift(what: str, subject: str, at: Fact, here: str, other: Fact, there: str, others: object) -> Drift:
    rest = others if isinstance(others, (list, tuple)) else ()
    fact = Drift(
        span=at.span,
        scope=at.scope,
        what=what,  # type: ignore[arg-type]
        subject=subject,
        here=here,
        there=there,
        other=other,
        others=tuple(one for one in rest if one is not at and one is not other),
    )
    return stand(fact, at)
