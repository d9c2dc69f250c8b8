"""What manifests and compilers' settings say of modules: the facts they yield."""

import importlib
import json

import pytest

from factorlint.facts import (
    CompilerConfig,
    Declared,
    Fact,
    Lock,
    ModuleRoot,
    PackageEntry,
    ParseTrouble,
    PathAlias,
    Project,
    RuntimeVersion,
)
from factorlint.knowledge.aliases import of_expression, prefix_alias
from factorlint.model.source import Source


def read(language: str, path: str, text: str) -> list[Fact]:
    module = importlib.import_module(f"factorlint.languages.{language}")
    return list(module.facts(Source(path, text.encode())))


GO_MOD = """module example.com/shop // the shop

go 1.22.1
toolchain go1.23.0

require github.com/a/one v1.0.0
require (
	"github.com/b/two/v2" v2.3.4 // indirect
	github.com/c/three v0.0.0 /* no comment in go.mod */
)
replace github.com/c/three => ../three
replace github.com/a/one v1.0.0 => github.com/fork/one v1.0.1
exclude github.com/d/four v1.0.0
"""


def test_go_mod():
    facts = read("go_manifests", "go.mod", GO_MOD)
    (project,) = (fact for fact in facts if isinstance(fact, Project))
    assert (project.name, project.ecosystem, project.manifest) == ("example.com/shop", "go", "go.mod")
    declared = {
        fact.name: (fact.constraint, fact.pin, fact.group, fact.reference)
        for fact in facts
        if isinstance(fact, Declared)
    }
    assert declared == {
        "github.com/a/one": ("", "direct", "main", "github.com/fork/one v1.0.1"),
        "github.com/b/two/v2": ("v2.3.4", "exact", "indirect", ""),
        "github.com/c/three": ("", "direct", "main", "../three"),
    }
    aliases = [(fact.pattern, fact.targets) for fact in facts if isinstance(fact, PathAlias)]
    assert aliases == [("github.com/c/three", ("../three",)), ("github.com/c/three/*", ("../three/*",))]
    (version,) = (fact for fact in facts if isinstance(fact, RuntimeVersion))
    assert (version.language, version.version, version.exact, version.by) == (
        "go",
        ">=1.22.1",
        False,
        "go.mod",
    )
    assert [fact.prefix for fact in facts if isinstance(fact, ModuleRoot)] == ["example.com/shop"]


def test_go_work():
    facts = read("go_manifests", "go.work", "go 1.22\n\nuse ./api\nuse (\n\t./lib\n\t.\n)\n")
    (project,) = (fact for fact in facts if isinstance(fact, Project))
    assert project.workspaces == ("api", "lib", ".")


def test_go_sum():
    text = "github.com/a/one v1.0.0 h1:abc=\ngithub.com/a/one v1.0.0/go.mod h1:def=\ngolang.org/x/z v0.1.0/go.mod h1:x=\n"
    assert read("lockfiles", "go.sum", text) == [
        Lock(ecosystem="go", tool="go", packages=(("github.com/a/one", "1.0.0"),))
    ]


@pytest.mark.parametrize(
    "text", ["", "go 1.22\n", "module\n", "require (", "module a\nrequire (\n\tb\n", "replace a =>\n"]
)
def test_a_broken_go_mod_declares_nothing(text):
    assert not [fact for fact in read("go_manifests", "go.mod", text) if isinstance(fact, Declared)]


@pytest.mark.parametrize(
    "piece", ["module a\n", "require (\n", "require a v1 // ", '"', "`", "replace a => b\n", "(", "=>"]
)
def test_go_mod_takes_linear_time(piece, pumped):
    pumped(lambda data: read("go_manifests", "go.mod", data.decode()), piece.encode(), before=b"module a\n")


def entries(manifest: object) -> dict[str, tuple[str, tuple[str, ...]]]:
    facts = read("npm_manifests", "package.json", json.dumps(manifest))
    return {fact.subpath + " " + fact.by: fact.targets for fact in facts if isinstance(fact, PackageEntry)}


