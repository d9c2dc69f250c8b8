"""The matcher of rule pages: `for`, `where`, `with`, `without`, `more-than`, compiled once to closures.

It is closed on purpose; what it cannot say is a Python file beside the page. See
`conditions` for the operators and what UNKNOWN and None mean to them.

- `where`: conditions on the anchor's fields; all must hold.
- `with`: for each kind, at least one partner must satisfy all conditions for certain.
- `without`: no partner of any of the kinds may satisfy them; one that perhaps does counts as one.
- A partner is never the anchor itself. Partners are sought in the rule's scope and roles; a
  condition on `component` or `role` seeks beyond the one or the other.
- `{field}` in a partner's condition is the anchor's value; where that is UNKNOWN, the anchor is not judged.
- `more-than: N`: the N+1st such fact of one owner (same path and scope) is the problem, the
  earlier ones its evidence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec

from ..facts import UNKNOWN, Fact
from ..model.finding import Problem
from ..model.source import ROLES, Role
from ..model.view import View
from .conditions import Condition, condition
from .fields import MatchError, field_named, kind_named
from .header import Header
from .partners import Partners, partners_of
from .template import message

Check = Callable[[View], Iterator[Problem]]

MOST_EVIDENCE = 3
"""Partners named as evidence; more do not make it clearer."""

_EVERY_ROLE: frozenset[Role] = frozenset(ROLES)


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A compiled match."""

    kind: type[Fact]
    where: tuple[tuple[Callable[[Any], Any], Condition], ...]
    with_: tuple[Partners, ...]
    without: tuple[Partners, ...]
    more_than: int | None
    message: Callable[..., str]
    evidence: Callable[[Any], str] | None
    remedy: Callable[..., str] | None

    @property
    def reads(self) -> frozenset[type[Fact]]:
        """The kinds of facts that it looks at."""
        return frozenset((self.kind, *(each.kind for each in (*self.with_, *self.without))))


def compile_match(header: Header) -> Match:
    """Compile a page's match. Raises `MatchError` for unknown kinds, fields, operators and values."""
    kind = kind_named(header.for_)
    with_ = tuple(partners_of(kind, name, asked) for name, asked in header.with_.items())
    without = tuple(partners_of(kind, name, asked) for name, asked in header.without.items())
    if header.more_than is not None and header.more_than < 1:
        raise MatchError("`more-than` takes a number from 1")
    partner = with_[0].kind if with_ else None
    evidence_of = partner or (kind if header.more_than is not None else None)
    if header.evidence and evidence_of is None:
        raise MatchError("`evidence` tells of the `with` partners or of `more-than`; there is neither")
    return Match(
        kind=kind,
        where=tuple(_where(kind, header.where)),
        with_=with_,
        without=without,
        more_than=header.more_than,
        message=message(header.message, kind, partner),
        evidence=message(header.evidence, evidence_of) if header.evidence and evidence_of else None,
        remedy=message(header.remedy, kind, partner) if header.remedy else None,
    )


def _where(kind: type[Fact], asked: Mapping[str, Any]) -> Iterator[tuple[Callable[[Any], Any], Condition]]:
    for name, wanted in asked.items():
        field = field_named(kind, name)
        yield field.get, condition(field, wanted)


def check_of(match: Match) -> Check:
    """The match as a rule's check."""

    def check(view: View) -> Iterator[Problem]:
        anchors = [fact for fact in view.facts(match.kind) if _holds(match.where, fact)]
        if not anchors:
            return
        found = list(_judged(match, anchors, view))
        if match.more_than is not None:
            yield from _too_many(match, match.more_than, found)
            return
        for fact, partners in found:
            told = match.evidence
            yield Problem(
                at=fact,
                message=match.message(fact, partners[0] if partners else None),
                evidence=tuple((each, told(each)) for each in partners) if told else (),
                remedy=match.remedy(fact, partners[0] if partners else None) if match.remedy else "",
            )

    return check


def _holds(conditions: Sequence[tuple[Callable[[Any], Any], Condition]], fact: Fact) -> bool:
    return all(holds(get(fact)) for get, holds in conditions)


def _judged(match: Match, anchors: Sequence[Fact], view: View) -> Iterator[tuple[Fact, Sequence[Fact]]]:
    """Anchors whose partners are as asked, with the partners of the first `with`."""
    with_ = [(each, each.search(_within(each, view))) for each in match.with_]
    without = [(each, each.search(_within(each, view))) for each in match.without]
    for fact in anchors:
        if any(value(fact) is UNKNOWN for each, _ in (*with_, *without) for value in each.asks):
            continue
        if any(next(search(fact, True), None) is not None for _, search in without):
            continue
        first: Sequence[Fact] = ()
        for number, (_, search) in enumerate(with_):
            partners = list(islice(search(fact, False), MOST_EVIDENCE))
            if not partners:
                break
            first = partners if number == 0 else first
        else:
            yield fact, first


def _within(partners: Partners, view: View) -> Sequence[Fact]:
    roles = _EVERY_ROLE if "role" in partners.fields else None
    if "component" in partners.fields:
        return view.everywhere(partners.kind, roles)
    return view.facts(partners.kind, roles)


def _too_many(match: Match, most: int, found: Sequence[tuple[Fact, Sequence[Fact]]]) -> Iterator[Problem]:
    owners: dict[tuple[str, str], list[Fact]] = {}
    for fact, _ in found:
        owners.setdefault((fact.path, fact.scope), []).append(fact)
    for facts in owners.values():
        if len(facts) > most:
            fact, told = facts[most], match.evidence
            yield Problem(
                at=fact,
                message=match.message(fact, None, len(facts)),
                evidence=tuple((each, told(each)) for each in facts[:most]) if told else (),
                remedy=match.remedy(fact, None, len(facts)) if match.remedy else "",
            )
