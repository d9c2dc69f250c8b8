"""`extends`: a service that is another one of the same file with differences."""

from ...syntax.tree.yaml import Node

_MAX_CHAIN = 8
_NOT_INHERITED = frozenset(("depends_on", "extends", "links", "volumes_from", "container_name"))


def resolved(services: Node, name: str) -> tuple[Node, bool]:
    """The service with what it inherits, and whether more is inherited from what is not here."""
    service = services.get(name)
    elsewhere = False
    seen = {name}
    for _ in range(_MAX_CHAIN):
        parent = _parent(service)
        if parent is None:
            break
        if not parent or parent in seen or not services.get(parent).is_mapping:
            elsewhere = True
            break
        seen.add(parent)
        service = _combine(services.get(parent), service)
    return service, elsewhere


def _parent(service: Node) -> str | None:
    """The name of the parent; empty when it is in another file."""
    extends = service.get("extends")
    if not extends:
        return None
    if extends.is_mapping:
        return "" if extends.get("file") else extends.get("service").string
    return extends.string


def _combine(base: Node, over: Node) -> Node:
    """Own keys win; mappings and sequences of both are joined, as compose merges them."""
    node = Node("mapping", over.span)
    own = {key.value: (key, value) for key, value in over.entries}
    for key, value in base.entries:
        if key.value in _NOT_INHERITED - {"extends"}:
            continue
        if key.value not in own or key.value == "extends":
            node.entries.append((key, value))
            continue
        own_key, own_value = own.pop(key.value)
        node.entries.append((own_key, _join(value, own_value, key.value)))
    node.entries += [entry for name, entry in own.items() if name != "extends"]
    return node


def _join(base: Node, over: Node, name: str) -> Node:
    if base.kind != over.kind or over.is_scalar or name in ("command", "entrypoint"):
        return over
    joined = Node(over.kind, over.span)
    joined.items = base.items + over.items
    mine = {key.value for key, _ in over.entries}
    joined.entries = [entry for entry in base.entries if entry[0].value not in mine] + over.entries
    return joined
