"""Images whose runtime holds back what is printed, over small repositories."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import BufferedOutput

PRINTS = b"while True:\n    print('x')\n"


def buffered(dockerfile: str, **files: bytes) -> list[BufferedOutput]:
    tree = {"Dockerfile": dockerfile.encode(), "app.py": PRINTS}
    tree |= {name.replace("__", "."): data for name, data in files.items()}
    return list(gather_files(tree, Settings()).store.all(BufferedOutput))


def test_a_python_image_without_the_variable_and_what_it_prints():
    (found,) = buffered('FROM python:3.13\nCOPY . .\nCMD ["python", "app.py"]\n')
    assert (found.runtime, [each.path for each in found.prints]) == ("python", ["app.py"])


@pytest.mark.parametrize(
    "dockerfile",
    [
        'FROM python:3.13\nENV PYTHONUNBUFFERED=1\nCOPY . .\nCMD ["python", "app.py"]\n',
        'FROM python:3.13 AS base\nENV PYTHONUNBUFFERED 1\nFROM base\nCOPY . .\nCMD ["python", "app.py"]\n',
        'FROM python:3.13\nCOPY . .\nCMD ["python3", "-X", "dev", "-u", "app.py"]\n',
        'FROM ghcr.io/acme/base:3\nCOPY . .\nCMD ["python", "app.py"]\n',
        'ARG BASE\nFROM $BASE\nCOPY . .\nCMD ["python", "app.py"]\n',
        'FROM node:24\nCOPY . .\nCMD ["node", "app.js"]\n',
    ],
)
def test_what_unbuffers_and_what_is_not_known(dockerfile):
    assert buffered(dockerfile) == []


def test_an_empty_value_does_not_unbuffer():
    assert buffered('FROM python:3.13\nENV PYTHONUNBUFFERED=""\nCOPY . .\nCMD ["python", "app.py"]\n')


def test_whoever_runs_the_image_may_set_it():
    compose = b"services:\n  app:\n    build: .\n    environment: {PYTHONUNBUFFERED: 1}\n"
    assert buffered('FROM python:3.13\nCOPY . .\nCMD ["python", "app.py"]\n', compose__yaml=compose) == []


def test_a_server_is_named_and_flushed_prints_do_not_count():
    flushed = b"print('x', flush=True)\n"
    (found,) = buffered('FROM python:3.13\nCOPY . .\nCMD ["gunicorn", "app:app"]\n', app__py=flushed)
    assert (found.server, found.prints) == ("gunicorn", ())