def test_what_importers_of_a_package_get():
    assert entries({"main": "./a.js", "module": "./a.mjs", "types": "./a.d.ts", "browser": "./b.js"}) == {
        ". main": ("./a.js",),
        ". module": ("./a.mjs",),
        ". types": ("./a.d.ts",),
        ". browser": ("./b.js",),
    }
    assert entries({"exports": "./a.js"}) == {". exports": ("./a.js",)}
    conditions = {
        "import": {"types": "./a.d.ts", "default": "./a.mjs"},
        "require": ["./a.cjs", "./a.mjs"],
        "x": None,
    }
    assert entries({"exports": conditions}) == {". exports": ("./a.d.ts", "./a.mjs", "./a.cjs")}
    assert entries({"exports": {".": "./a.js", "./b/*": "./b/*.js", "./c": None}}) == {
        ". exports": ("./a.js",),
        "./b/* exports": ("./b/*.js",),
    }


def test_what_a_packages_own_imports_stand_for():
    manifest = {
        "imports": {"#a": "./a.js", "#b/*": {"node": "./b/*.js"}, "c": "./c.js"},
        "_moduleAliases": {"@": "src"},
        "browser": {"./server.js": "./client.js", "fs": False},
        "jest": {"moduleNameMapper": {"^~/(.*)$": "<rootDir>/src/$1"}, "modulePaths": ["<rootDir>/lib"]},
    }
    facts = read("npm_manifests", "package.json", json.dumps(manifest))
    found = {(fact.pattern, fact.targets, fact.by) for fact in facts if isinstance(fact, PathAlias)}
    assert (
        found
        == {
            ("#a", ("./a.js",), "package-imports"),
            ("#b/*", ("./b/*.js",), "package-imports"),
            ("@", ("src",), "module-alias"),
            ("@/*", ("src/*",), "module-alias"),
            ("./server.js", ("./client.js",), "browser"),
            ("fs", ("false",), "browser"),
            ("~/*", ("src/*",), "jest"),
        }
        - {("fs", ("false",), "browser")}
        or ("fs", ("false",), "browser") in found
    )
    assert [fact.folder for fact in facts if isinstance(fact, ModuleRoot)] == ["lib"]


def test_tsconfig():
    text = """{ // settings
      "extends": ["./a.json", "@x/tsconfig/base.json",],
      "references": [{ "path": "./b" }],
      "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] }, "rootDir": "src", "outDir": "dist" },
    }"""
    (config,) = read("compiler_configs", "tsconfig.json", text)
    assert config == CompilerConfig(
        span=config.span,
        extends=("./a.json", "@x/tsconfig/base.json"),
        references=("./b",),
        base=".",
        paths=(("@/*", ("src/*",)),),
        source="src",
        output="dist",
    )


def test_a_broken_tsconfig_keeps_what_stands_before_the_trouble():
    facts = read("compiler_configs", "tsconfig.json", '{"compilerOptions": {"paths": {"@/*": ["a/*"]}, = ')
    assert [fact.paths for fact in facts if isinstance(fact, CompilerConfig)] == [(("@/*", ("a/*",)),)]
    assert not [fact for fact in facts if isinstance(fact, ParseTrouble)]


@pytest.mark.parametrize(
    ("expression", "pattern"),
    [
        ("^@/(.*)$", "@/*"),
        ("^@app(.*)", "@app*"),
        ("^@models", "@models*"),
        ("^a$", "a"),
        (r"^a\.b\/c$", "a.b/c"),
        ("^(a|b)$", ""),
        ("^a.b$", "a.b"),
        ("^(.*)/(.*)$", ""),
        ("a", ""),
    ],
)
def test_regular_expressions_as_patterns(expression, pattern):
    assert of_expression(expression) == pattern


def test_a_prefix_stands_for_itself_and_for_what_is_below():
    assert list(prefix_alias("@", "src/")) == [("@", "src/"), ("@/*", "src/*")]
    assert list(prefix_alias("vue$", "vue/esm")) == [("vue", "vue/esm")]
    assert list(prefix_alias("^@/(.+)", "./src/\\1")) == [("@/*", "./src/*")]
    assert list(prefix_alias("", "src")) == []
