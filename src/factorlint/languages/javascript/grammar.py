"""Which tree-sitter grammar reads a file, and the one query that finds all nodes the reader looks at."""

from collections.abc import Callable
from typing import Any

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Node

from ...syntax import treesitter

_COMMON = """
(call_expression) @call
(new_expression) @call
(variable_declarator) @declarator
(assignment_expression) @assignment
(augmented_assignment_expression left: (identifier) @changed)
(update_expression argument: (identifier) @changed)
(import_statement) @import
(decorator) @decorator
(pair value: [(call_expression) (new_expression) (await_expression)]) @pair
(await_expression) @await
[(function_declaration) (generator_function_declaration) (function_expression) (generator_function)
 (arrow_function) (method_definition)] @function
[(class_declaration) (class)] @class
[(while_statement) (do_statement) (for_statement) (for_in_statement)] @loop
(try_statement) @try
((call_expression function: (member_expression property: (property_identifier) @_caught)) @chain
 (#any-of? @_caught "catch" "then"))
((call_expression function: (member_expression property: (property_identifier) @_given)) @gives
 (#any-of? @_given "get" "post" "put" "patch" "delete" "del" "all" "use" "head" "options" "route" "param" "forEach"
  "map" "flatMap" "filter" "reduce" "some" "every" "eachSeries" "eachLimit" "mapSeries" "then" "catch" "finally"
  "createServer"))
((call_expression function: (identifier)) @plain)
(call_expression function: (parenthesized_expression [(arrow_function) (function_expression)] @now))
(call_expression function: (function_expression) @now)
"""
_JAVASCRIPT = _COMMON + "(field_definition value: (_)) @field"
_TYPESCRIPT = _COMMON + "(abstract_class_declaration) @class (public_field_definition) @field"


class Grammar:
    """A grammar's entry function and the reader's query for it."""

    def __init__(self, entry: Callable[[], Any], query: str) -> None:
        """`entry` is the wheel's function, `query` the captures."""
        self.entry = entry
        self.query = query

    def parse(self, data: bytes) -> Node:
        """The root node of any bytes."""
        return treesitter.parse(self.entry, data).root_node

    def captures(self, root: Node) -> dict[str, list[Node]]:
        """Every node of interest by capture name, in order of place."""
        return treesitter.captures(self.entry, self.query, root)


JAVASCRIPT = Grammar(tree_sitter_javascript.language, _JAVASCRIPT)
TYPESCRIPT = Grammar(tree_sitter_typescript.language_typescript, _TYPESCRIPT)
TSX = Grammar(tree_sitter_typescript.language_tsx, _TYPESCRIPT)


def grammar_of(path: str, data: bytes) -> Grammar:
    """By extension; JavaScript that says it holds Flow types is read as TSX, which knows most of them."""
    low = path.lower()
    if low.endswith((".ts", ".mts", ".cts")):
        return TYPESCRIPT
    if low.endswith(".tsx") or b"@flow" in data[:1000]:
        return TSX
    return JAVASCRIPT
