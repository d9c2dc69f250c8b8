"""Where the imports of scripts lead, one rule a case."""

import json

import pytest

from factorlint.link.code.target import NOTHING, STANDARD, Target

from .trees import modules_of

PACKAGE = json.dumps(
    {"name": "shop", "dependencies": {"express": "^4", "buffer": "^6", "@scope/lib": "1.0.0"}}
)


def settle(paths: str, importer: str, module: str, package: str = PACKAGE, **more: object) -> Target:
    """What an import in `importer` leads to in a repository of these files; `more` are files of JSON by path."""
    files = dict.fromkeys([*paths.split(), importer], "")
    texts = {path: text if isinstance(text, str) else json.dumps(text) for path, text in more.items()}
    return modules_of({"package.json": package, **files, **texts}).settle(importer, module)


@pytest.mark.parametrize(
    ("paths", "importer", "module", "document"),
    [
        # relative
        ("src/db.ts", "src/web.ts", "./db", "src/db.ts"),
        ("src/db.js", "src/web.ts", "./db", "src/db.js"),
        ("src/db.ts src/db.js", "src/web.ts", "./db", "src/db.ts"),
        ("src/db.ts src/db.js", "src/web.js", "./db.js", "src/db.js"),
        ("src/db.ts", "src/web.ts", "./db.js", "src/db.ts"),
        ("src/page.tsx", "src/web.ts", "./page.js", "src/page.tsx"),
        ("src/page.tsx", "src/web.ts", "./page.jsx", "src/page.tsx"),
        ("src/db.mts", "src/web.mts", "./db.mjs", "src/db.mts"),
        ("src/db.cts", "src/web.cts", "./db.cjs", "src/db.cts"),
        ("src/types.d.ts", "src/web.ts", "./types", "src/types.d.ts"),
        ("src/db/index.ts", "src/web.ts", "./db", "src/db/index.ts"),
        ("src/index.ts", "src/api/web.ts", "..", "src/index.ts"),
        ("src/index.ts", "src/web.ts", ".", "src/index.ts"),
        ("src/user.service.ts", "src/web.ts", "./user.service", "src/user.service.ts"),
        ("data.json", "src/web.ts", "../data.json", "data.json"),
        ("data.json", "src/web.ts", "../data", "data.json"),
        ("src/Page.vue", "src/web.ts", "./Page.vue", "src/Page.vue"),
        ("src/Page.svelte", "src/web.ts", "./Page.svelte", "src/Page.svelte"),
        ("src/logo.svg", "src/web.ts", "./logo.svg?url", "src/logo.svg"),
        ("src/a.css", "src/web.ts", "!style-loader!css-loader!./a.css", "src/a.css"),
        ("src/api.native.ts", "src/web.ts", "./api", "src/api.native.ts"),
        ("src/db.ts", "src/web.ts", "./missing", ""),
        ("db.ts", "web.ts", "../db", ""),
        # what a build makes is followed to its source
        ("src/server.ts", "bin/start.js", "../dist/server.js", "src/server.ts"),
        ("src/server.ts", "bin/start.js", "../dist/server", "src/server.ts"),
        ("src/server.ts", "bin/start.js", "../build/src/server.js", "src/server.ts"),
        ("src/server.ts", "bin/start.js", "../dist/esm/server.min.js", "src/server.ts"),
        # from the project's root
        ("src/lib/db.ts", "src/web.ts", "lib/db", "src/lib/db.ts"),
        ("lib/db.ts", "src/web.ts", "lib/db", "lib/db.ts"),
        # the package itself
        ("src/index.ts", "test/a.ts", "shop", "src/index.ts"),
        ("src/db.ts", "test/a.ts", "shop/db", "src/db.ts"),
    ],
)
def test_files(paths, importer, module, document):
    assert settle(paths, importer, module).documents == ((document,) if document else ())


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("express", Target("package", package="express", how="declared")),
        ("express/lib/router", Target("package", package="express", how="declared")),
        ("@scope/lib/deep", Target("package", package="@scope/lib", how="declared")),
        ("fs", STANDARD),
        ("fs/promises", STANDARD),
        ("node:test", STANDARD),
        ("bun:sqlite", STANDARD),
        ("buffer", STANDARD),
        ("buffer/", Target("package", package="buffer", how="declared")),
        ("lodash", NOTHING),
        ("https://esm.sh/x", NOTHING),
        ("#nothing", NOTHING),
    ],
)
def test_packages_the_runtime_and_nothing(module, target):
    assert settle("", "src/web.ts", module) == target


