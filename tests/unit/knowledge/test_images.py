"""Image references, services and runtimes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.facts import UNKNOWN
from factorlint.knowledge.images import backing_service, language, reference, runtime


@pytest.mark.parametrize(
    ("raw", "name", "tag", "digest"),
    [
        ("python:3.12-slim", "python", "3.12-slim", ""),
        ("localhost:5000/team/app", "localhost:5000/team/app", None, ""),
        ("docker.io/library/python:3@sha256:ab", "python", "3", "sha256:ab"),
        ("library/redis", "redis", None, ""),
        ("ghcr.io/org/app:${TAG:-dev}", "ghcr.io/org/app", UNKNOWN, ""),
        ("${REGISTRY:-docker.io}/app:1", UNKNOWN, "1", ""),
        ("app:{{ .Values.tag }}", "app", UNKNOWN, ""),
    ],
)
def test_reference_parts(raw: str, name: object, tag: object, digest: str) -> None:
    parts = reference(raw)
    assert (parts.name, parts.tag, parts.digest) == (name, tag, digest)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("bitnami/postgresql", "postgresql"),
        ("postgis/postgis:16-3.4", "postgresql"),
        ("valkey/valkey", "redis"),
        ("mcr.microsoft.com/mssql/server", "mssql"),
        ("axllent/mailpit", "smtp"),
        ("mongo-express", ""),
        ("prometheuscommunity/postgres-exporter", ""),
        ("myorg/server", ""),
        ("${IMAGE}", ""),
    ],
)
def test_backing_service(name: str, service: str) -> None:
    assert backing_service(name) == service


@pytest.mark.parametrize(
    ("name", "tag", "expected"),
    [
        ("python", "3.12-slim", ("python", "3.12")),
        ("cimg/node", "20.1", ("node", "20.1")),
        ("ubi9/python-312", "1", ("python", "3.12")),
        ("gcr.io/distroless/nodejs20-debian12", None, ("node", "20")),
        ("tiangolo/uvicorn-gunicorn", "python3.11", ("python", "3.11")),
        ("golang", "1.24-alpine", ("go", "1.24")),
        ("ubi9/go-toolset", "1.22", ("go", "1.22")),
        ("wordpress", "6-php8.2-apache", ("php", "8.2")),
        ("myorg/api", "2.0-go1.22", None),
        ("mcr.microsoft.com/dotnet/aspnet", "8.0", ("dotnet", "8.0")),
        ("node", "lts-alpine", None),
        ("myorg/sdk", "1", None),
        ("postgres", "16", None),
    ],
)
def test_runtime(name: str, tag: str | None, expected: tuple[str, str] | None) -> None:
    assert runtime(name, tag) == expected


@pytest.mark.parametrize(
    ("name", "tag", "expected"),
    [
        ("golang", "alpine", "go"),
        ("mcr.microsoft.com/dotnet/sdk", None, "dotnet"),
        ("myorg/sdk", "8.0", ""),
        ("deno", "latest", "deno"),
    ],
)
def test_the_language_of_an_image_needs_no_version(name: str, tag: str | None, expected: str) -> None:
    assert language(name, tag) == expected


@given(st.text())
def test_any_text_is_a_reference(raw: str) -> None:
    assert reference(raw).raw == raw.strip()
    backing_service(raw)
    runtime(raw, raw)
