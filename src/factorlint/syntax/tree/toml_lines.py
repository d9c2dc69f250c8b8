"""The line of a TOML key, for messages about configuration (the parser gives values without places)."""

import re


def line_of(text: str, route: tuple[str, ...]) -> int:
    """The line from 1 on which a TOML key stands; the nearest table above it when the key is not found."""
    best, best_length = 1, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*+\[++([^\]]*+)\]", line)
        key = re.match(r"""\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*=""", line)
        if header:
            table = here = _keys(header[1])
        elif key:
            here = (*table, *_keys(key[1]))
        else:
            continue
        if here == route[: len(here)] and len(here) > best_length:
            best, best_length = number, len(here)
    return best


def _keys(text: str) -> tuple[str, ...]:
    return tuple(bare or quoted for bare, quoted in re.findall(r"""([\w-]+)|["']([^"']*)["']""", text))
