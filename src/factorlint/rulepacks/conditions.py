"""Conditions on one value: the closed list of operators, in three-valued logic.

A condition is True, False, or None where the value is not known. Only True matches, so an
UNKNOWN value satisfies neither a condition nor its `not-` form. None is a value: it is known
that there is nothing. On a list field a condition holds when it holds for one element, and
its `not-` form when it holds for no element; an element that is not known leaves both open.
"""

import re
from collections.abc import Callable, Mapping
from fnmatch import translate
from typing import Any

from ..facts import UNKNOWN
from .fields import Field, MatchError
from .header import near

Condition = Callable[[Any], bool | None]

OPERATORS = ("equals", "in", "matches", "glob", "present", "below", "above")
ALL_OPERATORS = (*OPERATORS, *(f"not-{name}" for name in OPERATORS))


def condition(field: Field, wanted: Any) -> Condition:
    """Compile what a match asks of `field`. Raises `MatchError` for what cannot be or cannot be true."""
    if isinstance(wanted, list):
        raise MatchError(f"`{field.name}: [...]` is no condition; write `{field.name}: {{in: [...]}}`")
    if not isinstance(wanted, Mapping):
        return one(field, "equals", wanted)
    if not wanted:
        raise MatchError(f"`{field.name}` has no condition; operators are {', '.join(ALL_OPERATORS)}")
    parts = [one(field, str(operator), operand) for operator, operand in wanted.items()]
    return parts[0] if len(parts) == 1 else _every(parts)


def one(field: Field, operator: str, operand: Any) -> Condition:
    """One operator on one field."""
    if operator not in ALL_OPERATORS:
        raise MatchError(f"unknown operator `{operator}`; {near(operator, ALL_OPERATORS)}")
    base = operator.removeprefix("not-")
    if field.struct and base != "present":
        raise MatchError(f"`{field.name}` holds a fact; name one of its fields with a dot, or use `present`")
    if base == "present":
        if not isinstance(operand, bool):
            raise MatchError(f"`present` on `{field.name}` takes true or false")
        return _present(operand != operator.startswith("not-"))
    test = _test(field, base, operand)
    holds = _many(test) if field.many else _known(test)
    return _negated(holds) if base != operator else holds


def _test(field: Field, base: str, operand: Any) -> Callable[[Any], bool | None]:
    """The positive form on one known value (None included)."""
    if base == "equals":
        _check(field, operand)
        return lambda value: bool(value == operand)
    if base == "in":
        if not isinstance(operand, list):
            raise MatchError(f"`in` on `{field.name}` takes a list")
        for each in operand:
            _check(field, each)
        among = frozenset(operand)
        return lambda value: value in among
    if base in ("matches", "glob"):
        if not isinstance(operand, str):
            raise MatchError(f"`{base}` on `{field.name}` takes a text")
        return pattern(field, base, operand)
    if isinstance(operand, bool) or not isinstance(operand, int | float):
        raise MatchError(f"`{base}` on `{field.name}` takes a number")
    if not {int, float} & set(field.scalars):
        raise MatchError(f"`{field.name}` holds no number, so nothing is `{base}` in it")
    if base == "below":
        return lambda value: value < operand if _is_number(value) else None
    return lambda value: value > operand if _is_number(value) else None


def pattern(field: Field, base: str, text: str) -> Callable[[Any], bool]:
    """`matches` (a regular expression, found anywhere) or `glob` (`*`, `?`, `[]`, the whole value)."""
    try:
        search = re.compile(text).search if base == "matches" else re.compile(translate(text)).match
    except re.error as error:
        raise MatchError(f"`matches` on `{field.name}` is no regular expression: {error}") from None
    return lambda value: isinstance(value, str) and search(value) is not None


def _check(field: Field, operand: Any) -> None:
    """Refuse a value that the field can never hold: it is a slip of the pen."""
    if operand is None:
        return
    if field.choices and operand not in field.choices:
        raise MatchError(f"`{field.name}` is never `{operand}`; {near(str(operand), field.choices)}")
    kinds = set(field.scalars) | ({int} if float in field.scalars else set())
    if kinds and type(operand) not in kinds:
        raise MatchError(
            f"`{field.name}` is never {operand!r}; it holds {' or '.join(sorted(kind.__name__ for kind in kinds))}"
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _present(wanted: bool) -> Condition:
    """There is something: neither None nor an empty text or list. UNKNOWN is neither present nor absent."""

    def holds(value: Any) -> bool | None:
        if value is UNKNOWN:
            return None
        return (value is not None and value != "" and value != ()) is wanted

    return holds


def _known(test: Callable[[Any], bool | None]) -> Condition:
    return lambda value: None if value is UNKNOWN else test(value)


def _negated(positive: Condition) -> Condition:
    def holds(value: Any) -> bool | None:
        result = positive(value)
        return None if result is None else not result

    return holds


def _many(test: Callable[[Any], bool | None]) -> Condition:
    def holds(values: Any) -> bool | None:
        if values is UNKNOWN:
            return None
        unknown = False
        for value in values or ():
            if value is None or value is UNKNOWN:
                unknown = True
            elif test(value):
                return True
        return None if unknown else False

    return holds


def _every(parts: list[Condition]) -> Condition:
    def holds(value: Any) -> bool | None:
        unknown = False
        for part in parts:
            result = part(value)
            if result is False:
                return False
            unknown = unknown or result is None
        return None if unknown else True

    return holds
