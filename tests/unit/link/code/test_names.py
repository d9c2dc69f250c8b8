"""Names of other files, followed through exports that are written by hand here."""

import pytest

from factorlint.facts import Export, Import
from factorlint.link.code.names import Names, split
from factorlint.model.expression import Value
from factorlint.model.fact import place
from factorlint.model.store import FactStore
from factorlint.model.text import NOWHERE


class Modules:
    """Modules by (importing path, module, name)."""

    def __init__(self, documents):
        self.documents = documents

    def resolve(self, path, module, name=""):
        return self.documents.get((module, name)) or self.documents.get(module, "")


def value(what, **given):
    return Value(what=what, span=NOWHERE, **given)


def constant(known):
    return value("constant", constant=known)


def names(imports, exports, documents):
    facts = []
    for path, module in imports:
        facts.append(Import(module=module, ecosystem="npm", relative=module.startswith(".")))
        place(facts[-1], path, "production")
    for path, name, given, *rest in exports:
        facts.append(Export(name=name, value=given, **(rest[0] if rest else {})))
        place(facts[-1], path, "production")
    return Names(FactStore({}, facts), Modules(documents))


MAPPING = value("mapping", entries=(("port", constant(3000)), ("db", value("env", name="DB_URL"))))
EXPRESS = value("call", name="express")
AXIOS = value("call", name="axios.create", items=(value("mapping", entries=(("timeout", constant(5000)),)),))
CASES = {
    "a named constant": ("./config.PORT", [("config.js", "PORT", constant(3000))], 3000),
    "an entry of an object": ("./config.config.port", [("config.js", "config", MAPPING)], 3000),
    "an entry of the default export": ("./config.port", [("config.js", "default", MAPPING)], 3000),
    "a named export before the default's entry": (
        "./config.port",
        [("config.js", "default", MAPPING), ("config.js", "port", constant(1))],
        1,
    ),
    "the environment": ("./config.config.db", [("config.js", "config", MAPPING)], "env DB_URL"),
    "a library's construction": ("./config.app.listen", [("config.js", "app", EXPRESS)], "express().listen"),
    "a default construction": ("./config.get", [("config.js", "default", AXIOS)], "axios.create().get"),
    "what a function makes": (
        "./config.makeApp().listen",
        [("config.js", "makeApp", EXPRESS, {"what": "function"})],
        "express().listen",
    ),
    "a function that is not called": (
        "./config.makeApp.listen",
        [("config.js", "makeApp", EXPRESS, {"what": "function"})],
        None,
    ),
    "what a default function makes": (
        "./config().listen",
        [("config.js", "default", EXPRESS, {"what": "function"})],
        "express().listen",
    ),
    "an attribute of an instance": (
        "./config.Client().session.get",
        [
            ("config.js", "Client", value("other"), {"what": "class"}),
            ("config.js", "Client.session", value("call", name="requests.Session")),
        ],
        "requests.Session().get",
    ),
    "a name of a third file": (
        "./config.PORT",
        [("config.js", "PORT", value("name", name="./deep.port")), ("deep.js", "port", constant(1))],
        1,
    ),
    "everything of a third file": (
        "./config.port",
        [("config.js", "*", value("name", name="./deep")), ("deep.js", "port", constant(1))],
        1,
    ),
    "a parameter": ("./config.port", [("config.js", "port", value("parameter", name="x"))], None),
    "nothing of that name": ("./config.port", [("config.js", "host", constant("a"))], None),
    "what a function of the same file makes": (
        "./config.app.listen",
        [
            ("config.js", "makeApp", EXPRESS, {"what": "function"}),
            ("config.js", "app", value("call", name="<makeApp>")),
        ],
        "express().listen",
    ),
    "a circle": (
        "./config.a",
        [
            ("config.js", "a", value("name", name="./deep.a")),
            ("deep.js", "a", value("name", name="./config.a")),
        ],
        None,
    ),
}


@pytest.mark.parametrize("name, exports, expected", CASES.values(), ids=CASES)
def test_find(name, exports, expected):
    known = names(
        [("main.js", "./config"), ("config.js", "./deep"), ("deep.js", "./config")],
        exports,
        {"./config": "config.js", "./deep": "deep.js"},
    )
    found = known.find("main.js", name)
    assert _words(found) == expected


def _words(found):
    if found is None:
        return None
    if found.value.what == "constant":
        return found.value.constant
    return f"env {found.value.name}" if found.value.what == "env" else found.value.name


def test_a_construction_comes_with_its_arguments():
    known = names([("main.js", "./client")], [("client.js", "default", AXIOS)], {"./client": "client.js"})
    name, passed = known.qualified("main.js", "./client.get")
    assert name == "axios.create().get"
    assert passed == AXIOS


def test_a_submodule_is_taken_before_a_name_of_the_package():
    known = names(
        [("main.py", "app")],
        [("app/config.py", "PORT", constant(8000))],
        {"app": "app/__init__.py", ("app", "config"): "app/config.py"},
    )
    assert known.find("main.py", "app.config.PORT").value.constant == 8000


def test_what_a_document_lacks_is_remembered():
    known = names([("main.js", "./config")], [], {"./config": "config.js"})
    assert known.find("main.js", "./config.port") is None
    assert known.missing == {"config.js"}


def test_values_inside_values():
    known = names([("main.js", "./config")], [("config.js", "PORT", constant(1))], {"./config": "config.js"})
    given = value("mapping", entries=(("port", value("name", name="./config.PORT")),))
    assert known.settled(given, "main.js").entries[0][1].constant == 1


def test_split():
    assert split("app().get") == ("app()", "get")
