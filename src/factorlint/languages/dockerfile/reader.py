"""A Dockerfile's instructions as facts, one method a keyword."""

import re
from collections.abc import Callable, Iterator

from ...facts.config import EnvSupply
from ...facts.dependency import RuntimeVersion
from ...facts.image import Copy, ExposedPort, ImageRef, Instruction
from ...facts.scan import ParseTrouble
from ...knowledge.images import reference, runtime, starts_as
from ...knowledge.literals import traits_of
from ...knowledge.releases import is_exact
from ...model.fact import UNKNOWN, Fact, Unknown
from ...model.source import Source
from ...model.text import NOWHERE, Span
from ...syntax.bytetext import utf8
from ...syntax.numbers import whole
from .commands import healthcheck, run, start_command
from .lines import Line, instructions
from .stage import Stage, json_words, resolved
from .words import Piece, pairs, substitute, words

KEYWORDS = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER "
    "VOLUME WORKDIR".split()
)
_FLAG = re.compile(r"--([a-z-]+)(?:=(.*))?$", re.DOTALL)
_SHELL_FORM = frozenset(("RUN", "CMD", "ENTRYPOINT"))
_MAX_TEXT = 1000
_MAX_PORTS = 1000


def read(source: Source) -> Iterator[Fact]:
    """All facts of one Dockerfile. A file without FROM is trouble, and so is an unknown instruction."""
    if b"\0" in source.data:
        yield ParseTrouble(span=NOWHERE, message="binary data where a Dockerfile was expected")
        return
    yield from _Reader(source.data).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.stages: list[Stage] = []
        self.by_name: dict[str, Stage] = {}
        self.globals: dict[str, str] = {}
        """ARG before the first FROM with a known default."""

    def read(self) -> Iterator[Fact]:
        for line in instructions(self.data):
            yield from self._line(line, onbuild=False)
        if not self.stages:
            yield ParseTrouble(span=NOWHERE, message="no FROM instruction, so this describes no image")
        for stage in self.stages:
            yield stage.fact(final=stage is self.stages[-1])

    def _line(self, line: Line, onbuild: bool) -> Iterator[Fact]:
        if line.keyword == "ONBUILD":
            inner = re.match(r"\s*(\S+)\s*", line.args)
            if inner:
                at = line.args_start + inner.end()
                nested = Line(
                    inner[1].upper(), line.start, line.end, at, line.args[inner.end() :], line.heredocs, 0, 0
                )
                yield from self._line(nested, onbuild=True)
            return
        if line.keyword not in KEYWORDS:
            yield ParseTrouble(
                span=Span(line.start, line.end),
                message=f"unknown instruction {utf8(line.keyword)[:30]!r} left out",
            )
            return
        stage = self.stages[-1] if self.stages else None
        flags, pieces, args_at = _flags(line)
        exec_form = (
            json_words(utf8(line.args[args_at - line.args_start :])) if line.keyword != "FROM" else None
        )
        if line.keyword != "FROM":
            yield self._instruction(line, stage, flags, pieces, args_at, exec_form, onbuild)
        if onbuild:  # happens in the images built on this one, not here
            return
        if line.keyword == "FROM":
            yield from self._from(line, flags, pieces)
            return
        if line.keyword == "ARG":
            yield from self._arg(line, stage, pieces)
            return
        if stage is None:
            yield ParseTrouble(
                span=Span(line.start, line.end), message=f"{line.keyword} stands before the first FROM"
            )
            return
        if line.keyword == "RUN":
            yield from run(line, stage, args_at, exec_form, self.data)
        elif line.keyword in ("CMD", "ENTRYPOINT"):
            yield from start_command(line, stage, args_at, exec_form)
        elif line.keyword == "HEALTHCHECK":
            yield from healthcheck(line, stage, flags, args_at)
        elif line.keyword in ("COPY", "ADD"):
            yield from self._copy(line, stage, flags, pieces, exec_form)
        elif handler := _HANDLERS.get(line.keyword):
            yield from handler(line, stage, pieces, exec_form)

    def _instruction(
        self,
        line: Line,
        stage: Stage | None,
        flags: list[tuple[str, str]],
        pieces: list[Piece],
        args_at: int,
        exec_form: tuple[str, ...] | None,
        onbuild: bool,
    ) -> Instruction:
        values = stage.values if stage else self.globals
        text = utf8(line.args[args_at - line.args_start :])
        form = ("exec" if exec_form is not None else "shell") if line.keyword in _SHELL_FORM else ""
        known: list[str | None] = []
        if exec_form is None and line.keyword not in (*_SHELL_FORM, "HEALTHCHECK", "SHELL", "MAINTAINER"):
            known = [substitute(piece.raw, values) for piece in pieces]
        shown = [piece.raw if word is None else word for word, piece in zip(known, pieces, strict=False)]
        return Instruction(
            span=Span(line.start, line.end),
            scope=stage.name if stage else "",
            keyword=line.keyword,
            stage=stage.name if stage else "",
            text=" ".join(text.replace("\\\n", " ").split())[:_MAX_TEXT],
            words=exec_form if exec_form is not None else tuple(shown),
            flags=tuple(flags),
            form=form,  # type: ignore[arg-type]
            onbuild=onbuild,
            resolved=None not in known,
        )

    def _from(self, line: Line, flags: list[tuple[str, str]], pieces: list[Piece]) -> Iterator[Fact]:
        index = len(self.stages)
        raw = pieces[0].raw if pieces else ""
        alias = pieces[2].raw.lower() if len(pieces) > 2 and pieces[1].raw.lower() == "as" else ""
        written = substitute(raw, self.globals)
        base_stage = self.by_name.get(written.lower()) if written else None
        span = Span(line.start, line.end)
        stage = Stage(alias or str(index), index, span, resolved(written))
        if base_stage is not None:
            stage.inherit(base_stage)
        self.stages.append(stage)
        if alias:
            self.by_name[alias] = stage
        yield Instruction(
            span=span,
            scope=stage.name,
            keyword="FROM",
            stage=stage.name,
            text=" ".join(piece.raw for piece in pieces)[:_MAX_TEXT],
            words=(raw if written is None else written, *(piece.raw for piece in pieces[1:])),
            flags=tuple(flags),
            resolved=written is not None,
        )
        if written == "scratch":
            stage.base_starts_as = "root"
        elif base_stage is None and pieces:
            at = Span(pieces[0].start, pieces[0].end)
            image = _image(written, raw, at, "from", stage.name)
            stage.base_starts_as = image.starts_as
            yield image
            if isinstance(image.name, str):
                tag = image.tag if isinstance(image.tag, str) else None
                if found := runtime(image.name, tag):
                    yield RuntimeVersion(
                        span=at,
                        scope=stage.name,
                        language=found[0],
                        version=found[1],
                        by="image",
                        exact=is_exact(*found),
                    )

    def _arg(self, line: Line, stage: Stage | None, pieces: list[Piece]) -> Iterator[Fact]:
        for name, raw, piece in pairs(pieces):
            values = stage.values if stage else self.globals
            value = substitute(raw, values) if raw is not None else None
            if raw is None and stage is not None and name in self.globals:
                value = self.globals[name]
            if value is not None and not (stage and name in stage.env):  # ENV wins over ARG
                values[name] = value
            elif raw is not None and not (stage and name in stage.env):
                values.pop(name, None)
            yield EnvSupply(
                span=Span(piece.start, piece.end),
                scope=stage.name if stage else "",
                name=name,
                value=value if raw is None or value is not None else UNKNOWN,
                by="dockerfile-arg",
                to=stage.name if stage else "",
                stage="build",
                **traits_of(name, value),
            )

    def _copy(
        self,
        line: Line,
        stage: Stage,
        flags: list[tuple[str, str]],
        pieces: list[Piece],
        exec_form: tuple[str, ...] | None,
    ) -> Iterator[Fact]:
        given = list(exec_form) if exec_form is not None else [piece.raw for piece in pieces]
        known = [word if (word := substitute(raw, stage.values)) is not None else raw for raw in given]
        options = dict(flags)
        origin = options.get("from", "")
        written = (substitute(origin, self.globals | stage.values) if origin else "") or ""
        number = whole(written)
        local = bool(written) and (
            written.lower() in self.by_name or (number is not None and number < len(self.stages))
        )
        if origin and not local:
            yield _image(written or None, origin, Span(line.start, line.end), "copy-from", stage.name)
        if len(known) >= 2:
            yield Copy(
                span=Span(line.start, line.end),
                scope=stage.name,
                stage=stage.name,
                sources=tuple(word for word in known[:-1] if not word.startswith("<<")),
                destination=stage.absolute(known[-1]),
                from_stage=written or origin,
                add=line.keyword == "ADD",
                owner=options.get("chown", ""),
            )


