"""Files that a framework runs because of the place where they lie."""

import json

import pytest

from factorlint.facts import FrameworkFile

from .trees import store_of


def placed(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {fact.path: (fact.framework, fact.process) for fact in store_of(files).all(FrameworkFile)}


@pytest.mark.parametrize(
    ("framework", "path", "process"),
    [
        ("next", "pages/api/orders.ts", "server"),
        ("next", "src/pages/api/[id]/x.ts", "server"),
        ("next", "pages/index.tsx", "both"),
        ("next", "app/(shop)/orders/route.ts", "server"),
        ("next", "src/app/page.tsx", "both"),
        ("next", "app/components/button.tsx", ""),
        ("next", "middleware.ts", "server"),
        ("next", "instrumentation-client.ts", "browser"),
        ("next", "lib/pages/api/x.ts", ""),
        ("nuxt", "server/api/orders.get.ts", "server"),
        ("nuxt", "app/plugins/a.client.ts", "browser"),
        ("nuxt", "plugins/b.ts", "both"),
        ("@react-router/dev", "app/routes/home.tsx", "both"),
        ("@remix-run/node", "app/entry.server.tsx", "server"),
        ("@sveltejs/kit", "src/routes/orders/+page.server.ts", "server"),
        ("@sveltejs/kit", "src/routes/+layout.svelte", "both"),
        ("@sveltejs/kit", "src/hooks.server.ts", "server"),
        ("@sveltejs/kit", "src/lib/x.ts", ""),
        ("astro", "src/pages/api.ts", "server"),
        ("astro", "src/pages/index.astro", "both"),
        ("typeorm", "src/database/migrations/1-a.ts", "release"),
        ("sequelize", "server/migrations/1-a.js", "release"),
        ("next", "pages/index.test.tsx", ""),
    ],
)
def test_scripts(framework, path, process):
    files = {"package.json": json.dumps({"dependencies": {framework: "*"}}), path: ""}
    assert placed(files) == ({path: (framework, process)} if process else {})


@pytest.mark.parametrize(
    ("requirement", "path", "process"),
    [
        ("Django", "shop/orders/management/commands/send.py", "admin"),
        ("Django", "shop/orders/migrations/0001_initial.py", "release"),
        ("Django", "shop/orders/templatetags/money.py", "server"),
        ("Django", "shop/orders/views.py", ""),
        ("alembic", "alembic/versions/1_a.py", "release"),
        ("Flask-Migrate", "migrations/env.py", "release"),
    ],
)
def test_modules(requirement, path, process):
    found = placed({"requirements.txt": f"{requirement}\n", path: ""})
    assert {at: by for at, (_, by) in found.items()} == ({path: process} if process else {})


def test_patterns_are_seen_from_the_project_that_declares_the_framework():
    files = {
        "package.json": "{}",
        "apps/web/package.json": json.dumps({"dependencies": {"next": "15"}}),
        "apps/web/pages/index.tsx": "",
        "apps/api/package.json": "{}",
        "apps/api/pages/index.tsx": "",
    }
    assert placed(files) == {"apps/web/pages/index.tsx": ("next", "both")}
