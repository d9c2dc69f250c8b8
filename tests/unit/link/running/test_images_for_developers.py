"""Which images only developers need."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import ComponentImage

IMAGE = "FROM node:22 AS base\nFROM base AS dev\nFROM base AS final\nCMD node server.js\n"


def build(dockerfile: str, target: str = "") -> str:
    named = f", target: {target}" if target else ""
    return f"services: {{web: {{build: {{context: ., dockerfile: {dockerfile}{named}}}}}}}\n"


def developers(files: dict[str, str]) -> dict[str, bool]:
    store = gather_files({path: text.encode() for path, text in files.items()}, Settings()).store
    return {image.stage.name: image.development for image in store.all(ComponentImage)}


def test_a_plain_dockerfile_ships_its_final_stage_whatever_compose_builds() -> None:
    files = {"Dockerfile": IMAGE, "docker-compose.dev.yml": build("Dockerfile")}
    assert developers(files) == {"final": False}


def test_a_targeted_stage_is_for_developers_by_its_name() -> None:
    files = {"Dockerfile": IMAGE, "compose.yaml": build("Dockerfile", "dev")}
    assert developers(files) == {"final": False, "dev": True}


@pytest.mark.parametrize("path", ["Dockerfile.dev", "dev.Dockerfile", "compose/local/Dockerfile"])
def test_by_the_name_of_file_and_folder(path: str) -> None:
    assert developers({path: "FROM node:22 AS only\n", "server.js": ""}) == {"only": True}


def test_by_those_that_build_it() -> None:
    special = {"browser.Dockerfile": "FROM node:22 AS only\n"}
    local = {"compose.override.yaml": build("browser.Dockerfile")}
    main = {"compose.yaml": build("browser.Dockerfile")}
    assert developers(special) == {"only": False}
    assert developers({**special, **local}) == {"only": True}
    assert developers({**special, **local, **main}) == {"only": False}
