"""Values of Helm charts. Their templates are read with the Kubernetes manifests."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    "values.yaml",
    "values.yml",
    "values-*.yaml",
    "values.*.yaml",
    "values_*.yaml",
    "*-values.yaml",
    "*.values.yaml",
)


def facts(source: Source) -> Iterable[Fact]:
    """Read the images and the environment that values give."""
    from .values import facts_of

    return facts_of(source)
