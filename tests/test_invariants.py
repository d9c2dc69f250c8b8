"""What must hold of every scan: neither prefilter, cache, workers nor repetition changes what is said."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factorlint.code.worth_parsing import Worth
from factorlint.config import Settings
from factorlint.engine import cache, extract
from factorlint.engine.gather import gather
from factorlint.engine.prefilter import prefilter_of
from factorlint.engine.scan import scan
from factorlint.facts import Export, Fact, OpenCall, ParseTrouble
from factorlint.languages import javascript, python
from factorlint.model.report import Report
from factorlint.model.source import Source
from factorlint.reports import Options, renderer

FIXTURES = Path(__file__).parent.parent / "fixtures" / "repositories"
REPOSITORIES = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
CODE = sorted(path for path in FIXTURES.rglob("*") if path.suffix in (".py", ".js", ".ts", ".tsx", ".mjs"))

PYTHON_LINES = """
import os
import requests, celery
from django.http import HttpResponse
from .celeryconf import app
import logging
from os import environ as settings
if True: import redis
class Settings(BaseSettings):
    token: str = "x"
    def get(self, request):
        CACHE[request.id] = 1
        return requests.get(URL, timeout=5)
def handler(request):
    global COUNT
    COUNT = 1
CACHE = {}
CACHE: dict = {}
URL = "postgres://app:s3cr3tPass@db:5432/app"
URL = ("http://"
    "localhost:8080/x")
PASSWORD = 'hunter2hunter2'
TOKEN = "AKIAIOSFODNN7EXAMPLE"
KEY = os.environ["KEY"]
KEY = os.getenv('KEY', "x")
if os.environ.get("ENV") == "production":
if settings['STAGE'] in ("dev", 'prod'):
    DEBUG = True
DEBUG = False
print("started")
logging.basicConfig(filename="/var/log/app.log")
open("/data/x", "w").write("1")
@app.task
@celery.shared_task(acks_late=True)
os.fork()
redis.Redis(host="localhost")
# see https://example.org and requests
\"\"\" requests celery password = "x" \"\"\"
while True:
    try:
        break
    except Exception:
        pass
