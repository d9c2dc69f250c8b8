"""GitHub Actions: workflows and composite actions (and the workflows of Gitea and Forgejo, which are alike)."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    "*/.github/workflows/*.yml",
    "*/.github/workflows/*.yaml",
    ".gitea/workflows/*.yml",
    ".gitea/workflows/*.yaml",
    ".forgejo/workflows/*.yml",
    ".forgejo/workflows/*.yaml",
    "action.yml",
    "action.yaml",
)


def facts(source: Source) -> Iterable[Fact]:
    """Read a workflow or an action."""
    from .workflow import facts_of

    return facts_of(source)
