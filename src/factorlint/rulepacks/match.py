"""The matcher of rule pages, compiled once to closures.

It is closed on purpose; what it cannot say is a Python file beside the page. docs/writing-rules.md has an example of
each key. See `conditions` for the operators and what UNKNOWN and None mean to them.

- `where`: conditions on the anchor's fields; all must hold. `unless`: no problem where these hold for certain.
- `component`: conditions on the component that is judged.
- `with`: for each kind, at least one partner must satisfy all conditions for certain.
- `without`: no partner of any of the kinds may satisfy them; one that perhaps does counts as one.
- A partner is never the anchor itself. Partners are sought in the rule's scope and roles; a
  condition on `component` or `role` seeks beyond the one or the other.
- `{field}` in a condition is the anchor's value; where a partner's needs one that is UNKNOWN, the anchor is not judged.
- `together: [field, ...]`: of the facts that agree in these fields the first is the problem.
- `more-than: N`: the N+1st such fact of one owner (same path and scope, or what `together` says) is the problem.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from ..facts import UNKNOWN, Fact
from ..model.component import Component
from ..model.finding import Confidence, Problem, Severity
from ..model.view import Check, View
from .conditions import Conditions, compile_conditions
from .fields import Field, Get, MatchError, field_named, fields_of, kind_named
from .header import Block, Case, Header
from .partners import Partners, partners_of
from .template import Names, Seen
from .wording import Texts, names_of, texts_of

MOST_EVIDENCE = 3
"""Facts of a list or partners named as evidence; more do not make it clearer."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A compiled match."""

    kind: type[Fact]
    component: Conditions
    where: Conditions
    unless: Conditions | None
    with_: tuple[Partners, ...]
    without: tuple[Partners, ...]
    together: tuple[Get, ...]
    more_than: int | None
    at: Get
    texts: Texts
    cases: tuple["Grade", ...]

    @property
    def reads(self) -> frozenset[type[Fact]]:
        """The kinds of facts that it looks at."""
        return frozenset((self.kind, *(each.kind for each in (*self.with_, *self.without))))


class Grade(msgspec.Struct, frozen=True):
    """A case that is worse or milder."""

    when: Conditions
    component: Conditions
    severity: Severity | None
    confidence: Confidence | None


def compile_match(header: Header) -> tuple[Match, ...]:
    """Compile a page's matches. Raises `MatchError` for unknown kinds, fields, operators and values."""
    return tuple(_match(block, kind_named(kind), header) for block in header.blocks() for kind in block.kinds)


def _match(block: Block, kind: type[Fact], header: Header) -> Match:
    if block.more_than is not None and block.more_than < 1:
        raise MatchError("`more-than` takes a number from 1")
    own = fields_of(kind)
    with_ = tuple(partners_of(kind, name, asked) for name, asked in block.with_.items())
    together = block.together or (("path", "scope") if block.more_than else ())
    names = names_of(block, kind, with_[0].kind if with_ else None, bool(together))
    whole = (Case(severity=block.severity, confidence=block.confidence),)
    return Match(
        kind=kind,
        component=_of_component(block.component, header),
        where=compile_conditions(own, block.where, own),
        unless=compile_conditions(own, block.unless, own) if block.unless else None,
        with_=with_,
        without=tuple(partners_of(kind, name, asked) for name, asked in block.without.items()),
        together=tuple(field_named(kind, name).get for name in together),
        more_than=block.more_than,
        at=_at(kind, block.at),
        texts=texts_of(block, names),
        cases=tuple(_grade(case, names, header) for case in (*whole, *block.cases)),
    )


def _of_component(asked: dict[str, Any], header: Header) -> Conditions:
    if asked and header.scope != "component":
        raise MatchError("`component` is asked of rules that judge one; write `scope: component`")
    return compile_conditions(fields_of(Component), asked, None)


def _grade(case: Case, names: Names, header: Header) -> Grade:
    return Grade(
        compile_conditions(names.field, case.when, names.field),
        _of_component(case.component, header),
        case.severity,
        case.confidence,
    )


