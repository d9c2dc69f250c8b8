"""`env` and `envFrom` of a container."""

from collections.abc import Iterator

from ...facts import EnvSource, EnvSupply, Fact
from ...knowledge.literals import traits_of
from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node
from .objects import value, written

_REFERENCES = {"secretKeyRef": "secret", "configMapKeyRef": "configmap"}


def environment(container: Node, name: str, templated: bool) -> Iterator[Fact]:
    """What a container is given as environment."""
    for item in container.get("env").items:
        variable = item.get("name")
        if not isinstance(variable.text, str):
            continue
        reference, secret = _reference(item.get("valueFrom"))
        given: str | Unknown | None = UNKNOWN
        if not reference:
            given = value(item.get("value"), templated)
            if given is None:
                given = UNKNOWN if templated else ""
        yield EnvSupply(
            span=variable.span,
            scope=name,
            name=variable.string,
            value=given,
            secret=secret,
            reference=reference,
            by="kubernetes",
            to=name,
            **traits_of(variable.string, given),
        )
    for item in container.get("envFrom").items:
        yield from _source(item, name)


def _reference(source: Node) -> tuple[str, bool]:
    """What `valueFrom` points to, and whether it is a secret."""
    for key, kind in _REFERENCES.items():
        target = source.get(key)
        if target:
            return f"{kind}/{written(target.get('name'))}/{written(target.get('key'))}", kind == "secret"
    for key, kind in (("fieldRef", "fieldPath"), ("resourceFieldRef", "resource")):
        if source.get(key):
            return f"field/{written(source.get(key, kind))}", False
    return ("unknown", False) if source else ("", False)


def _source(item: Node, name: str) -> Iterator[Fact]:
    for key, kind in (("configMapRef", "configmap"), ("secretRef", "secret")):
        target = item.get(key)
        if target:
            called = target.get("name").text
            yield EnvSource(
                span=(target.get("name") or item).span,
                scope=name,
                locator=f"{kind}/{called}" if called else UNKNOWN,
                by="env-from",
                to=name,
                optional=target.get("optional").boolean is True,
            )
