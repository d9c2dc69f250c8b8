"""What kind of thing a folder is, and the reasons in words."""

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.model.component import Component

NODE = 'FROM node:22\nCOPY . .\nCMD ["node", "server.js"]\n'


def components(files: dict[str, str]) -> dict[str, Component]:
    store = gather_files({path: text.encode() for path, text in files.items()}, Settings()).store
    return {each.root: each for each in store.components}


def test_the_same_reason_in_several_files_is_said_once() -> None:
    compose = "services: {web: {build: web}}\n"
    found = components(
        {
            "web/Dockerfile": NODE,
            "web/server.js": "",
            "compose.yaml": compose,
            "compose.images.yaml": compose,
            "k8s/compose.yaml": "services: {shop: {build: ../web}}\n",
        }
    )
    assert found["web"].why == (
        "web/Dockerfile runs node",
        "compose runs it as web",
        "compose runs it as shop",
    )


def test_a_proxy_that_a_script_starts_is_no_app() -> None:
    compose = "services: {proxy: {build: nginx, command: %s}}\n"
    proxy = {
        "nginx/Dockerfile": "FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/\nUSER nginx\n",
        "nginx/nginx.conf": "",
    }
    assert components({**proxy, "compose.yaml": compose % "/app/start.sh"})["nginx"].kind == "infrastructure"
    own = {"nginx/Dockerfile": "FROM python:3.12\nCOPY . .\n", "nginx/app.py": ""}
    assert components({**own, "compose.yaml": compose % "python app.py"})["nginx"].kind == "app"


def test_hooks_of_a_template_are_no_app() -> None:
    compose = "services: {db: {image: 'postgres:16'}}\n"
    found = components({"compose.yaml": compose, "hooks/post_gen_project.py": "import os\n"})
    assert found[""].kind == "infrastructure"
