"""Which imports count as undeclared: names that differ, includes, guards, parts of other packages."""

from itertools import pairwise

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import UndeclaredImport


def undeclared(files: dict[str, str]) -> list[UndeclaredImport]:
    store = gather_files({path: text.encode() for path, text in files.items()}, Settings()).store
    return list(store.all(UndeclaredImport))


def missing(module: str, *requirements: str) -> list[str]:
    files = {"requirements.txt": "\n".join(requirements) + "\n", "app.py": f"import {module}\n"}
    return [fact.package for fact in undeclared(files) if not fact.part_of]


@pytest.mark.parametrize(
    ("module", "requirement"),
    [
        ("yaml", "PyYAML==6.0"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("hydra", "hydra-core"),
        ("factory", "factory_boy"),
        ("cattr", "cattrs"),
        ("geolite2", "maxminddb-geolite2"),
        ("slugify", "python-slugify"),
        ("starlette.requests", "fastapi"),
        ("tomllib", "flask"),
        ("distutils.util", "flask"),
    ],
)
def test_declared_under_another_name(module: str, requirement: str) -> None:
    assert missing(module, requirement) == []


@pytest.mark.parametrize(
    ("module", "requirement", "package"),
    [
        ("yaml", "flask", "pyyaml"),
        ("flask", "flask-login", "flask"),
        ("redis", "redis-py-cluster", "redis"),
        ("requests", "requests-oauthlib", "requests"),
        ("sqlalchemy", "psycopg2-binary", "sqlalchemy"),
        ("slugger", "types-slugger", "slugger"),
    ],
)
def test_undeclared(module: str, requirement: str, package: str) -> None:
    assert missing(module, requirement) == [package]


def test_a_lockfile_tells_a_package_of_its_own_from_a_longer_name() -> None:
    lock = '[[package]]\nname = "{}"\nversion = "1.0"\n'
    files = {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["acme-slugger"]\n',
        "app.py": "import slugger\n",
        "uv.lock": "version = 1\n" + lock.format("acme-slugger"),
    }
    assert not undeclared(files)
    files["uv.lock"] += lock.format("slugger")
    (fact,) = undeclared(files)
    assert fact.locked


def test_included_files_are_followed_and_absent_ones_silence() -> None:
    files = {
        "requirements.txt": "-r deps/requirements-base.txt\n",
        "deps/requirements-base.txt": "flask\n",
        "app.py": "import flask, yaml\n",
    }
    assert [fact.package for fact in undeclared(files)] == ["pyyaml"]
    del files["deps/requirements-base.txt"]
    assert not undeclared(files)
    files["requirements.txt"] = "-r deps/base\n"
    files["deps/base"] = "flask\n"
    assert not undeclared(files)


def test_a_chain_of_includes_is_followed_to_its_end() -> None:
    names = ["requirements.txt", *(f"requirements-{number}.txt" for number in range(3000))]
    files = {name: f"-r {following}\n" for name, following in pairwise(names)}
    files |= {names[-1]: "flask\n", "app.py": "import flask, yaml\n"}
    assert [fact.package for fact in undeclared(files)] == ["pyyaml"]


def test_a_guard_anywhere_in_the_component_is_enough() -> None:
    files = {
        "requirements.txt": "flask\n",
        "app.py": "try:\n    import minio\nexcept ImportError:\n    minio = None\n",
        "prune.py": "from minio.deleteobjects import DeleteObject\n",
    }
    assert not undeclared(files)
    del files["app.py"]
    assert [fact.package for fact in undeclared(files)] == ["minio"]
