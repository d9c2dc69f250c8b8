"""Shell scripts and .dockerignore."""

from hypothesis import given
from hypothesis import strategies as st

from factorlint.facts import Command, EnvRead, Fact, IgnoreFile, ParseTrouble, SchemaChange, SignalHandler
from factorlint.languages import dockerignore, shell
from factorlint.model.source import Source


def read(path: str, data: bytes) -> list[Fact]:
    return list(shell.facts(Source(path, data)))


def test_an_entrypoint() -> None:
    facts = read(
        "docker-entrypoint",
        b"#!/usr/bin/env bash\nset -e\ntrap 'kill $!' TERM\npython manage.py migrate\n"
        b"npm run x &\nexec gunicorn -b :${PORT} a:b\n",
    )
    commands = [f for f in facts if isinstance(f, Command)]
    assert [(c.does, c.background, c.execs, c.last) for c in commands if c.does] == [
        (("migrate",), False, False, False),
        (("package-manager",), True, False, False),
        (("serve",), False, True, True),
    ]
    assert all(c.handles_signals is True and c.by == "script" for c in commands)
    assert [f.name for f in facts if isinstance(f, EnvRead)] == ["PORT"]
    assert [f.signals for f in facts if isinstance(f, SignalHandler)] == [("SIGTERM",)]
    assert any(isinstance(f, SchemaChange) for f in facts)


def test_other_interpreters_are_left_alone() -> None:
    assert read("bin/x", b"#!/usr/bin/env python3\nimport os\n") == []
    assert read("bin/x", b"plain text") == []
    assert read("bin/x", b"#!/bin/dash\nrun\n") != []


def test_an_open_quote_is_trouble_and_the_rest_is_kept() -> None:
    facts = read("a.sh", b"npm start\necho 'x\n")
    assert any(isinstance(f, ParseTrouble) for f in facts)
    assert any(isinstance(f, Command) and f.entry == "npm:start" for f in facts)


@given(st.binary(max_size=80))
def test_any_bytes(data: bytes) -> None:
    assert all(0 <= fact.span.start <= fact.span.end <= len(data) for fact in read("a.sh", data))


def test_dockerignore() -> None:
    (fact,) = dockerignore.facts(Source(".dockerignore", b"\xef\xbb\xbf# c\n*\r\n!src\n\n"))
    assert fact == IgnoreFile(patterns=("*", "!src"))
