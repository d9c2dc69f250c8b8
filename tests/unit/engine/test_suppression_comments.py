from hypothesis import given
from hypothesis import strategies as st

from factorlint.engine.suppression_comments import suppressions
from factorlint.model.text import Lines


def read(text):
    data = text.encode()
    lines = Lines(data)
    return [
        (item.peer, item.rules, item.reason, lines.line_at(item.start), lines.line_at(max(item.end - 1, 0)))
        for item in suppressions(data)
    ]


def test_trailing_covers_its_line():
    assert read("a = 1\nb = 2  # factorlint: ignore[CFG001] a demo\n") == [("", ("CFG001",), "a demo", 2, 2)]


def test_own_line_covers_the_next_that_says_something():
    text = "// factorlint: ignore[CFG001, loopback-bind] -- because\n\n// another comment\nlisten()\n"
    assert read(text) == [("", ("CFG001", "loopback-bind"), "because", 4, 4)]


def test_file_level_and_blanket():
    assert read("x\n<!-- factorlint: ignore-file -->\ny\n") == [("", (), "", 1, 3)]


def test_not_in_code():
    assert read('text = "factorlint: ignore[CFG001]"\n') == []


def test_hadolint():
    text = "FROM a\n# hadolint ignore=DL3006,DL3007\nFROM b\n# hadolint global ignore=DL3008\n"
    assert read(text)[0][:2] == ("hadolint", ("DL3006", "DL3007"))
    assert read(text)[0][3:] == (3, 3)
    assert read(text)[1][3:] == (1, 4)


def test_checkov_and_kube_linter_cover_their_yaml_document():
    text = (
        "kind: A\n---\nkind: B\nmetadata:\n  annotations:\n    ignore-check.kube-linter.io/latest-tag: why\n"
        "    checkov.io/skip1: CKV_K8S_8=no probe\n# checkov:skip=CKV_K8S_9: later\n---\nkind: C\n"
    )
    assert read(text) == [
        ("checkov", ("CKV_K8S_9",), "later", 2, 8),
        ("checkov", ("CKV_K8S_8",), "no probe", 2, 8),
        ("kube-linter", ("latest-tag",), "why", 2, 8),
    ]


@given(st.binary(max_size=300).map(lambda noise: b"# factorlint: ignore[" + noise))
def test_any_bytes(data):
    for item in suppressions(data):
        assert 0 <= item.start <= item.end <= len(data)
        assert 0 <= item.span.start <= item.span.end <= len(data)
