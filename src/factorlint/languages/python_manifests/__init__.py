"""Python's manifests: pyproject.toml, requirements files, setup.cfg, setup.py, Pipfile, environment.yml."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "pipfile",
    "requirements*.txt",
    "requirements*.in",
    "*requirements.txt",
    "*requirements.in",
    "*-requirements*.txt",
    "constraints*.txt",
    "*/requirements/*.txt",
    "requirements/*.txt",
    "*/requirements/*.in",
    "requirements/*.in",
    "environment.yml",
    "environment.yaml",
    "conda.yml",
    "conda.yaml",
)


def facts(source: Source) -> Iterable[Fact]:
    """`Project`, `Declared`, `Lock` of pinned requirements, `RuntimeVersion`."""
    name = source.path.rpartition("/")[2].lower()
    if name == "pyproject.toml":
        from . import pyproject

        return pyproject.read(source.data)
    if name == "pipfile":
        from . import pipfile

        return pipfile.read(source.data)
    if name in ("setup.py", "setup.cfg"):
        from . import setuptools

        return setuptools.script(source.data) if name == "setup.py" else setuptools.config(source.data)
    if name.endswith((".yml", ".yaml")):
        from . import conda

        return conda.read(source.data)
    from . import requirements

    return requirements.read(source.path, source.data)
