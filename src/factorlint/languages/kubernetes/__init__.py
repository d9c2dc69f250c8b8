"""Kubernetes manifests, plain or as Helm templates: everything with `apiVersion` and `kind`."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("*.yml", "*.yaml")
SNIFF = (b"apiVersion:", b"kind:")


def facts(source: Source) -> Iterable[Fact]:
    """Read every object of a manifest."""
    from .document import facts_of

    return facts_of(source)
