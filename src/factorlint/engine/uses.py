"""What a path alone tells: what the file is for, and which languages may read it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..config import Settings
from ..model.source import Role
from .claims import Claims
from .globs import Globs


class Use(NamedTuple):
    """What a file is for, as far as its path tells."""

    role: Role
    languages: tuple[str, ...]
    """Claimants by name, best first."""


Overrides = Sequence[tuple[Globs, Role]]
"""The roles that the configuration gives to the paths of a pattern."""


def overrides(settings: Settings) -> Overrides:
    """Compile the configuration's roles once a scan."""
    return tuple((Globs((pattern,)), role) for pattern, role in settings.roles)


def overridden(path: str, given: Overrides) -> Role | None:
    """The role that the configuration gives to a path, None where it gives none; the first pattern that fits wins."""
    return next((role for globs, role in given if globs.match(path)), None)


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
            from .roles import role_of  # its patterns take 2 ms to compile

            if self._claims is None:
                self._claims = Claims()
            use = Use(role_of(path), self._claims.of(path))
        self.found[path] = use
        return use