def test_types_parts_and_locked_packages():
    package = {"devDependencies": {"@types/qs": "1", "jest": "29"}}
    lock = "packages:\n\n  ms@2.1.3:\n    resolution: {}\n"
    more = {"pnpm-lock.yaml": lock, "package": json.dumps(package)}
    assert settle("", "a.ts", "qs", **more) == Target("package", package="@types/qs", how="types")
    assert settle("", "a.ts", "@jest/globals", **more) == Target("package", package="jest", how="part-of")
    assert settle("", "a.ts", "ms", **more) == Target("package", package="ms", how="locked")


def config(**options: object) -> dict[str, object]:
    return {"compilerOptions": options}


@pytest.mark.parametrize(
    ("configs", "module", "document"),
    [
        ({"tsconfig.json": config(paths={"@/*": ["./src/*"]})}, "@/db", "src/db.ts"),
        ({"tsconfig.json": config(baseUrl="src", paths={"~/*": ["*"]})}, "~/db", "src/db.ts"),
        ({"tsconfig.json": config(baseUrl="src")}, "db", "src/db.ts"),
        ({"jsconfig.json": config(baseUrl="src")}, "db", "src/db.ts"),
        ({"tsconfig.json": config(paths={"db": ["./src/db"]})}, "db", "src/db.ts"),
        ({"tsconfig.json": config(paths={"@/*": ["./gen/*", "./src/*"]})}, "@/db", "src/db.ts"),
        ({"tsconfig.json": config(paths={"@/*": ["./lib/*"], "@/d*": ["./src/d*"]})}, "@/db", "src/db.ts"),
        # comments and a comma too many
        ({"tsconfig.json": '{ // c\n "compilerOptions": {"paths": {"@/*": ["./src/*"],},},}'}, "@/db", "src/db.ts"),
        # what is extended holds, relative to where it stands
        ({"tsconfig.json": {"extends": "./config/base"}, "config/base.json": "", "config/tsconfig.base.json": ""},
         "@/db", ""),
        ({"tsconfig.json": {"extends": "./conf/tsconfig.base.json"},
          "conf/tsconfig.base.json": config(paths={"@/*": ["../src/*"]})}, "@/db", "src/db.ts"),
        ({"tsconfig.json": {"extends": ["./tsconfig.a.json", "./tsconfig.b.json"]},
          "tsconfig.a.json": config(paths={"@/*": ["./nowhere/*"]}),
          "tsconfig.b.json": config(paths={"@/*": ["./src/*"]})}, "@/db", "src/db.ts"),
        # paths beside, as Vite's templates have them
        ({"tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.app.json"}]},
          "tsconfig.app.json": config(paths={"@/*": ["./src/*"]})}, "@/db", "src/db.ts"),
        ({"package.json": {"imports": {"#db": {"development": "./src/db.ts", "default": "./dist/db.js"}}}},
         "#db", "src/db.ts"),
        ({"package.json": {"imports": {"#lib/*": "./dist/*.js"}}}, "#lib/db", "src/db.ts"),
        ({"package.json": {"_moduleAliases": {"@root": "."}}}, "@root/src/db", "src/db.ts"),
        ({"package.json": {"jest": {"moduleNameMapper": {"^~/(.*)$": "<rootDir>/src/$1"}}}}, "~/db", "src/db.ts"),
        ({"vite.config.ts": "export default { resolve: { alias: { '@': path.resolve(__dirname, './src') } } }"},
         "@/db", "src/db.ts"),
        ({"vite.config.js": "alias: [{ find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) }]"},
         "@/db", "src/db.ts"),
        ({"vite.config.js": "alias: [{ find: /^~(.*)/, replacement: '/src/$1' }]"}, "~db", "src/db.ts"),
        ({"webpack.config.js": "const app = path.join(__dirname, 'src');\nresolve = { alias: { app } }"}, "app/db",
         "src/db.ts"),
        ({"webpack.config.js": "const dir = path.join(__dirname, 'src');\nresolve = { alias: { app: dir } }"},
         "app/db", "src/db.ts"),
        ({"webpack.config.js": "resolve = { modules: [path.resolve(__dirname, 'src'), 'node_modules'] }"}, "db",
         "src/db.ts"),
        ({"babel.config.json": {"plugins": [["module-resolver", {"alias": {"@": "./src"}}]]}}, "@/db", "src/db.ts"),
        ({".swcrc": {"jsc": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}}}, "@/db", "src/db.ts"),
        ({"jest.config.js": "module.exports = { moduleNameMapper: { '^@(.*)$': '<rootDir>/src/$1' } }"}, "@db", "src/db.ts"),
        ({"package.json": {"dependencies": {"nuxt": "3"}}}, "~/src/db", "src/db.ts"),
        ({"package.json": {"devDependencies": {"@sveltejs/kit": "2"}}}, "$lib/db", "src/lib/db.ts"),
    ],
)  # fmt: skip
def test_aliases(configs, module, document):
    files = dict.fromkeys(["src/db.ts", "src/lib/db.ts", "src/api/web.ts"], "")
    texts = {path: text if isinstance(text, str) else json.dumps(text) for path, text in configs.items()}
    found = modules_of({"package.json": PACKAGE, **files, **texts}).settle("src/api/web.ts", module)
    assert found.documents == ((document,) if document else ()), found


