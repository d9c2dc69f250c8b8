"""What configuration files of bundlers say that imports stand for."""

import pytest

from factorlint.facts import ModuleRoot, PathAlias
from factorlint.languages.javascript.aliases import aliases
from factorlint.model.source import Source


def read(text: str, path: str = "vite.config.ts") -> list[tuple[str, tuple[str, ...]]]:
    found = aliases(Source(path, text.encode()))
    return [(fact.pattern, fact.targets) for fact in found if isinstance(fact, PathAlias)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("alias: { '@': './src' }", [("@", ("./src",)), ("@/*", ("./src/*",))]),
        ("alias: { vue$: 'vue/dist/vue.js' }", [("vue", ("vue/dist/vue.js",))]),
        (
            "alias: { '@': path.resolve(__dirname, '..', 'src') }",
            [("@", ("../src",)), ("@/*", ("../src/*",))],
        ),
        ("alias: { '@': path.resolve(root, 'src') }", []),
        ("alias: { '@': `${here}/src` }", []),
        ("alias: { '@': isProd ? './a' : './b' }", []),
        (
            "const src = path.join(__dirname, 'src')\nalias: { '@': src }",
            [("@", ("src",)), ("@/*", ("src/*",))],
        ),
        ("alias: { ...base, '@/*': './src/*' }", [("@/*", ("./src/*",))]),
        ("config.resolve.alias = { x: './y' }", [("x", ("./y",)), ("x/*", ("./y/*",))]),
        ("config.resolve.alias['@'] = path.join(__dirname, 'src')\n", [("@", ("src",)), ("@/*", ("src/*",))]),
        ("config.resolve.alias.lib = './lib';", [("lib", ("./lib",)), ("lib/*", ("./lib/*",))]),
        ("if (alias.x == './lib') {}", []),
        ("alias: [{ find: /^~/, replacement: './src/' }]", [("~*", ("./src/*",))]),
        ("alias: [{ find: /^(a|b)$/, replacement: './src' }]", []),
        ("moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1', '\\\\.css$': 'x' }", [("@/*", ("src/*",))]),
        ("moduleNameMapper: { '^a\\\\.b$': ['<rootDir>/a', '<rootDir>/b'] }", [("a.b", ("a", "b"))]),
        ("alias: {", []),
    ],
)
def test_aliases(text, found):
    assert read(text.replace("\\\\", "\\\\")) == found


def test_other_files_say_nothing():
    assert not read("alias: { '@': './src' }", "src/app.ts")
    assert read("alias: { '@': './src' }", "build/webpack.base.conf.js")


def test_folders_in_which_modules_are_looked_up():
    text = "module.exports = { resolve: { modules: [path.resolve(__dirname, 'src'), 'node_modules'] } }"
    (fact,) = aliases(Source("webpack.config.js", text.encode()))
    assert isinstance(fact, ModuleRoot) and fact.folder == "src"


@pytest.mark.parametrize(
    "piece",
    [
        "alias: {",
        "alias: [",
        "alias: { a: ",
        "const a = path.join(",
        "const a = '",
        "alias: { '^(",
        "/[",
        "`",
    ],
)
def test_no_text_takes_more_than_linear_time(piece, pumped):
    # Files of bundlers are at most 200 KB long here; what is longer is not read.
    pumped(lambda data: list(aliases(Source("vite.config.ts", data[:190_000]))), piece.encode())
