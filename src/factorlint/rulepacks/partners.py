"""Partners of an anchor: what `with` and `without` seek, indexed by the field that must be equal."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..facts import UNKNOWN, Fact
from ..model.source import ROLES, Role
from ..model.view import View
from .conditions import Conditions, compile_conditions
from .fields import fields_of, kind_named

Search = Callable[[Fact, bool], Iterator[Fact]]
"""Partners of an anchor; with True also those that are perhaps one."""

_EVERY_ROLE: frozenset[Role] = frozenset(ROLES)


class Partners(msgspec.Struct, frozen=True):
    """What a `with` or `without` says about one kind."""

    kind: type[Fact]
    conditions: Conditions

    def search(self, view: View) -> Search:
        """Make the function that finds partners in the rule's scope and roles, or beyond where conditions name these."""
        roles = _EVERY_ROLE if "role" in self.conditions.fields else None
        everywhere = "component" in self.conditions.fields
        candidates = view.everywhere(self.kind, roles) if everywhere else view.facts(self.kind, roles)
        near = self._index(candidates)
        verdict = self.conditions.verdict

        def find(anchor: Fact, perhaps: bool) -> Iterator[Fact]:
            for fact in near(anchor):
                if fact is not anchor:
                    result = verdict(fact, anchor)
                    if result or (perhaps and result is None):
                        yield fact

        return find

    def is_open(self, anchor: Fact) -> bool:
        """Whether a value of the anchor that the conditions need is not known."""
        return any(value(anchor) is UNKNOWN for value in self.conditions.asks)

    def _index(self, candidates: Sequence[Fact]) -> Callable[[Fact], Sequence[Fact]]:
        if self.conditions.key is None:
            return lambda anchor: candidates
        field, wanted = self.conditions.key
        index: dict[Any, list[Fact]] = defaultdict(list)
        unknown: list[Fact] = []
        for fact in candidates:
            value = field.get(fact)
            values = value if field.many and isinstance(value, tuple) else (value,)
            if UNKNOWN in values:
                unknown.append(fact)
                continue
            for each in dict.fromkeys(values):
                index[each].append(fact)
        return lambda anchor: [*index.get(wanted(anchor), ()), *unknown]


def partners_of(anchor: type[Fact], name: str, asked: Mapping[str, Any]) -> Partners:
    """Compile one entry of `with` or `without`. Raises `MatchError`."""
    kind = kind_named(name)
    return Partners(kind, compile_conditions(fields_of(kind), asked, fields_of(anchor)))
