"""Which top-level keys are jobs, and what they inherit by `extends` and `default`."""

from collections.abc import Iterator

from ...syntax.tree.yaml import Node

_GLOBAL = frozenset(
    "default include stages types variables workflow spec image services cache before_script after_script".split()
)
_DEFAULTS = ("image", "services", "before_script", "after_script")
_MAX_PARENTS = 30
_MAX_STEPS = 2_000
"""Lines, lists and references of one script that are followed; references may go in circles."""


def jobs_of(root: Node) -> Iterator[tuple[str, Node, Node]]:
    """Name, key and effective definition of every job that can run."""
    for name, key, job in root.pairs():
        if name in _GLOBAL or name.startswith(".") or not job.is_mapping:
            continue
        resolved = _with_defaults(_extended(root, job, {name}), root)
        if any(resolved.get(part) for part in ("script", "trigger", "run")):
            yield name, key, resolved


def lines_of(script: Node, root: Node) -> list[Node]:
    """The lines of a script: its own, those of anchors in it, and those that `!reference [job, part]` names."""
    lines: list[Node] = []
    waiting = [script]
    for _ in range(_MAX_STEPS):
        if not waiting:
            break
        node = waiting.pop()
        if node.tag == "!reference":
            waiting.append(root.get(*(item.string for item in node.items)))
        elif node.is_sequence:
            waiting += reversed(node.items)
        elif node.string:
            lines.append(node)
    return lines


def _extended(root: Node, job: Node, seen: set[str]) -> Node:
    extends = job.get("extends")
    names = [item.string for item in (extends.items or [extends])]
    for name in reversed(names):
        parent = root.get(name)
        if name and name not in seen and parent.is_mapping and len(seen) < _MAX_PARENTS:
            job = _over(_extended(root, parent, seen | {name}), job)
    return job


def _with_defaults(job: Node, root: Node) -> Node:
    inherited = Node("mapping", job.span)
    for part in _DEFAULTS:
        source = root.get("default") if root.get("default", part) else root
        if source.get(part) and job.get("inherit", "default").boolean is not False:
            inherited.entries.append((source.key(part), source.get(part)))
    return _over(inherited, job)


def _over(base: Node, job: Node) -> Node:
    """Mappings are joined, everything else is replaced (as GitLab's `extends` does)."""
    node = Node("mapping", job.span)
    own = {key.value: (key, value) for key, value in job.entries}
    for key, value in base.entries:
        if key.value not in own:
            node.entries.append((key, value))
            continue
        own_key, own_value = own.pop(key.value)
        if value.is_mapping and own_value.is_mapping:
            own_value = _over(value, own_value)
        node.entries.append((own_key, own_value))
    node.entries += own.values()
    return node
