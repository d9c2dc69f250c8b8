"""Served routes: prefixes across files, and what may hide more of them."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import ServedRoutes

ROUTER = b"from fastapi import APIRouter\nrouter = APIRouter(%s)\n@router.get('/stock')\ndef stock(): ...\n"
EXPRESS = b"const app = require('express')();\n"
SCRIPT_ROUTER = (
    b"const r = require('express').Router();\nr.get('/stock', (q, s) => s.end());\nmodule.exports = r;\n"
)


def served(**files: bytes) -> ServedRoutes:
    named = {name.replace("__", "/").replace("_", "."): data for name, data in files.items()}
    [routes] = gather_files(named, Settings()).store.all(ServedRoutes)
    return routes


def paths(routes: ServedRoutes) -> list[tuple[str, bool]]:
    return sorted((route.url_path, route.partial) for route in routes.routes)


def test_a_routers_own_prefix_and_the_one_it_is_included_with() -> None:
    main = (
        b"from fastapi import FastAPI\nfrom shop.api import router\n"
        b"app = FastAPI()\napp.include_router(router, prefix='/v1')\n"
    )
    found = served(shop__main_py=main, shop__api_py=ROUTER % b"prefix='/own'")
    assert paths(found) == [("/v1/own/stock", False)]
    assert found.complete


def test_a_blueprints_prefix_is_replaced_where_it_is_registered() -> None:
    main = (
        b"from flask import Flask\nfrom shop.api import bp\n"
        b"app = Flask(__name__)\napp.register_blueprint(bp, url_prefix='/v1')\n"
    )
    api = (
        b"from flask import Blueprint\nbp = Blueprint('a', __name__, url_prefix='/own')\n"
        b"@bp.route('/stock')\ndef stock(): ...\n"
    )
    assert paths(served(shop__main_py=main, shop__api_py=api)) == [("/v1/stock", False)]


def test_mounts_in_javascript_nest() -> None:
    app = EXPRESS + b"app.use('/api', require('./routes'));\n"
    index = (
        b"const r = require('express').Router();\nr.use('/v1', require('./stock'));\nmodule.exports = r;\n"
    )
    found = served(app_js=app, routes__index_js=index, routes__stock_js=SCRIPT_ROUTER)
    assert paths(found) == [("/api/v1/stock", False)]


def test_a_router_that_is_mounted_twice_stays_partial() -> None:
    app = EXPRESS + b"app.use('/a', require('./stock'));\napp.use('/b', require('./stock'));\n"
    assert paths(served(app_js=app, stock_js=SCRIPT_ROUTER)) == [("/stock", True)]


def test_a_router_whose_mount_is_not_seen_stays_partial() -> None:
    assert paths(served(app_js=EXPRESS + b"app.get('/x', f);\n", stock_js=SCRIPT_ROUTER)) == [
        ("/stock", True),
        ("/x", False),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("main_rb", b"require 'sinatra'\n"),
        ("all_js", EXPRESS + b"app.get('*', f);\n"),
        ("health_js", b"module.exports = (req, res, next) => next();\n"),
        ("lib_js", b"const health = require('express-healthcheck');\n"),
    ],
)
def test_what_hides_routes(name: str, data: bytes) -> None:
    app = EXPRESS + b"app.get('/x', f);\n"
    assert served(app_js=app).complete
    assert not served(app_js=app, **{name: data}).complete


def test_a_mount_that_is_not_followed_is_told_with_its_prefix() -> None:
    found = served(app_js=EXPRESS + b"app.get('/x', f);\napp.use('/docs', swagger.setup());\n")
    assert [mount.url_path for mount in found.mounts] == ["/docs"]
    assert found.complete
