"""Looking for many things at once: the same places with hyperscan and without, as searching for each alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factorlint.syntax import multimatch as module
from factorlint.syntax.multimatch import Anchors, Shapes

WORDS = [b"Requests.", b"os.environ", b"flask"]
SHAPES = [rb"[a-z]+://", rb"\bkey\s*="]


@pytest.fixture(params=["hyperscan", "re"], autouse=True)
def matcher(request, monkeypatch):
    if request.param == "re":
        monkeypatch.setattr(module, "_database", lambda *_: None)
    else:
        assert module._database(frozenset({b"x"}), True) is not None


def test_every_place_in_any_case():
    anchors = Anchors([b"Token", b"token=", b"://"])
    data = b"TOKEN='x' token='y' http://h"
    assert anchors.places(data) == [4, 5, 14, 15, 26]
    assert anchors.any_in(data)
    assert not anchors.any_in(b"toke n")


def test_nothing_to_look_for():
    assert not Anchors([]).any_in(b"anything")
    assert Anchors([b""]).places(b"anything") == []


def test_shapes():
    shapes = Shapes(SHAPES)
    assert shapes.any_in(b"see HTTP://host")
    assert shapes.any_in(b"KEY = 1")
    assert not shapes.any_in(b"monkey = 1: //")


def test_every_match_of_a_shape_ends_at_a_place():
    shapes = Shapes([rb"key\s*=\s*[\"']", rb"@[a-z]+\.[a-z]+\""])
    assert shapes.places(b"KEY = 'x' key=\"a@b.c\" key") == [6, 14, 20]
    assert Shapes([]).places(b"key") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([b"", *WORDS]), st.binary(max_size=200))
def test_same_as_searching_each(before, word, after):
    data = before + word + after
    assert Anchors(WORDS).any_in(data) is any(literal.lower() in data.lower() for literal in WORDS)
