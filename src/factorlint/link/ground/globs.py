"""Patterns of paths that manifests write: `packages/*`, `apps/**`, `!**/test`."""

from fnmatch import fnmatchcase

_MOST = 64
"""Parts of a pattern that are looked at."""


def fits(pattern: str, path: str) -> bool:
    """Whether a pattern covers a whole path; `**` stands for any number of folders. Never more than parts times parts."""
    wanted = [part for part in pattern.split("/") if part not in ("", ".")][:_MOST]
    reached = [True] + [False] * len(wanted)
    _skip(reached, wanted)
    for part in path.split("/") if path else ():
        following = [False] * (len(wanted) + 1)
        for index, want in enumerate(wanted):
            if reached[index]:
                if want == "**":
                    following[index] = True
                elif fnmatchcase(part, want):
                    following[index + 1] = True
        reached = following
        _skip(reached, wanted)
    return reached[-1]


def _skip(reached: list[bool], wanted: list[str]) -> None:
    """`**` may stand for nothing."""
    for index, want in enumerate(wanted):
        if reached[index] and want == "**":
            reached[index + 1] = True


def chosen(patterns: tuple[str, ...], path: str) -> bool:
    """Whether the last pattern that covers a path takes it in (`!` takes back)."""
    found = False
    for pattern in patterns:
        if fits(pattern.removeprefix("!"), path):
            found = not pattern.startswith("!")
    return found


def expanded(pattern: str) -> tuple[str, ...]:
    """The patterns that braces stand for: `*.{js,ts}` is `*.js` and `*.ts`; at most a hundred."""
    found = [pattern]
    for _ in range(_MOST):
        if not any("{" in each for each in found) or len(found) > _VARIANTS:
            break
        following: list[str] = []
        for each in found:
            before, brace, rest = each.partition("{")
            inside, closed, after = rest.partition("}")
            choices = inside.split(",") if closed else [inside]
            following += [before + choice + after for choice in choices] if brace else [each]
        found = following
    return tuple(found[:_VARIANTS])


_VARIANTS = 100
