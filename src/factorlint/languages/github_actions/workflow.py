"""A whole workflow, or the steps of a composite action."""

from collections.abc import Iterator

from ...facts import Fact, Job, ParseTrouble, ServiceEndpoint
from ...facts.service import PortMap
from ...knowledge.image_facts import image_facts
from ...model.fact import UNKNOWN
from ...model.source import Source
from ...syntax.tree.yaml import NOTHING, Node, parse
from .environment import environment
from .expressions import branches_in, choices, value
from .steps import action_use, steps_facts


def facts_of(source: Source) -> Iterator[Fact]:
    """The facts of a workflow or action."""
    for document in parse(source.data, templates=False):
        if document.trouble is not None:
            if not document.structural:
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        root = document.root
        folder = value(root.get("defaults", "run", "working-directory")) or ""
        yield from environment(root.get("env"), "")
        yield from steps_facts(root.get("runs", "steps"), "action", NOTHING, folder, source.data)
        branches = _pushed(root)
        for name, key, job in root.get("jobs").pairs():
            if job.is_mapping:
                yield from _job(name, key, job, branches, folder, source.data)


def _pushed(root: Node) -> tuple[str, ...]:
    """Branches whose pushes start the workflow. (YAML 1.1 loaders take the key `on` for a boolean; we keep it.)"""
    node = root.get("on", "push", "branches")
    return tuple(item.string for item in (node.items or [node]) if item.string)


def _job(
    name: str, key: Node, job: Node, branches: tuple[str, ...], folder: str, data: bytes
) -> Iterator[Fact]:
    matrix = job.get("strategy", "matrix")
    target = job.get("environment", "name") or job.get("environment")
    yield Job(
        span=key.span,
        scope=name,
        name=name,
        by="github-actions",
        environment=target.string if target.is_scalar else "",
        branches=branches_in(job.get("if").string) or branches,
    )
    yield from environment(job.get("env"), name)
    if job.get("uses").string:
        yield from action_use(job.get("uses"), job.get("with"), name)
    image = job.get("container", "image") or job.get("container")
    for choice in choices(image, matrix) if image.is_scalar else []:
        yield from image_facts(choice.string, choice.span, "github-actions", name, name, runtime_by="ci")
    yield from environment(job.get("container", "env"), name)
    for service, place, node in job.get("services").pairs():
        yield from _service(service, place, node, name, matrix)
    where = value(job.get("defaults", "run", "working-directory")) or folder
    yield from steps_facts(job.get("steps"), name, matrix, where, data)


def _service(name: str, key: Node, node: Node, job: str, matrix: Node) -> Iterator[Fact]:
    image = node.get("image") or node
    for choice in choices(image, matrix) if image.is_scalar else []:
        yield from image_facts(choice.string, choice.span, "github-actions", name, job, backing="ci")
    yield from environment(node.get("env"), name)
    ports = [_port(item) for item in node.get("ports").items if item.is_scalar]
    yield ServiceEndpoint(
        span=key.span, scope=job, names=(name, "localhost"), ports=tuple(ports), target=name, by="ci"
    )


def _port(item: Node) -> PortMap:
    outside, colon, inside = item.string.partition("/")[0].rpartition(":")
    target = int(inside) if inside.isdigit() and len(inside) < 6 else UNKNOWN
    host = int(outside) if colon and outside.isdigit() and len(outside) < 6 else UNKNOWN
    return PortMap(span=item.span, port=host or target, target=target, host_port=host)
