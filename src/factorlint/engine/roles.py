"""What a file is for, told from its path alone. The one place that decides; configuration can override it.

A path is lower-cased and looked at folder by folder, then by its base name. The first table that
matches wins, in the order of `_ORDER`.
"""

import re
from collections.abc import Sequence
from functools import cache

from ..knowledge.ecosystems import pattern
from ..model.source import Role
from .globs import Globs

_VENDORED_FOLDERS = frozenset(
    """node_modules bower_components jspm_packages vendor vendored third_party third-party thirdparty
    site-packages .venv venv virtualenv .virtualenv .tox .nox .eggs""".split()
)
_GENERATED_FOLDERS = frozenset(
    """__generated__ generated __pycache__ .next .nuxt .output .svelte-kit dist .terraform .serverless
    htmlcov .pytest_cache .mypy_cache .ruff_cache .gradle .idea""".split()
)
_TEST_FOLDERS = frozenset(
    """t test tests __tests__ __test__ testing spec specs e2e cypress playwright testdata test_data test-data
    __mocks__ mocks __snapshots__ fixtures test-utils test_utils integration-tests integration_tests
    e2e-tests unit-tests testsuite test-fixtures api-tests acceptance""".split()
)
_DOC_FOLDERS = frozenset(
    "doc docs documentation _docs man website-docs adr rfcs tutorials tutorial docs_src".split()
)
_EXAMPLE_FOLDERS = frozenset(
    """example examples sample samples demo demos snippets cookbook cookbooks playground playgrounds sandbox
    _archive _archived _attic attic""".split()
)
_TOOLING_FOLDERS = frozenset(
    """.github .gitlab .circleci .devcontainer .vscode .husky .storybook .buildkite .azure-pipelines hack
    tools tooling benchmark benchmarks perf load-tests loadtests stories jenkins .jenkins .ci devtools ci""".split()
)
_WORDS = re.compile(r"[-_.]")
_TEST_WORDS = frozenset("test tests testing e2e playwright cypress".split())
"""Words that say what a folder is for beside others: `tests_e2e`, `test-migrations`."""
_DEVELOPER_WORDS = frozenset({"dev", "devtools"})
"""Likewise, for folders of code: `dev-env`."""
_MIGRATION_FOLDERS = frozenset("migrations versions migrate".split())

_GENERATED_NAMES = re.compile(
    r"""_pb2(_grpc)?\.pyi?$ | _(grpc_)?pb\.(js|d\.ts)$ | \.pb\.\w+$ | \.min\.(js|css|mjs)$ | \.bundle\.js$
      | \.map$ | \.gen(erated)?\.\w+$ | \.d\.[mc]?ts$ | \.designer\.cs$ | ^pnp\.[cm]?js$""",
    re.VERBOSE,
)
_TEST_NAMES = re.compile(
    r"""^test_.*\.py$ | [-_.]tests?\.(py|sh)$ | ^tests?\.py$ | ^conftest\.py$ | ^factories\.py$
      | [._-](test|spec|e2e|story|stories|mock|cy)s?\.[cm]?[jt]sx?$
      | ^(jest|vitest|karma|cypress|playwright|protractor|wdio)\b.*\.[cm]?[jt]s$
      | ^setup[._-]?(jest|vitest|tests?)\b.*\.[cm]?[jt]sx?$
      | ^(docker-)?compose[.-](.*[.-])?(test|tests|testing|e2e)([.-].*)?\.ya?ml$
      | ^dockerfile[.-](test|tests|testing|e2e|playwright|cypress)$ | ^(test|tests|e2e)\.dockerfile$
      | ^\.env[.-]tests?(ing)?([.-].*)?$ | ^settings[._-]tests?\.py$ | ^tests?[._-]settings\.py$""",
    re.VERBOSE,
)
_TOOLING_NAMES = re.compile(
    r"""^(noxfile|fabfile|setup|versioneer|hatch_build|locustfile)\.py$
      | ^(pre_prompt|(pre|post)_gen_project)\.(py|sh)$
      | ^makefile$ | ^justfile$ | ^vagrantfile$ | ^(gruntfile|gulpfile|jakefile)\.[cm]?[jt]s$
      | [._-]dev\.([cm]?[jt]sx?|py)$ | \.config\.[cm]?[jt]s$ | ^\..*rc\.[cm]?js$ | ^(webpack|rollup)\..*\.[cm]?[jt]s$
      | ^\.gitlab-ci\.ya?ml$ | \.gitlab-ci\.ya?ml$ | ^\.pre-commit-config\.ya?ml$
      | ^(docker-)?compose[.-](.*[.-])?(override|dev|develop|development|local|debug|ci)([.-].*)?\.ya?ml$
      | ^dockerfile[.-](dev|develop|development|local|debug|ci)$ | ^(dev|development|local|ci)\.dockerfile$
      | ^\.env[.-](dev|development|local|ci)([.-].*)?$
      | ^(cloudbuild|skaffold|bitbucket-pipelines|azure-pipelines|appveyor|\.travis)\.ya?ml$
      | ^settings[._-](dev|development|local)\.py$ | ^(dev|development|local)[._-]settings\.py$""",
    re.VERBOSE,
)
_EXAMPLE_NAMES = re.compile(
    r"(^|[._-])(example|sample|template|dist|tmpl)$|(^|[._-])(example|sample)([._-]|$)"
)
_DOC_NAMES = re.compile(r"\.(md|markdown|rst|adoc|asciidoc)$|^(changelog|license|notice|authors)(\.txt)?$")
_SCRIPT = re.compile(r"\.(py|go|[cm]?[jt]sx?)$")
_DEVELOPERS_SETTINGS = re.compile(
    r"^(dev|develop|development|local|local_dev|dev_local|ci|debug)(_settings)?\.(py|[cm]?[jt]s|json|ya?ml|toml)$"
)
_SETTINGS_FOLDERS = frozenset("settings config configs conf configuration".split())
_MIGRATION_NAMES = re.compile(r"\.(py|go|sql|[cm]?[jt]s)$")


