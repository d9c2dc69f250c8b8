"""One row a language: every row decodes, names of files tell what they are, names of packages compare."""

from typing import get_args

import pytest

from factorlint.engine.claims import all_languages
from factorlint.knowledge import ecosystems


def test_every_programming_language_that_is_read_has_a_row() -> None:
    read = {name for name, language in all_languages().items() if language.code}
    assert read <= set(ecosystems.rows())
    for name in read:
        row = ecosystems.rows()[name]
        assert row.suffixes and row.packages and row.runtime and row.manifests and row.images and row.modules


def test_no_suffix_and_no_image_belongs_to_two_rows() -> None:
    rows = ecosystems.rows().values()
    suffixes = [suffix for row in rows for suffix in (*row.suffixes, *row.stub_suffixes, *row.page_suffixes)]
    images = [image for row in rows for image in row.images]
    assert len(set(suffixes)) == len(suffixes)
    assert len(set(images)) == len(images)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("test_api.py", "tests"),
        ("api_test.py", "tests"),
        ("conftest.py", "tests"),
        ("cart.spec.ts", "tests"),
        ("cart-test.js", "tests"),
        ("button.story.tsx", "tests"),
        ("jest.config.js", "tests"),
        ("cart_test.go", "tests"),
        ("demo_pb2_grpc.pyi", "generated"),
        ("demo.pb.go", "generated"),
        ("types.d.ts", "generated"),
        ("app.min.js", "generated"),
        ("noxfile.py", "tooling"),
        ("vite.config.mts", "tooling"),
        ("magefile.go", "tooling"),
    ],
)
def test_a_base_name_tells_what_its_file_is(name: str, what: ecosystems.Pattern) -> None:
    assert ecosystems.pattern(what).match(name)


@pytest.mark.parametrize(
    "name",
    ["latest.py", "contest.py", "protest.js", "testing.go", "setup.js", "minimal.js", "test_x.go", "pb.go"],
)
def test_an_ordinary_name_is_none_of_them(name: str) -> None:
    kinds: tuple[ecosystems.Pattern, ...] = get_args(ecosystems.Pattern)
    assert [what for what in kinds if ecosystems.pattern(what).match(name)] == []


def test_a_file_belongs_to_the_language_of_its_ending() -> None:
    found = {path: ecosystems.of_file(path) for path in ("a/b.go", "A.TSX", "x.py", "x.vue", "Makefile")}
    assert {path: row and row.language for path, row in found.items()} == {
        "a/b.go": "go",
        "A.TSX": "javascript",
        "x.py": "python",
        "x.vue": None,
        "Makefile": None,
    }


@pytest.mark.parametrize(
    ("packages", "name", "normal"),
    [
        ("python", "Django_REST..framework", "django-rest-framework"),
        ("npm", "@Scope/Name_x", "@Scope/Name_x"),
        ("go", "github.com/Masterminds/squirrel", "github.com/Masterminds/squirrel"),
        ("nuget", "Newtonsoft.Json", "newtonsoft.json"),
        ("cargo", "serde_json", "serde-json"),
        ("unheard-of", "As_Is", "As_Is"),
    ],
)
def test_names_of_packages_compare_as_their_ecosystem_does(packages: str, name: str, normal: str) -> None:
    assert ecosystems.normal_name(packages, name) == normal
