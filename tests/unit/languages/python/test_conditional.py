"""Variables that another variable decides on."""

import pytest

from factorlint.facts import EnvRead
from factorlint.languages import python
from factorlint.model.source import Source


def guarded(text: str) -> dict[str, bool]:
    found = python.facts(Source("app/config.py", text.encode()))
    return {fact.name: fact.guarded for fact in found if isinstance(fact, EnvRead) and fact.required}


@pytest.mark.parametrize(
    ("test", "expected"),
    [("os.environ.get('URI')", True), ("ready()", False), ("os.environ.get('HOST')", False)],
)
def test_a_read_in_a_branch_depends_on_what_the_test_reads(test: str, expected: bool) -> None:
    text = f"import os\nif {test}:\n    A = 1\nelse:\n    A = os.environ['HOST']\n"
    assert guarded(text) == {"HOST": expected}


def test_os_may_come_from_the_settings_it_builds_on() -> None:
    text = (
        "import environ\nfrom .base import *\nenv = environ.Env()\n"
        "if os.environ.get('URI'):\n    A = 1\nelse:\n    A = env.str('HOST')\n"
    )
    assert guarded(text) == {"HOST": True}
