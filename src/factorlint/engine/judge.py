"""Rules judge facts: problems become findings. Pure: no file is opened here but through `text`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..config import Settings, UserError
from ..model.component import Component
from ..model.fact import Fact
from ..model.finding import Evidence, Finding, Place, Problem, Severity
from ..model.report import Trouble
from ..model.rule import RuleInfo
from ..model.source import Role
from ..model.store import FactStore
from ..model.text import NOWHERE, Lines
from ..model.view import View
from ..rulepacks.load import Rule
from ..rulepacks.select import codes_of
from .fingerprint import fingerprint
from .globs import Globs

Text = Callable[[str], bytes]
"""The bytes of a document by path; empty for the repository as a whole."""


def judge(
    store: FactStore, rules: Sequence[Rule], settings: Settings, text: Text
) -> tuple[list[Finding], list[Trouble]]:
    """Findings of all rules, ordered by path, place and code, and rules that could not judge.

    A rule that raises costs that rule only and becomes a trouble of ours.
    """
    troubles: list[Trouble] = []
    said: list[tuple[Rule, str, Problem]] = []
    for rule in rules:
        if rule.refused:
            troubles.append(Trouble("", 0, rule.refused))
        elif rule.check is not None and _wakes(rule, store):
            said += _asked(rule, store, troubles)
    kept = [each for each in said if _is_judged(each, store, settings)]
    kept = _without_milder(kept)
    kept = _without_ignored(kept, [rule.info for rule in rules], settings)
    return _findings(kept, settings, text), troubles


Said = tuple[Rule, str, Problem]
"""A problem with its rule and the component whose view it came from (empty for the repository)."""


def _wakes(rule: Rule, store: FactStore) -> bool:
    """Whether there is anything for a rule to judge: if not, its Python is not even imported."""
    return not rule.wakes or any(store.all(kind) for kind in rule.wakes)


def _asked(rule: Rule, store: FactStore, troubles: list[Trouble]) -> list[Said]:
    """What a rule says of every component it applies to, or of the repository."""
    said: list[Said] = []
    for view in _views(rule, store):
        name = view.component.name if view.component else ""
        try:
            assert rule.check is not None
            said += [(rule, name, _problem(problem)) for problem in rule.check(view)]
        except UserError:
            raise  # the rule cannot be loaded
        except Exception as error:
            # Exit code 3 and this notice tell of it; the other rules' findings are worth having.
            troubles.append(Trouble("", 0, _crash(rule.info, name, error), ours=True))
            break
    return said


def _problem(said: object) -> Problem:
    """What a rule said; a rule's Python is checked by nobody before it runs."""
    if not isinstance(said, Problem):
        raise TypeError(f"it said {said!r:.80}, which is no Problem")
    return said


def _views(rule: Rule, store: FactStore) -> Iterator[View]:
    info = rule.info
    judged = [component for component in store.components if component.kind in info.applies_to]
    if info.scope == "component":
        for component in judged:
            yield View(store, component, frozenset(info.roles), rule.reads)
    elif judged or not store.components:
        yield View(store, None, frozenset(info.roles), rule.reads)


def _crash(info: RuleInfo, component: str, error: Exception) -> str:
    where = f" on component {component}" if component else ""
    return (
        f"rule {info.code} ({info.name}) of pack {info.pack} failed{where}: {type(error).__name__}: {error}; "
        f"the other rules went on; silence it with --ignore {info.code} and please report it"
    )


def _is_judged(said: Said, store: FactStore, settings: Settings) -> bool:
    """Whether role, component and profile let a problem be a finding."""
    rule, _, problem = said
    info = rule.info
    confidence = problem.confidence or info.confidence
    if confidence == "low" and settings.profile == "default" and not rule.explicit:
        return False
    role = _role(problem.at, store)
    if role is not None and role not in info.roles:
        return False
    if info.scope == "repository" and isinstance(problem.at, Fact) and problem.at.component:
        owner = _component(problem.at.component, store)
        return owner is None or owner.kind in info.applies_to
    return True


