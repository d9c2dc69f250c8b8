"""Release lines and version constraints of language runtimes: can two statements be true of one runtime?"""

import re

from ..facts import RuntimeVersion

_MINOR_LINES = frozenset({"python", "php", "ruby", "go"})
"""Runtimes whose minor version is a release line; the major version is elsewhere."""
_NUMBERS = re.compile(r"v?(\d+)(?:\.(\d+|x|\*))?")


def agrees(one: RuntimeVersion, other: RuntimeVersion) -> bool:
    """Whether both can be true of one runtime; what cannot be understood agrees."""
    if not one.exact and not other.exact:
        return True
    if one.exact and other.exact:
        left, right = _line(one.language, one.version), _line(other.language, other.version)
        return left is None or right is None or same(left, right)
    constraint, exact = (other, one) if one.exact else (one, other)
    return admits(constraint.language, constraint.version, exact.version)


def same(left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    """Whether two release lines are one as far as both are told: `(3,)` and `(3, 12)`."""
    size = min(len(left), len(right))
    return left[:size] == right[:size]


def _line(language: str, version: str) -> tuple[int, ...] | None:
    """The release line: major and minor for Python, the major alone for Node; `^20.1` and `==3.12.*` name one, too."""
    found = _NUMBERS.match(version.strip().lstrip("^~= "))
    if found is None:
        return None
    major, minor = int(found[1]), found[2]
    if language in _MINOR_LINES and minor and minor.isdecimal():
        return (major, int(minor))
    return (major,)


def admits(language: str, constraint: str, version: str) -> bool:
    """Whether a constraint (PEP 440 or npm's ranges) admits some release of the line of `version`."""
    line = _line(language, version)
    if line is None:
        return True
    numbers = _numbers(version)
    probes = [".".join(map(str, numbers))] if len(numbers) == 3 else _releases(numbers)
    if language == "python":
        from packaging.specifiers import InvalidSpecifier, SpecifierSet  # 8 ms that few scans need
        from packaging.version import InvalidVersion, Version

        text = _caret(constraint)
        try:
            specifier = SpecifierSet(text)
            return any(specifier.contains(Version(probe), prereleases=True) for probe in probes)
        except (InvalidSpecifier, InvalidVersion):
            return True
    return any(_npm_admits(part, probes) for part in constraint.split("||"))


def _numbers(version: str) -> list[int]:
    found = re.match(r"v?(\d+(?:\.\d+){0,2})", version.strip())
    return [int(part) for part in found[1].split(".")] if found else []


def _releases(numbers: list[int]) -> list[str]:
    """Some releases of a line: its first, a middle and a late one."""
    head = ".".join(map(str, numbers))
    missing = 3 - len(numbers)
    if missing <= 0:
        return [head]
    if missing == 1:
        return [f"{head}.{patch}" for patch in (0, 5, 99)]
    return [f"{head}.{minor}.{patch}" for minor in (*range(31), 99) for patch in (0, 99)]


def _caret(constraint: str) -> str:
    """Poetry's `^3.11` and `~3.11` as PEP 440."""
    parts = []
    for part in constraint.replace(" ", "").split(","):
        found = re.fullmatch(r"([\^~])(\d+)(?:\.(\d+))?(?:\.\d+)?", part)
        if found is None:
            parts.append(part)
        elif found[1] == "^" or found[3] is None:
            parts += [f">={part[1:]}", f"<{int(found[2]) + 1}"]
        else:
            parts += [f">={part[1:]}", f"<{found[2]}.{int(found[3]) + 1}"]
    return ",".join(parts)


def _npm_admits(part: str, probes: list[str]) -> bool:
    """One alternative of an npm range; a part that is not understood admits everything."""
    text = re.sub(r"([<>=^~]+)\s+", r"\1", part.strip())
    if text in ("", "*", "x", "latest", "node", "lts/*"):
        return True
    clauses = []
    hyphen = re.fullmatch(r"v?([\d.]+)\s+-\s+v?([\d.]+)", text)
    words = [f">={hyphen[1]}", f"<={hyphen[2]}"] if hyphen else text.split()
    for word in words:
        found = re.fullmatch(r"(>=|<=|>|<|=|\^|~)?v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?:[-+].*)?", word)
        if found is None:
            return True
        clauses.append((found[1] or "", [int(n) for n in found.groups()[1:] if n and n.isdecimal()]))
    return any(all(_clause(operator, wanted, probe) for operator, wanted in clauses) for probe in probes)


def _clause(operator: str, wanted: list[int], probe: str) -> bool:
    have = [int(part) for part in probe.split(".")]
    size = len(wanted)
    match operator:
        case ">=":
            return have >= wanted + [0] * (3 - size)
        case ">":
            return have[:size] > wanted
        case "<=":
            return have[:size] <= wanted
        case "<":
            return have < wanted + [0] * (3 - size)
        case "^":
            return have[0] == wanted[0] and have >= wanted + [0] * (3 - size)
        case "~":
            return have[: min(2, size)] == wanted[:2] and have >= wanted + [0] * (3 - size)
        case _:
            return have[:size] == wanted
