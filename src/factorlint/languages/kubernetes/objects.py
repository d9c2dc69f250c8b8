"""A Kubernetes object: what it is called, where it lives, and the values of its fields."""

import msgspec

from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node

POD_ROUTES: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Job": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "PodTemplate": ("template",),
}
"""Where a kind keeps its pod template. Knative's `Service` is told by its API group."""


class Object(msgspec.Struct, frozen=True, kw_only=True):
    """One object of a manifest."""

    root: Node
    kind: str
    group: str
    """API group, empty for the core group."""
    name: str
    """`metadata.name`; as written when a template makes it."""
    namespace: str
    templated: bool

    @property
    def title(self) -> str:
        """`Deployment/web`."""
        return f"{self.kind}/{self.name}"

    @property
    def place(self) -> Node:
        """What stands for the object as a whole: its name, or its kind where it has none."""
        return self.root.get("metadata", "name") or self.root.get("kind") or self.root

    @property
    def pod(self) -> Node:
        """The pod (template) with `metadata` and `spec`, or nothing."""
        if self.kind == "Service" and self.group == "serving.knative.dev":
            return self.root.get("spec", "template")
        route = POD_ROUTES.get(self.kind)
        return self.root.get() if route == () else self.root.get(*route) if route else self.root.get("?")


def object_of(root: Node, templated: bool) -> Object | None:
    """The object that a mapping describes, None for anything else."""
    kind, version = root.get("kind").text, root.get("apiVersion")
    if not isinstance(kind, str) or not version.is_scalar or version.is_null:
        return None
    metadata = root.get("metadata")
    group, slash, _ = version.value.partition("/")
    return Object(
        root=root,
        kind=kind,
        group=group if slash else "",
        name=written(metadata.get("name")) or written(metadata.get("generateName")),
        namespace=metadata.get("namespace").string,
        templated=templated,
    )


def written(node: Node) -> str:
    """A scalar as it stands, template code included; empty for null."""
    return node.written if node.is_scalar and not node.is_null else ""


def value(node: Node, templated: bool) -> str | Unknown | None:
    """A scalar's text; in a template nothing is certainly absent."""
    text = node.text
    if text is None and templated and node:
        return UNKNOWN
    if isinstance(text, str) and ("$(" in text or "${" in text):
        return UNKNOWN
    return text


def pairs(node: Node) -> tuple[tuple[str, str], ...]:
    """Labels and selectors: names and texts that are known."""
    return tuple((name, entry.string) for name, _, entry in node.pairs() if isinstance(entry.text, str))


def port(node: Node) -> int | str | Unknown:
    """A port's number, or the name of one."""
    number = node.integer
    if isinstance(number, int):
        return number
    return node.text or UNKNOWN


def seconds(node: Node) -> float | None:
    """A number of seconds."""
    number = node.integer
    return float(number) if isinstance(number, int) else None
