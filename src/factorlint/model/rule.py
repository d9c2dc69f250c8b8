"""What the world sees of a rule: the page's front matter and prose."""

import msgspec

from .component import Kind
from .finding import Confidence, Severity
from .source import Role


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
    why: str
    remedy: str
    ignore_when: str
    markdown: str
    """The whole page's body."""
    pack: str
    url: str = ""
    """Where the page can be read; empty when its pack does not say."""
