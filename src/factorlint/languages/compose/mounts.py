"""`volumes`, `tmpfs`, `configs` and `secrets` of a service."""

from ...facts import Mount
from ...knowledge.image_facts import from_root
from ...syntax.tree.yaml import Node
from .values import flag, texts, value, written

_KINDS = {"bind": "bind", "volume": "volume", "tmpfs": "tmpfs"}


def mounts_of(service: Node, path: str) -> tuple[Mount, ...]:
    """Every path of the container that something is mounted at. `path` is the compose file's."""
    mounts: list[Mount] = []
    for item in service.get("volumes").items:
        mount = _long(item, path) if item.is_mapping else _short(written(item), path)
        if mount is not None:
            mounts.append(mount)
    mounts += [Mount(text.partition(":")[0], "", "tmpfs") for text in texts(service.get("tmpfs"))]
    for kind, folder in (("configs", "/"), ("secrets", "/run/secrets/")):
        for item in service.get(kind).items:
            name = value(item.get("source")) if item.is_mapping else value(item)
            if isinstance(name, str):
                target = value(item.get("target")) or folder + name
                mounts.append(Mount(target, name, "configmap" if kind == "configs" else "secret", True))
    return tuple(mounts)


def _long(item: Node, path: str) -> Mount | None:
    target = value(item.get("target"))
    if not isinstance(target, str):
        return None
    kind = value(item.get("type")) or "volume"
    source = written(item.get("source"))
    read_only = flag(item.get("read_only"))
    if kind == "bind":
        return Mount(target, _host_path(source, path), "bind", read_only)
    if kind == "tmpfs":
        return Mount(target, "", "tmpfs", read_only)
    return Mount(target, source, "volume" if kind == "volume" else "other", read_only)


def _short(text: str, path: str) -> Mount | None:
    if not text:
        return None
    parts = _parts(text)
    if len(parts) == 1:
        return Mount(parts[0], "", "volume")
    options = parts[2].split(",") if len(parts) > 2 else []
    if _is_path(parts[0]):
        return Mount(parts[1], _host_path(parts[0], path), "bind", "ro" in options)
    return Mount(parts[1], parts[0], "volume", "ro" in options)


def _parts(text: str) -> list[str]:
    """Split at colons, but not at those of a drive letter or inside a variable."""
    parts = [""]
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        drive = index == 1 and text[:1].isalpha() and text[2:3] in ("\\", "/") and ":" in text[3:]
        if character == ":" and depth <= 0 and not drive:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _is_path(source: str) -> bool:
    return source.startswith((".", "/", "~", "$")) or source[1:2] == ":"


def _host_path(source: str, path: str) -> str:
    if source.startswith("."):
        return from_root(path, source) or "."
    return source
