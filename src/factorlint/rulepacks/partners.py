"""Partners of an anchor: what `with` and `without` seek, indexed by the field that must be equal."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..facts import UNKNOWN, Fact
from .conditions import ALL_OPERATORS, Condition, condition, one
from .fields import Field, Get, MatchError, field_named, kind_named
from .template import value_of

Search = Callable[[Fact, bool], Iterator[Fact]]
"""Partners of an anchor; with True also those that are perhaps one."""

_Test = Callable[[Any, Any], bool | None]
"""Of anchor and partner, in three-valued logic."""


class Partners(msgspec.Struct, frozen=True, kw_only=True):
    """What a `with` or `without` says about one kind."""

    kind: type[Fact]
    fields: frozenset[str]
    """The fields it names."""
    asks: tuple[Get, ...]
    """Values of the anchor that it needs."""
    key: tuple[Field, Get] | None
    """A field that must equal a value of the anchor: the index goes by it."""
    tests: tuple[_Test, ...]

    def search(self, candidates: Sequence[Fact]) -> Search:
        """Make the function that finds partners among `candidates`."""
        near = self._index(candidates) if self.key and candidates else lambda anchor: candidates

        def find(anchor: Fact, perhaps: bool) -> Iterator[Fact]:
            for fact in near(anchor):
                if fact is not anchor:
                    verdict = _all(self.tests, anchor, fact)
                    if verdict or (perhaps and verdict is None):
                        yield fact

        return find

    def _index(self, candidates: Sequence[Fact]) -> Callable[[Fact], Sequence[Fact]]:
        assert self.key is not None
        field, wanted = self.key
        index: dict[Any, list[Fact]] = defaultdict(list)
        unknown: list[Fact] = []
        for fact in candidates:
            value = field.get(fact)
            values = value if field.many and isinstance(value, tuple) else (value,)
            if value is UNKNOWN or (field.many and None in values):
                unknown.append(fact)
                continue
            for each in dict.fromkeys(values):
                index[each].append(fact)
        return lambda anchor: [*index.get(wanted(anchor), ()), *unknown]


def partners_of(anchor: type[Fact], name: str, asked: Mapping[str, Any]) -> Partners:
    """Compile one entry of `with` or `without`. Raises `MatchError`."""
    kind = kind_named(name)
    asks: list[Get] = []
    tests: list[_Test] = []
    key: tuple[Field, Get] | None = None
    for field_name, wanted in asked.items():
        field = field_named(kind, field_name)
        operators = wanted if isinstance(wanted, Mapping) else {"equals": wanted}
        if isinstance(wanted, list) or not operators:
            condition(field, wanted)  # says what is wrong with it
        for operator, operand in operators.items():
            get = _template(operator, operand, anchor)
            if get is None:
                tests.append(_fixed(field, one(field, str(operator), _unescaped(operand))))
                continue
            asks.append(get)
            tests.append(_against(field, str(operator), get))
            if operator == "equals" and key is None:
                key = (field, get)
    return Partners(kind=kind, fields=frozenset(asked), asks=tuple(asks), key=key, tests=tuple(tests))


def _template(operator: str, operand: Any, anchor: type[Fact]) -> Get | None:
    if not isinstance(operand, str):
        return None
    escape = re.escape if operator.endswith("matches") else _no_glob if operator.endswith("glob") else None
    return value_of(operand, anchor, escape)


def _no_glob(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _unescaped(operand: Any) -> Any:
    return operand.replace("{{", "{").replace("}}", "}") if isinstance(operand, str) else operand


def _fixed(field: Field, holds: Condition) -> _Test:
    get = field.get
    return lambda anchor, partner: holds(get(partner))


def _against(field: Field, operator: str, wanted: Get) -> _Test:
    """A condition whose operand is the anchor's value: made anew for each value, which are few."""
    if operator not in ALL_OPERATORS or operator.endswith("present"):
        one(field, operator, "")  # says what is wrong with it
    if field.struct:
        raise MatchError(f"`{field.name}` holds a fact; name one of its fields with a dot")
    open_field = msgspec.structs.replace(field, scalars=(), choices=())
    made: dict[Any, Condition] = {}

    def holds(anchor: Any, partner: Any) -> bool | None:
        operand = wanted(anchor)
        test = made.get(operand)
        if test is None:
            test = made[operand] = _condition(open_field, operator, operand)
        return test(field.get(partner))

    return holds


def _condition(field: Field, operator: str, operand: Any) -> Condition:
    base = operator.removeprefix("not-")
    if base in ("below", "above"):
        if not isinstance(operand, int | float) or isinstance(operand, bool):
            return lambda value: None
        return one(msgspec.structs.replace(field, scalars=(int, float)), operator, operand)
    if base == "in":
        return one(field, operator, list(operand) if isinstance(operand, tuple) else [operand])
    if base in ("matches", "glob") and not isinstance(operand, str):
        return lambda value: None
    return one(field, operator, operand)


def _all(tests: Sequence[_Test], anchor: Fact, partner: Fact) -> bool | None:
    unknown = False
    for test in tests:
        result = test(anchor, partner)
        if result is False:
            return False
        unknown = unknown or result is None
    return None if unknown else True
