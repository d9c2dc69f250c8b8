"""Images: how a container image is made."""

from typing import Literal

from ..model.fact import UNKNOWN, Fact, Unknown


class ImageRef(Fact, frozen=True, kw_only=True, tag="image.reference"):
    """Something names an image that it takes from outside: FROM, COPY --from, compose, Kubernetes, CI."""

    raw: str
    """As written, ARG and `${X:-default}` resolved as far as exact."""
    name: str | Unknown = UNKNOWN
    """Repository without registry defaults: `python`, `ghcr.io/org/app`; unknown with a variable."""
    tag: str | None | Unknown = UNKNOWN
    """None when neither tag nor digest is given."""
    digest: str = ""
    by: str = ""
    """`from`, `copy-from`, `compose`, `kubernetes`, `github-actions`, `gitlab-ci`, `helm-values`."""
    owner: str = ""
    """The stage, service, container or job."""
    builds: bool = False
    """The image is built from this repository by the same entry (compose `build:` beside `image:`)."""
    templated: bool = False
    """Holds a placeholder that release tooling fills in (kustomize, skaffold, Helm, envsubst)."""
    starts_as: Literal["root", "user", "steps-down", ""] = ""
    """How it starts by itself, where its name tells (images.toml): as root, as an ordinary user, or as root to go on
    as another; empty when not known."""


class BuildStage(Fact, frozen=True, kw_only=True, tag="image.stage"):
    """One FROM section of a Dockerfile. An ENV of the stage is an `EnvSupply` with `to` this name."""

    name: str
    """The alias, or the index as text."""
    index: int
    base: str | Unknown = UNKNOWN
    """The image reference, or the name of the stage it builds on."""
    base_stage: str = ""
    base_starts_as: Literal["root", "user", "steps-down", ""] = ""
    """`ImageRef.starts_as` of the image that the stage, or the first of its ancestors, is made from."""
    final: bool = False
    """The last stage, which a build makes when no target is named."""
    user: str | None | Unknown = UNKNOWN
    """The last USER in force at the end, inherited from the base stages in this file; None when never set."""
    user_span: tuple[int, int] | None = None
    workdir: str | None | Unknown = UNKNOWN
    entrypoint: tuple[str | None, ...] | None = None
    """In force at the end (inherited); a shell-form one is `("/bin/sh", "-c", text)`."""
    command: tuple[str | None, ...] | None = None
    ancestors: tuple[str, ...] = ()
    """Names of the stages of this file it builds on, nearest first."""
    exposes: tuple[int, ...] = ()
    """Ports of EXPOSE in force (own and of base stages), resolved ones."""
    healthcheck: bool | None = None
    """True set, False disabled, None not mentioned."""


class Instruction(Fact, frozen=True, kw_only=True, tag="image.instruction"):
    """One Dockerfile instruction."""

    keyword: str
    """Upper case."""
    stage: str = ""
    """Name of its stage; empty before the first FROM."""
    text: str = ""
    """Arguments with continuation lines joined and ARG/ENV left as written, at most 1000 characters."""
    words: tuple[str, ...] = ()
    """JSON form: its elements. COPY/ADD/EXPOSE/USER/...: arguments with ARG/ENV substituted where known."""
    flags: tuple[tuple[str, str], ...] = ()
    form: Literal["exec", "shell", ""] = ""
    onbuild: bool = False
    resolved: bool = True
    """False when a variable in `words` has no known value."""


class Copy(Fact, frozen=True, kw_only=True, tag="image.copy"):
    """COPY or ADD."""

    stage: str
    sources: tuple[str, ...]
    destination: str
    """Absolute, with the stage's WORKDIR applied."""
    from_stage: str = ""
    """`--from`: a stage or image; empty for the build context."""
    add: bool = False
    owner: str = ""


class ExposedPort(Fact, frozen=True, kw_only=True, tag="image.exposed-port"):
    """EXPOSE in a stage."""

    stage: str
    port: int | Unknown = UNKNOWN
    protocol: str = "tcp"


class SystemPackage(Fact, frozen=True, kw_only=True, tag="image.system-package"):
    """A stage installs a system package."""

    name: str
    manager: str
    """`apt`, `apk`, `dnf`, `yum`, `microdnf`, `zypper`."""
    version: str = ""
    stage: str = ""


class Build(Fact, frozen=True, kw_only=True, tag="image.build"):
    """Something builds an image from this repository: compose, CI, skaffold, bake."""

    context: str | Unknown = UNKNOWN
    """Folder relative to the repository root, normalised; `` for the root."""
    dockerfile: str | Unknown = UNKNOWN
    """Path relative to the repository root."""
    context_text: str = ""
    """As written, where a variable hides the context or the Dockerfile; so is the next field."""
    dockerfile_text: str = ""
    target: str = ""
    args: tuple[tuple[str, str | None], ...] = ()
    image: str | Unknown = UNKNOWN
    """What it is tagged; empty when it is given no name (compose then makes one up)."""
    by: str = ""
    owner: str = ""


class IgnoreFile(Fact, frozen=True, kw_only=True, tag="image.ignore-file"):
    """A .dockerignore."""

    patterns: tuple[str, ...] = ()
