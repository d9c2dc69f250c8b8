"""Liveness, readiness and startup probes."""

from collections.abc import Iterator
from typing import Literal

from ...facts import Fact, Probe
from ...knowledge.image_facts import http_request
from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node
from .objects import port, seconds

_Purpose = Literal["liveness", "readiness", "startup"]
_PURPOSES: tuple[_Purpose, ...] = ("liveness", "readiness", "startup")


def probes(container: Node, name: str) -> Iterator[Fact]:
    """The probes of a container."""
    for purpose in _PURPOSES:
        node = container.get(f"{purpose}Probe")
        if node.is_mapping:
            yield _probe(node, container.key(f"{purpose}Probe"), purpose, name)


def _probe(node: Node, key: Node, purpose: _Purpose, name: str) -> Probe:
    transport, path, where, argv = _asks(node)
    failures = node.get("failureThreshold").integer
    return Probe(
        span=key.span,
        scope=name,
        purpose=purpose,
        transport=transport,
        url_path=path,
        port=where,
        argv=argv,
        container=name,
        by="kubernetes",
        delay=seconds(node.get("initialDelaySeconds")),
        period=seconds(node.get("periodSeconds")),
        timeout=seconds(node.get("timeoutSeconds")),
        failures=failures if isinstance(failures, int) else None,
    )


def _asks(
    node: Node,
) -> tuple[Literal["http", "tcp", "exec", "grpc"], str | Unknown, int | str | Unknown, tuple[str, ...]]:
    """Transport, path, port and command."""
    if node.get("httpGet"):
        path = node.get("httpGet", "path")
        return "http", path.text or UNKNOWN if path else "/", port(node.get("httpGet", "port")), ()
    if node.get("grpc"):
        return "grpc", UNKNOWN, port(node.get("grpc", "port")), ()
    if node.get("exec"):
        argv = tuple(item.string for item in node.get("exec", "command").items)
        asked = http_request(" ".join(argv).split())
        return "exec", asked[0] if asked else UNKNOWN, asked[1] if asked else UNKNOWN, argv
    return "tcp", UNKNOWN, port(node.get("tcpSocket", "port")), ()