def _flags(line: Line) -> tuple[list[tuple[str, str]], list[Piece], int]:
    """Leading `--name=value` words, the other words, and the byte at which those begin."""
    pieces = words(line.args, line.args_start)
    flags: list[tuple[str, str]] = []
    for i, piece in enumerate(pieces):
        found = _FLAG.match(piece.raw)
        if not found:
            return flags, pieces[i:], piece.start
        flags.append((found[1], found[2] or ""))
    return flags, [], line.end


def _image(written: str | None, raw: str, span: Span, by: str, owner: str) -> ImageRef:
    parts = reference(raw if written is None else written)
    return ImageRef(
        span=span,
        scope=owner,
        raw=parts.raw,
        name=parts.name,
        tag=parts.tag,
        digest=parts.digest,
        by=by,
        owner=owner,
        templated=parts.templated and ("{{" in raw or "<" in raw),
        starts_as=starts_as(parts.name, parts.tag),
    )


def _env(line: Line, stage: Stage, pieces: list[Piece], exec_form: tuple[str, ...] | None) -> Iterator[Fact]:
    before = dict(stage.values)  # ENV a=1 b=$a: values of the same instruction do not see each other
    for name, raw, piece in pairs(pieces):
        value = substitute(raw or "", before)
        for table in (stage.values, stage.env):
            if value is None:
                table.pop(name, None)
            else:
                table[name] = value
        yield EnvSupply(
            span=Span(piece.start, piece.end),
            scope=stage.name,
            name=name,
            value=resolved(value),
            by="dockerfile-env",
            to=stage.name,
            **traits_of(name, value),
        )


