"""Path patterns as `.gitignore` writes them: the one matcher for excludes, roles and per-path ignores."""

from collections.abc import Iterable

_ENOUGH = 500_000
"""Comparisons of a path with a pattern after which a database of all patterns has paid (measured: 0.2 us each; some
100 ms to compile it). Most trees ask less, and one without version control has a list in many folders."""


class Globs:
    """A list of gitignore-style patterns, relative to the scanned root."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Compile `patterns`; later ones win and `!` takes back, as in gitignore(5)."""
        from pathspec import GitIgnoreSpec  # 37 ms that a scan without patterns does not need

        self._patterns = tuple(patterns)
        self._spec = GitIgnoreSpec.from_lines(self._patterns, backend="simple")
        self._left = _ENOUGH // max(len(self._patterns), 1)

    def match(self, path: str) -> bool:
        """Whether the patterns cover `path` (relative, with `/`) or a folder above it."""
        self._left -= 1
        if self._left == 0:
            from pathspec import GitIgnoreSpec

            self._spec = GitIgnoreSpec.from_lines(self._patterns)
        return bool(self._spec.match_file(path.encode("utf-8", "replace").decode()))
