"""Where Python's imports lead, one rule a case."""

import pytest

from factorlint.link.code.target import NOTHING, STANDARD, Target

from .trees import modules_of

PYPROJECT = '[project]\nname = "shop"\ndependencies = ["flask", "pyyaml", "redis", "drf-utils", "boto3"]\n'


def settle(
    paths: str, importer: str, module: str, *names: str, manifest: str = PYPROJECT, **more: str
) -> Target:
    """What an import in `importer` leads to in a repository of these files, which say nothing."""
    files = dict.fromkeys([*paths.split(), importer], "")
    return modules_of({"pyproject.toml": manifest, **files, **more}).settle(importer, module, names)


@pytest.mark.parametrize(
    ("paths", "importer", "module", "names", "documents"),
    [
        # relative
        ("app/__init__.py app/db.py", "app/web.py", ".db", "get", "app/db.py"),
        ("app/__init__.py app/db.py", "app/web.py", ".", "db", "app/db.py app/__init__.py"),
        ("app/__init__.py app/db.py", "app/web.py", ".", "db create", "app/db.py app/__init__.py"),
        ("app/__init__.py app/db.py", "app/web.py", ".", "create", "app/__init__.py"),
        ("app/db/__init__.py", "app/api/web.py", "..db", "get", "app/db/__init__.py"),
        ("app/db/models.py", "app/api/web.py", "..db", "models", "app/db/models.py"),
        ("app/db.py", "app/api/v1/web.py", "...db", "get", "app/db.py"),
        ("db.py", "web.py", "..db", "get", ""),
        # absolute: the packages on the way are run, too
        ("app/__init__.py app/core/__init__.py app/core/db.py", "app/web.py", "app.core.db", "get",
         "app/core/db.py app/core/__init__.py app/__init__.py"),
        ("app/__init__.py app/config.py", "app/web.py", "app", "config", "app/config.py app/__init__.py"),
        ("app/__init__.py app/config.py", "app/web.py", "app", "create_app", "app/__init__.py"),
        ("app/__init__.py app/config.py", "app/web.py", "app", "*", "app/__init__.py"),
        # a namespace package has no file of its own
        ("app/core/db.py", "app/web.py", "app.core", "db", "app/core/db.py"),
        ("app/core/db.py", "app/web.py", "app.core.db", "", "app/core/db.py"),
        ("app/core/db.py", "app/web.py", "app.core", "missing", ""),
        # a package comes before a module of its name
        ("app/__init__.py app.py", "web.py", "app", "x", "app/__init__.py"),
        ("app/__init__.py app/gen.pyi", "web.py", "app.gen", "X", "app/gen.pyi app/__init__.py"),
        # a script's own folder
        ("jobs/helpers.py", "jobs/nightly.py", "helpers", "run", "jobs/helpers.py"),
        # src
        ("src/shop/__init__.py src/shop/db.py", "tests/test_db.py", "shop.db", "get",
         "src/shop/db.py src/shop/__init__.py"),
        # the nearest folder above first
        ("a/config/__init__.py b/config/__init__.py", "a/users/views.py", "config", "x", "a/config/__init__.py"),
        ("a/config/__init__.py b/config/__init__.py", "b/users/views.py", "config", "x", "b/config/__init__.py"),
        ("backend/app/__init__.py backend/app/db.py", "backend/tests/test_db.py", "app.db", "x",
         "backend/app/db.py backend/app/__init__.py"),
        # Django: apps beside manage.py
        ("manage.py shop/__init__.py shop/models.py site_/settings.py", "shop/views.py", "shop.models", "Order",
         "shop/models.py shop/__init__.py"),
        # what lies in the way of a declared package is not meant, unless it is a regular package
        ("tools/redis.py", "tools/cache.py", "redis", "Redis", ""),
        ("flask/__init__.py", "web.py", "flask", "Flask", "flask/__init__.py"),
        # a distribution whose name only resembles the module's is no reason to doubt a module of ours
        ("utils.py", "web.py", "utils", "x", "utils.py"),
        # a name of the standard library
        ("app/logging.py", "app/web.py", "logging", "getLogger", ""),
        ("code/__init__.py code/helpers.py", "web.py", "code.helpers", "x", "code/helpers.py code/__init__.py"),
        ("app/http/client.py", "app/web.py", "http.client", "x", ""),
    ],
)  # fmt: skip
def test_documents(paths, importer, module, names, documents):
    assert list(settle(paths, importer, module, *names.split()).documents) == documents.split()


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("flask", Target("package", package="flask", how="declared")),
        ("yaml.resolver", Target("package", package="pyyaml", how="declared")),
        ("botocore.config", Target("package", package="boto3", how="part-of")),
        ("os.path", STANDARD),
        ("asyncore", STANDARD),
        ("generated_pb2", NOTHING),
    ],
)
def test_packages_the_standard_library_and_nothing(module, target):
    assert settle("", "app/web.py", module) == target


def test_locked_and_installed_packages():
    lock = '[[package]]\nname = "anyio"\nversion = "4.0"\n'
    docker = "FROM python:3.12\nRUN pip install gunicorn\n"
    more = {"uv.lock": lock, "Dockerfile": docker}
    assert settle("", "web.py", "anyio", **more) == Target("package", package="anyio", how="locked")
    assert settle("", "web.py", "gunicorn", **more) == Target("package", package="gunicorn", how="installed")


