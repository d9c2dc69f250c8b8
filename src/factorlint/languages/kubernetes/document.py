"""A whole manifest: its documents, the items of lists, and who reads which kind."""

from collections.abc import Callable, Iterator

from ...facts import Fact, ParseTrouble
from ...model.source import Source
from ...syntax.tree.yaml import Node, parse
from . import config, network, scaling
from .containers import pod_facts
from .objects import Object, object_of

_MAX_ITEMS = 2_000
_READERS: dict[str, Callable[[Object], Iterator[Fact]]] = {
    "Service": network.service,
    "Ingress": network.ingress,
    "HTTPRoute": network.http_route,
    "GRPCRoute": network.http_route,
    "VirtualService": network.virtual_service,
    "Route": network.openshift_route,
    "ServiceEntry": network.service_entry,
    "ConfigMap": config.config_map,
    "Secret": config.secret,
    "SealedSecret": config.foreign_secret,
    "ExternalSecret": config.foreign_secret,
    "SecretProviderClass": config.foreign_secret,
    "HorizontalPodAutoscaler": scaling.autoscaler,
    "ScaledObject": scaling.scaled_object,
    "PodDisruptionBudget": scaling.disruption_budget,
    "PersistentVolumeClaim": scaling.claim,
    "PersistentVolume": scaling.claim,
}


def facts_of(source: Source) -> Iterator[Fact]:
    """The facts of every object of a manifest."""
    for document in parse(source.data):
        if document.trouble is not None:
            if not document.templated and _is_object(source.data, document.span.start, document.span.end):
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        for root in _items(document.root):
            found = object_of(root, document.structural)
            if found is None:
                continue
            if found.pod:
                yield from pod_facts(found, source.data)
            reader = _READERS.get(found.kind)
            if reader is not None:
                yield from reader(found)


def _is_object(data: bytes, start: int, end: int) -> bool:
    return data.find(b"apiVersion:", start, end) >= 0


def _items(root: Node) -> list[Node]:
    """The objects of a `List`, or the one object of a document; OpenShift templates hold `objects`."""
    items = root.get("items") or root.get("objects")
    if items.is_sequence and root.get("kind").string.endswith(("List", "Template")):
        return items.items[:_MAX_ITEMS]
    return [root]
