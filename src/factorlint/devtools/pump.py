"""Regular expressions against pumped strings: texts on which a pattern with a weakness takes far too long.

For every repetition inside a pattern: what leads to it, then what it repeats, many times over, then a character that
fits nothing. A pattern that backtracks shows it by growing faster than the text.
"""

import re
from collections.abc import Iterator, Sequence
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_UNIVERSE = "a_0 \t\n.-:=,'\"/\\$(){}[]<>#@!~*+%&|;AZé\r\x0b?^`"
"""Characters to try a class with; one of each sort comes first."""
_ENDS = ("", "\x01", "\n~")
_MOST_BODIES = 5
_MOST_ATTACKS = 400
_REPEATS = (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT)
_MANY = 10
"""Repetitions with a lower upper end cannot be pumped."""


class Attack(NamedTuple):
    """A text made to be hard: `before`, then `pump` as often as wanted, then `after`."""

    before: str
    pump: str
    after: str

    def text(self, size: int) -> str:
        """The text with about `size` characters."""
        return self.before + self.pump * max(1, size // len(self.pump)) + self.after


def attacks(pattern: str | bytes, flags: int = 0) -> Iterator[Attack]:
    """Yield attacks on a pattern, at most some dozens, the same ones each time."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = _parser.parse(text, flags & ~re.UNICODE if isinstance(pattern, bytes) else flags)
    seen: set[Attack] = set()
    for before, body in _repeated(tree, tree.state, ""):
        for pump in _bodies(body, tree.state):
            for after in _ENDS:
                attack = Attack(before, pump, after)
                if pump and attack not in seen:
                    seen.add(attack)
                    yield attack
                    if len(seen) >= _MOST_ATTACKS:
                        return


def _repeated(sequence: Any, state: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Every repetition with what leads to it."""
    for operator, argument in sequence:
        if operator in _REPEATS:
            _, most, body = argument
            if most >= _MANY:
                yield before, body
            yield from _repeated(body, state, before)
        else:
            for inner in _inside(operator, argument):
                yield from _repeated(inner, state, before)
        before += _sample([(operator, argument)], state, 0)


def _inside(operator: Any, argument: Any) -> Sequence[Any]:
    """The sequences that an element holds."""
    if operator is _parser.SUBPATTERN:
        return (argument[3],)
    if operator is _parser.ATOMIC_GROUP:
        return (argument,)
    if operator is _parser.BRANCH:
        return tuple(argument[1])
    if operator in (_parser.ASSERT, _parser.ASSERT_NOT):
        return (argument[1],)
    return ()


def _bodies(body: Any, state: Any) -> list[str]:
    """Different texts that a repetition repeats, of several sorts of characters."""
    found: dict[str, None] = {}
    for pick in range(_MOST_BODIES):
        found.setdefault(_sample(body, state, pick))
    return list(found)


def _sample(sequence: Any, state: Any, pick: int) -> str:
    """A text that a sequence matches, most likely; another one for each `pick`."""
    return "".join(_element(operator, argument, state, pick) for operator, argument in sequence)


def _element(operator: Any, argument: Any, state: Any, pick: int) -> str:
    if operator is _parser.LITERAL:
        return chr(int(argument))
    if operator in (_parser.NOT_LITERAL, _parser.ANY, _parser.IN):
        fitting = _fitting(operator, argument, state)
        return fitting[pick % len(fitting)] if fitting else ""
    if operator in _REPEATS:
        least, most, body = argument
        times = max(int(least), min(int(most), 1 if pick % 2 == 0 else int(least)))
        return _sample(body, state, pick) * times
    if operator is _parser.BRANCH:
        branches = argument[1]
        return _sample(branches[pick % len(branches)], state, pick)
    if operator in (_parser.SUBPATTERN, _parser.ATOMIC_GROUP):
        return _sample(_inside(operator, argument)[0], state, pick)
    return ""


def _fitting(operator: Any, argument: Any, state: Any) -> list[str]:
    """Characters of the universe that a class admits."""
    one = _compiler.compile(_parser.SubPattern(state, [(operator, argument)]), state.flags)
    return [character for character in _UNIVERSE if one.fullmatch(character)]
