"""The contracts of the design, held by import-linter (see `[tool.importlinter]`) and by a look at the sources."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from factorlint.knowledge import ecosystems

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "factorlint"
SOURCES = sorted(PACKAGE.rglob("*.py"))
RULES = sorted((ROOT / "rules").rglob("*.py"))
LANGUAGES = sorted(
    folder.name for folder in (PACKAGE / "languages").iterdir() if (folder / "__init__.py").exists()
)


@cache
def tree_of(file):
    """The syntax tree of a source; nobody changes it."""
    return ast.parse(file.read_text("utf-8"))


def imports(file):
    """Dotted names that a module imports, relative ones resolved to `factorlint...`."""
    package = file.relative_to(PACKAGE.parent).with_suffix("").parts if file.is_relative_to(PACKAGE) else ()
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) if node.level else ""
            name = ".".join(part for part in (base, node.module or "") if part)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def test_import_contracts():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_do_not_know_each_other(language):
    others = {f"factorlint.languages.{other}" for other in LANGUAGES if other != language}
    for file in (PACKAGE / "languages" / language).rglob("*.py"):
        assert not others & set(imports(file)), file


def test_formats_do_not_know_each_other():
    formats = {
        file.stem
        for file in (PACKAGE / "reports").glob("*.py")
        if re.search(r"^NAME\b", file.read_text("utf-8"), re.M)
    }
    assert {"console", "concise", "json", "sarif", "github", "markdown"} <= {
        name.rstrip("_") for name in formats
    }
    for name in formats:
        others = {f"factorlint.reports.{other}" for other in formats - {name}}
        assert not others & set(imports(PACKAGE / "reports" / f"{name}.py")), name


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_rules_import_the_api_the_facts_and_the_standard_library(file):
    for name in imports(file):
        top = name.split(".")[0]
        assert top in sys.stdlib_module_names or name.startswith(("factorlint.api", "factorlint.facts")), name


def test_only_config_reads_the_environment():
    readers = [
        file.relative_to(PACKAGE).as_posix()
        for file in SOURCES
        if re.search(r"\bos\.(environ|getenv)\b", _code(file)) and "devtools" not in file.parts
    ]
    assert readers == ["config.py"]


def test_rules_and_languages_open_no_files():
    opening = re.compile(r"(?<![\w.])open\(|\.read_bytes\(|\.read_text\(")
    reaching = {"subprocess", "socket", "urllib.request", "http.client", "ssl"}
    for folder in ("link", "languages", "facts", "model"):
        for file in (PACKAGE / folder).rglob("*.py"):
            found = [line for line in _code(file).splitlines() if opening.search(line)]
            # A language's own tables (apis.toml) are the package's data, read through importlib.resources.files.
            assert not [line for line in found if "__package__" not in line and "_APIS" not in line], file
            assert not reaching & set(imports(file)), file
    for file in RULES:
        assert not opening.search(_code(file)), file


def test_only_reports_and_the_command_line_print():
    for file in SOURCES:
        part = file.relative_to(PACKAGE).parts[0]
        if part not in ("cli", "reports", "devtools", "testing.py"):
            assert not re.search(r"(?<![\w.\"'`])print\(", _code(file)), file


_NAMING = {
    "link/components/client_files.py",
    "link/components/divide.py",
    "link/components/shared_code.py",
    "link/running/buffering.py",
    "link/running/start_path.py",
}
"""Modules that name a language although its row in ecosystems.toml could tell."""


@pytest.mark.parametrize("folder", ["link", "engine"])
def test_no_module_above_the_languages_names_one(folder):
    rows = ecosystems.rows().values()
    names = {name for row in rows for name in (row.language, row.packages, row.runtime) if name}
    for file in sorted((PACKAGE / folder).rglob("*.py")):
        if file.relative_to(PACKAGE).as_posix() not in _NAMING:
            assert not names & set(_texts(file)), file


def test_no_rule_names_a_language():
    names = {name for row in ecosystems.rows().values() for name in (row.language, row.packages, row.runtime)}
    for file in RULES:
        assert not (names - {""}) & set(_texts(file)), file


def _texts(file):
    """The texts in a source that are values of its code."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def _code(file):
    """The source without its strings and comments."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            node.value = ""
    return ast.unparse(tree)
