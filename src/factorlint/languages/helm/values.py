"""A values file: `repository` and `tag` pairs, and maps of environment variables. By shape, as names are free."""

import re
from collections.abc import Iterator

from ...facts import EnvSupply, Fact, ImageRef, ParseTrouble
from ...knowledge import images
from ...knowledge.literals import traits_of
from ...model.fact import UNKNOWN, Unknown
from ...model.source import Source
from ...syntax.tree.yaml import Node, parse

_ENVIRONMENTS = frozenset(
    "env envs environment envvars extraenv extraenvs extraenvvars config configmap secrets secret secretenv env_vars "
    "environmentvariables data".split()
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_MAX_NODES = 20_000


def facts_of(source: Source) -> Iterator[Fact]:
    """The facts of a values file."""
    for document in parse(source.data):
        if document.trouble is not None:
            if not document.templated:
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        for route, node in document.root.walk(_MAX_NODES):
            if not route:
                continue
            owner = ".".join(map(str, route))
            if node.get("repository").string:
                yield _image(node, owner)
            elif route[-1] == "image" and node.string and ("/" in node.string or ":" in node.string):
                yield _reference(node.string, node, owner)
            elif str(route[-1]).lower() in _ENVIRONMENTS:
                yield from _environment(node, ".".join(map(str, route[:-1])))


def _image(node: Node, owner: str) -> ImageRef:
    registry, repository = node.get("registry").string, node.get("repository").string
    tag, digest = node.get("tag"), node.get("digest").string
    raw = f"{registry}/{repository}" if registry else repository
    if tag.string:
        raw += f":{tag.string}"
    if digest:
        raw += f"@{digest}"
    at = tag if tag.string else node.get("repository")
    return _reference(raw, at, owner, unsaid=not tag.string and ":" not in repository.rpartition("/")[2])


def _reference(raw: str, at: Node, owner: str, unsaid: bool = False) -> ImageRef:
    """`unsaid`: the chart gives the tag, as a rule its `appVersion`."""
    parts = images.reference(raw)
    return ImageRef(
        span=at.span,
        scope=owner,
        raw=raw,
        name=parts.name,
        tag=UNKNOWN if unsaid else parts.tag,
        digest=parts.digest,
        by="helm-values",
        owner=owner,
        templated=parts.templated or unsaid,
    )


def _environment(node: Node, owner: str) -> Iterator[Fact]:
    for name, key, entry in node.pairs():
        if _VARIABLE.fullmatch(name) and (entry.is_scalar or entry.is_null):
            yield _supply(name, key, entry, owner)
    for item in node.items:
        name = item.get("name").string
        if _VARIABLE.fullmatch(name):
            yield _supply(name, item.get("name"), item.get("value"), owner, item.get("valueFrom"))


def _supply(name: str, at: Node, given: Node, owner: str, source: Node | None = None) -> EnvSupply:
    value: str | Unknown | None = given.text
    reference, secret = "", False
    for key, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "configmap")):
        target = source.get(key) if source else None
        if target:
            reference = f"{kind}/{target.get('name').string}/{target.get('key').string}"
            value, secret = UNKNOWN, kind == "secret"
    return EnvSupply(
        span=at.span,
        scope=owner,
        name=name,
        value=value,
        secret=secret,
        reference=reference,
        by="helm-values",
        to=owner,
        **traits_of(name, value),
    )
