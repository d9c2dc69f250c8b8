"""ConfigMaps and Secrets."""

import base64
import binascii
from collections.abc import Iterator

from ...facts import ConfigObject, EnvSupply, Fact
from ...knowledge.literals import traits_of
from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node
from .objects import Object, value


def config_map(found: Object) -> Iterator[Fact]:
    """A ConfigMap and the variables that its keys can become."""
    return _object(found, (found.root.get("data"), found.root.get("binaryData")), False)


def secret(found: Object) -> Iterator[Fact]:
    """A Secret with its data in the repository; `data` is decoded from base64."""
    return _object(found, (found.root.get("stringData"), found.root.get("data")), True)


def foreign_secret(found: Object) -> Iterator[Fact]:
    """A Secret whose data comes from elsewhere: sealed, or fetched by an operator."""
    target = found.root.get("spec", "target", "name") or found.root.get(
        "spec", "template", "metadata", "name"
    )
    keys = [item.get("secretKey").string for item in found.root.get("spec", "data").items]
    keys += [name for name, _, _ in found.root.get("spec", "encryptedData").pairs()]
    yield ConfigObject(
        span=found.place.span,
        scope=found.title,
        name=target.string or found.name,
        secret=True,
        namespace=found.namespace,
        keys=tuple(key for key in keys if key),
        complete=False,
    )


def _object(found: Object, parts: tuple[Node, ...], is_secret: bool) -> Iterator[Fact]:
    kind = "secret" if is_secret else "configmap"
    entries = [(part, *entry) for part in parts for entry in part.pairs()]
    yield ConfigObject(
        span=found.place.span,
        scope=found.title,
        name=found.name,
        secret=is_secret,
        namespace=found.namespace,
        keys=tuple(name for _, name, _, _ in entries),
        complete=not found.templated,
    )
    encoded = found.root.get("data") if is_secret else found.root.get("binaryData")
    for part, name, key, node in entries:
        given = value(node, found.templated)
        if isinstance(given, str) and part is encoded:
            given = _decoded(given)
        yield EnvSupply(
            span=key.span,
            scope=found.title,
            name=name,
            value=given,
            reference=f"{kind}/{found.name}/{name}",
            by=kind,
            **traits_of(name, given),
        )


def _decoded(text: str) -> str | Unknown:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return UNKNOWN
