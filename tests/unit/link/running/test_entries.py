"""Start commands of every kind and the files of the repository that they run."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import Process

NODE = '{"name": "%s", "private": true, "scripts": %s}'


def processes(files: dict[str, str]) -> dict[str, Process]:
    store = gather_files({path: text.encode() for path, text in files.items()}, Settings()).store
    return {process.name: process for process in store.all(Process)}


def entry(files: dict[str, str]) -> str:
    [process] = processes(files).values()
    return process.entry_file


MONOREPO = {
    "package.json": NODE % ("shop", '{"start": "%s"}'),
    "pnpm-workspace.yaml": 'packages: ["apps/*"]\n',
    "apps/api/package.json": NODE % ("@acme/api", '{"serve": "node dist/main"}'),
    "apps/api/src/main.ts": "import http from 'http'\n",
    "apps/page/package.json": NODE % ("page", '{"serve": "node other.js"}'),
    "apps/page/other.js": "",
    "Dockerfile": 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm", "start"]\n',
}


@pytest.mark.parametrize(
    "command",
    [
        "pnpm --filter ./apps/api run serve",
        "pnpm --filter @acme/api serve",
        "pnpm -F @acme/api... run serve",
        "npm run serve -w @acme/api",
        "npm run serve --workspace=apps/api",
        "npm --prefix apps/api run serve",
        "yarn workspace @acme/api serve",
        "yarn workspace @acme/api run serve",
        "yarn --cwd apps/api serve",
        "turbo run serve --filter=@acme/api",
        "nx serve api",
        "nx run api:serve",
        "lerna run serve --scope=@acme/api",
        "cd apps/api && npm run serve",
        "pnpm --filter @acme/api exec node dist/main",
    ],
)
def test_scripts_of_a_workspaces_member(command: str) -> None:
    files = {**MONOREPO, "package.json": MONOREPO["package.json"] % command}
    assert entry(files) == "apps/api/src/main.ts"


@pytest.mark.parametrize(
    ("files", "file"),
    [
        ({"Procfile": "web: uvicorn --app-dir src shop:app", "src/shop.py": ""}, "src/shop.py"),
        ({"Procfile": "web: gunicorn --chdir api shop:app", "api/shop.py": ""}, "api/shop.py"),
        ({"Procfile": "web: uvicorn shop.main:make --factory", "shop/main.py": ""}, "shop/main.py"),
        (
            {"Procfile": "web: python -m shop", "shop/__main__.py": "", "shop/__init__.py": ""},
            "shop/__main__.py",
        ),
        ({"Procfile": "web: python shop", "shop/__main__.py": ""}, "shop/__main__.py"),
        (
            {"Procfile": "w: celery -A shop worker", "shop/celery.py": "", "shop/__init__.py": ""},
            "shop/celery.py",
        ),
        ({"Procfile": "web: flask --app shop run", "shop.py": ""}, "shop.py"),
        ({"Procfile": "web: node .", "package.json": '{"main": "lib/a.js"}', "lib/a.js": ""}, "lib/a.js"),
        (
            {
                "Procfile": "web: node build/index.js",
                "tsconfig.json": '{"compilerOptions": {"outDir": "build", "rootDir": "code"}}',
                "code/index.ts": "",
                "index.ts": "",
            },
            "code/index.ts",
        ),
        (
            {
                "Procfile": "web: node out.js",
                "package.json": '{"scripts": {"build": "esbuild server/a.ts --outfile=out.js"}}',
                "server/a.ts": "",
            },
            "server/a.ts",
        ),
        (
            {
                "Procfile": "web: shop serve",
                "pyproject.toml": '[project]\nname = "shop"\n[project.scripts]\nshop = "shop.cli:main"\n',
                "shop/cli.py": "",
            },
            "shop/cli.py",
        ),
        (
            {
                "a.service": "[Service]\nWorkingDirectory=/srv/shop\nExecStart=python3 /srv/shop/a.py\n",
                "a.py": "",
            },
            "a.py",
        ),
        (
            {
                "a.service": "[Service]\nExecStart=gunicorn --pythonpath /opt/s/api shop.wsgi\n",
                "api/shop/wsgi.py": "",
            },
            "api/shop/wsgi.py",
        ),
    ],
)
def test_files_that_servers_and_programs_run(files: dict[str, str], file: str) -> None:
    assert entry(files) == file


@pytest.mark.parametrize(
    ("dockerfile", "files", "file"),
    [
        (
            "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN go build -o /app ./cmd/web\n"
            'FROM scratch\nCOPY --from=b /app /app\nCMD ["/app"]',
            ("cmd/web/main.go", "cmd/job/main.go"),
            "cmd/web/main.go",
        ),
        (
            "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN cd web && CGO_ENABLED=0 go build -o server .\n"
            'FROM alpine\nCOPY --from=b /src/web/server /usr/local/bin/\nCMD ["server"]',
            ("web/main.go", "main.go"),
            "web/main.go",
        ),
        (
            "FROM golang:1.24 AS b\nCOPY . /src\nWORKDIR /src\nRUN make build\n"
            'FROM alpine\nCOPY --from=b /src/bin/shop /shop\nCMD ["/shop"]',
            ("cmd/shop/main.go", "cmd/other/main.go"),
            "cmd/shop/main.go",
        ),
        (
            "FROM rust:1 AS b\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"
            'FROM debian\nCOPY --from=b /src/target/release/shop /shop\nCMD ["/shop"]',
            ("src/main.rs",),
            "src/main.rs",
        ),
        (
            "FROM node:22 AS b\nWORKDIR /a\nCOPY api api\nRUN npm run build\n"
            'FROM node:22\nWORKDIR /s\nCOPY --from=b /a/dist/api ./\nCMD ["node", "main"]',
            ("api/src/main.ts",),
            "api/src/main.ts",
        ),
        ('FROM gcr.io/distroless/nodejs22\nCOPY . /a\nWORKDIR /a\nCMD ["app.js"]', ("app.js",), "app.js"),
        ('FROM node:22\nCOPY . /a\nWORKDIR /a\nENTRYPOINT ["node"]\nCMD ["app.js"]', ("app.js",), "app.js"),
    ],
)
def test_programs_that_an_image_builds(dockerfile: str, files: tuple[str, ...], file: str) -> None:
    assert entry({"Dockerfile": dockerfile, **dict.fromkeys(files, "")}) == file


def test_a_project_whose_file_is_not_known() -> None:
    dockerfile = (
        "FROM maven:3 AS b\nWORKDIR /b\nCOPY ledger/ .\nRUN mvn package\n"
        'FROM eclipse-temurin:21\nCOPY --from=b /b/target/*.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]'
    )
    files = {"Dockerfile": dockerfile, "ledger/pom.xml": "", "ledger/src/A.java": ""}
    [process] = processes(files).values()
    assert (process.entry_file, process.project) == ("", "ledger")


def test_a_frameworks_own_server() -> None:
    dockerfile = (
        "FROM node:22 AS b\nWORKDIR /b\nCOPY . .\nRUN npm run build\n"
        'FROM node:22\nCOPY --from=b /b/.next/standalone ./\nCMD ["node", "server.js"]'
    )
    [process] = processes({"Dockerfile": dockerfile, "app/page.tsx": ""}).values()
    assert (process.framework, process.project, process.purpose) == ("next", "", "web")


def test_configuration_files_of_servers() -> None:
    files = {
        "Dockerfile": 'FROM python:3.13\nCOPY . /a\nWORKDIR /a\nCMD ["gunicorn", "shop:app"]\n',
        "gunicorn.conf.py": 'bind = "0.0.0.0:9000"\n',
        "shop.py": "",
    }
    [process] = processes(files).values()
    assert process.config_files == ("gunicorn.conf.py",)
    ini = "[uwsgi]\nhttp-socket = :8000\nmodule = shop.wsgi:app\nattach-daemon = python mail.py\n"
    files = {"Procfile": "web: uwsgi uwsgi.ini\n", "uwsgi.ini": ini, "shop/wsgi.py": "", "mail.py": ""}
    [process] = processes(files).values()
    assert (process.entry_file, process.also, process.purpose) == ("shop/wsgi.py", ("mail.py",), "web")


def test_the_word_after_the_program_is_kept() -> None:
    [process] = processes(
        {"Procfile": "mail: python manage.py sendalerts --loop\n", "manage.py": ""}
    ).values()
    assert (process.entry_file, process.subcommand) == ("manage.py", "sendalerts")


def test_a_dockerfile_that_the_env_file_names() -> None:
    files = {
        "compose.yaml": "services:\n  cart:\n    build: {context: ., dockerfile: '${CART_DOCKERFILE}'}\n",
        ".env": "CART_DOCKERFILE=./src/cart/Dockerfile\n",
        "src/cart/Dockerfile": 'FROM node:22\nCOPY src/cart .\nCMD ["node", "cart.js"]\n',
        "src/cart/cart.js": "",
    }
    found = processes(files)
    assert found["cart"].where == "compose" and found["cart"].entry_file == "src/cart/cart.js"
