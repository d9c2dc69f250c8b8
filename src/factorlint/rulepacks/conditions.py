"""Conditions of a page: which tests its operators, fields and templates come to.

`model/conditions.py` has the operators and their three-valued logic. Here they meet fields: a value that a field can
never hold is refused, amounts get their units, and a list is tested element by element: a condition holds when it
holds for one element, and its `not-` form when it holds for no element; an element that is not known leaves both open.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from ..facts import UNKNOWN
from ..model.conditions import (
    ALL_OPERATORS,
    Test,
    compile_test,
    every,
    is_number,
    known,
    negated,
    of_any,
    some,
)
from ..syntax.quantities import Quantity, quantity, reader
from .fields import Field, FieldOf, Get, MatchError, entry_field, fields_of, key_regex
from .header import near
from .template import literal_of, value_of

GROUPS = ("some", "not-some")
"""Operators that take conditions: at least one element, or none, satisfies all of them together."""
ANY = "any"
"""A key among fields: at least one of several mappings of conditions holds."""

Judge = Callable[[Any, Any], bool | None]
"""Of a subject and the anchor, in three-valued logic."""


class Conditions(msgspec.Struct, frozen=True):
    """A compiled mapping of fields to conditions; all must hold."""

    judges: tuple[Judge, ...] = ()
    fields: frozenset[str] = frozenset()
    """The fields it names."""
    asks: tuple[Get, ...] = ()
    """Values of the anchor that it needs."""
    key: tuple[Field, Get] | None = None
    """A field that must equal a value of the anchor: an index can go by it."""

    def verdict(self, subject: Any, anchor: Any) -> bool | None:
        """Whether all hold."""
        return every(judge(subject, anchor) for judge in self.judges)


NOTHING = Conditions()


def compile_conditions(of: FieldOf, asked: Mapping[str, Any], anchor: FieldOf | None) -> Conditions:
    """Compile what is asked of the fields of a subject. Templates name fields of `anchor`, where there is one.

    Raises `MatchError` for what cannot be or cannot be true.
    """
    judges: list[Judge] = []
    asks: list[Get] = []
    names: set[str] = set()
    key: tuple[Field, Get] | None = None
    for name, wanted in asked.items():
        if name == ANY:
            inner = [compile_conditions(of, each, anchor) for each in _alternatives(wanted)]
            judges.append(_one_of(inner))
            asks += [ask for each in inner for ask in each.asks]
            names.update(*(each.fields for each in inner))
            continue
        names.add(name)
        field = of(name)
        for operator, operand in _operators(field, wanted):
            get = (
                value_of(operand, anchor, _escape(operator)) if anchor and isinstance(operand, str) else None
            )
            if operator in GROUPS:
                judges.append(_group(field, operator, operand, anchor))
            elif get is None:
                judges.append(_fixed(field, condition(field, operator, _single(operand))))
            else:
                asks.append(get)
                judges.append(_against(field, operator, get))
                if operator == "equals" and key is None and not field.pairs:
                    key = (field, get)
    return Conditions(tuple(judges), frozenset(names), tuple(asks), key)


def _alternatives(wanted: Any) -> list[Mapping[str, Any]]:
    if not isinstance(wanted, list) or not wanted or not all(isinstance(each, Mapping) for each in wanted):
        raise MatchError("`any` takes a list of conditions; write `any: [{field: ...}, {field: ...}]`")
    return wanted


def _one_of(alternatives: list[Conditions]) -> Judge:
    return lambda subject, anchor: some(each.verdict(subject, anchor) for each in alternatives)


def _operators(field: Field, wanted: Any) -> Iterator[tuple[str, Any]]:
    """Operators and operands; a plain value is to be equalled."""
    if isinstance(wanted, list):
        raise MatchError(f"`{field.name}: [...]` is no condition; write `{field.name}: {{in: [...]}}`")
    if not isinstance(wanted, Mapping):
        yield "equals", wanted
        return
    if not wanted:
        raise MatchError(
            f"`{field.name}` has no condition; operators are {', '.join((*ALL_OPERATORS, *GROUPS))}"
        )
    for operator, operand in wanted.items():
        if operator not in ALL_OPERATORS and operator not in GROUPS:
            raise MatchError(
                f"unknown operator `{operator}`; {near(str(operator), (*ALL_OPERATORS, *GROUPS))}"
            )
        yield str(operator), operand


def condition(field: Field, operator: str, operand: Any) -> Test:
    """Compile one operator on one field. Raises `MatchError` for what cannot be or cannot be true."""
    base = operator.removeprefix("not-")
    if field.structs and base != "present":
        raise MatchError(f"`{field.name}` holds a fact; name one of its fields with a dot, or use `present`")
    if base in ("below", "above"):
        return _measured(field, operator, operand)
    if base == "equals":
        operand = _checked(field, operand)
    elif base == "in" and isinstance(operand, list):
        operand = [_checked(field, each) for each in operand]
    try:
        one = compile_test(operator if base == "present" or not field.many else base, operand, field.name)
        one("")  # compiles a regular expression
    except ValueError as error:
        raise MatchError(str(error)) from None
    if base == "present" or not field.many:
        return one
    positive = known(of_any(one))
    return negated(positive) if base != operator else positive


def _checked(field: Field, operand: Any) -> Any:
    """Refuse a value that the field can never hold: it is a slip of the pen. Values of pairs are texts."""
    if operand is None:
        return None
    if field.pairs == "values" and isinstance(operand, bool | int | float):
        return str(operand).lower()
    if field.choices and operand not in field.choices:
        raise MatchError(f"`{field.name}` is never `{operand}`; {near(str(operand), field.choices)}")
    kinds = set(field.scalars) | ({int} if float in field.scalars else set())
    if kinds and type(operand) not in kinds:
        holds = " or ".join(sorted(kind.__name__ for kind in kinds))
        raise MatchError(f"`{field.name}` is never {operand!r}; it holds {holds}")
    return operand


def _measured(field: Field, operator: str, operand: Any) -> Test:
    """`below` and `above`: numbers, or amounts with their unit."""
    base = operator.removeprefix("not-")
    texts = field.pairs == "values"
    wanted = Quantity(operand, "count") if is_number(operand) else None
    if isinstance(operand, str):
        wanted = quantity(operand)
        if wanted is not None and not texts and operand.strip()[-1:].isdigit():
            wanted = None  # a number in quotes
    if wanted is None:
        raise MatchError(f"`{base}` on `{field.name}` takes a number, or an amount such as `512Mi` or `30s`")
    if not texts and field.scalars and not {int, float} & set(field.scalars):
        raise MatchError(f"`{field.name}` holds no number, so nothing is `{base}` in it")
    compare = compile_test(base, wanted.amount, field.name)
    read = reader(wanted.measure) if texts else lambda value: value

    def positive(value: Any) -> bool | None:
        return None if value is UNKNOWN else compare(read(value))

    test = of_any(positive) if field.many else positive
    return negated(test) if base != operator else test


def _escape(operator: str) -> Callable[[str], str] | None:
    """How a value of the anchor is written into a pattern, in which it stands for itself."""
    return re.escape if operator.endswith("matches") else _no_glob if operator.endswith("glob") else None


def _no_glob(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _single(operand: Any) -> Any:
    """An operand whose doubled braces are made single."""
    if isinstance(operand, list):
        return [_single(each) for each in operand]
    return literal_of(operand) if isinstance(operand, str) else operand


def _fixed(field: Field, holds: Test) -> Judge:
    get = field.get
    return lambda subject, anchor: holds(get(subject))


def _against(field: Field, operator: str, wanted: Get) -> Judge:
    """A condition whose operand is the anchor's value: made anew for each value, which are few."""
    if operator.endswith("present"):
        raise MatchError(f"`present` on `{field.name}` takes true or false")
    if field.structs:
        raise MatchError(f"`{field.name}` holds a fact; name one of its fields with a dot")
    anything = msgspec.structs.replace(field, scalars=(), choices=())
    made: dict[Any, Test] = {}

    def judge(subject: Any, anchor: Any) -> bool | None:
        operand = wanted(anchor)
        if operand is UNKNOWN:
            return None
        test = made.get(operand)
        if test is None:
            test = made[operand] = _of_value(anything, operator, operand)
        return test(field.get(subject))

    return judge