def _at(kind: type[Fact], name: str) -> Get:
    """Where the problem stands: the anchor, or a fact that it holds; of a list the first."""
    if not name:
        return lambda fact: fact
    field = field_named(kind, name)
    if not field.structs or not all(issubclass(each, Fact) for each in field.structs):
        raise MatchError(f"`at` takes a field that holds a fact, and `{name}` holds none")
    return lambda fact: next(iter(_held(field, fact)), fact)


def _held(field: Field, fact: Fact) -> Sequence[Fact]:
    """The facts that a field holds, of one or of a list."""
    held = field.get(fact)
    if isinstance(held, tuple):
        return [each for each in held if isinstance(each, Fact)]
    return [held] if isinstance(held, Fact) else []


def check_of(matches: Sequence[Match]) -> Check:
    """The matches as a rule's check."""

    def check(view: View) -> Iterator[Problem]:
        for match in matches:
            yield from _problems(match, view)

    return check


def _problems(match: Match, view: View) -> Iterator[Problem]:
    anchors = [fact for fact in view.facts(match.kind) if _is_anchor(match, fact)]
    if not anchors or not match.component.verdict(view.component, None):
        return
    found = _with_partners(match, anchors, view)
    if not match.together:
        for fact, partners in found:
            yield _problem(match, view, Seen(fact, next(iter(partners), None), (fact,)), partners, ())
        return
    for group in _groups(match, found):
        facts = [fact for fact, _ in group]
        number = match.more_than or 0
        if len(facts) > number:
            fact, partners = group[number]
            others = facts[:number] if match.more_than else facts[1:]
            yield _problem(match, view, Seen(fact, next(iter(partners), None), facts), partners, others)


def _is_anchor(match: Match, fact: Fact) -> bool:
    return match.where.verdict(fact, fact) is True and (
        match.unless is None or match.unless.verdict(fact, fact) is not True
    )


_Found = tuple[Fact, Sequence[Fact]]
"""An anchor and its partners of the first `with`."""


def _with_partners(match: Match, anchors: Sequence[Fact], view: View) -> Iterator[_Found]:
    """Anchors whose partners are as asked."""
    with_ = [each.search(view) for each in match.with_]
    without = [each.search(view) for each in match.without]
    for fact in anchors:
        if any(each.is_open(fact) for each in (*match.with_, *match.without)):
            continue
        if any(next(search(fact, True), None) is not None for search in without):
            continue
        found = [list(islice(search(fact, False), MOST_EVIDENCE)) for search in with_]
        if all(found):
            yield fact, found[0] if found else ()


def _groups(match: Match, found: Iterator[_Found]) -> Iterator[list[_Found]]:
    """Anchors that agree in the fields of `together`; where one of these is not known, each by itself."""
    groups: dict[Any, list[_Found]] = {}
    for number, each in enumerate(found):
        key = tuple(get(each[0]) for get in match.together)
        groups.setdefault((key, number if UNKNOWN in key else None), []).append(each)
    yield from groups.values()


def _problem(
    match: Match, view: View, seen: Seen, partners: Sequence[Fact], others: Sequence[Fact]
) -> Problem:
    texts = match.texts
    severity: Severity | None = None
    confidence: Confidence | None = None
    for grade in match.cases:
        if grade.when.verdict(seen, seen) and grade.component.verdict(view.component, None):
            severity, confidence = grade.severity or severity, grade.confidence or confidence
    return Problem(
        at=match.at(seen.anchor),
        message=texts.message(seen),
        evidence=tuple(_evidence(texts, seen, partners, others)),
        remedy=texts.remedy(seen) if texts.remedy else "",
        severity=severity,
        confidence=confidence,
    )


def _evidence(
    texts: Texts, seen: Seen, partners: Sequence[Fact], others: Sequence[Fact]
) -> Iterator[tuple[Fact, str]]:
    for source, text in texts.evidence:
        if isinstance(source, Field):
            shown: Sequence[Fact] = _held(source, seen.anchor)[:MOST_EVIDENCE]
        else:
            shown = partners if source == "partner" else others
        for fact in shown:
            said = text(seen._replace(evidence=fact))
            if said:
                yield fact, said
