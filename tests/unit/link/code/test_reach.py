"""By what each file is run, and the role that follows from it."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import RunFile
from factorlint.link.code.reach import demanded
from factorlint.model.store import FactStore


def linked(files: dict[str, str], settings: Settings | None = None) -> FactStore:
    return gather_files({path: text.encode() for path, text in files.items()}, settings or Settings()).store


def runs(store: FactStore) -> dict[str, RunFile]:
    return {run.path: run for run in store.all(RunFile)}


SHOP = {
    "Procfile": "web: node src/server.js\nmail: node src/mail.js\n",
    "package.json": '{"name": "shop", "private": true, '
    '"scripts": {"dev": "node src/local.js", "count": "node src/count.js"}}',
    "src/server.js": "const { a } = require('./tools/a')\nrequire('express')().listen(80)\n",
    "src/mail.js": "require('./tools/a'); require('./shared')\n",
    "src/tools/a.js": "require('./demo/b')\n",
    "src/tools/demo/b.js": "",
    "src/shared.js": "",
    "src/local.js": "require('./server')\n",
    "src/count.js": "",
    "src/server.test.js": "require('./server'); require('./helper')\n",
    "src/helper.js": "",
}


def test_what_runs_each_file() -> None:
    found = runs(linked(SHOP))
    assert {path: run.what for path, run in found.items()} == {
        "src/server.js": "web",
        "src/mail.js": "process",
        "src/tools/a.js": "web",
        "src/tools/demo/b.js": "web",
        "src/shared.js": "process",
        "src/local.js": "tooling",
        "src/count.js": "script",
        "src/server.test.js": "test",
        "src/helper.js": "test",
    }
    assert found["src/tools/demo/b.js"].via == ("src/server.js", "src/tools/a.js", "src/tools/demo/b.js")
    assert found["src/tools/demo/b.js"].by == ("web (Procfile)",)
    assert {process.name for process in found["src/tools/a.js"].processes} == {"web", "mail"}
    assert "tooling" in found["src/server.js"].also and "test" in found["src/server.js"].also


def test_what_a_process_runs_is_production_whatever_its_folder_is_called() -> None:
    store = linked(SHOP)
    assert {path: store.documents[path].role for path in SHOP if path.endswith(".js")} == {
        "src/server.js": "production",
        "src/mail.js": "production",
        "src/tools/a.js": "production",
        "src/tools/demo/b.js": "production",
        "src/shared.js": "production",
        "src/local.js": "tooling",
        "src/count.js": "production",
        "src/server.test.js": "test",
        "src/helper.js": "production",
    }
    assert {fact.role for fact in store.of_path("src/tools/a.js")} == {"production"}
    assert demanded(store, ("example", "test")) == {"src/tools/demo/b.js"}


def test_a_role_that_the_user_chose_stays() -> None:
    settings = Settings(roles=(("src/tools/**", "tooling"),))
    store = linked(SHOP, settings)
    assert store.documents["src/tools/a.js"].role == "tooling"


def test_beside_a_published_package_nothing_is_production() -> None:
    files = {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "finder"\nversion = "1"\n',
        "src/finder/__init__.py": "from . import core\n",
        "src/finder/core.py": "",
        "src/finder/data/setup_file.py": "",
        "util.py": "",
    }
    store = linked(files)
    assert runs(store)["src/finder/core.py"].what == "library"
    assert store.documents["util.py"].role == "tooling"
    assert store.documents["src/finder/data/setup_file.py"].role == "tooling"


def test_a_member_that_only_developers_declare() -> None:
    files = {
        "package.json": '{"name": "root", "private": true, "workspaces": ["packages/*"], "devDependencies": {"env": "*"}}',
        "packages/env/package.json": '{"name": "env", "version": "1.0.0"}',
        "packages/env/index.js": "",
    }
    assert linked(files).documents["packages/env/index.js"].role == "tooling"


def test_data_of_another_ecosystems_project() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "checker"\nversion = "1"\n',
        "crates/parser/Cargo.toml": '[package]\nname = "parser"\n',
        "crates/parser/corpus/imports.py": "import nowhere\n",
        "checker.py": "",
    }
    store = linked(files)
    assert store.documents["crates/parser/corpus/imports.py"].role == "example"
    assert store.documents["checker.py"].role == "production"


@pytest.mark.parametrize(
    ("path", "what"),
    [("web/src/main.tsx", "browser"), ("web/src/api/prices.ts", "browser"), ("web/src/unused.ts", "nothing")],
)
def test_a_page_that_a_bundler_makes(path: str, what: str) -> None:
    files = {
        "web/package.json": '{"name": "web", "private": true, "scripts": {"build": "vite build"}}',
        "web/src/main.tsx": "import { prices } from './api/prices'\n",
        "web/src/api/prices.ts": "export const prices = 1\n",
        "web/src/unused.ts": "",
    }
    assert runs(linked(files))[path].what == what


def test_scripts_of_the_shell_are_followed() -> None:
    files = {
        "Dockerfile": 'FROM python:3.13\nWORKDIR /a\nCOPY . .\nENTRYPOINT ["/a/start.sh"]\nCMD ["python", "web.py"]\n',
        "start.sh": '#!/bin/sh\npython scripts/prepare.py\nexec "$@"\n',
        "scripts/prepare.py": "",
        "web.py": "",
    }
    store = linked(files)
    assert (
        runs(store)["scripts/prepare.py"].production
        and store.documents["scripts/prepare.py"].role == "production"
    )