def test_the_configuration_nearest_to_the_file_counts():
    files = dict.fromkeys(["apps/a/src/x.ts", "apps/b/src/x.ts", "apps/a/web.ts", "apps/b/web.ts"], "")
    configs = {f"apps/{app}/tsconfig.json": json.dumps(config(paths={"@/*": ["./src/*"]})) for app in "ab"}
    modules = modules_of(files | configs)
    assert modules.settle("apps/a/web.ts", "@/x").documents == ("apps/a/src/x.ts",)
    assert modules.settle("apps/b/web.ts", "@/x").documents == ("apps/b/src/x.ts",)


def test_an_alias_may_stand_for_a_package():
    package = {"dependencies": {"preact": "10"}}
    vite = "export default { resolve: { alias: { react: 'preact/compat' } } }"
    found = settle("", "src/a.tsx", "react", **{"package": json.dumps(package), "vite.config.ts": vite})
    assert found == Target("package", package="preact", how="vite")


def test_what_an_alias_fits_but_no_file_is_made_by_a_build():
    options = {"tsconfig.json": config(paths={"@/*": ["./src/*"]})}
    assert settle("", "src/a.ts", "@/generated/client", **options) == Target("nothing", how="tsconfig-paths")


def workspace(member: object, **more: str) -> dict[str, str]:
    return {
        "package.json": json.dumps({"workspaces": ["packages/*"]}),
        "packages/core/package.json": json.dumps(member),
        "packages/api/package.json": json.dumps({"name": "@x/api", "dependencies": {"@x/core": "*"}}),
        "packages/api/web.ts": "",
        **more,
    }


