"""JSON, TOML and INI: values as their parsers give them, spans inside the file, tolerance."""

import json

import tomli
from hypothesis import given
from hypothesis import strategies as st

from factorlint.syntax.tree import ini as initree
from factorlint.syntax.tree import json as jsontree
from factorlint.syntax.tree import toml as tomltree
from factorlint.syntax.tree.yaml import Node

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def plain(node: Node) -> object:
    if node.is_mapping:
        return {key: plain(value) for key, _, value in node.pairs()}
    return [plain(item) for item in node.items] if node.is_sequence else node.value


def texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(JSON, st.booleans())
def test_json_agrees_with_the_standard_parser(value: object, ascii_only: bool) -> None:
    tree = jsontree.parse(json.dumps(value, ensure_ascii=ascii_only).encode())
    assert tree.trouble is None
    assert plain(tree.root) == texts(value)


def test_json_spans_comments_and_trailing_commas() -> None:
    data = '\ufeff{"ä": /* c */ ["x", 1,], // y\n}'.encode()
    node = jsontree.parse(data).root.get("ä", 0)
    assert data[node.span.start : node.span.end] == b'"x"'


def test_broken_json_keeps_what_stands_before() -> None:
    tree = jsontree.parse(b'{"a": 1, "b": ')
    assert tree.root.get("a").value == "1"
    assert tree.trouble is not None


def test_toml_agrees_with_tomli_and_has_spans() -> None:
    data = b"""a.b = "x\\u00e9"  # c
[t]
n = [1, 2,
 { k = 'v', l = true }]
[[many]]
s = \"\"\"
two
lines\"\"\"
[[many]]
d = 1979-05-27 07:32:00
[many.sub]
"q k" = 1.5
"""
    tree = tomltree.parse(data)
    assert tree.trouble is None
    node = tree.root.get("t", "n", 2, "k")
    assert data[node.span.start : node.span.end] == b"'v'"
    assert tree.root.get("a", "b").value == tomli.loads(data.decode())["a"]["b"]
    assert tree.root.get("many", 0, "s").value == "two\nlines"
    assert tree.root.get("many", 1, "sub", "q k").value == "1.5"


def test_a_broken_toml_statement_costs_only_itself() -> None:
    tree = tomltree.parse(b'a = 1\nb = = 2\nc = "x"\n')
    assert (tree.root.get("a").value, tree.root.get("c").value) == ("1", "x")
    assert tree.trouble is not None and tree.trouble[0].start == 6


def test_ini_keeps_duplicates_and_joins_lines() -> None:
    data = b"[s]\nA=1\nA=2\nl =\n  x\n  y\n# no\nrubbish\n"
    found = list(initree.entries(data))
    assert [(entry.key, entry.value) for entry in found] == [("A", "1"), ("A", "2"), ("l", "x\ny")]
    assert [data[s.start : s.end] for _, s in found[2].lines()] == [b"x", b"y"]


@given(st.binary(max_size=200) | st.text(alphabet="{}[]\",:\\='#\n ab1.", max_size=80).map(str.encode))
def test_any_bytes_will_do(data: bytes) -> None:
    for tree in (jsontree.parse(data), tomltree.parse(data)):
        for _, node in tree.root.walk():
            assert 0 <= node.span.start <= node.span.end <= len(data)
    for entry in initree.entries(data):
        assert 0 <= entry.span.start <= entry.span.end <= len(data)
