"""Services: what a process offers, what it calls, what it is backed by (factors IV, VII; communication; health)."""

from typing import Literal

from ..model.fact import UNKNOWN, Fact, Unknown


class Listen(Fact, frozen=True, kw_only=True, tag="service.listen"):
    """A process binds a socket. Also made from command lines (`gunicorn -b`) and server configuration."""

    host: str | None | Unknown = UNKNOWN
    """Address bound, None for the library's default (see `default_host`)."""
    default_host: str = ""
    """What the library binds when no host is given: `127.0.0.1`, `0.0.0.0`, `::`."""
    port: int | None | Unknown = UNKNOWN
    """Port, or the fallback of the env read that gives it; None when none is given and none is the default."""
    port_env: str = ""
    """The environment variable that gives the port."""
    host_env: str = ""
    by: str = ""
    """The server: `flask`, `uvicorn`, `express`, `gunicorn`, `nginx`."""
    protocol: Literal["http", "grpc", "tcp", "udp", "unix"] = "http"
    development: bool = False
    """The framework's own development server."""


class Route(Fact, frozen=True, kw_only=True, tag="service.route"):
    """The code serves an HTTP path."""

    url_path: str
    """As written, parameters in their own syntax; begins with `/`."""
    methods: tuple[str, ...] = ()
    """Upper case; empty for any."""
    partial: bool = False
    """Mounted below a prefix that this file does not show, so only the end of the path is known."""
    handler: str = ""
    asks: tuple[str, ...] = ()
    """Backing services and clients the handler's body visibly calls: `postgresql`, `redis`, `http`."""
    statuses: tuple[int, ...] = ()
    """Status codes the handler's body names."""
    prefix_of: str = ""
    """For a mount point rather than an endpoint: the name of what is mounted (router, blueprint, include)."""
    server: str = ""
    """The framework."""


class OutboundCall(Fact, frozen=True, kw_only=True, tag="service.outbound-call"):
    """The code calls another process over the network."""

    protocol: str
    """`http`, `grpc`, `smtp`, `database`, `cache`, `broker`, `object-store` ..."""
    client: str = ""
    """The library, `requests`."""
    method: str = ""
    """HTTP method, upper case, or the API's verb; empty when not known."""
    target: str | None | Unknown = UNKNOWN
    """URL or host as far as it is literal; None when the API takes none."""
    target_env: str = ""
    timeout: float | None | Unknown = UNKNOWN
    """Seconds that bound the call, given here or by the library's default; None when nothing bounds it."""
    idempotent: bool | Unknown = UNKNOWN
    in_loop: bool = False
    in_handler: bool = False
    """Inside a route's handler (or a function it calls in this file)."""


class BackingService(Fact, frozen=True, kw_only=True, tag="service.backing-service"):
    """The code, or its configuration, attaches a backing service."""

    service: str
    """`postgresql`, `mysql`, `sqlite`, `redis`, `mongodb`, `kafka`, `rabbitmq`, `s3`, `smtp`, `elasticsearch`,
    `memcached`, `sqs`, ... one name a service in every language and manifest."""
    client: str = ""
    locator: str | None | Unknown = UNKNOWN
    """DSN, host or file as far as literal; the fallback when read from the environment; None for the library's default."""
    env: tuple[str, ...] = ()
    """Environment variables the locator is made of."""
    port: int | None | Unknown = UNKNOWN
    by: str = "code"
    """`code`, `settings`, `compose`, `ci`, `manifest`, `env-supply`."""
    version: str = ""
    """Of the server, where an image or add-on tells."""


class MessageUse(Fact, frozen=True, kw_only=True, tag="service.message-use"):
    """The code produces to or consumes from a queue, topic or stream."""

    direction: Literal["produce", "consume"]
    channel: str | Unknown = UNKNOWN
    broker: str = ""
    ack: Literal["auto", "early", "late", "manual", ""] = ""
    durable: bool | Unknown = UNKNOWN
    prefetch: int | None | Unknown = UNKNOWN


class ServiceEndpoint(Fact, frozen=True, kw_only=True, tag="service.endpoint"):
    """An orchestrator's name for a set of containers: a Kubernetes Service, a compose service's network names."""

    names: tuple[str, ...]
    """Every name it answers to: `web`, aliases, `web.default.svc.cluster.local`."""
    ports: tuple["PortMap", ...] = ()
    selector: tuple[tuple[str, str], ...] = ()
    target: str = ""
    """The container or compose service behind it, where it is known by name."""
    namespace: str = ""
    by: Literal["kubernetes", "compose", "ci"] = "kubernetes"
    external: bool = False
    """ExternalName, or a service whose endpoints live elsewhere (no selector)."""
    headless: bool = False
    session_affinity: bool = False


class PortMap(Fact, frozen=True, kw_only=True, tag="service.port-map"):
    """Part of an endpoint, ingress or container: one port and where it leads."""

    port: int | Unknown = UNKNOWN
    """As seen from outside."""
    target: int | str | Unknown = UNKNOWN
    """Number or name inside."""
    name: str = ""
    protocol: str = "TCP"
    host_port: int | None | Unknown = UNKNOWN
    """Published on the host; unknown when the host chooses it."""
    host_ip: str = ""
    """The host's address it is published on; empty for every one."""


class IngressRule(Fact, frozen=True, kw_only=True, tag="service.ingress-rule"):
    """An Ingress, Gateway route or reverse proxy sends requests to a service."""

    host: str = ""
    url_path: str = "/"
    service: str | Unknown = UNKNOWN
    port: int | str | Unknown = UNKNOWN
    namespace: str = ""
    by: str = "kubernetes"
    timeout: float | None | Unknown = UNKNOWN
    sticky: bool = False


class Probe(Fact, frozen=True, kw_only=True, tag="service.probe"):
    """Something asks a container whether it is well."""

    purpose: Literal["liveness", "readiness", "startup", "healthcheck"]
    transport: Literal["http", "tcp", "exec", "grpc", "none"] = "http"
    """`none` when a health check is switched off."""
    url_path: str | Unknown = UNKNOWN
    port: int | str | Unknown = UNKNOWN
    """Number, or the name of a container port."""
    argv: tuple[str, ...] = ()
    """For `exec`; an HTTP request seen in it also fills `url_path` and `port`."""
    container: str = ""
    by: str = ""
    """`kubernetes`, `compose`, `dockerfile`, `app.json` ..."""
    delay: float | None = None
    period: float | None = None
    timeout: float | None = None
    failures: int | None = None
