"""What the world sees of a rule: the page's front matter and prose."""

from collections.abc import Callable

import msgspec

from .component import Kind
from .finding import Confidence, Severity
from .source import Role


class Prose(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says beside its front matter and remedy."""

    why: str = ""
    ignore_when: str = ""
    markdown: str = ""
    """The whole page's body."""


class RuleInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A rule's page without its mechanics."""

    code: str
    name: str
    title: str
    factor: str
    """The concern's slug: the rule's folder without its number, such as `config` or `image`."""
    severity: Severity
    confidence: Confidence
    scope: str
    applies_to: tuple[Kind, ...]
    roles: tuple[Role, ...]
    default: bool
    security: float | None
    """SARIF `security-severity` (0.1 to 10.0), only where it is a matter of security."""
    equivalents: tuple[str, ...]
    references: tuple[str, ...]
    remedy: str
    prose: Callable[[], Prose]
    """Reads the page when somebody asks for its text: `explain`, SARIF, the documentation."""
    pack: str
    url: str = ""
    """Where the page can be read; empty when its pack does not say."""

    @property
    def why(self) -> str:
        """Why it matters."""
        return self.prose().why

    @property
    def ignore_when(self) -> str:
        """When it is right as it is."""
        return self.prose().ignore_when

    @property
    def markdown(self) -> str:
        """The whole page's body."""
        return self.prose().markdown
