"""DEP003: what a manifest leaves open, told once a manifest, where no lockfile or constraint closes it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from factorlint.api import ROLES, Problem, View
from factorlint.facts import Declared, Lock

_SHIPPED = ("main", "optional")
_NAMED = 2
"""Packages named in the message; the rest are counted."""


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each manifest and way of being open."""
    locked = {(lock.ecosystem, _folder(lock.path)) for lock in view.everywhere(Lock, frozenset(ROLES))}
    everything = view.facts(Declared, frozenset(ROLES))
    pinned = {(one.ecosystem, one.name) for one in everything if one.pin in ("exact", "direct", "workspace")}
    found: dict[tuple[str, str], list[Declared]] = defaultdict(list)
    for one in view.facts(Declared):
        if one.pin not in ("open", "lower-bound") or one.group not in _SHIPPED or not one.name:
            continue
        if (one.ecosystem, one.name) in pinned or any(
            (one.ecosystem, at) in locked for at in _upwards(one.path)
        ):
            continue
        found[one.path, one.pin].append(one)
    for (_, pin), declared in found.items():
        yield _problem(pin, declared)


def _problem(pin: str, declared: Sequence[Declared]) -> Problem:
    names = _names([one.name for one in declared])
    several = len(declared) > 1
    if pin == "open":
        message = f"{names} {'name' if several else 'names'} no version, and no lockfile fixes one"
    else:
        verb, whose = ("have", "their") if several else ("has", "its")
        message = f"{names} {verb} no upper end, and no lockfile fixes {whose} version"
    return Problem(
        at=declared[0],
        message=message,
        evidence=tuple((one, "open too") for one in declared[1:]),
        severity=None if pin == "open" else "info",
    )


def _names(names: Sequence[str]) -> str:
    """`a`, `b` and 3 more."""
    quoted = [f"`{name}`" for name in names[:_NAMED]]
    more = len(names) - len(quoted)
    if more:
        return f"{', '.join(quoted)} and {more} more"
    return " and ".join(quoted)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _upwards(path: str) -> Iterator[str]:
    at = _folder(path)
    while at:
        yield at
        at = _folder(at)
    yield ""
