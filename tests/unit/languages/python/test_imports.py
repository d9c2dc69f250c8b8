"""Imports without a parser."""

import pytest

from factorlint.languages.python.imports import imports


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a.b, c as d", [("a.b", ()), ("c", ())]),
        ("from a import b", [("a", ("b",))]),
        ("from a.b import (\n    c,  # first, not e\n    d as e,\n)", [("a.b", ("c", "d"))]),
        ("from . import a, b", [(".", ("a", "b"))]),
        ("from .a.b import c", [(".a.b", ("c",))]),
        ("from ..  import a", [("..", ("a",))]),
        ("from.a import b", [(".a", ("b",))]),
        ("from a import *", [("a", ("*",))]),
        ("from a \\\n    import b, \\\n    c", [("a", ("b", "c"))]),
        ("from os.path import join", [("os.path", ())]),
        (
            "from google.cloud import storage, tasks",
            [("google.cloud.storage", ()), ("google.cloud.tasks", ())],
        ),
        ("x = importlib.import_module('a.b')", [("a.b", ())]),
        ("import_module('.a', package=__package__)", [(".a", ())]),
        ("__import__(\n  'a',\n)", [("a", ())]),
        ("import_module(name); import_module('a' + b)", []),
        ("# import_module('a')\n'''\nimport_module('b')\n'''", []),
        ("'''\nimport a\n'''\nimport b", [("b", ())]),
        ("x = 1  # ''' 'not open\nimport a", [("a", ())]),
        ("important = 1\nfromage = 2\nprint('import a')", []),
        ("from a import (  # (\n b)\nimport c", [("a", ("b",)), ("c", ())]),
    ],
)
def test_modules_and_names(text, found):
    assert [(fact.module, fact.names) for fact in imports(text.encode())] == found


def test_relative_is_what_begins_with_a_dot():
    assert [
        fact.relative for fact in imports(b"from . import a\nfrom .b import c\nimport d\nfrom e import f")
    ] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("try:\n    import a\nexcept ImportError:\n    pass", "optional"),
        ("try:\n    x()\nexcept:\n    import a", "optional"),
        ("try:\n    import a\n# c\nexcept (KeyError, Exception) as e:\n    pass", "optional"),
        ("try:\n    import a\nexcept KeyError:\n    pass", ""),
        ("try:\n    import a\nfinally:\n    pass", ""),
        ("try:\n    import b\nexcept ImportError:\n    pass\nelse:\n    import a", ""),
        ("if TYPE_CHECKING:\n    import a", "typing_only"),
        ("if TYPE_CHECKING:\n    import b\nelse:\n    import a", ""),
        ("def f(\n    x,\n):\n    import a", "lazy"),
        ("def f():\n    pass\n\nclass A:\n    import a", ""),
        ("def f():\n    if x:\n        pass\n    import a", "lazy"),
        ("class A:\n    def f(self):\n        '''\nat the margin\n'''\n        import a", "lazy"),
    ],
)
def test_the_blocks_around(text, context):
    fact = next(fact for fact in imports(text.encode()) if fact.module == "a")
    assert [name for name in ("optional", "typing_only", "lazy") if getattr(fact, name)] == [context] * bool(
        context
    )


PUMPED = [
    "\nfrom a import (",
    "\nfrom a import (#",
    "\nfrom \\\n",
    "\nfrom a import b, \\",
    "\nimport a, ",
    "\nimport \\\n",
    "import ",
    "'''",
    "'''\\",
    "\n    import a",
    "\n  import a\n    import a",
    "\n try:\n  import a",
    "\ntry:\n import a",
    "\n try:\n  import a\n except KeyError:",
    "except ",
    "import_module(",
    "import_module( \n",
]


@pytest.mark.parametrize("piece", PUMPED)
def test_no_text_takes_more_than_linear_time(piece, pumped):
    pumped(lambda data: sum(1 for _ in imports(data)), piece.encode(), before=b"def f():")


def test_a_module_imported_by_a_call_inside_a_try_is_optional():
    call = "def load():\n    try:\n        return importlib.import_module('extra')\n"
    source = f"{call}    except ImportError:\n        return None\n"
    assert [(fact.module, fact.optional) for fact in imports(source.encode())] == [("extra", True)]
