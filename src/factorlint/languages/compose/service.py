"""One compose service as container, workload, endpoint, image and build."""

from collections.abc import Iterator

from ...facts import Build, Container, Fact, ServiceEndpoint, Workload
from ...knowledge.image_facts import from_root, image_facts
from ...knowledge.programs.runs import Run, argv_facts
from ...model.fact import UNKNOWN, Unknown
from ...model.text import Span
from ...syntax.durations import seconds
from ...syntax.tree.yaml import Node
from .mounts import mounts_of
from .ports import ports_of
from .values import flag, mapping, number, raw_words, texts, value, words, written


def container(service: Node, name: str, at: Span, path: str, partial: bool) -> Container:
    """The container that a service runs."""
    options = texts(service.get("security_opt"))
    no_new = any(
        option.replace("=", ":") in ("no-new-privileges", "no-new-privileges:true") for option in options
    )
    read_only = service.get("read_only")
    limits, requests = _resources(service)
    return Container(
        span=at,
        scope=name,
        name=name,
        workload=name,
        by="compose",
        user=value(service.get("user")),
        ports=ports_of(service),
        command=words(service.get("entrypoint")),
        args=words(service.get("command")),
        mounts=mounts_of(service, path),
        limits=limits,
        requests=requests,
        privileged=flag(service.get("privileged")),
        read_only=flag(read_only) if read_only else None,
        restart=value(service.get("restart"))
        or value(service.get("deploy", "restart_policy", "condition"))
        or ("any" if service.get("deploy", "restart_policy") else ""),
        tty=flag(service.get("tty")),
        init_process=flag(service.get("init")),
        container_name=written(service.get("container_name")),
        capabilities_added=texts(service.get("cap_add")),
        capabilities_dropped=texts(service.get("cap_drop")),
        allow_privilege_escalation=False if no_new else None,
        partial=partial,
    )


def workload(service: Node, name: str, at: Span) -> Workload:
    """The service as what owns the container and decides how many."""
    replicas = service.get("deploy", "replicas") or service.get("scale")
    labels = [(key, text) for key, _, _, text in mapping(service.get("labels")) if isinstance(text, str)]
    return Workload(
        span=at,
        scope=name,
        name=name,
        kind_name="compose",
        replicas=number(replicas),
        labels=tuple(labels),
        grace=seconds(value(service.get("stop_grace_period"))),
        strategy=value(service.get("deploy", "update_config", "order")) or "",
        host_network=value(service.get("network_mode")) == "host",
        profiles=texts(service.get("profiles")),
        depends_on=_depends_on(service.get("depends_on")),
        stop_signal=value(service.get("stop_signal")) or "",
    )


def endpoint(service: Node, name: str, at: Span, linked: tuple[str, ...]) -> ServiceEndpoint:
    """The names under which other services reach this one, and the ports they reach."""
    aliases = [written(service.get("container_name")), written(service.get("hostname")), *linked]
    for _, _, network in service.get("networks").pairs():
        aliases += texts(network.get("aliases"))
    names = dict.fromkeys([name, *(alias for alias in aliases if alias and "$" not in alias)])
    return ServiceEndpoint(
        span=at, scope=name, names=tuple(names), ports=ports_of(service), target=name, by="compose"
    )


def image_and_build(service: Node, name: str, path: str) -> Iterator[Fact]:
    """The image that is run and how it is built from this repository."""
    image, build = service.get("image"), service.get("build")
    builds = bool(build) and not build.is_null
    if written(image):
        yield from image_facts(
            written(image),
            image.span,
            "compose",
            name,
            name,
            backing="" if builds else "compose",
            builds=builds,
        )
    if builds:
        yield _build(build, service.key("build"), image, name, path)


def commands(service: Node, name: str) -> Iterator[Fact]:
    """What the service starts."""
    run = Run(by="compose", owner=name, scope=name)
    for key in ("entrypoint", "command"):
        node = service.get(key)
        yield from argv_facts(words(node) or (), raw_words(node), node.span, run)


def _build(build: Node, key: Node, image: Node, name: str, path: str) -> Build:
    context: str | Unknown = UNKNOWN
    dockerfile: str | Unknown = UNKNOWN
    given = (
        (value(build.get("context")) if build.get("context") else ".") if build.is_mapping else value(build)
    )
    if isinstance(given, str) and "://" not in given and not given.startswith(("git@", "/", "~")):
        context = from_root(path, given)
        file = value(build.get("dockerfile")) if build.get("dockerfile") else "Dockerfile"
        if isinstance(file, str) and not build.get("dockerfile_inline"):
            dockerfile = (
                file[1:] if file.startswith("/") else from_root(f"{context}/x" if context else "", file)
            )
    hidden = context is UNKNOWN or dockerfile is UNKNOWN
    file_text = (
        build.get("dockerfile").written if build.is_mapping and build.get("dockerfile").is_scalar else ""
    )
    folder = build.get("context") if build.is_mapping else build
    arguments = [(variable, given or None) for variable, _, _, given in mapping(build.get("args"))]
    return Build(
        span=key.span,
        scope=name,
        context=context,
        dockerfile=dockerfile,
        context_text=(folder.written if folder.is_scalar else "") or "." if hidden else "",
        dockerfile_text=file_text if hidden else "",
        target=value(build.get("target")) or "",
        args=tuple(arguments),
        image=(value(image) or UNKNOWN) if image else "",
        by="compose",
        owner=name,
    )


def _depends_on(node: Node) -> tuple[tuple[str, str], ...]:
    if node.is_sequence:
        return tuple((name, "service_started") for name in texts(node))
    return tuple(
        (name, value(entry.get("condition")) or "service_started") for name, _, entry in node.pairs()
    )


def _resources(service: Node) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    found: dict[str, dict[str, str]] = {"limits": {}, "reservations": {}}
    for key, what, name in (
        ("mem_limit", "limits", "memory"),
        ("cpus", "limits", "cpu"),
        ("mem_reservation", "reservations", "memory"),
        ("pids_limit", "limits", "pids"),
    ):
        if written(service.get(key)):
            found[what][name] = written(service.get(key))
    for what, entries in found.items():
        for name, _, entry in service.get("deploy", "resources", what).pairs():
            if written(entry):
                entries["cpu" if name == "cpus" else name] = written(entry)
    return tuple(found["limits"].items()), tuple(found["reservations"].items())
