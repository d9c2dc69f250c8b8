"""As whom images start, by their names; and which programs go on as another user."""

import pytest

from factorlint.facts import UNKNOWN
from factorlint.facts.image import BuildStage, ImageRef
from factorlint.facts.process import Command
from factorlint.knowledge.images import reference, starts_as
from factorlint.knowledge.programs.commands import facts_of_text
from factorlint.languages import dockerfile
from factorlint.model.source import Source


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("python:3.12-slim", "root"),
        ("docker.io/library/node:22", "root"),
        ("public.ecr.aws/docker/library/python:3.12", "root"),
        ("python:${VERSION}", "root"),
        ("scratch", "root"),
        ("gcr.io/distroless/static-debian12", "root"),
        ("gcr.io/distroless/static-debian12:nonroot", "user"),
        ("gcr.io/distroless/static-debian12:${TAG}", ""),
        ("mcr.microsoft.com/dotnet/aspnet:9.0", "root"),
        ("mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled", "user"),
        ("nginxinc/nginx-unprivileged:1.29", "user"),
        ("cgr.dev/chainguard/python:latest", "user"),
        ("cgr.dev/chainguard/wolfi-base", "root"),
        ("bitnami/node:22", "user"),
        ("registry.access.redhat.com/ubi9/python-312:1", "user"),
        ("registry.access.redhat.com/ubi9/ubi-minimal:9.6", "root"),
        ("postgres:17", "steps-down"),
        ("acme/web:1", ""),
        ("${BASE}", ""),
        ("", ""),
    ],
)
def test_as_whom_an_image_starts(raw: str, expected: str) -> None:
    parts = reference(raw)
    assert starts_as(parts.name, parts.tag) == expected


def test_a_name_that_is_not_known_tells_nothing() -> None:
    assert starts_as(UNKNOWN, "nonroot") == ""


def test_stages_inherit_it_from_their_outermost_base() -> None:
    text = b"FROM nginxinc/nginx-unprivileged:1 AS a\nFROM a AS b\nFROM b\nFROM scratch\nFROM acme/x:1\n"
    facts = list(dockerfile.facts(Source("Dockerfile", text)))
    stages = [fact for fact in facts if isinstance(fact, BuildStage)]
    assert [stage.base_starts_as for stage in stages] == ["user", "user", "user", "root", ""]
    assert [fact.starts_as for fact in facts if isinstance(fact, ImageRef)] == ["user", ""]


@pytest.mark.parametrize(
    ("text", "steps_down"),
    [
        ('exec gosu app "$@"', True),
        ("su-exec app gunicorn app:app", True),
        ("s6-setuidgid app python -m app", True),
        ("su app -c 'gunicorn app:app'", True),
        ("timeout 5 gunicorn app:app", False),
        ("gunicorn app:app", False),
    ],
)
def test_programs_that_go_on_as_another_user(text: str, steps_down: bool) -> None:
    commands = [fact for fact in facts_of_text(text, 0, by="script") if isinstance(fact, Command)]
    assert any("step-down" in command.does for command in commands) is steps_down


def test_what_stands_behind_it_still_counts() -> None:
    (command,) = (
        f for f in facts_of_text("gosu app gunicorn app:app", 0, by="script") if isinstance(f, Command)
    )
    assert set(command.does) == {"step-down", "serve"}
