"""What a path alone tells: what the file is for, and which languages may read it."""

from collections.abc import Mapping
from typing import NamedTuple

from ..model.source import Role
from .claims import Claims
from .roles import role_of


class Use(NamedTuple):
    """What a file is for, as far as its path tells."""

    role: Role
    languages: tuple[str, ...]
    """Claimants by name, best first."""


class Uses:
    """The uses of paths. Those that an earlier scan found are not asked for again."""

    def __init__(self, known: Mapping[str, Use] | None = None) -> None:
        """Begin with what is known."""
        self._known = known or {}
        self.found: dict[str, Use] = {}
        """All that was asked for."""
        self._claims: Claims | None = None

    def of(self, path: str) -> Use:
        """The role and the claimants of a path, whatever the settings say of it."""
        use = self._known.get(path)
        if use is None:
            if self._claims is None:
                self._claims = Claims()
            use = Use(role_of(path), self._claims.of(path))
        self.found[path] = use
        return use