def _role(at: Fact | Place, store: FactStore) -> Role | None:
    if isinstance(at, Fact):
        return at.role
    document = store.documents.get(at.path)
    return document.role if document else None


def _component(name: str, store: FactStore) -> Component | None:
    return next((component for component in store.components if component.name == name), None)


def _place(at: Fact | Place) -> Place:
    return Place(at.path, at.span if at.path else NOWHERE) if isinstance(at, Fact) else at


def _without_milder(said: Sequence[Said]) -> list[Said]:
    """One finding a place: a rule is silent where a more specific one, to which it yields, speaks."""
    specific = {code for rule, _, _ in said for code in rule.yields_to}
    places: Mapping[tuple[str, str], list[Place]] = defaultdict(list)
    for rule, _, problem in said:
        if rule.info.code in specific:
            place = _place(problem.at)
            places[rule.info.code, place.path].append(place)

    def yields(rule: Rule, place: Place) -> bool:
        return any(
            _meet(place, other) for code in rule.yields_to for other in places.get((code, place.path), ())
        )

    return [each for each in said if not (each[0].yields_to and yields(each[0], _place(each[2].at)))]


def _meet(one: Place, other: Place) -> bool:
    return one.span == other.span or (one.span.start < other.span.end and other.span.start < one.span.end)


def _without_ignored(said: Sequence[Said], infos: Sequence[RuleInfo], settings: Settings) -> list[Said]:
    """Leave out what the settings ignore in some paths."""
    ignores = [
        (Globs((pattern,)), frozenset(code for word in words for code in codes_of(word, infos)))
        for pattern, words in settings.per_path_ignores
    ]
    if not ignores:
        return list(said)

    def ignored(rule: Rule, path: str) -> bool:
        return any(rule.info.code in codes and globs.match(path) for globs, codes in ignores)

    return [each for each in said if not ignored(each[0], _place(each[2].at).path)]


def _findings(said: Iterable[Said], settings: Settings, text: Text) -> list[Finding]:
    """Findings in a stable order, each place and message once, with fingerprints that survive moved lines."""
    unique: dict[tuple[Place, str, str], Said] = {}
    for each in said:
        rule, _, problem = each
        unique.setdefault((_place(problem.at), rule.info.code, problem.message), each)
    lines: dict[str, Lines] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    findings: list[Finding] = []
    for (place, code, _), (rule, component, problem) in sorted(unique.items(), key=lambda item: item[0]):
        if place.path and place.path not in lines:
            lines[place.path] = Lines(text(place.path))
        line = _anchor(place, lines)
        number = seen[code, place.path, line]
        seen[code, place.path, line] += 1
        mark = fingerprint(code, Place(place.path), line.encode(), number)
        findings.append(_finding(rule.info, component, problem, mark, settings))
    return findings


def _anchor(place: Place, lines: Mapping[str, Lines]) -> str:
    """The line that a finding stands on, without blanks."""
    if not place.path:
        return ""
    index = lines[place.path]
    return "".join(index.text_of(index.line_at(place.span.start)).split())


def _finding(info: RuleInfo, component: str, problem: Problem, mark: str, settings: Settings) -> Finding:
    owner = problem.at.component if isinstance(problem.at, Fact) else ""
    return Finding(
        code=info.code,
        name=info.name,
        factor=info.factor,
        title=info.title,
        severity=_severity(info, problem, settings),
        confidence=problem.confidence or info.confidence,
        message=problem.message,
        place=_place(problem.at),
        component=component or owner,
        evidence=tuple(Evidence(_place(at), words) for at, words in problem.evidence),
        remedy=problem.remedy or info.remedy,
        fingerprint=mark,
        fix=problem.fix,
    )


def _severity(info: RuleInfo, problem: Problem, settings: Settings) -> Severity:
    override = settings.severity.get(info.code) or settings.severity.get(info.name)
    return override or problem.severity or info.severity
