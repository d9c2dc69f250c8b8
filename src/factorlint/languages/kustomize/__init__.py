"""Kustomizations: images they replace and config objects they generate. Patches are read as manifests."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("kustomization.yaml", "kustomization.yml", "kustomization")


def facts(source: Source) -> Iterable[Fact]:
    """Read a kustomization."""
    from .kustomization import facts_of

    return facts_of(source)
