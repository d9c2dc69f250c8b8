"""YAML trees: spans, merge keys, broken documents, templates, hostile input."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.model.fact import UNKNOWN
from factorlint.syntax.tree.yaml import NOTHING, Node, body, parse


def root(text: str, templates: bool = True) -> Node:
    documents = parse(text.encode(), templates)
    assert documents[0].trouble is None
    return documents[0].root


def at(data: bytes, node: Node) -> str:
    return data[node.span.start : node.span.end].decode()


def test_spans_are_bytes_behind_a_byte_order_mark_and_wide_characters() -> None:
    data = "\ufeffä: '𝄞'\r\nb: [x, {k: v}]\r\nc: |\r\n  é\r\n\r\nd: z\r\n".encode()
    tree = parse(data)[0].root
    assert at(data, tree.get("ä")) == "'𝄞'"
    assert at(data, tree.get("b")) == "[x, {k: v}]"
    assert at(data, tree.get("b", 1)) == "{k: v}"
    assert at(data, tree.get("c")) == "|\r\n  é"
    assert at(data, tree.key("d")) == "d"


def test_a_byte_that_is_not_utf8_moves_nothing() -> None:
    data = b"a: caf\xe9 \x00\nb: x\n"
    assert at(data, parse(data)[0].root.get("b")) == "x"


def test_block_collections_end_with_their_last_child() -> None:
    data = b"a:\n  b: 1\n\n# comment\nc: 2\n"
    assert at(data, parse(data)[0].root.get("a")) == "b: 1"


def test_merge_keys_own_keys_win_then_the_earlier_source() -> None:
    tree = root("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 0\n")
    assert [(name, value.value) for name, _, value in tree.get("z").pairs()] == [
        ("a", "0"),
        ("b", "1"),
        ("c", "2"),
    ]


def test_duplicate_keys_are_kept_and_the_last_wins() -> None:
    tree = root("a: 1\na: 2\n")
    assert [value.value for _, _, value in tree.pairs()] == ["1", "2"]
    assert tree.get("a").text == "2"


def test_a_broken_document_costs_only_itself() -> None:
    data = b"a: 1\n---\nb: [\n---\nc: 3\n"
    documents = parse(data)
    assert [document.trouble is None for document in documents] == [True, False, True]
    assert documents[1].root is NOTHING
    span, message = documents[1].trouble or (None, "")
    assert span is not None and data[: span.start].count(b"\n") in (2, 3)
    assert "broken YAML" in message
    assert documents[2].root.get("c").integer == 3


def test_documents_of_nothing_but_comments_are_left_out() -> None:
    assert parse(b"# hello\n---\n# x\n\n---\na: 1\n...\n---\n")[0].root.get("a").integer == 1
    assert parse(b"") == [] and parse(b"---\n# only\n") == []


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ('""', ""),
        ("'null'", "null"),
        ("yes", "yes"),
        ("0o17", "0o17"),
    ],
)
def test_text(written: str, text: str | None) -> None:
    assert root(f"a: {written}\n").get("a").text == text


def test_numbers_and_booleans() -> None:
    tree = root("a: 0x10\nb: 12\nc: on\nd: 'on'\ne: true\nf: [1]\ng: 1.5\n")
    assert tree.get("a").integer == 16 and tree.get("b").integer == 12
    assert tree.get("c").boolean is UNKNOWN and tree.get("c").boolean_11 is True
    assert tree.get("d").boolean_11 is UNKNOWN and tree.get("e").boolean is True
    assert tree.get("f").text is UNKNOWN and tree.get("g").integer is UNKNOWN
    assert tree.get("missing", "deeper", 0).text is None
    assert not tree.get("missing")


def test_a_helm_template_reads_with_unknown_values() -> None:
    data = (
        b'{{- if .Values.on -}}\nkind: Deployment\nmetadata:\n  name: {{ include "x" . }}-web\n'
        b'  labels:\n    {{- include "labels" . | nindent 4 }}\nspec:\n'
        b'  image: "{{ .Values.repo }}:{{ .Values.tag | default "}" }}"\n  replicas: {{ .Values.n }}\n'
        b"{{- range .Values.list }}\n  {{ .name }}: {{ .value | quote }}\n{{- end }}\n"
        b"  {{- /* a\n  comment: [ */}}\n  last: 1\n{{ end }}\n"
    )
    document = parse(data)[0]
    assert document.trouble is None and document.templated
    spec = document.root.get("spec")
    assert document.root.get("metadata", "name").text is UNKNOWN
    assert document.root.get("metadata", "name").written == '{{ include "x" . }}-web'
    assert spec.get("image").written.startswith("{{ .Values.repo }}:")
    assert spec.get("replicas").integer is UNKNOWN
    assert [name for name, _, _ in spec.pairs()] == ["image", "replicas", "last"]
    assert at(data, spec.get("last")) == "1"


def test_jinja_erb_and_at_placeholders() -> None:
    tree = root("{% if a %}\na: {{ x }}\n{% endif %}\nb: <%= y %>\n<% z %>\nc: @TAG@\nd: 1\n")
    assert [tree.get(key).text for key in "abc"] == [UNKNOWN] * 3
    assert tree.get("d").integer == 1


def test_ci_expressions_and_compose_are_no_templates() -> None:
    assert root("a: ${{ github.ref }}\n").get("a").text == "${{ github.ref }}"
    assert root('a: "{{.State}}"\n', templates=False).get("a").text == "{{.State}}"


def test_a_body_keeps_offsets_of_the_file() -> None:
    data = 'run: |  # why\n  é one\n    two\n\nq: "echo x"\nf: >-\n  a\n  b\n'.encode()
    tree = parse(data)[0].root
    text, offset = body(tree.get("run"), data)
    assert text == "  é one\n    two" and data[offset:].startswith("  é one".encode())
    text, offset = body(tree.get("q"), data)
    assert text == "echo x" and data[offset:].startswith(b"echo x")
    text, offset = body(tree.get("f"), data)
    assert text.split() == ["a", "b"] and "\n" not in text and data[offset:].startswith(b"  a")


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: &a [x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(20)
        ),
        b"".join(
            b"k%d: &k%d {<<: [%s], k%d: 1}\n" % (i, i, b",".join(b"*k%d" % j for j in range(i)), i)
            for i in range(1, 400)
        ),
        b"a: &a [*a]\n",
        b"[" * 100_000,
        b"{a: " * 50_000,
        b"- " * 50_000,
        b"{{" * 100_000,
        b"a: {{ x }}\n" * 20_000,
        b"---\n" * 50_000,
        b" " * 300_000 + b"{{ x }}",
        b"{{ x }} " * 40_000,
    ],
)
def test_hostile_input_is_bounded_in_time(hostile: bytes) -> None:
    before = time.process_time()
    for document in parse(hostile):
        sum(1 for _ in document.root.walk())
    assert time.process_time() - before < 4


@given(
    st.binary(max_size=300)
    | st.text("ab:-[]{}&*<|>'\"#%@!? \n\r\té\ufeff𝄞\x85\u2028", max_size=120).map(str.encode)
)
def test_any_bytes_give_nodes_inside_the_file(data: bytes) -> None:
    for document in parse(data):
        if document.trouble:
            assert 0 <= document.trouble[0].start <= len(data)
        for _, node in document.root.walk():
            assert 0 <= node.span.start <= node.span.end <= len(data)
            if node.is_scalar and node.style in ("'", '"'):
                assert data[node.span.start : node.span.start + 1] in (b"'", b'"', b"&", b"!", b"<")
