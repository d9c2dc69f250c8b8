"""`ports` and `expose`: the short syntax, the long one, ranges."""

import re

from ...facts import PortMap
from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node
from .values import number, value, written

_SHORT = re.compile(
    r"(?:(?P<ip>\d+(?:\.\d+){3}|\[[0-9a-fA-F:]*\]):)?(?:(?P<host>[\d-]*):)?(?P<target>[\d-]+)(?:/(?P<protocol>\w+))?"
)
_MAX_RANGE = 50


def ports_of(service: Node) -> tuple[PortMap, ...]:
    """Every container port that a service names, published or exposed."""
    maps: list[PortMap] = []
    for item in service.get("ports").items:
        maps += [_long(item)] if item.is_mapping else _short(item)
    for item in service.get("expose").items:
        text = value(item)
        for port in _range(text.partition("/")[0]) if isinstance(text, str) else [UNKNOWN]:
            maps.append(PortMap(span=item.span, port=port, target=port, host_port=None))
    return tuple(maps)


def _long(item: Node) -> PortMap:
    target = number(item.get("target"))
    published = number(item.get("published")) if item.get("published") else UNKNOWN
    return PortMap(
        span=item.span,
        port=target if target is not None else UNKNOWN,
        target=target if target is not None else UNKNOWN,
        name=item.get("name").string,
        protocol=(item.get("protocol").string or "tcp").upper(),
        host_port=UNKNOWN if published is None else published,
        host_ip=value(item.get("host_ip")) or "",
    )


def _short(item: Node) -> list[PortMap]:
    text = written(item)
    found = _SHORT.fullmatch(text.strip())
    if found is None:
        return [_with_variables(item, text)] if text else []
    targets = _range(found["target"])
    hosts: list[int | Unknown] = list(_range(found["host"])) if found["host"] else [UNKNOWN] * len(targets)
    if len(hosts) != len(targets):
        hosts = [UNKNOWN] * len(targets)
    return [
        PortMap(
            span=item.span,
            port=target,
            target=target,
            protocol=(found["protocol"] or "tcp").upper(),
            host_port=host,
            host_ip=(found["ip"] or "").strip("[]"),
        )
        for target, host in zip(targets, hosts, strict=True)
    ]


def _with_variables(item: Node, text: str) -> PortMap:
    """`${PORT}:80`: what is left of a variable is unknown; the container's port comes last."""
    last = re.search(r":(\d+)(?:/(\w+))?$", text)
    first = re.match(r"(?:(\d+(?:\.\d+){3}):)?(?:(\d+):)?", text)
    target: int | Unknown = int(last[1]) if last and len(last[1]) < 6 else UNKNOWN
    host = first[2] if first and not last else None
    return PortMap(
        span=item.span,
        port=target,
        target=target,
        protocol=((last[2] if last else "") or "tcp").upper(),
        host_port=int(host) if host and len(host) < 6 else UNKNOWN,
        host_ip=(first[1] or "") if first else "",
    )


def _range(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    if not first.isdigit() or len(first) > 6:
        return []
    end = int(last) if dash and last.isdigit() and len(last) < 7 else int(first)
    return list(range(int(first), min(end, int(first) + _MAX_RANGE) + 1))
