"""Imports of Go without a parser, and what the names of packages are."""

import pytest

from factorlint.facts import EnvRead, Import, Listen
from factorlint.languages import go
from factorlint.model.source import Source

from .sample import facts, values

IMPORTS = [
    ('import "net/http"\n', ["net/http"]),
    ('import h "net/http"\n', ["net/http"]),
    (
        'import (\n\t"fmt"\n\n\t_ "github.com/lib/pq"\n'
        '\t. "example.com/x"\n'
        '\tpb "example.com/shop/v2/pb"\n)\n',
        ["fmt", "github.com/lib/pq", "example.com/x", "example.com/shop/v2/pb"],
    ),
    ('import ("a/b"; "c/d")\n', ["a/b", "c/d"]),
    ("import `raw/path`\n", ["raw/path"]),
    ('// import "x"\n/* import "y" */\nimport "z"\n', ["z"]),
    ('import (\n\t// "old"\n\t"new" // import "z"\n)\n', ["new"]),
    ('import "C"\n', []),
    ('import "a"\n\nvar s = `\nimport "b"\n`\n', ["a"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), IMPORTS)
def test_imports(text, expected):
    source = Source("main.go", b"package main\n\n" + text.encode())
    found = [fact for fact in go.cheap(source) if isinstance(fact, Import) and not fact.relative]
    assert [fact.module for fact in found] == expected
    assert all(fact.ecosystem == "go" for fact in found)


def test_the_files_of_a_folder_are_one_package():
    (own,) = [fact for fact in go.cheap(Source("a/b.go", b"package shop\n")) if isinstance(fact, Import)]
    assert (own.module, own.relative, own.names) == (".", True, ("*",))


NAMES = [
    ('import "net/http"', "http"),
    ('import web "net/http"', "web"),
]


@pytest.mark.parametrize(("imported", "name"), NAMES)
def test_a_package_by_its_local_name(imported, name):
    text = f'package main\n\n{imported}\n\nfunc main() {{\n\t{name}.ListenAndServe(":8080", nil)\n}}\n'
    assert values(facts(text, Listen), "port") == [(8080,)]


def test_a_blank_import_has_no_name():
    text = 'package main\n\nimport _ "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n'
    assert facts(text, Listen) == []


@pytest.mark.parametrize("path", ["gopkg.in/macaron.v1", "gopkg.in/macaron.v2"])
def test_versions_are_no_part_of_a_name(path):
    text = (
        f'package main\n\nimport "{path}"\n\nfunc main() {{\n\tm := macaron.Classic()\n\tm.Get("/x", f)\n}}\n'
    )
    assert [
        fact.url_path for fact in go.facts(Source("main.go", text.encode())) if hasattr(fact, "url_path")
    ] == ["/x"]


OTHERS = [
    "//go:build ignore\n\npackage main\n",
    "// +build tools\n\npackage tools\n",
    'package helpers\n\nimport "testing"\n',
    'package helpers\n\nimport (\n\t"net/http/httptest"\n)\n',
]


@pytest.mark.parametrize("head", OTHERS)
def test_files_that_no_program_takes_in_say_what_they_import_alone(head):
    text = f'{head}\nimport "os"\n\nvar home = os.Getenv("HOME")\n'
    kinds = {type(fact) for fact in go.facts(Source("main.go", text.encode()))}
    assert kinds == {Import}


def test_a_word_in_a_comment_makes_no_test():
    text = (
        '// Package testing is not imported.\npackage main\n\nimport "os"\n\nvar home = os.Getenv("HOME")\n'
    )
    assert len(facts(text, EnvRead)) == 1
