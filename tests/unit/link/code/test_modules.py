"""The index that linkers share, and the facts that are made of it."""

import gc
import weakref

from factorlint.facts import Import, ModuleLink
from factorlint.link.code.modules import of
from factorlint.model.fact import place

from .trees import modules_of, store_of

FILES = {
    "requirements.txt": "flask\n",
    "app/__init__.py": "",
    "app/web.py": "import os\nfrom flask import Flask\nfrom app import db\nfrom .missing import x\n",
    "app/db.py": "from app.types import T\nif TYPE_CHECKING:\n    from app.web import app\n",
    "app/types.py": "from . import types\n",
    "tests/test_web.py": "from app.web import app\n",
    "web/package.json": "{}",
    "web/main.ts": "import { a } from './a'\nexport * from './b'\nimport type { C } from './c'\nawait import('./d')\n",
    "web/a.ts": "",
    "web/b.ts": "",
    "web/c.ts": "",
    "web/d.ts": "",
    "web/Page.vue": "<template><a/></template>\n<script setup lang=\"ts\">\nimport { a } from './a'\n</script>\n",
}


def test_what_a_document_runs():
    modules = modules_of(FILES)
    assert set(modules.imports_of("app/web.py")) == {"app/db.py", "app/__init__.py"}
    assert set(modules.imports_of("web/main.ts")) == {"web/a.ts", "web/b.ts", "web/d.ts"}
    assert modules.imports_of("web/Page.vue") == ("web/a.ts",)
    assert modules.imports_of("web/c.ts") == ()


def test_types_run_nothing():
    assert "app/web.py" not in modules_of(FILES).imports_of("app/db.py")


def test_who_imports_a_document():
    modules = modules_of(FILES)
    assert set(modules.importers_of("web/a.ts")) == {"web/main.ts", "web/Page.vue"}
    assert set(modules.importers_of("app/web.py")) == {"tests/test_web.py"}
    assert modules.importers_of("app/types.py") == ("app/db.py",)


def test_the_document_that_a_name_comes_from():
    modules = modules_of(FILES)
    assert modules.resolve("app/web.py", "app", "db") == "app/db.py"
    assert modules.resolve("app/web.py", "app", "create") == "app/__init__.py"
    assert modules.resolve("app/web.py", "app") == "app/__init__.py"
    assert modules.resolve("app/web.py", "flask", "Flask") == ""
    assert modules.resolve("README.md", "app") == ""


def test_links_are_facts_of_what_somebody_may_run():
    store = store_of(FILES)
    links = [(fact.path, fact.module, fact.to, fact.package) for fact in store.all(ModuleLink)]
    assert [link for link in links if link[0] == "app/web.py"] == [
        ("app/web.py", "os", "standard-library", ""),
        ("app/web.py", "flask", "package", "flask"),
        ("app/web.py", "app", "document", ""),
        ("app/web.py", ".missing", "nothing", ""),
    ]
    assert not [link for link in links if link[0].startswith("tests/")]
    by_type = {fact.module for fact in store.all(ModuleLink) if fact.typing_only}
    assert by_type == {"app.web", "./c"}


def test_one_index_a_repository():
    store = store_of(FILES)
    assert of(store) is of(store)
    assert len(of(store).links) == len(store.all(Import))


def test_the_index_follows_what_is_read_again():
    store = store_of(FILES)
    before = of(store)
    again = Import(module="app.types", ecosystem="python", names=("T",))
    place(again, "app/web.py", "production")
    store.read_again({"app/web.py"}, [again])
    assert of(store) is before
    assert before.imports_of("app/web.py") == ("app/types.py", "app/__init__.py")
    assert "tests/test_web.py" in before.importers_of("app/web.py")


def test_the_index_goes_with_the_repository():
    store = store_of(FILES)
    known = weakref.ref(of(store))
    del store
    gc.collect()
    assert known() is None
