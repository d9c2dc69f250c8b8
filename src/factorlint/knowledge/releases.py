"""Release lines and version constraints of language runtimes: can two statements be true of one runtime?"""

import re

from ..facts import RuntimeVersion
from .ecosystems import by_runtime

_DIGITS = r"\d{1,9}"
"""No release has a longer number; text that is one is not understood."""
_NUMBERS = re.compile(rf"v?({_DIGITS})(?!\d)(?:\.({_DIGITS}(?!\d)|x|\*))?")
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:\.[x*])?(?:[-+_.]?[a-z][\w.+-]*)?")
_ODD = re.compile(r"\d{10}")
_LONGEST = 200
"""Characters of a constraint that somebody would write."""
_FOREIGN = ("pypy", "graalpy", "jython", "nightly")


def has_minor_lines(runtime: str) -> bool:
    """Whether the minor version of a runtime names a release line, as 3.12 of Python; elsewhere the major does."""
    row = by_runtime().get(runtime)
    return row is not None and row.release_line == "minor"


def is_exact(runtime: str, version: str) -> bool:
    """Whether a version names one release line (a minor of Python, a major of Node) and is no constraint."""
    if _VERSION.fullmatch(version) is None:
        return False
    return not has_minor_lines(runtime) or re.match(r"v?\d+\.\d", version) is not None


def is_version(version: str) -> bool:
    """Whether a text is a version or constraint of the language's own implementation."""
    return any(character.isdigit() for character in version) and not version.lower().startswith(_FOREIGN)


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
    if minor and minor.isdecimal() and has_minor_lines(language):
        return (major, int(minor))
    return (major,)


def admits(language: str, constraint: str, version: str) -> bool:
    """Whether a constraint (PEP 440 or npm's ranges) admits some release of the line of `version`.

    A constraint that is not understood admits everything.
    """
    if _line(language, version) is None or len(constraint) > _LONGEST or _ODD.search(constraint):
        return True
    numbers = _numbers(version)
    probes = [".".join(map(str, numbers))] if len(numbers) == 3 else _releases(numbers)
    row = by_runtime().get(language)
    if row and row.constraints == "pep440":
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
    found = re.match(rf"v?({_DIGITS}(?:\.{_DIGITS}){{0,2}})(?!\d)", version.strip())
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
    text = re.sub(r"([<>=^~])\s++", r"\1", part.strip())
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
