"""Workloads: how containers are run, one shape for compose, Kubernetes and the rest."""

from typing import Literal

import msgspec

from ..model.fact import UNKNOWN, Fact, Unknown
from .service import PortMap


class Mount(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A path inside a container and what backs it."""

    target: str
    source: str
    """Host path, volume or object name. A relative bind is a path from the repository's root, `.` for the root."""
    how: Literal["bind", "volume", "claim", "empty-dir", "host-path", "configmap", "secret", "tmpfs", "other"]
    read_only: bool = False


class Container(Fact, frozen=True, kw_only=True, tag="workload.container"):
    """A container as an orchestrator or a compose file runs it. Its env is `EnvSupply`/`EnvSource`, its image
    `ImageRef`, its probes `Probe`, each with this container's `name` as `to`/`owner`/`container`."""

    name: str
    """Unique in its document: compose service name, or `Deployment/web/app` (kind, workload, container)."""
    workload: str = ""
    """The `Workload.name` it belongs to; in compose the service itself."""
    by: Literal["compose", "kubernetes", "ci"] = "compose"
    init: bool = False
    sidecar: bool = False
    user: str | None | Unknown = UNKNOWN
    """User or uid in force, pod settings inherited; None when not set."""
    run_as_non_root: bool | None = None
    ports: tuple[PortMap, ...] = ()
    command: tuple[str | None, ...] | None = None
    """Replaces the image's ENTRYPOINT (Kubernetes `command`, compose `entrypoint`)."""
    args: tuple[str | None, ...] | None = None
    """Replaces the image's CMD (Kubernetes `args`, compose `command`)."""
    mounts: tuple[Mount, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()
    requests: tuple[tuple[str, str], ...] = ()
    privileged: bool = False
    read_only: bool | None = None
    restart: str = ""
    tty: bool = False
    init_process: bool = False
    """compose `init: true`, Kubernetes `shareProcessNamespace`."""
    container_name: str = ""
    capabilities_added: tuple[str, ...] = ()
    capabilities_dropped: tuple[str, ...] = ()
    allow_privilege_escalation: bool | None = None
    pre_stop: bool = False
    partial: bool = False
    """Some of it comes from elsewhere (a template's values, compose `extends` of another file, an override or
    patch of a definition in another file): what is absent here may be set there."""


class Workload(Fact, frozen=True, kw_only=True, tag="workload.workload"):
    """What owns containers and decides how many: Deployment, StatefulSet, Job, CronJob ...; a compose service."""

    name: str
    """`Deployment/web`; a compose service's name."""
    kind_name: str
    """`Deployment`, ..., `compose`."""
    namespace: str = ""
    replicas: int | None | Unknown = UNKNOWN
    """None when not set."""
    labels: tuple[tuple[str, str], ...] = ()
    """Of the pod template."""
    grace: float | None = None
    """terminationGracePeriodSeconds or stop_grace_period, in seconds."""
    strategy: str = ""
    host_network: bool = False
    profiles: tuple[str, ...] = ()
    """compose profiles."""
    depends_on: tuple[tuple[str, str], ...] = ()
    """Service and condition (`service_started` by default)."""
    stop_signal: str = ""
    templated: bool = False
    """Read from a Helm or other template: absent keys may be supplied by values."""


class Volume(Fact, frozen=True, kw_only=True, tag="workload.volume"):
    """A declared volume or claim."""

    name: str
    how: str = ""


class Autoscaler(Fact, frozen=True, kw_only=True, tag="workload.autoscaler"):
    """An HPA: scales `target` between `minimum` and `maximum`."""

    target: str
    namespace: str = ""
    minimum: int | None = None
    maximum: int | None = None


class DisruptionBudget(Fact, frozen=True, kw_only=True, tag="workload.disruption-budget"):
    """A PodDisruptionBudget."""

    selector: tuple[tuple[str, str], ...] = ()
    namespace: str = ""


class ConfigObject(Fact, frozen=True, kw_only=True, tag="workload.config-object"):
    """A ConfigMap or Secret of this repository, with its keys."""

    name: str
    secret: bool = False
    namespace: str = ""
    keys: tuple[str, ...] = ()
    complete: bool = True
    """False when its data comes from elsewhere (external secrets, sealed secrets, generators)."""


class Job(Fact, frozen=True, kw_only=True, tag="workload.job"):
    """A CI job."""

    name: str
    by: str
    """`github-actions`, `gitlab-ci`."""
    environment: str = ""
    branches: tuple[str, ...] = ()


class ActionUse(Fact, frozen=True, kw_only=True, tag="workload.action-use"):
    """A CI step uses somebody's action or template."""

    name: str
    revision: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
