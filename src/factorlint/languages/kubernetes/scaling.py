"""Autoscalers, disruption budgets, claims."""

from collections.abc import Iterator

from ...facts import Autoscaler, DisruptionBudget, Fact, Volume
from ...syntax.tree.yaml import Node
from .objects import Object, pairs, written


def autoscaler(found: Object) -> Iterator[Fact]:
    """A HorizontalPodAutoscaler."""
    return _scales(found, found.root.get("spec"), "minReplicas", "maxReplicas")


def scaled_object(found: Object) -> Iterator[Fact]:
    """A KEDA ScaledObject, which makes an autoscaler."""
    return _scales(found, found.root.get("spec"), "minReplicaCount", "maxReplicaCount")


def _scales(found: Object, spec: Node, least: str, most: str) -> Iterator[Fact]:
    target = spec.get("scaleTargetRef")
    low, high = spec.get(least).integer, spec.get(most).integer
    kind = target.get("kind").string or "Deployment"
    yield Autoscaler(
        span=found.place.span,
        scope=found.title,
        target=f"{kind}/{written(target.get('name'))}",
        namespace=found.namespace,
        minimum=low if isinstance(low, int) else None,
        maximum=high if isinstance(high, int) else None,
    )


def disruption_budget(found: Object) -> Iterator[Fact]:
    """A PodDisruptionBudget."""
    yield DisruptionBudget(
        span=found.place.span,
        scope=found.title,
        selector=pairs(found.root.get("spec", "selector", "matchLabels")),
        namespace=found.namespace,
    )


def claim(found: Object) -> Iterator[Fact]:
    """A volume or a claim on one."""
    how = "claim" if found.kind == "PersistentVolumeClaim" else "volume"
    yield Volume(span=found.place.span, scope=found.title, name=found.name, how=how)
