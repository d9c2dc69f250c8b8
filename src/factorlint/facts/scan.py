"""What the scan itself met."""

from typing import Literal

from ..model.fact import Fact


class Suppression(Fact, frozen=True, kw_only=True, tag="scan.suppression"):
    """A comment that silences rules. `span` is the comment."""

    rules: tuple[str, ...]
    """Codes, names, prefixes, or a peer's ids; empty for all."""
    reason: str = ""
    reach: Literal["line", "next", "file"] = "line"
    peer: str = ""
    """`hadolint`, `checkov`, `kube-linter` where it is another linter's comment; empty for ours."""
    start: int = 0
    """Byte range it covers, resolved by the producer of the comment (`line`, `next`)."""
    end: int = 0


class ParseTrouble(Fact, frozen=True, kw_only=True, tag="scan.parse-trouble"):
    """Part of a document could not be read. Becomes an entry of the report's errors."""

    message: str
    """One clause: what is wrong and what was left out."""
