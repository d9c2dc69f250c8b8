"""Code that frameworks name by a string: what each mention runs."""

import json

import pytest

from .trees import modules_of

SETTINGS = """
INSTALLED_APPS = ["django.contrib.admin", "shop.orders", "shop.users.apps.UsersConfig", "shop.stock"]
MIDDLEWARE = ["shop.middleware.Limit"]
ROOT_URLCONF = "shop.urls"
TEMPLATES = [{"OPTIONS": {"context_processors": ["shop.context.site"]}}]
"""
DJANGO = {
    "requirements.txt": "django\ncelery\n",
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
    "shop/settings.py": SETTINGS,
    "shop/urls.py": "from django.urls import include, path\nurlpatterns = [path('o/', include('shop.orders.urls'))]\n",
    **dict.fromkeys(
        f"shop/{name}.py"
        for name in (
            *(
                "__init__",
                "middleware",
                "context",
                "orders/__init__",
                "orders/models",
                "orders/admin",
                "orders/urls",
            ),
            *("orders/tasks", "orders/jobs", "orders/views", "users/__init__", "users/apps", "users/models"),
            *("users/tasks", "stock/__init__", "stock/models", "mail/__init__", "mail/tasks"),
        )
    ),
}


def django(**more: str) -> dict[str, str]:
    return {path: text or "" for path, text in (DJANGO | more).items()}


def run(path: str, **more: str) -> set[str]:
    return set(modules_of(django(**more)).imports_of(path)) - {"shop/__init__.py"}


def test_the_settings_that_a_command_chooses():
    assert run("manage.py") == {"shop/settings.py"}


def test_installed_apps_bring_their_models_and_admin():
    found = run("shop/settings.py")
    assert {
        "shop/orders/models.py",
        "shop/orders/admin.py",
        "shop/users/apps.py",
        "shop/users/models.py",
    } <= found
    assert {"shop/stock/models.py", "shop/middleware.py", "shop/urls.py", "shop/context.py"} <= found
    assert not {"shop/orders/views.py", "shop/orders/tasks.py", "shop/mail/tasks.py"} & found


def test_urls_that_are_included():
    assert "shop/orders/urls.py" in run("shop/urls.py")


@pytest.mark.parametrize(
    ("call", "documents"),
    [
        ("app.autodiscover_tasks()", "orders/tasks users/tasks"),
        ("app.autodiscover_tasks(['shop.mail'])", "mail/__init__ mail/tasks"),
        (
            "app.autodiscover_tasks(packages=['shop.orders'], related_name='jobs')",
            "orders/__init__ orders/jobs",
        ),
        ("app.autodiscover_tasks(related_name='jobs')", "orders/jobs"),
        ("app.conf.imports = ['shop.mail.tasks']", "mail/tasks mail/__init__"),
        ("Celery('x', include=['shop.orders.jobs'])", "orders/jobs orders/__init__"),
    ],
)
def test_celery(call, documents):
    text = f"from celery import Celery\napp = Celery('shop')\n{call}\n"
    assert run("shop/celery.py", **{"shop/celery.py": text}) == {
        f"shop/{name}.py" for name in documents.split()
    }


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("import uvicorn\nuvicorn.run('web.app:app', port=80)\n", "web/app.py"),
        ("import uvicorn\nuvicorn.run('app:app')\n", "web/app.py"),
        ("from werkzeug.utils import import_string\nimport_string('web.app')\n", "web/app.py"),
        ("import rq\nrq.Queue().enqueue('web.app.work')\n", "web/app.py"),
    ],
)
def test_servers_and_jobs(text, document):
    files = {"requirements.txt": "uvicorn\n", "web/__init__.py": "", "web/app.py": "", "web/main.py": text}
    assert document in modules_of(files).imports_of("web/main.py")


def scripts(text: str, *paths: str, at: str = "src/app.ts", **package: object) -> set[str]:
    files = {"package.json": json.dumps(package), at: text, **dict.fromkeys(paths, "")}
    return set(modules_of(files).imports_of(at)) - {at}


def test_fastify_loads_folders():
    text = (
        "import load from '@fastify/autoload'\napp.register(load, { dir: path.join(__dirname, 'routes') })\n"
    )
    paths = (
        "src/routes/a.ts",
        "src/routes/v1/b.js",
        "src/routes/readme.md",
        "src/routes/a.test.ts",
        "src/other.ts",
    )
    found = scripts(text, *paths, dependencies={"@fastify/autoload": "5"})
    assert found == {"src/routes/a.ts", "src/routes/v1/b.js"}


@pytest.mark.parametrize(
    ("entities", "documents"),
    [
        ("[__dirname + '/entities/*.{js,ts}']", "src/entities/a.ts"),
        ("['src/entities/*.ts']", "src/entities/a.ts"),
        ("['dist/entities/**/*.js']", "src/entities/a.ts src/entities/deep/b.ts"),
        ("['./entities/*.ts']", "src/entities/a.ts"),
        ("[User]", ""),
    ],
)
def test_globs_of_entities(entities, documents):
    text = f"import {{ DataSource }} from 'typeorm'\nnew DataSource({{ type: 'postgres', entities: {entities} }})\n"
    paths = ("src/entities/a.ts", "src/entities/deep/b.ts", "src/entities/note.md")
    assert scripts(text, *paths, dependencies={"typeorm": "0"}) == set(documents.split())


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("import { fork } from 'child_process'\nfork('./jobs/a.js')\n", "src/jobs/a.ts"),
        ("new Worker(new URL('./jobs/a.ts', import.meta.url))\n", "src/jobs/a.ts"),
        ("const pages = import.meta.glob('./jobs/*.ts')\n", "src/jobs/a.ts src/jobs/b.ts"),
        ("import.meta.glob(['./jobs/*.ts', '!./jobs/b.ts'])\n", "src/jobs/a.ts src/jobs/b.ts"),
        ("import.meta.glob('@/jobs/*.ts')\n", "src/jobs/a.ts src/jobs/b.ts"),
        ("require.context('./jobs', true, /ts$/)\n", "src/jobs/a.ts src/jobs/b.ts"),
        ("import fs from 'fs'\nfs.readdirSync(__dirname).forEach((file) => require(file))\n", "src/other.ts"),
    ],
)
def test_files_that_a_script_names(text, documents):
    vite = {"vite.config.ts": "export default { resolve: { alias: { '@': '/src' } } }"}
    files = dict.fromkeys(["src/jobs/a.ts", "src/jobs/b.ts", "src/other.ts"], "")
    modules = modules_of({"package.json": "{}", "src/app.ts": text, **files, **vite})
    assert set(modules.imports_of("src/app.ts")) == set(documents.split())
