import sys

from hypothesis import given
from hypothesis import strategies as st

from factorlint.engine.prefilter import compile_literals

WORDS = [b"requests.", b"os.environ", b"flask"]
holds = compile_literals(WORDS)


def test_any_case():
    assert holds(b"import FLASK")
    assert not holds(b"import django")


def test_no_literals_passes_nothing():
    assert not compile_literals([])(b"anything")


@given(st.binary(max_size=200), st.sampled_from([b"", *WORDS]), st.binary(max_size=200))
def test_same_as_searching_each(before, word, after):
    data = before + word + after
    assert holds(data) is any(literal in data.lower() for literal in WORDS)


def test_without_hyperscan_everything_passes(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert compile_literals(WORDS)(b"nothing of interest")
