"""Pods: the workload and its containers."""

from collections.abc import Iterator

from ...facts import Container, Fact, Mount, PortMap, Workload
from ...knowledge.image_facts import image_facts
from ...knowledge.programs.runs import Run, argv_facts
from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import NOTHING, Node
from .environment import environment
from .objects import Object, pairs, seconds, value, written
from .probes import probes

_SCALARS = frozenset(
    "name image imagePullPolicy workingDir serviceAccountName serviceAccount nodeName schedulerName "
    "priorityClassName restartPolicy dnsPolicy terminationGracePeriodSeconds hostname subdomain".split()
)
"""Keys of pods and containers that hold one value and that no rule asks for when absent."""
_MOUNTS = {
    "configMap": "configmap",
    "secret": "secret",
    "emptyDir": "empty-dir",
    "hostPath": "host-path",
    "persistentVolumeClaim": "claim",
    "ephemeral": "volume",
}
_NAMED_BY = {
    "configMap": "name",
    "secret": "secretName",
    "hostPath": "path",
    "persistentVolumeClaim": "claimName",
}


def pod_facts(found: Object, data: bytes) -> Iterator[Fact]:
    """The workload of an object with a pod, its containers and all they say."""
    pod = found.pod.get("spec")
    if not pod.is_mapping:
        return
    yield _workload(found, pod)
    for key in ("initContainers", "containers"):
        for index, node in enumerate(pod.get(key).items):
            if node.is_mapping:
                yield from _container_facts(found, pod, node, key == "initContainers", index, data)


def _workload(found: Object, pod: Node) -> Workload:
    spec = found.root.get("spec")
    strategy = spec.get("strategy", "type") or spec.get("updateStrategy", "type")
    replicas = spec.get("replicas").integer
    return Workload(
        span=found.place.span,
        scope=found.title,
        name=found.title,
        kind_name=found.kind,
        namespace=found.namespace,
        replicas=UNKNOWN if replicas is None and spec.get("replicas") else replicas,
        labels=pairs((found.pod or NOTHING).get("metadata", "labels")),
        grace=seconds(pod.get("terminationGracePeriodSeconds")),
        strategy=strategy.string,
        host_network=pod.get("hostNetwork").boolean is True,
        templated=found.templated,
    )


def _container_facts(
    found: Object, pod: Node, node: Node, init: bool, index: int, data: bytes
) -> Iterator[Fact]:
    name = f"{found.title}/{written(node.get('name')) or index}"
    sidecar = init and node.get("restartPolicy").string == "Always"
    yield _container(found, pod, node, name, init and not sidecar, sidecar)
    if written(node.get("image")):
        yield from image_facts(
            node.get("image").written, node.get("image").span, "kubernetes", name, name, backing="manifest"
        )
    yield from environment(node, name, found.templated)
    yield from _commands(node, name)
    yield from probes(node, name)


def _container(found: Object, pod: Node, node: Node, name: str, init: bool, sidecar: bool) -> Container:
    templated = found.templated
    own, shared = node.get("securityContext"), pod.get("securityContext")
    user = own.get("runAsUser") or shared.get("runAsUser")
    non_root = own.get("runAsNonRoot") or shared.get("runAsNonRoot")
    capabilities = own.get("capabilities")
    read_only, escalation = own.get("readOnlyRootFilesystem"), own.get("allowPrivilegeEscalation")
    return Container(
        span=(node.get("name") or node).span,
        scope=name,
        name=name,
        workload=found.title,
        by="kubernetes",
        init=init,
        sidecar=sidecar,
        user=value(user, templated),
        run_as_non_root=non_root.boolean if isinstance(non_root.boolean, bool) else None,
        ports=tuple(_port(item) for item in node.get("ports").items if item.is_mapping),
        command=_words(node.get("command")),
        args=_words(node.get("args")),
        mounts=tuple(_mounts(pod, node)),
        limits=_amounts(node.get("resources", "limits")),
        requests=_amounts(node.get("resources", "requests")),
        privileged=own.get("privileged").boolean is True,
        read_only=read_only.boolean if isinstance(read_only.boolean, bool) else None,
        restart=node.get("restartPolicy").string or pod.get("restartPolicy").string,
        tty=node.get("tty").boolean is True,
        init_process=pod.get("shareProcessNamespace").boolean is True,
        capabilities_added=tuple(item.string for item in capabilities.get("add").items),
        capabilities_dropped=tuple(item.string for item in capabilities.get("drop").items),
        allow_privilege_escalation=escalation.boolean if isinstance(escalation.boolean, bool) else None,
        pre_stop=bool(node.get("lifecycle", "preStop")),
        partial=templated or not node.get("image") or _filled(node) or _filled(pod),
    )


def _filled(node: Node) -> bool:
    """Whether a template fills in a key that may hold more than a scalar (`resources: {{ resources }}`)."""
    return any(entry.is_scalar and entry.templated for name, _, entry in node.pairs() if name not in _SCALARS)


def _port(item: Node) -> PortMap:
    inside: int | Unknown = item.get("containerPort").integer or UNKNOWN
    host = item.get("hostPort").integer
    return PortMap(
        span=(item.get("containerPort") or item).span,
        port=inside,
        target=inside,
        name=item.get("name").string,
        protocol=item.get("protocol").string or "TCP",
        host_port=host,
        host_ip=item.get("hostIP").string,
    )


def _words(node: Node) -> tuple[str | None, ...] | None:
    """A command or its arguments; `$(NAME)` makes a word unknown (Kubernetes expands it)."""
    if not node.is_sequence:
        return None
    return tuple(_word(item) for item in node.items)


def _word(item: Node) -> str | None:
    text = item.text
    return None if not isinstance(text, str) or "$(" in text.replace("$$(", "") else text.replace("$$(", "$(")


def _mounts(pod: Node, node: Node) -> Iterator[Mount]:
    volumes = {volume.get("name").value: volume for volume in pod.get("volumes").items if volume.is_mapping}
    for item in node.get("volumeMounts").items:
        target, name = item.get("mountPath").text, item.get("name").string
        if not isinstance(target, str):
            continue
        how, source = "other", name
        for key, _, entry in volumes.get(item.get("name").value, NOTHING).pairs():
            if key in _MOUNTS:
                how = _MOUNTS[key]
                source = entry.get(_NAMED_BY.get(key, "?")).string or name
                if key == "emptyDir" and entry.get("medium").string == "Memory":
                    how = "tmpfs"
        if not volumes.get(item.get("name").value):
            how = "claim"
        yield Mount(target, source, how, item.get("readOnly").boolean is True)  # type: ignore[arg-type]


def _amounts(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((name, written(entry)) for name, _, entry in node.pairs() if written(entry))


def _commands(node: Node, name: str) -> Iterator[Fact]:
    """What the container starts: `command` and `args` are one command where both are there."""
    run = Run(by="kubernetes", owner=name, scope=name)
    command, args = _words(node.get("command")), _words(node.get("args"))
    nodes = node.get("command").items + node.get("args").items
    at = node.get("command") if command else node.get("args")
    raw = [item.written for item in nodes]
    yield from argv_facts((command or ()) + (args or ()), raw, at.span, run)