def _of_value(field: Field, operator: str, operand: Any) -> Test:
    base = operator.removeprefix("not-")
    if base == "in":
        operand = list(operand) if isinstance(operand, tuple) else [operand]
    fits = {"matches": isinstance(operand, str), "glob": isinstance(operand, str)}
    if base in ("below", "above"):
        fits[base] = is_number(operand) or (isinstance(operand, str) and quantity(operand) is not None)
        field = msgspec.structs.replace(field, pairs="values")
    if not fits.get(base, True):
        return lambda value: None
    return condition(field, operator, operand)


def _group(field: Field, operator: str, asked: Any, anchor: FieldOf | None) -> Judge:
    """`some: {...}` of a list of structs, or of the entries below a pattern of keys."""
    if not isinstance(asked, Mapping) or not asked:
        raise MatchError(f"`{operator}` on `{field.name}` takes conditions, `{{{operator}: {{field: ...}}}}`")
    if field.pairs == "values":
        inner = compile_conditions(entry_field, asked, anchor)
        elements = _objects(field)
    elif len(field.structs) == 1:
        inner = compile_conditions(fields_of(field.structs[0]), asked, anchor)
        elements = field.get
    else:
        raise MatchError(
            f"`{field.name}` is no list of facts or entries, so `{operator}` finds nothing in it"
        )

    def judge(subject: Any, anchor: Any) -> bool | None:
        held = elements(subject)
        if held is UNKNOWN:
            return None
        listed = held if isinstance(held, tuple) else () if held is None else (held,)
        result = some(inner.verdict(each, anchor) for each in listed)
        return result if operator == "some" or result is None else not result

    return judge


def _objects(field: Field) -> Get:
    """The entries below each key that fits the field's pattern, with what their keys have beyond it."""
    if "**" in field.pattern:
        raise MatchError(f"`some` on `{field.name}`: `**` does not say where an element begins; use `*`")
    assert field.entries is not None
    prefix, entries = key_regex(field.pattern), field.entries

    def objects(subject: Any) -> Any:
        pairs = entries(subject)
        if not isinstance(pairs, tuple):
            return pairs
        found: dict[str, list[tuple[str, Any]]] = {}
        for key, value in pairs:
            at = prefix.match(f"{key}.")
            if at:
                found.setdefault(at[0], []).append((key[at.end() :], value))
        return tuple(tuple(each) for each in found.values())

    return objects
