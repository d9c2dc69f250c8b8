"""Processes: purposes and entry files."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import Process

IMAGE = b'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n'
APP = b"from flask import Flask\napp = Flask(__name__)\napp.run(port=80)\n"


def processes(files: dict[str, bytes]) -> dict[str, Process]:
    return {process.name: process for process in gather_files(files, Settings()).store.all(Process)}


@pytest.mark.parametrize(
    ("line", "purpose"),
    [
        (b"web: gunicorn shop:app", "web"),
        (b"mail: celery -A shop worker", "worker"),
        (b"tick: celery -A shop beat", "scheduler"),
        (b"release: python manage.py migrate", "release"),
        (b"other: ./run-it", "unknown"),
    ],
)
def test_purpose_of_a_procfile_line(line: bytes, purpose: str) -> None:
    [process] = processes({"Procfile": line + b"\n", "shop.py": b"app = 1\n"}).values()
    assert (process.purpose, process.where) == (purpose, "procfile")


def test_a_file_that_listens_is_a_web_process() -> None:
    [process] = processes({"Dockerfile": IMAGE, "app.py": APP}).values()
    assert (process.purpose, process.entry_file) == ("web", "app.py")


def test_npm_scripts_are_followed() -> None:
    files = {
        "Dockerfile": b'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm", "start"]\n',
        "package.json": b'{"name": "a", "private": true, "scripts": {"start": "npm run serve", "serve": "node s.js"}}',
        "s.js": b"require('express')().listen(3000)\n",
    }
    [process] = processes(files).values()
    assert (process.entry_file, process.purpose) == ("s.js", "web")
    assert [command.by for command in process.chain] == ["dockerfile-cmd", "npm-script", "npm-script"]


def test_a_services_command_replaces_the_images() -> None:
    compose = b"services:\n  web:\n    build: .\n  mail:\n    build: .\n    command: celery -A app worker\n"
    found = processes({"Dockerfile": IMAGE, "app.py": APP, "compose.yaml": compose})
    assert {name: process.purpose for name, process in found.items()} == {"web": "web", "mail": "worker"}


def test_images_of_one_family_are_built_here() -> None:
    images = {"a": "acme/shop_vote", "b": "acme/shop_result:2", "c": "acme/shop_redis"}
    lines = [f"  {name}:\n    image: {image}\n" for name, image in images.items()]
    manifest = ("services:\n" + "".join(lines)).encode()
    files = {"docker-compose.images.yml": manifest}
    for name in ("vote", "result"):
        files |= {f"{name}/Dockerfile": IMAGE, f"{name}/app.py": APP}
    found = processes(files)
    assert {name: found[name].entry_file for name in ("a", "b")} == {"a": "vote/app.py", "b": "result/app.py"}
    assert "c" not in found


def test_one_image_whose_name_ends_like_a_folder_is_no_family() -> None:
    manifest = b"services:\n  a:\n    image: acme/shop_vote\n  c:\n    image: acme/shop_redis\n"
    files = {"docker-compose.images.yml": manifest}
    for name in ("vote", "result"):
        files |= {f"{name}/Dockerfile": IMAGE, f"{name}/app.py": APP}
    assert "a" not in processes(files)
