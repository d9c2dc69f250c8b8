"""From an image's ENTRYPOINT and CMD to the command that runs, through entrypoint scripts."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import Process

DISPATCHING = b"""#!/bin/sh
prepare() {
  python manage.py check
}
server() {
  prepare
  exec gunicorn shop.wsgi
}
case "$1" in
  server) server ;;
  dev) exec python manage.py runserver ;;
  *) exec gosu app "$@" ;;
esac
"""


@pytest.mark.parametrize(
    ("command", "final", "purpose"),
    [
        (b'["server"]', "exec gunicorn shop.wsgi", "web"),
        (b'["dev"]', "exec python manage.py runserver", "web"),
        (b'["celery", "-A", "shop", "worker"]', "celery -A shop worker", "worker"),
    ],
)
def test_the_branch_that_the_command_asks_for(command: bytes, final: str, purpose: str) -> None:
    dockerfile = b'FROM python:3.12\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\nCMD ' + command + b"\n"
    found = gather_files({"Dockerfile": dockerfile, "run.sh": DISPATCHING}, Settings())
    [process] = found.store.all(Process)
    assert (process.command.text, process.purpose) == (final, purpose)
    assert ("python manage.py check" in [each.text for each in process.before]) == (command == b'["server"]')


def test_arguments_behind_the_script_are_what_it_hands_over_to() -> None:
    files = {
        "Dockerfile": b'FROM python:3.12\nCOPY run.sh /run.sh\nCMD ["/run.sh", "gunicorn", "shop.wsgi"]\n',
        "run.sh": b'#!/bin/sh\npython manage.py migrate\n"$@"\n',
    }
    [process] = gather_files(files, Settings()).store.all(Process)
    assert process.command.does == ("serve",)
    assert [each.text for each in process.chain][1] == '"$@"'
    assert not process.chain[1].execs


def test_commands_of_one_shell_form_instruction_are_before_its_last() -> None:
    files = {
        "Dockerfile": b"FROM python:3.12\nCMD sleep 1\nCMD python manage.py migrate && gunicorn shop.wsgi\n"
    }
    [process] = gather_files(files, Settings()).store.all(Process)
    assert [each.text for each in process.before] == ["python manage.py migrate"]


def test_code_mounted_from_the_work_tree_and_dev_stages_are_for_developers() -> None:
    files = {
        "Dockerfile": b'FROM python:3.12 AS base\nCOPY . .\nCMD ["gunicorn", "app:app"]\nFROM base AS shop\n',
        "app.py": b"import flask\n",
        "compose.yaml": b"services:\n  web:\n    build: .\n    command: flask run\n    volumes: ['.:/app']\n",
    }
    found = gather_files(files, Settings()).store.all(Process)
    assert [(each.where, each.development) for each in found] == [("compose", True), ("image", False)]
    files["Dockerfile"] = files["Dockerfile"].replace(b"shop", b"dev-envs")
    assert all(each.development for each in gather_files(files, Settings()).store.all(Process))


@pytest.mark.parametrize(
    ("command", "final"), [(b"", "node app.js"), (b'CMD ["node", "other.js"]\n', "node other.js")]
)
def test_arguments_are_handed_over_where_there_are_some(command: bytes, final: str) -> None:
    files = {
        "Dockerfile": b'FROM node:22\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n' + command,
        "run.sh": b'#!/bin/sh\nif [ "$#" -gt 0 ]; then\n  exec "$@"\nfi\nnode app.js\n',
    }
    [process] = gather_files(files, Settings()).store.all(Process)
    assert process.command.text == final
