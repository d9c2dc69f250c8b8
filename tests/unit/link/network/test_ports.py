"""Port chains over small repositories: what listens, and who believes what."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import PortChain

FLASK = b"from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(%s)\n"
IMAGE = b'FROM python:3.12\nWORKDIR /app\nCOPY . .\nEXPOSE 8000\nCMD ["python", "app.py"]\n'
POD = b"""apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: acme/shop:1
          ports: [{name: http, containerPort: 8000}]
%s---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports: [{port: 80, targetPort: %s}]
"""
SIDECAR = b"        - name: proxy\n          image: acme/proxy:1\n          ports: [{containerPort: 4180}]\n"
PROJECT = b'{"name": "shop", "private": true}'


def chains(**files: bytes) -> dict[str, PortChain]:
    named = {name.replace("__", "/").replace("_", "."): data for name, data in files.items()}
    return {chain.name: chain for chain in gather_files(named, Settings()).store.all(PortChain)}


def test_a_process_is_followed_to_its_socket_and_a_default_is_said() -> None:
    [chain] = chains(Dockerfile=IMAGE, app_py=FLASK % b"port=9000").values()
    assert [step.port for step in chain.listens] == [9000]
    assert [(step.what, step.port) for step in chain.steps] == [("expose", 8000)]
    assert chain.certain
    assert [bind.host for bind in chain.binds] == ["127.0.0.1"]


def test_a_server_on_the_command_line_stands_before_the_code_it_runs() -> None:
    image = IMAGE.replace(b'"python", "app.py"', b'"gunicorn", "-b", "0.0.0.0:8000", "app:app"')
    [chain] = chains(Dockerfile=image, app_py=FLASK % b"port=9000").values()
    assert [(bind.listen.by, bind.host) for bind in chain.binds] == [("gunicorn", "0.0.0.0")]
    assert [step.port for step in chain.listens] == [8000]


def test_entrypoint_and_command_of_one_server_are_one_line() -> None:
    image = b'FROM python:3.12\nENTRYPOINT ["gunicorn"]\nCMD ["-b", "0.0.0.0:8000", "app:app"]\n'
    [chain] = chains(Dockerfile=image).values()
    assert [step.port for step in chain.listens] == [8000]
    assert chain.certain


def test_an_unknown_server_configuration_is_not_certain() -> None:
    image = IMAGE.replace(b'"python", "app.py"', b'"uwsgi", "--ini", "app.ini"')
    [chain] = chains(Dockerfile=image, app_py=FLASK % b"port=9000").values()
    assert not chain.certain
    assert not chain.binds


@pytest.mark.parametrize(("value", "port", "certain"), [(b'"4000"', [4000], True), (b"${PORT}", [], False)])
def test_the_environment_moves_a_socket(value: bytes, port: list[int], certain: bool) -> None:
    compose = b"services:\n  web:\n    build: .\n    environment:\n      PORT: " + value + b"\n"
    code = b"import http from 'node:http'\nhttp.createServer(() => {}).listen(process.env.PORT || 3000)\n"
    image = b'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "index.mjs"]\n'
    found = chains(compose_yaml=compose, Dockerfile=image, index_mjs=code)
    assert [step.port for step in found["web"].listens] == port
    assert found["web"].certain is certain


def test_a_server_in_the_background_keeps_the_chain_open() -> None:
    image = IMAGE.replace(b'["python", "app.py"]', b'["./run.sh"]')
    script = b"#!/bin/sh\nflower --port=5555 &\nexec python app.py\n"
    [chain] = chains(Dockerfile=image, app_py=FLASK % b"port=8000", run_sh=script).values()
    assert not chain.certain


def test_a_named_target_port_is_the_containers() -> None:
    found = chains(
        Dockerfile=IMAGE,
        app_py=FLASK % b"port=8000",
        k8s__shop_yaml=POD % (b"", b"http"),
        package_json=PROJECT,
    )
    steps = [(step.what, step.port) for step in found["Deployment/shop/shop"].steps]
    assert steps == [("expose", 8000), ("container", 8000), ("service", 8000)]


def test_a_service_may_mean_a_neighbour_in_the_pod() -> None:
    pod = POD % (SIDECAR, b"4180")
    found = chains(Dockerfile=IMAGE, app_py=FLASK % b"port=8000", k8s__shop_yaml=pod, package_json=PROJECT)
    assert "service" not in {step.what for step in found["Deployment/shop/shop"].steps}


def test_a_container_says_when_it_starts_something_else_than_its_image() -> None:
    compose = (
        b"services:\n  web:\n    build: .\n  admin:\n    build: .\n    command: gunicorn -b 0.0.0.0:9 a:b\n"
    )
    found = chains(compose_yaml=compose, Dockerfile=IMAGE, app_py=FLASK % b"port=8000")
    assert (found["web"].overridden, found["admin"].overridden) == (False, True)


def test_manage_py_is_djangos_only_where_django_is_imported() -> None:
    image = IMAGE.replace(b'"app.py"', b'"manage.py", "runserver", "0.0.0.0:8000"')
    for code, certain in ((b"import click\n", False), (b"import django\n", True)):
        [chain] = chains(Dockerfile=image, manage_py=code).values()
        assert chain.certain is certain


def test_an_image_that_only_a_test_runs_keeps_its_own_chain() -> None:
    image = {"Dockerfile": IMAGE, "app.py": FLASK % b"port=8000"}
    compose = b"services: {web: {build: .}}\n"
    for path, roles in (("docker-compose.test.yml", ["production", "test"]), ("compose.yml", ["production"])):
        store = gather_files({**image, path: compose}, Settings()).store
        assert sorted(chain.role for chain in store.all(PortChain)) == roles
