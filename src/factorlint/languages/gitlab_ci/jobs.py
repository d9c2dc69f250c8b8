"""Which top-level keys are jobs, and what they inherit by `extends` and `default`."""

from collections.abc import Iterator

from ...syntax.tree.node import NOTHING
from ...syntax.tree.yaml import Node

_GLOBAL = frozenset(
    "default include stages types variables workflow spec image services cache before_script after_script".split()
)
_DEFAULTS = ("image", "services", "before_script", "after_script")
_MAX_PARENTS = 30
_MAX_INHERITED = 500_000
"""Entries of one file's jobs that are joined with those of their parents, which may be parents in turn."""
_MAX_STEPS = 2_000
"""Lines, lists and references of one script that are followed; references may go in circles."""


class Pipeline:
    """The top level of a file, looked up by name, and how much inheritance is still followed."""

    def __init__(self, root: Node) -> None:
        """Index `root`; the last of duplicate keys counts."""
        self.root = root
        self.inherited = 0
        self._keys = {key.value: (key, value) for key, value in root.entries if key.is_scalar}

    def get(self, *route: str) -> Node:
        """The node at the end of a route, or `NOTHING`."""
        return self._keys[route[0]][1].get(*route[1:]) if route and route[0] in self._keys else NOTHING

    def key(self, name: str) -> Node:
        """The key node of a top-level entry, or `NOTHING`."""
        return self._keys[name][0] if name in self._keys else NOTHING

    def over(self, base: Node, job: Node) -> Node:
        """Mappings are joined, everything else is replaced (as GitLab's `extends` does)."""
        self.inherited += len(base.entries) + len(job.entries)
        if self.inherited > _MAX_INHERITED:
            return job
        node = Node("mapping", job.span)
        own = {key.value: (key, value) for key, value in job.entries}
        for key, value in base.entries:
            if key.value not in own:
                node.entries.append((key, value))
                continue
            own_key, own_value = own.pop(key.value)
            if value.is_mapping and own_value.is_mapping:
                own_value = self.over(value, own_value)
            node.entries.append((own_key, own_value))
        node.entries += own.values()
        return node


def jobs_of(pipeline: Pipeline) -> Iterator[tuple[str, Node, Node]]:
    """Name, key and effective definition of every job that can run."""
    for name, key, job in pipeline.root.pairs():
        if name in _GLOBAL or name.startswith(".") or not job.is_mapping:
            continue
        resolved = _with_defaults(_extended(pipeline, job, {name}), pipeline)
        if any(resolved.get(part) for part in ("script", "trigger", "run")):
            yield name, key, resolved


def lines_of(script: Node, pipeline: Pipeline) -> list[Node]:
    """The lines of a script: its own, those of anchors in it, and those that `!reference [job, part]` names."""
    lines: list[Node] = []
    waiting = [script]
    for _ in range(_MAX_STEPS):
        if not waiting:
            break
        node = waiting.pop()
        if node.tag == "!reference":
            waiting.append(pipeline.get(*(item.string for item in node.items)))
        elif node.is_sequence:
            waiting += reversed(node.items)
        elif node.string:
            lines.append(node)
    return lines


def _extended(pipeline: Pipeline, job: Node, seen: set[str]) -> Node:
    extends = job.get("extends")
    names = [item.string for item in (extends.items or [extends])]
    for name in reversed(names):
        parent = pipeline.get(name)
        if not name or name in seen or not parent.is_mapping or len(seen) >= _MAX_PARENTS:
            continue
        if pipeline.inherited > _MAX_INHERITED:
            break
        job = pipeline.over(_extended(pipeline, parent, seen | {name}), job)
    return job


def _with_defaults(job: Node, pipeline: Pipeline) -> Node:
    inherited = Node("mapping", job.span)
    for part in _DEFAULTS:
        default = pipeline.get("default", part)
        source = default or pipeline.get(part)
        if source and job.get("inherit", "default").boolean is not False:
            key = pipeline.get("default").key(part) if default else pipeline.key(part)
            inherited.entries.append((key, source))
    return pipeline.over(inherited, job)
