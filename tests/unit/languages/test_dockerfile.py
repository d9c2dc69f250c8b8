"""Dockerfiles as BuildKit reads them. The line spans were compared with BuildKit's own parser."""

from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.facts import (
    UNKNOWN,
    BuildStage,
    Command,
    Copy,
    EnvSupply,
    ExposedPort,
    Fact,
    ImageRef,
    Instruction,
    ParseTrouble,
    Probe,
    RuntimeVersion,
    SystemPackage,
)
from factorlint.languages import dockerfile
from factorlint.languages.dockerfile.lines import instructions
from factorlint.model.source import Source

T = TypeVar("T", bound=Fact)
PIECES = [*"ab \t\n\\`'\"$#<>[]{},=:é\r", "FROM ", "RUN ", "<<EOF", "EOF\n", "ENV ", "\\\n", "CMD ", "ARG "]
DOCKERISH = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def read(text: str | bytes) -> list[Fact]:
    return list(dockerfile.facts(Source("Dockerfile", text.encode() if isinstance(text, str) else text)))


def only(facts: list[Fact], kind: type[T]) -> list[T]:
    return [fact for fact in facts if isinstance(fact, kind)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN x \\\n\n  # c\n  y\nCMD z\n", [("FROM", 1, 1), ("RUN", 2, 5), ("CMD", 6, 6)]),
        ("FROM a\nRUN <<EOF\nFROM b\nEOF\nUSER c\n", [("FROM", 1, 1), ("RUN", 2, 4), ("USER", 5, 5)]),
        ("\ufefffrom a\r\nRun x\r\n", [("FROM", 1, 1), ("RUN", 2, 2)]),
        ("# escape=`\nFROM a\nRUN x `\n  y\nRUN c:\\\n", [("FROM", 2, 2), ("RUN", 3, 4), ("RUN", 5, 5)]),
        ("FROM a\nCOPY <<A <<B /x/\n1\nA\n2\nB\nRUN y\n", [("FROM", 1, 1), ("COPY", 2, 6), ("RUN", 7, 7)]),
        (
            "FROM a\nRUN echo $((1<<3)) '<<EOF' && cat <<<x\nRUN y\n",
            [("FROM", 1, 1), ("RUN", 2, 2), ("RUN", 3, 3)],
        ),
        ("FROM a\nRUN <<-E\n\tx\n\tE\nRUN y", [("FROM", 1, 1), ("RUN", 2, 4), ("RUN", 5, 5)]),
    ],
)
def test_lines(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [(x.keyword, x.first_line, x.last_line) for x in instructions(text.encode())] == expected


def test_images_from_arguments_and_stages() -> None:
    facts = read(
        "ARG V=3.12\nARG R\nFROM python:${V}-slim AS base\nFROM base AS two\nFROM ${R:-docker.io}/x:$T\n"
        "FROM scratch\nCOPY --from=two /a /b\nCOPY --from=nginx:1 /c /d\n"
    )
    assert [(i.name, i.tag, i.by) for i in only(facts, ImageRef)] == [
        ("python", "3.12-slim", "from"),
        (UNKNOWN, UNKNOWN, "from"),
        ("nginx", "1", "copy-from"),
    ]
    assert [(v.language, v.version) for v in only(facts, RuntimeVersion)] == [("python", "3.12")]


def test_stages_inherit() -> None:
    facts = read(
        'FROM a AS b\nWORKDIR /app\nUSER app\nEXPOSE 80 53/udp\nCMD ["x"]\nFROM b\nWORKDIR sub\nENTRYPOINT run it\n'
    )
    first, final = only(facts, BuildStage)
    assert (first.user, first.command, first.exposes, first.final) == ("app", ("x",), (80, 53), False)
    assert (final.user, final.workdir, final.exposes, final.base_stage) == ("app", "/app/sub", (80, 53), "b")
    assert final.command is None
    assert final.entrypoint == ("/bin/sh", "-c", "run it")
    assert [(p.port, p.protocol) for p in only(facts, ExposedPort)] == [(80, "tcp"), (53, "udp")]


def test_environment_and_substitution() -> None:
    facts = read('FROM a\nARG P=80\nENV A=1 B="$A x" C=${P}\nENV OLD some words\nEXPOSE $P\nUSER $NOBODY\n')
    env = {f.name: f.value for f in only(facts, EnvSupply) if f.by == "dockerfile-env"}
    assert env == {"A": "1", "B": UNKNOWN, "C": "80", "OLD": "some words"}
    assert only(facts, ExposedPort)[0].port == 80
    assert only(facts, BuildStage)[0].user is UNKNOWN


def test_commands_and_packages() -> None:
    facts = read(
        "FROM a\nRUN apt-get update && \\\n    # why\n    apt-get install -y curl \\\n  && rm x\n"
        'RUN <<EOF\napk add git\nEOF\nCMD ["sh", "-c", "npm start"]\n'
    )
    assert [(p.name, p.stage) for p in only(facts, SystemPackage)] == [("curl", "0"), ("git", "0")]
    cmd = [c for c in only(facts, Command) if c.by == "dockerfile-cmd"]
    assert [(c.form, c.does) for c in cmd] == [("exec", ("shell",)), ("shell", ("package-manager",))]


def test_copy_and_onbuild() -> None:
    facts = read('FROM a\nWORKDIR /app\nCOPY --chown=u . .\nADD ["a b", "c/"]\nONBUILD COPY x y\n')
    assert [(c.sources, c.destination, c.owner) for c in only(facts, Copy)] == [
        ((".",), "/app/", "u"),
        (("a b",), "/app/c/", ""),
    ]
    assert [i.keyword for i in only(facts, Instruction) if i.onbuild] == ["COPY"]


def test_healthchecks() -> None:
    facts = read(
        "FROM a\nHEALTHCHECK --interval=1m --retries=2 CMD curl -f http://localhost:80/h || exit 1\n"
        "FROM b\nHEALTHCHECK NONE\n"
    )
    check, none = only(facts, Probe)
    assert (check.url_path, check.port, check.period, check.failures, check.transport) == (
        "/h",
        80,
        60,
        2,
        "exec",
    )
    assert none.transport == "none"
    assert [s.healthcheck for s in only(facts, BuildStage)] == [True, False]


def test_trouble() -> None:
    assert "no FROM" in only(read("RUN x\n"), ParseTrouble)[-1].message
    assert "unknown instruction" in only(read("FROM a\nFOO x\n"), ParseTrouble)[0].message
    assert only(read(b"FROM a\nRUN \xff\xfe x\n"), Instruction)[1].keyword == "RUN"


def test_spans_are_bytes() -> None:
    data = "FROM a\nENV X=é Y=ü\nRUN écho é && b\n".encode()
    facts = read(data)
    y = next(f for f in only(facts, EnvSupply) if f.name == "Y")
    assert data[y.span.start : y.span.end].decode() == "Y=ü"
    assert [data[c.span.start : c.span.end].decode() for c in only(facts, Command)] == ["écho é", "b"]


@given(
    st.one_of(
        st.binary(max_size=80), DOCKERISH.map(str.encode), DOCKERISH.map(lambda t: b"FROM a\n" + t.encode())
    )
)
def test_any_bytes(data: bytes) -> None:
    assert all(0 <= fact.span.start <= fact.span.end <= len(data) for fact in read(data))