def _expose(
    line: Line, stage: Stage, pieces: list[Piece], exec_form: tuple[str, ...] | None
) -> Iterator[Fact]:
    for piece in pieces:
        word = substitute(piece.raw, stage.values)
        ports, protocol = _ports(word)
        for port in ports:
            if isinstance(port, int) and port not in stage.exposes:
                stage.exposes = (*stage.exposes, port)
            yield ExposedPort(
                span=Span(piece.start, piece.end),
                scope=stage.name,
                stage=stage.name,
                port=port,
                protocol=protocol,
            )


def _ports(word: str | None) -> tuple[list[int | Unknown], str]:
    """`8080`, `53/udp`, `8000-8003`; unknown for everything else."""
    found = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(\w+))?", word or "")
    if not found:
        return [UNKNOWN], "tcp"
    first = int(found[1])
    last = int(found[2] or first)
    return list(range(first, min(last, first + _MAX_PORTS) + 1)) or [UNKNOWN], (found[3] or "tcp").lower()


def _user(line: Line, stage: Stage, pieces: list[Piece], exec_form: tuple[str, ...] | None) -> Iterator[Fact]:
    if pieces:
        stage.user = resolved(substitute(pieces[0].raw, stage.values))
        stage.user_span = (line.start, line.end)
    return iter(())


def _workdir(
    line: Line, stage: Stage, pieces: list[Piece], exec_form: tuple[str, ...] | None
) -> Iterator[Fact]:
    if pieces:
        word = substitute(" ".join(piece.raw for piece in pieces), stage.values)
        stage.workdir = UNKNOWN if word is None else stage.absolute(word)
    return iter(())


def _shell(
    line: Line, stage: Stage, pieces: list[Piece], exec_form: tuple[str, ...] | None
) -> Iterator[Fact]:
    stage.shell = exec_form or stage.shell
    return iter(())


_Handler = Callable[[Line, Stage, list[Piece], tuple[str, ...] | None], Iterator[Fact]]
_HANDLERS: dict[str, _Handler] = {
    "ENV": _env,
    "EXPOSE": _expose,
    "USER": _user,
    "WORKDIR": _workdir,
    "SHELL": _shell,
}
