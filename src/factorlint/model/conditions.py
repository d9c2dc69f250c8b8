"""What a rule page and an idiom may ask of one value: a closed list of operators, in three-valued logic.

A test answers True, False, or None where that cannot be known. Only True matches, so an UNKNOWN value satisfies
neither a test nor its `not-` form. None is a value: it is known that there is nothing.
"""

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from typing import Any

from .fact import UNKNOWN

Test = Callable[[Any], bool | None]

OPERATORS = ("equals", "in", "matches", "glob", "present", "below", "above")
ALL_OPERATORS = (*OPERATORS, *(f"not-{name}" for name in OPERATORS))


def compile_test(operator: str, operand: Any, of: str) -> Test:
    """The test of one value that `operator` and `operand` ask for; `of` names the value in messages.

    Raises `ValueError` for an operand that the operator does not take. A regular expression is compiled with the first
    value that is tested, so whoever checks it tests one.
    """
    base = operator.removeprefix("not-")
    if base == "present":
        if not isinstance(operand, bool):
            raise ValueError(f"`present` on `{of}` takes true or false")
        return _present(operand is not operator.startswith("not-"))
    positive = known(_positive(base, operand, of))
    return negated(positive) if base != operator else positive


def _positive(base: str, operand: Any, of: str) -> Test:
    """The positive form on one known value (None included)."""
    if base == "equals":
        return _equals(operand)
    if base == "in":
        if not isinstance(operand, list | tuple):
            raise ValueError(f"`in` on `{of}` takes a list")
        return _among(operand)
    if base in ("matches", "glob"):
        if not isinstance(operand, str):
            raise ValueError(f"`{base}` on `{of}` takes a text")
        return _pattern(base, operand, of)
    if base in ("below", "above"):
        if not is_number(operand):
            raise ValueError(f"`{base}` on `{of}` takes a number")
        if base == "below":
            return lambda value: bool(value < operand) if is_number(value) else None
        return lambda value: bool(value > operand) if is_number(value) else None
    raise ValueError(f"there is no operator `{base}`")


def _equals(operand: Any) -> Test:
    if isinstance(operand, bool):
        return lambda value: value is operand
    if isinstance(operand, int | float):
        return lambda value: bool(value == operand) and not isinstance(value, bool)
    return lambda value: bool(value == operand)


def _among(operands: Iterable[Any]) -> Test:
    texts = frozenset(each for each in operands if isinstance(each, str))
    others = [_equals(each) for each in operands if not isinstance(each, str)]

    def among(value: Any) -> bool:
        return value in texts if isinstance(value, str) else any(equal(value) for equal in others)

    return among


def _pattern(base: str, text: str, of: str) -> Test:
    """`matches` (a regular expression, found anywhere) or `glob` (`*`, `?`, `[]`, the whole value)."""
    found: list[re.Pattern[str]] = []

    def holds(value: Any) -> bool:
        if not found:
            found.append(_compiled(base, text, of))
        return isinstance(value, str) and found[0].search(value) is not None

    return holds


def _compiled(base: str, text: str, of: str) -> re.Pattern[str]:
    try:
        return re.compile(text if base == "matches" else f"\\A{translate(text)}")
    except re.error as error:
        raise ValueError(f"`matches` on `{of}` is no regular expression: {error}") from None


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _present(wanted: bool) -> Test:
    """There is something: neither None nor an empty text or list. UNKNOWN is neither present nor absent."""

    def holds(value: Any) -> bool | None:
        if value is UNKNOWN:
            return None
        return (value is not None and value != "" and value != ()) is wanted

    return holds


def known(test: Test) -> Test:
    """The test, open for a value that is UNKNOWN."""
    return lambda value: None if value is UNKNOWN else test(value)


def negated(test: Test) -> Test:
    """The opposite; what is open stays open."""

    def holds(value: Any) -> bool | None:
        result = test(value)
        return None if result is None else not result

    return holds


def every(results: Iterable[bool | None]) -> bool | None:
    """Whether all hold: False as soon as one does not, None when one is open. `results` is read lazily."""
    is_open = False
    for result in results:
        if result is False:
            return False
        is_open = is_open or result is None
    return None if is_open else True


def some(results: Iterable[bool | None]) -> bool | None:
    """Whether at least one holds: True as soon as one does, None when one is open. `results` is read lazily."""
    is_open = False
    for result in results:
        if result:
            return True
        is_open = is_open or result is None
    return None if is_open else False


def of_any(test: Test) -> Test:
    """The test on a list: it holds when it holds for one element."""

    def holds(values: Any) -> bool | None:
        return None if values is UNKNOWN else some(test(value) for value in values or ())

    return holds
