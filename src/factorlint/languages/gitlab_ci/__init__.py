"""GitLab CI."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    ".gitlab-ci.yml",
    ".gitlab-ci.yaml",
    "*.gitlab-ci.yml",
    "*.gitlab-ci.yaml",
    ".gitlab/ci/*.yml",
    ".gitlab-ci/*.yml",
)


def facts(source: Source) -> Iterable[Fact]:
    """Read a pipeline."""
    from .pipeline import facts_of

    return facts_of(source)
