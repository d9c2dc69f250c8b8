"""Settings: layers, errors that name file, line and remedy, and the published schema."""

from pathlib import Path

import jsonschema_rs
import pytest

from factorlint import config
from factorlint.config import ComponentOverride, Settings, UserError
from factorlint.devtools.schemas import config_schema
from factorlint.pathpatterns import rebased


def load(root: Path, **flags: object) -> Settings:
    return config.load(root, flags, environ={})


def test_defaults_without_any_source(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_later_layers_win_and_ignores_add_up(tmp_path: Path) -> None:
    (tmp_path / "factorlint.toml").write_text(
        'select = ["config"]\nignore = ["CFG001"]\nfail-on = "error"\nprofile = "strict"\njobs = 1\n'
    )
    environ = {"FACTORLINT_FAIL_ON": "info", "FACTORLINT_JOBS": "2", "FACTORLINT_IGNORE": "LOG001, LOG002"}
    settings = config.load(tmp_path, {"jobs": 3, "ignore": ("RES",), "select": None}, environ=environ)
    assert settings.select == ("config",)
    assert settings.ignore == ("CFG001", "LOG001", "LOG002", "RES")
    assert (settings.profile, settings.fail_on, settings.jobs) == ("strict", "info", 3)
    assert settings.origins["ignore"].endswith("factorlint.toml:2 or FACTORLINT_IGNORE or --ignore")


def test_all_keys_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        """
[project]
name = "x"
[tool.factorlint]
format = ["concise", "sarif=out.sarif"]
exclude = ["old/"]
respect-gitignore = false
max-file-size = 10
cache = false
packs = ["./rules", "acme-rules"]
[tool.factorlint.severity]
CFG001 = "info"
[tool.factorlint.per-path-ignores]
"tests/**" = ["CFG"]
[tool.factorlint.roles]
"scripts/" = "tooling"
[[tool.factorlint.components]]
path = "./web/"
kind = "app"
"""
    )
    settings = load(tmp_path)
    assert settings.formats == ("concise", "sarif=out.sarif")
    assert settings.exclude == ("old/",)
    assert not settings.respect_gitignore and not settings.cache and settings.max_file_size == 10
    assert settings.packs == (str(tmp_path / "rules"), "acme-rules")
    assert settings.severity == {"CFG001": "info"}
    assert settings.per_path_ignores == (("tests/**", ("CFG",)),)
    assert settings.roles == (("scripts/", "tooling"),)
    assert settings.components == (ComponentOverride(path="web", kind="app"),)
    assert not settings.trust_packs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\nselct = ["A"]\n', ":2: unknown key `selct`; did you mean `select`?"),
        ("trust-packs = true\n", ":1: unknown key `trust-packs`"),
        ("zzz = true\n", ":1: unknown key `zzz`; known keys: cache, "),
        ('# no\nselect = "A"\n', ":2: `select`: expected a list, got `str`"),
        ('select = [\n  "A",\n  1,\n]\n', ":1: `select`: expected `str`, got `int`"),
        ('[severity]\nA = "info"\nB = "fatal"\n', ":3: `severity.B`: invalid enum value 'fatal'"),
        ('[per-path-ignores]\n"a/*" = "CFG"\n', ":2: `per-path-ignores.a/*`: expected a list"),
        ("jobs = -1\n", ":1: `jobs`: expected `int` >= 0"),
        ('[[components]]\npath = "a"\nknd = "app"\n', "`components`: object contains unknown field `knd`"),
        ("a = [\n", "not TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_line_that_names_it(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "factorlint.toml").write_text(text)
    with pytest.raises(UserError) as raised:
        load(tmp_path)
    message = str(raised.value)
    assert "factorlint.toml:" in message and expected in message, message
    assert "\n" not in message


def test_files_that_cannot_be_read_are_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "factorlint.toml").write_bytes(b'select = ["\xff"]')
    with pytest.raises(UserError, match="not UTF-8"):
        load(tmp_path)
    with pytest.raises(UserError, match="there is no such configuration file"):
        config.load(tmp_path, file=tmp_path / "none.toml", environ={})
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(UserError, match=r"no \[tool.factorlint\] table"):
        config.load(tmp_path, file=tmp_path / "pyproject.toml", environ={})


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("JOBS", "many", "whole number"),
        ("FAIL_ON", "bad", "one of error, warning, info, never"),
        ("CACHE", "2", "true or false"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    tmp_path: Path, variable: str, value: str, expected: str
) -> None:
    with pytest.raises(UserError, match=f"FACTORLINT_{variable}={value}: .*{expected}"):
        config.load(tmp_path, environ={f"FACTORLINT_{variable}": value})


def test_the_environment_names_a_file(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text("jobs = 7\n")
    environ = {"FACTORLINT_CONFIG": str(elsewhere), "FACTORLINT_CACHE": "off"}
    settings = config.load(tmp_path, environ=environ)
    assert settings.jobs == 7 and not settings.cache


def test_the_nearest_file_up_to_the_repository_root_holds(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "services" / "web"
    inner.mkdir(parents=True)
    (tmp_path / "factorlint.toml").write_text("jobs = 9\n")
    assert config.find_file(inner) is None
    (tmp_path / "repo" / ".git").mkdir()
    assert config.find_file(inner) is None
    top = tmp_path / "repo" / "factorlint.toml"
    top.write_text(
        'exclude = ["services/web/old/", "*.gen"]\n[roles]\n"services/*/bin/" = "tooling"\n"/lib/" = "docs"\n'
    )
    (inner / "pyproject.toml").write_text("[project]\n")
    assert config.find_file(inner) == top
    settings = load(inner)
    assert settings.exclude == ("/old", "*.gen")
    assert settings.roles == (("/bin", "tooling"),)
    (inner / ".factorlint.toml").write_text("jobs = 3\n")
    assert load(inner).jobs == 3


@pytest.mark.parametrize(
    ("pattern", "below", "expected"),
    [
        ("a/b/*.py", ("a",), "/b/*.py"),
        ("a/", ("a",), "**"),
        ("/a/", ("a", "b"), "**"),
        ("a/b", ("a", "b"), "**"),
        ("c/*.py", ("a",), ""),
        ("**/x/*.py", ("a",), "**/x/*.py"),
        ("!a/b", ("a",), "!/b"),
        ("*.log", ("a",), "*.log"),
        ("a/b", (), "a/b"),
    ],
)
def test_patterns_follow_the_scanned_folder(pattern: str, below: tuple[str, ...], expected: str) -> None:
    assert rebased(pattern, below) == expected


@pytest.mark.parametrize(
    ("choice", "terminal", "environ", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "0"}, False),
        ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_when_to_colour(
    choice: config.Colour, terminal: bool, environ: dict[str, str], expected: bool
) -> None:
    assert config.wants_colour(choice, terminal, environ) is expected


def test_the_schema_accepts_and_refuses_what_the_reader_does() -> None:
    validator = jsonschema_rs.validator_for(config_schema())
    assert validator.is_valid({"select": ["CFG"], "roles": {"a/": "tooling"}, "format": "json"})
    assert not validator.is_valid({"selct": ["CFG"]})
    assert not validator.is_valid({"fail-on": "fatal"})
    assert not validator.is_valid({"jobs": -1})