@pytest.mark.parametrize(
    ("member", "files", "module", "document"),
    [
        ({}, "src/index.ts", "@x/core", "src/index.ts"),
        ({"main": "lib/main.js"}, "lib/main.js src/index.ts", "@x/core", "lib/main.js"),
        ({"main": "dist/index.js"}, "src/index.ts", "@x/core", "src/index.ts"),
        ({"main": "./dist/cjs/index.cjs", "types": "./dist/index.d.ts"}, "src/index.ts", "@x/core", "src/index.ts"),
        ({"exports": "./src/main.ts"}, "src/main.ts", "@x/core", "src/main.ts"),
        ({"exports": {".": {"types": "./dist/main.d.ts", "import": "./dist/main.mjs"}}}, "src/main.ts", "@x/core",
         "src/main.ts"),
        ({"exports": {"./db": "./dist/db/index.js"}}, "src/db/index.ts", "@x/core/db", "src/db/index.ts"),
        ({"exports": {"./*": "./dist/*.js"}}, "src/db.ts", "@x/core/db", "src/db.ts"),
        ({"exports": {"./*": "./src/*.ts", "./db/*": "./src/stores/*.ts"}}, "src/stores/a.ts src/db/a.ts",
         "@x/core/db/a", "src/stores/a.ts"),
        ({}, "src/db.ts", "@x/core/db", "src/db.ts"),
        ({}, "src/db.ts", "@x/core/dist/db", "src/db.ts"),
        ({}, "db.ts", "@x/core/db", "db.ts"),
        ({}, "src/index.ts", "@x/core/lib", "src/index.ts"),
    ],
)  # fmt: skip
def test_members_of_a_workspace(member, files, module, document):
    texts = {f"packages/core/{path}": "" for path in files.split()}
    found = modules_of(workspace({"name": "@x/core", **member}, **texts)).settle(
        "packages/api/web.ts", module
    )
    assert found == Target("document", (f"packages/core/{document}",), how="workspace")


def test_the_compilers_output_is_followed_by_its_configuration():
    built = json.dumps(config(rootDir="./code", outDir="./compiled"))
    texts = {"packages/core/tsconfig.json": built, "packages/core/code/index.ts": ""}
    files = workspace({"name": "@x/core", "main": "compiled/index.js"}, **texts)
    assert modules_of(files).settle("packages/api/web.ts", "@x/core").documents == (
        "packages/core/code/index.ts",
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pnpm-workspace.yaml", "packages:\n  - 'packages/*'\n"),
        ("lerna.json", '{"packages": ["packages/**"]}'),
        ("package.json", '{"workspaces": {"packages": ["packages/core", "packages/api"]}}'),
    ],
)
def test_workspaces_of_every_tool(path, text):
    files = workspace({"name": "@x/core"}, **{"packages/core/index.ts": ""})
    files["package.json"] = "{}"
    found = modules_of(files | {path: text}).settle("packages/api/web.ts", "@x/core")
    assert found.documents == ("packages/core/index.ts",)


def test_a_package_of_the_repository_outside_the_workspace_comes_from_the_registry():
    files = workspace({"name": "@x/core"}, **{"packages/core/index.ts": ""})
    files["package.json"] = "{}"
    assert modules_of(files).settle("packages/api/web.ts", "@x/core").to == "package"
    files["packages/api/package.json"] = '{"dependencies": {"@x/core": "file:../core"}}'
    assert modules_of(files).settle("packages/api/web.ts", "@x/core").documents == ("packages/core/index.ts",)


def test_what_a_framework_makes_is_its_own():
    package = json.dumps({"dependencies": {"nuxt": "3", "astro": "4"}})
    assert settle("", "pages/a.ts", "#imports", package=package) == Target(
        "package", package="nuxt", how="virtual"
    )
    assert settle("", "src/a.ts", "astro:content", package=package).package == "astro"


def test_names_and_paths_in_strings():
    modules = modules_of(
        dict.fromkeys(["package.json", "src/routes/users.ts", "src/app.ts", "jobs/mail.ts"], "")
    )
    assert modules.named("src/app.ts", "./routes/users.router").documents == ("src/routes/users.ts",)
    assert modules.named("src/app.ts", "./routes/users").documents == ("src/routes/users.ts",)
    assert modules.named("src/app.ts", "express.Router").documents == ()