def test_of_several_packages_that_fit_the_closest_is_named():
    manifest = '[project]\nname = "x"\ndependencies = ["google-auth", "google-cloud-storage", "google-cloud-tasks"]\n'
    assert settle("", "web.py", "google.cloud.tasks_v2", manifest=manifest).package == "google-cloud-tasks"


@pytest.mark.parametrize(
    ("build", "path", "module"),
    [
        ('[tool.setuptools.package-dir]\n"" = "lib"\n', "lib/shop/db.py", "shop.db"),
        ('[tool.setuptools.package-dir]\nshop = "code"\n', "code/db.py", "shop.db"),
        ('[tool.setuptools.packages.find]\nwhere = ["python"]\n', "python/shop/db.py", "shop.db"),
        ('[tool.hatch.build.targets.wheel]\npackages = ["lib/shop"]\n', "lib/shop/db.py", "shop.db"),
        ('[tool.hatch.build.targets.wheel]\nsources = ["lib"]\n', "lib/shop/db.py", "shop.db"),
        ('[tool.hatch.build.sources]\n"code" = "shop"\n', "code/db.py", "shop.db"),
        ('[tool.poetry]\npackages = [{ include = "shop", from = "lib" }]\n', "lib/shop/db.py", "shop.db"),
        ('[tool.uv.build-backend]\nmodule-root = "lib"\n', "lib/shop/db.py", "shop.db"),
        ('[tool.pytest.ini_options]\npythonpath = ["lib"]\n', "lib/shop/db.py", "shop.db"),
    ],
)  # fmt: skip
def test_roots_that_manifests_name(build, path, module):
    assert settle(path, "tests/test_shop.py", module, manifest=PYPROJECT + build).documents == (path,)


def test_roots_of_setup_cfg_and_setup_py():
    cfg = {"setup.cfg": "[metadata]\nname = shop\n[options]\npackage_dir =\n    =lib\n"}
    assert settle("lib/shop/db.py", "bin/run.py", "shop.db", **cfg).documents == ("lib/shop/db.py",)
    script = (
        "from setuptools import setup, find_packages\nsetup(name='shop', packages=find_packages('lib'))\n"
    )
    found = settle("lib/shop/db.py", "bin/run.py", "shop.db", **{"setup.py": script})
    assert found == Target("document", ("lib/shop/db.py",), how="root")


def test_members_of_a_workspace_see_each_other():
    member = (
        '[project]\nname = "{0}"\ndependencies = ["core"]\n[tool.uv.sources]\ncore = {{ workspace = true }}\n'
    )
    files = {
        "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
        "packages/core/pyproject.toml": '[project]\nname = "core"\n',
        "packages/core/src/core/__init__.py": "",
        "packages/core/src/core/db.py": "",
        "packages/api/pyproject.toml": member.format("api"),
        "packages/api/src/api/web.py": "",
    }
    found = modules_of(files).settle("packages/api/src/api/web.py", "core.db", ())
    assert found.documents == ("packages/core/src/core/db.py", "packages/core/src/core/__init__.py")


@pytest.mark.parametrize(
    "declared",
    [
        '[project]\nname = "c"\ndependencies = ["b"]\n[tool.uv.sources]\nb = { workspace = true }\n',
        '[project]\nname = "c"\ndependencies = ["b"]\n[tool.uv.sources]\nb = { path = "../b" }\n',
        '[tool.poetry]\nname = "c"\n[tool.poetry.dependencies]\nb = { path = "../b", develop = true }\n',
    ],
)
def test_of_two_projects_with_a_module_of_one_name_the_declared_one_is_meant(declared):
    files = dict.fromkeys(["a/shop/db.py", "b/shop/db.py", "c/web.py"], "")
    manifests = {f"{at}/pyproject.toml": f'[project]\nname = "{at}"\n' for at in "ab"}
    found = modules_of({**files, **manifests, "c/pyproject.toml": declared}).settle("c/web.py", "shop.db", ())
    assert found.documents == ("b/shop/db.py",)


def test_two_projects_with_a_module_of_one_name_leave_it_open():
    files = dict.fromkeys(["a/shop/db.py", "b/shop/db.py", "c/web.py"], "")
    manifests = {f"{at}/pyproject.toml": f'[project]\nname = "{at}"\n' for at in "abc"}
    assert modules_of(files | manifests).settle("c/web.py", "shop.db", ()) == NOTHING


def test_paths_that_code_adds():
    text = "import sys, os\nsys.path.append(os.path.join(os.path.dirname(__file__), '..', 'common'))\n"
    files = {"jobs/run.py": text, "common/helpers.py": ""}
    assert modules_of(files).settle("jobs/run.py", "helpers", ()).documents == ("common/helpers.py",)


def test_a_module_does_not_import_itself():
    files = {
        "requirements.txt": "celery\n",
        "proj/celery.py": "from celery import Celery\n",
        "proj/web.py": "",
    }
    assert modules_of(files).settle("proj/celery.py", "celery", ("Celery",)).package == "celery"


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("shop.apps.ShopConfig", "shop/apps.py"),
        ("shop.wsgi:application", "shop/wsgi.py"),
        ("shop", "shop/__init__.py"),
        (".apps.ShopConfig", "shop/apps.py"),
        ("nothing.here", ""),
        ("not a name", ""),
    ],
)
def test_names_in_strings(name, document):
    files = dict.fromkeys(["shop/__init__.py", "shop/apps.py", "shop/wsgi.py", "shop/x.py"], "")
    assert modules_of(files).named("shop/x.py", name).documents[:1] == ((document,) if document else ())