def role_of(path: str, overrides: Sequence[tuple[Globs, Role]] = ()) -> Role:
    """The role of the document at `path` (relative to the root, `/`); the first matching override wins."""
    given = overridden(path, overrides)
    if given is not None:
        return given
    folder, _, name = path.lower().rpartition("/")
    above = _folder_rank(folder)
    for rank, names in _NAMES[:above]:
        if names.search(name) or _in_ecosystem(_ORDER[rank], name):
            return _ORDER[rank]
    if above < len(_ORDER):
        return _ORDER[above]
    if folder.rpartition("/")[2] in _MIGRATION_FOLDERS and _MIGRATION_NAMES.search(name):
        return "migration"
    if folder.rpartition("/")[2] in _SETTINGS_FOLDERS and _DEVELOPERS_SETTINGS.search(name):
        return "tooling"
    if _SCRIPT.search(name) and _for_tools(folder):
        return "tooling"
    return "production"


def overridden(path: str, overrides: Sequence[tuple[Globs, Role]]) -> Role | None:
    """The role that the configuration gives to a path, None where it gives none."""
    return next((role for globs, role in overrides if globs.match(path)), None)


_VENDORED_PATHS = re.compile(r"(?:^|/)wwwroot/lib(?:/|$)")
"""Where front ends keep libraries of others under a name that says nothing by itself."""


def _in_ecosystem(role: Role, name: str) -> bool:
    """Whether a language calls files of this role so (`*_test.go`)."""
    match role:
        case "generated":
            return pattern("generated").match(name) is not None
        case "test":
            return pattern("tests").match(name) is not None
        case "tooling":
            return pattern("tooling").match(name) is not None
    return False


def _for_tools(folder: str) -> bool:
    """Whether scripts in this folder are for developers: `dev`, `scripts`, `dev-env`."""
    parts = folder.split("/")
    return "scripts" in parts or parts[0] == "dev" or any(_has_word(part, _DEVELOPER_WORDS) for part in parts)


def _has_word(name: str, words: frozenset[str]) -> bool:
    """Whether a name of several words holds one of `words`."""
    found = _WORDS.split(name)
    return len(found) > 1 and not words.isdisjoint(found)


_ORDER: tuple[Role, ...] = ("vendored", "generated", "test", "docs", "example", "tooling")
_FOLDERS = (
    _VENDORED_FOLDERS,
    _GENERATED_FOLDERS,
    _TEST_FOLDERS,
    _DOC_FOLDERS,
    _EXAMPLE_FOLDERS,
    _TOOLING_FOLDERS,
)
_NAMES = tuple(
    (rank, names)
    for rank, names in enumerate(
        (re.compile(r"(?!)"), _GENERATED_NAMES, _TEST_NAMES, _DOC_NAMES, _EXAMPLE_NAMES, _TOOLING_NAMES)
    )
)

_TEST = _ORDER.index("test")
_EXAMPLE = _ORDER.index("example")
_EXAMPLE_ENDINGS = ("-example", "-examples", "_example", "_examples", "-sample", "-samples")
_DEPLOYED_FOLDERS = frozenset((".docker", ".deploy", ".ebextensions", ".platform", ".kube", ".k8s", ".helm"))
"""Folders with a leading dot that platforms read; the others are developers' own."""


@cache
def _folder_rank(folder: str) -> int:
    """The place in `_ORDER` that a folder gives to everything below it; past the end for none."""
    if _VENDORED_PATHS.search(folder):
        return 0
    parts = set(folder.split("/"))
    rank = next((rank for rank, names in enumerate(_FOLDERS) if not names.isdisjoint(parts)), len(_ORDER))
    if rank > _TEST and any(_has_word(part, _TEST_WORDS) for part in parts):
        return _TEST
    if rank > _EXAMPLE and any(part.endswith(_EXAMPLE_ENDINGS) for part in parts):
        return _EXAMPLE
    if rank == len(_ORDER) and any(part.startswith(".") and part not in _DEPLOYED_FOLDERS for part in parts):
        return _ORDER.index("tooling")
    return rank


def looks_generated(head: bytes) -> bool:
    """Whether the first kilobytes of a source say that a program wrote it."""
    return b"generated" in head.lower() and _GENERATED_HEAD.search(head) is not None


_GENERATED_HEAD = re.compile(
    rb"@generated\b|generated.{0,160}do not (?:edit|modify)|do not (?:edit|modify).{0,160}generated"
    rb"|(?:auto-?generated|automatically generated) (?:by|from|file|code)|generated by the protocol buffer compiler",
    re.IGNORECASE | re.DOTALL,
)


def settings_of(pairs: Sequence[tuple[str, Role]]) -> tuple[tuple[Globs, Role], ...]:
    """Compile the configuration's role overrides once a scan."""
    return tuple((Globs((pattern,)), role) for pattern, role in pairs)
