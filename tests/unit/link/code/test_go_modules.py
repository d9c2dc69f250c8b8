"""Where Go's imports lead, one rule a case."""

import pytest

from factorlint.facts import Export
from factorlint.link.code.modules import Modules
from factorlint.link.code.target import NOTHING, STANDARD, Target
from factorlint.model.expression import Value
from factorlint.model.fact import place
from factorlint.model.text import NOWHERE

from .trees import modules_of, store_of

MOD = "module example.com/shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/x/y/v2 v2.1.0\n\tgolang.org/x/z v0.1.0 // indirect\n)\n"
FILES = {
    "go.mod": MOD,
    **dict.fromkeys(["main.go", "config.go", "db/db.go", "db/pool.go", "db/db_test.go", "db/sub/x.go"], ""),
}


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("example.com/shop/db", Target("document", ("db/db.go", "db/pool.go"), how="module")),
        ("example.com/shop/db/sub", Target("document", ("db/sub/x.go",), how="module")),
        ("example.com/shop/missing", NOTHING),
        ("example.com/shopping/db", NOTHING),
        ("github.com/x/y/v2/deep", Target("package", package="github.com/x/y/v2", how="declared")),
        ("golang.org/x/z", Target("package", package="golang.org/x/z", how="declared")),
        ("net/http", STANDARD),
        (".", Target("document", ("config.go", "main.go"), how="own-package")),
    ],
)
def test_packages(module, target):
    assert modules_of(FILES).settle("main.go", module) == target


def test_files_of_a_package_are_compiled_together():
    assert modules_of(FILES).imports_of("main.go") == ("config.go",)


def test_modules_of_one_repository():
    files = {
        "go.work": "go 1.22\n\nuse (\n\t./api\n\t./lib\n)\n",
        "api/go.mod": "module example.com/api\n",
        "api/main.go": "",
        "lib/go.mod": "module example.com/lib // the library\n",
        "lib/money/money.go": "",
        "web/go.mod": "module example.com/web\n\nreplace example.com/lib => ../lib\n",
        "web/main.go": "",
        "old/go.mod": "module example.com/old\n",
        "old/main.go": "",
    }
    modules = modules_of(files)
    found = {at: modules.settle(f"{at}/main.go", "example.com/lib/money").how for at in ("api", "web", "old")}
    assert found == {"api": "go.work", "web": "replace", "old": "other-project"}


def test_a_module_inside_another_one_owns_its_folder():
    files = FILES | {"db/go.mod": "module example.com/shop/db\n"}
    found = modules_of(files).settle("main.go", "example.com/shop/db/sub")
    assert found == Target("document", ("db/sub/x.go",), how="other-project")


def test_the_file_that_holds_a_name_comes_first():
    store = store_of(FILES)
    export = Export(name="Pool", value=Value(what="other", span=NOWHERE))
    place(export, "db/pool.go", "production")
    store.add([export])
    assert Modules(store).resolve("main.go", "example.com/shop/db", "Pool") == "db/pool.go"
    assert Modules(store).resolve("main.go", "example.com/shop/db", "Other") == "db/db.go"