x = (
)
""".strip("\n").split("\n")

JAVASCRIPT_LINES = """
const express = require('express')
import axios from "axios";
import { Pool } from 'pg'
const app = express()
app.get('/health', (req, res) => res.send('ok'))
app.listen(3000)
app.listen(process.env.PORT || 8080)
const key = process.env.API_KEY
const { HOST, PORT = '1' } = process.env;
if (process.env.NODE_ENV === 'production') {
}
const url = "postgres://app:s3cr3tPass@db:5432/app"
const password = 'hunter2hunter2'
axios.get(`http://users:8080/${id}`)
await fetch('https://api.example.org', { signal })
console.log('started')
fs.writeFileSync('/data/x', '1')
process.on('SIGTERM', () => server.close())
setInterval(() => poll(), 1000)
new Pool({ host: 'localhost' })
const peers = ['203.0.113.7', "2606:4700:4700::1111"]
connect(`users:5432`, "db.internal:6379/0")
const sender = { from: "shop@example.org" }
switch (settings.stage) { case 'qa': break }
if (ENVIRONMENT == "test") retry()
const { env } = process
const level = env.LOG_LEVEL ?? process?.env.LEVEL
import { env as surroundings } from "process";
require('./errorHandler'); let hapiness, redistribute, bullet
// process.env in a comment
function f() {
""".strip("\n").split("\n")


def said(facts: Iterable[Fact]) -> list[str]:
    """Facts as text in an order of their own, without what only a full reading has.

    A broken file that nobody parses has no trouble, and what a file leaves for others is read when they ask for it.
    """
    return sorted(repr(fact) for fact in facts if not isinstance(fact, ParseTrouble | Export | OpenCall))


def filtered(language, name: str, source: Source) -> Iterable[Fact]:
    """What the engine takes from the language: everything, or what is cheap."""
    wanted = prefilter_of(name)
    assert wanted is not None
    worth = getattr(language, "worth", lambda _: True)
    return language.facts(source) if wanted(source.data) and worth(source) else language.cheap(source)


@pytest.fixture
def all_telling(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(Worth, "__call__", lambda *_: True)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(FIXTURES).as_posix())
def test_prefilter_loses_nothing_of_the_fixtures(path, all_telling):
    language, name = (python, "python") if path.suffix == ".py" else (javascript, "javascript")
    source = Source(path.relative_to(FIXTURES).as_posix(), path.read_bytes())
    with_it = said(filtered(language, name, source))
    all_telling()
    assert said(language.facts(source)) == with_it


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PYTHON_LINES), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_prefilter_loses_nothing_of_python(lines, end):
    source = Source("app/views.py", end.join([*lines, ""]).encode())
    with_it = said(filtered(python, "python", source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worth, "__call__", lambda *_: True)
        assert said(python.facts(source)) == with_it


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(JAVASCRIPT_LINES), max_size=12))
def test_prefilter_loses_nothing_of_javascript(lines):
    source = Source("src/server.ts", "\n".join([*lines, ""]).encode())
    assert said(javascript.facts(source)) == said(filtered(javascript, "javascript", source))


def reports(report: Report) -> tuple[str, ...]:
    """Every machine format; how much came from the cache is the one thing that may differ."""
    plain = msgspec.structs.replace(report, stats={**report.stats, "cached": 0})
    options = Options(show_suppressed=True)
    formats = (renderer("json"), renderer("sarif"))
    return tuple(render(plain, options) for render in formats if render)


@pytest.fixture(params=REPOSITORIES)
def repository(request, tmp_path) -> Iterator[Path]:
    root = tmp_path / request.param
    shutil.copytree(FIXTURES / request.param, root, ignore=shutil.ignore_patterns(cache.FOLDER))
    yield root


def test_twice_says_the_same_bytes(repository):
    assert reports(scan(repository, Settings(cache=False))) == reports(
        scan(repository, Settings(cache=False))
    )


def test_warm_says_what_cold_says(repository):
    cold = scan(repository, Settings())
    warm = scan(repository, Settings())
    assert warm.stats["cached"] == cold.stats["documents"] > 0
    assert reports(warm) == reports(cold) == reports(scan(repository, Settings(cache=False)))


def test_many_workers_say_what_one_says(repository, monkeypatch):
    monkeypatch.setattr(extract, "POOL_THRESHOLD", 8)
    one = scan(repository, Settings(cache=False, jobs=1))
    assert reports(scan(repository, Settings(cache=False, jobs=3))) == reports(one)


def _garbage(file: Path) -> None:
    file.write_bytes(b"\xff\x00garbage")


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _another_version(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(cache.producer().encode(), b"0" * len(cache.producer())))


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [_garbage, _truncated, _another_version, Path.unlink, _folder])
def test_trouble_with_the_cache_means_a_cold_run(damage, tmp_path):
    root = tmp_path / "storefront"
    shutil.copytree(FIXTURES / "storefront", root)
    cold = scan(root, Settings())
    damage(root / cache.FOLDER / "facts.msgpack")
    again = scan(root, Settings())
    assert again.stats["cached"] == 0
    blamed = {trouble.message for trouble in again.troubles} - {trouble.message for trouble in cold.troubles}
    assert all("cache" in message for message in blamed)
    assert bool(blamed) == (damage is _folder)
    mended = msgspec.structs.replace(again, troubles=cold.troubles)
    assert reports(mended) == reports(cold)


def test_a_changed_file_is_read_again(tmp_path):
    root = tmp_path / "app"
    root.mkdir()
    module = root / "main.py"
    module.write_text("import os\nKEY = os.environ['OLD']\n")
    first = {fact.name for fact in reads(root)}
    module.write_text("import os\nKEY = os.environ['NEW']\n")
    assert (first, {fact.name for fact in reads(root)}) == ({"OLD"}, {"NEW"})


def reads(root: Path, **given):
    from factorlint.facts import EnvRead

    return list(gather(root, Settings(**given)).store.all(EnvRead))


def test_another_role_has_a_cached_file_read_again(tmp_path):
    """Tests are not parsed; what the configuration calls production is, warm or cold."""
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "load.py").write_text("import os\nKEY = os.environ['KEY']\n")
    production = {"roles": (("tests/**", "production"),)}
    assert [len(reads(tmp_path)), len(reads(tmp_path, **production)), len(reads(tmp_path))] == [0, 1, 0]
