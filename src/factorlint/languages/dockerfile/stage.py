"""The state of one build stage while its instructions are read."""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from ...facts.image import BuildStage
from ...model.fact import UNKNOWN, Unknown
from ...model.text import Span

Argv = tuple[str | None, ...]


@dataclass
class Stage:
    """A FROM section; `inherit` copies what a stage takes over from the stage it builds on."""

    name: str
    index: int
    span: Span
    base: str | Unknown
    values: dict[str, str] = field(default_factory=dict)
    """ARG and ENV whose value is known."""
    env: dict[str, str] = field(default_factory=dict)
    """ENV alone: what a stage built on this one sees."""
    base_stage: str = ""
    base_starts_as: Literal["root", "user", "steps-down", ""] = ""
    ancestors: tuple[str, ...] = ()
    user: str | Unknown | None = None
    user_span: tuple[int, int] | None = None
    workdir: str | Unknown | None = None
    entrypoint: Argv | None = None
    command: Argv | None = None
    own_command: bool = False
    exposes: tuple[int, ...] = ()
    healthcheck: bool | None = None
    shell: tuple[str, ...] = ("/bin/sh", "-c")

    def inherit(self, base: "Stage") -> None:
        """Begin where `base`, an earlier stage of the file, ended. ARG values are not inherited."""
        self.base_stage, self.base_starts_as = base.name, base.base_starts_as
        self.ancestors = (base.name, *base.ancestors)
        self.env = dict(base.env)
        self.values = dict(base.env)
        self.user, self.user_span, self.workdir = base.user, base.user_span, base.workdir
        self.entrypoint, self.command, self.exposes = base.entrypoint, base.command, base.exposes
        self.healthcheck, self.shell = base.healthcheck, base.shell

    @property
    def posix(self) -> bool:
        """Whether shell-form commands go to a shell whose language we read."""
        return self.shell[:1] == () or self.shell[0].rpartition("/")[2] in (
            "sh",
            "bash",
            "ash",
            "dash",
            "ksh",
            "zsh",
        )

    def absolute(self, path: str) -> str:
        """A path inside the image with WORKDIR applied; as written where WORKDIR is not known."""
        if path.startswith(("/", "\\")) or path[1:2] == ":":
            return path
        base = self.workdir if isinstance(self.workdir, str) else ("/" if self.workdir is None else "")
        if not base:
            return path
        tail = path.removeprefix("./")
        return base.rstrip("/") + "/" + ("" if tail == "." else tail)

    def fact(self, final: bool) -> BuildStage:
        """What is in force at the stage's end."""
        return BuildStage(
            span=self.span,
            scope=self.name,
            name=self.name,
            index=self.index,
            base=self.base,
            base_stage=self.base_stage,
            base_starts_as=self.base_starts_as,
            final=final,
            user=self.user,
            user_span=self.user_span,
            workdir=self.workdir,
            entrypoint=self.entrypoint,
            command=self.command,
            ancestors=self.ancestors,
            exposes=self.exposes,
            healthcheck=self.healthcheck,
        )


def json_words(text: str) -> tuple[str, ...] | None:
    """The strings of an exec form, None where Docker would take the text as shell form."""
    text = text.replace("\\\n", "  ").strip()
    if not text.startswith("["):
        return None
    try:
        return tuple(msgspec.json.decode(text.encode("utf-8", "replace"), type=list[str]))
    except (msgspec.DecodeError, RecursionError):
        return None


def resolved(value: str | None) -> str | Unknown:
    """None, as `substitute` says it, is unknown in a fact."""
    return UNKNOWN if value is None else value
