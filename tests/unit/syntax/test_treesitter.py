"""What the binding leaves open and readers rely on."""

import tree_sitter_python

from factorlint.syntax.treesitter import captures, parse

DEEP = b"x = " + b"f(lambda: g(" * 40 + b"1" + b"))" * 40 + b"\n"


def test_captured_nodes_come_in_the_order_of_the_text() -> None:
    entry = tree_sitter_python.language
    root = parse(entry, DEEP).root_node
    query = "(call) @call (lambda) @block (argument_list) @block (call function: (identifier) @name)"
    found = captures(entry, query, root)
    assert {name: len(nodes) for name, nodes in found.items()} == {"call": 80, "block": 120, "name": 80}
    for nodes in found.values():
        places = [(node.start_byte, node.end_byte, node.kind_id) for node in nodes]
        assert places == sorted(places)
