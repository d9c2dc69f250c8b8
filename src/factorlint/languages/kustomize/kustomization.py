"""The fields `images`, `configMapGenerator` and `secretGenerator` of a kustomization."""

from collections.abc import Iterator
from posixpath import basename

from ...facts import ConfigObject, EnvSource, EnvSupply, Fact, ImageRef, ParseTrouble
from ...knowledge import images
from ...knowledge.literals import traits_of
from ...model.fact import UNKNOWN
from ...model.source import Source
from ...syntax.tree.yaml import Node, parse


def facts_of(source: Source) -> Iterator[Fact]:
    """The facts of a kustomization."""
    for document in parse(source.data):
        if document.trouble is not None:
            if not document.templated:
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        namespace = document.root.get("namespace").string
        for item in document.root.get("images").items:
            yield from _image(item)
        for key, secret in (("configMapGenerator", False), ("secretGenerator", True)):
            for item in document.root.get(key).items:
                yield from _generated(item, secret, namespace)


def _image(item: Node) -> Iterator[Fact]:
    """An image that replaces another; `owner` is the name it has in the manifests."""
    original = item.get("name").string
    tag, digest = item.get("newTag"), item.get("digest").string
    if not original or not (item.get("newName") or tag or digest):
        return
    name = item.get("newName").string or original
    raw = name + (f":{tag.string}" if tag.string else "") + (f"@{digest}" if digest else "")
    parts = images.reference(raw)
    yield ImageRef(
        span=(tag or item.get("newName") or item.get("digest")).span,
        scope=original,
        raw=raw,
        name=parts.name,
        tag=parts.tag if tag.string or digest else UNKNOWN,
        digest=parts.digest,
        by="kustomize",
        owner=original,
        templated=parts.templated,
    )


def _generated(item: Node, secret: bool, namespace: str) -> Iterator[Fact]:
    kind = "secret" if secret else "configmap"
    name = item.get("name")
    if not name.string:
        return
    literals = [(node, *node.string.partition("=")) for node in item.get("literals").items]
    files = [node.string.partition("=")[0] for node in item.get("files").items]
    envs = [node for node in (*item.get("envs").items, item.get("env")) if node.string]
    keys = [key for _, key, _, _ in literals if key] + [basename(file) for file in files]
    yield ConfigObject(
        span=name.span,
        scope=f"{kind}/{name.string}",
        name=name.string,
        secret=secret,
        namespace=item.get("namespace").string or namespace,
        keys=tuple(keys),
        complete=not envs and not files and item.get("behavior").string in ("", "create"),
    )
    for node, key, equals, text in literals:
        if key and equals:
            yield EnvSupply(
                span=node.span,
                scope=f"{kind}/{name.string}",
                name=key,
                value=text.strip("\"'"),
                reference=f"{kind}/{name.string}/{key}",
                by=kind,
                **traits_of(key, text.strip("\"'")),
            )
    for node in envs:
        yield EnvSource(
            span=node.span,
            scope=f"{kind}/{name.string}",
            locator=node.string,
            by="env_file",
            to=f"{kind}/{name.string}",
        )
