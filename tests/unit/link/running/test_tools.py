"""What an image surely lacks, and when nothing is said."""

import pytest

from factorlint.config import Settings
from factorlint.engine.scan import scan_files
from factorlint.link.running.tools import flavour_of

APP = b'import subprocess\nsubprocess.run(["ffmpeg", "-version"])\n'


def told(dockerfile: str) -> bool:
    """Whether the missing ffmpeg is reported."""
    files = {"Dockerfile": dockerfile.encode(), "app.py": APP}
    return bool(scan_files(files, Settings(select=("DEP007",))).findings)


@pytest.mark.parametrize(
    ("raw", "flavour"),
    [
        ("python:3.12", "debian-full"),
        ("docker.io/library/python:3.12-bookworm", "debian-full"),
        ("public.ecr.aws/docker/library/node:22-slim", "debian-slim"),
        ("node:22-alpine3.20", "alpine"),
        ("gcr.io/distroless/nodejs22-debian12", "distroless"),
        ("golang:1.24", "debian-scm"),
        ("golang:1.24-alpine", "alpine"),
        ("golang:1.24-nanoserver", ""),
        ("ruby:3.4-slim", "debian-slim"),
        ("buildpack-deps:bookworm-curl", "debian-curl"),
        ("debian:bookworm-slim", "debian-slim"),
        ("alpine:3.20", "alpine"),
        ("scratch", "distroless"),
        ("gcr.io/distroless/base:debug", ""),
        ("python:3.12-windowsservercore", ""),
        ("acme/python:3.12", ""),
        ("python:${TAG}", ""),
    ],
)
def test_flavours(raw: str, flavour: str) -> None:
    assert flavour_of(raw) == flavour


@pytest.mark.parametrize(
    "step",
    [
        "RUN true",
        "RUN apt-get update && apt-get install -y imagemagick",
        "COPY tools /opt/tools",
        "COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/",
    ],
)
def test_a_program_that_nothing_brings_is_missing(step: str) -> None:
    assert told(f'FROM python:3.12-slim\nWORKDIR /app\n{step}\nCOPY . .\nCMD ["python", "app.py"]\n')


@pytest.mark.parametrize(
    "step",
    [
        "RUN apt-get update && apt-get install -y ffmpeg",
        "RUN apk add ffmpeg-libs",
        "RUN apt-get install -y $PACKAGES",
        "RUN curl -fsSL https://example.org/x | bash",
        "RUN ./install-media.sh",
        "RUN xargs apt-get install -y < packages.txt",
        "ADD https://example.org/media.tar.gz /usr/local/",
        "COPY --from=acme/media /usr/local/ /usr/local/",
        "COPY --from=mwader/static-ffmpeg:7 /ffmpeg /usr/local/bin/",
    ],
)
def test_what_may_bring_the_program_silences(step: str) -> None:
    assert not told(f'FROM python:3.12-slim\nWORKDIR /app\n{step}\nCOPY . .\nCMD ["python", "app.py"]\n')


def test_folders_of_a_stage_of_the_same_file_are_followed() -> None:
    stages = "FROM python:3.12 AS build\nRUN pip install flask\n\nFROM python:3.12-slim\nWORKDIR /app\n"
    copied = "COPY --from=build /usr/local/bin /usr/local/bin\n"
    rest = 'COPY . .\nCMD ["python", "app.py"]\n'
    assert told(stages + copied + rest)
    assert not told(stages.replace("pip install flask", "wget https://example.org/ffmpeg") + copied + rest)
