"""Services, and what sends requests to them: Ingress, Gateway routes, Istio, OpenShift."""

from collections.abc import Iterator

from ...facts import Fact, IngressRule, PortMap, ServiceEndpoint
from ...model.fact import UNKNOWN, Unknown
from ...model.text import Span
from ...syntax import durations
from ...syntax.tree.yaml import Node
from .objects import Object, pairs, port

_STICKY = (
    ("nginx.ingress.kubernetes.io/affinity", "cookie"),
    ("nginx.org/sticky-cookie-services", ""),
    ("traefik.ingress.kubernetes.io/service.sticky.cookie", "true"),
    ("traefik.ingress.kubernetes.io/affinity", "true"),
    ("haproxy.org/cookie-persistence", ""),
    ("haproxy-ingress.github.io/affinity", "cookie"),
    ("appgw.ingress.kubernetes.io/cookie-based-affinity", "true"),
)
_TIMEOUTS = (
    "nginx.ingress.kubernetes.io/proxy-read-timeout",
    "nginx.org/proxy-read-timeout",
    "haproxy.org/timeout-server",
)


def service(found: Object) -> Iterator[Fact]:
    """A Service as an endpoint with all the names that cluster DNS gives it."""
    spec = found.root.get("spec")
    if found.group == "serving.knative.dev":
        yield _endpoint(found, (), (), False)
        return
    ports = tuple(_port(item) for item in spec.get("ports").items if item.is_mapping)
    selector = spec.get("selector")
    external = spec.get("type").string == "ExternalName" or (not selector and not found.templated)
    yield ServiceEndpoint(
        span=found.place.span,
        scope=found.title,
        names=_names(found),
        ports=ports,
        selector=pairs(selector),
        namespace=found.namespace,
        external=external,
        headless=spec.get("clusterIP").string == "None",
        session_affinity=spec.get("sessionAffinity").string == "ClientIP",
    )


def _endpoint(
    found: Object, ports: tuple[PortMap, ...], selector: tuple[tuple[str, str], ...], external: bool
) -> ServiceEndpoint:
    return ServiceEndpoint(
        span=found.place.span,
        scope=found.title,
        names=_names(found),
        ports=ports,
        selector=selector,
        namespace=found.namespace,
        external=external,
    )


def _names(found: Object) -> tuple[str, ...]:
    """As https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ gives them.

    A namespace that a template fills in makes the longer names unknown.
    """
    name = found.name
    if found.root.get("metadata", "namespace").text is UNKNOWN:
        return (name,)
    space = found.namespace or "default"
    return (name, *(f"{name}.{space}{rest}" for rest in ("", ".svc", ".svc.cluster.local")))


def _port(item: Node) -> PortMap:
    outside: int | Unknown = item.get("port").integer or UNKNOWN
    target = port(item.get("targetPort")) if item.get("targetPort") else outside
    return PortMap(
        span=(item.get("targetPort") or item.get("port") or item).span,
        port=outside,
        target=target,
        name=item.get("name").string,
        protocol=item.get("protocol").string or "TCP",
        host_port=item.get("nodePort").integer,
    )


def _rule(
    found: Object,
    span: Span,
    host: str,
    path: str,
    backend: str | Unknown,
    number: int | str | Unknown,
    timeout: float | Unknown | None = None,
    sticky: bool = False,
) -> IngressRule:
    return IngressRule(
        span=span,
        scope=found.title,
        host=host,
        url_path=path or "/",
        service=backend,
        port=number,
        namespace=found.namespace,
        timeout=timeout,
        sticky=sticky,
    )


def ingress(found: Object) -> Iterator[Fact]:
    """The rules and the default backend of an Ingress (`networking.k8s.io/v1` and the betas before)."""
    annotations = found.root.get("metadata", "annotations")
    timeout: float | Unknown | None = UNKNOWN if found.templated else None
    for name in _TIMEOUTS:
        if annotations.get(name):
            timeout = durations.seconds(annotations.get(name).text) or UNKNOWN
    sticky = any(
        annotations.get(name).string and (not wanted or annotations.get(name).string == wanted)
        for name, wanted in _STICKY
    )
    spec = found.root.get("spec")
    default = spec.get("defaultBackend") or spec.get("backend")
    if default:
        yield _rule(found, default.span, "", "/", *_backend(default), timeout, sticky)
    for rule in spec.get("rules").items:
        for path in rule.get("http", "paths").items:
            backend = path.get("backend")
            at = backend.get("service", "name") or backend.get("serviceName") or path
            where = path.get("path").string
            yield _rule(found, at.span, rule.get("host").string, where, *_backend(backend), timeout, sticky)


def _backend(backend: Node) -> tuple[str | Unknown, int | str | Unknown]:
    inner = backend.get("service")
    name = inner.get("name") or backend.get("serviceName")
    number = inner.get("port", "number") or inner.get("port", "name") or backend.get("servicePort")
    return name.text or UNKNOWN, port(number)


def http_route(found: Object) -> Iterator[Fact]:
    """A Gateway API route."""
    spec = found.root.get("spec")
    host = spec.get("hostnames", 0).string
    for rule in spec.get("rules").items:
        timeout = durations.seconds(rule.get("timeouts", "request").text)
        sticky = bool(rule.get("sessionPersistence"))
        paths = [match.get("path", "value").string for match in rule.get("matches").items] or ["/"]
        for backend in rule.get("backendRefs").items:
            name, number = backend.get("name"), port(backend.get("port"))
            for path in paths:
                yield _rule(found, name.span, host, path, name.text or UNKNOWN, number, timeout, sticky)


def virtual_service(found: Object) -> Iterator[Fact]:
    """An Istio VirtualService."""
    spec = found.root.get("spec")
    host = spec.get("hosts", 0).string
    for rule in spec.get("http").items:
        timeout = durations.seconds(rule.get("timeout").text)
        uri = rule.get("match", 0, "uri")
        path = uri.get("prefix").string or uri.get("exact").string
        for route in rule.get("route").items:
            target = route.get("destination", "host")
            number = port(route.get("destination", "port", "number"))
            yield _rule(found, target.span, host, path, target.text or UNKNOWN, number, timeout)


def openshift_route(found: Object) -> Iterator[Fact]:
    """An OpenShift Route; sticky by cookie unless its annotation switches that off."""
    spec, annotations = found.root.get("spec"), found.root.get("metadata", "annotations")
    target = spec.get("to", "name")
    if not target:
        return
    timeout = durations.seconds(annotations.get("haproxy.router.openshift.io/timeout").text)
    number = port(spec.get("port", "targetPort"))
    path = spec.get("path").string
    yield _rule(found, target.span, spec.get("host").string, path, target.text or UNKNOWN, number, timeout)


def service_entry(found: Object) -> Iterator[Fact]:
    """An Istio ServiceEntry: names that live outside the mesh."""
    hosts = [item for item in found.root.get("spec", "hosts").items if isinstance(item.text, str)]
    if hosts:
        yield ServiceEndpoint(
            span=hosts[0].span,
            scope=found.title,
            names=tuple(item.string for item in hosts),
            namespace=found.namespace,
            external=True,
        )
