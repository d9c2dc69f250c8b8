"""What tree-sitter's grammar of Go calls the things that every language has."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tree_sitter_go
from tree_sitter import Node

from ...code.grammar import Grammar
from ...code.idioms.table import load
from ...code.shapes import Assigned, Branch, Called, Class, Function, Loop, Parameter, Switch, part
from .imports import OWN, local_names, package, packages_of

_APIS = Path(__file__).with_name("apis.toml")


@cache
def _known() -> frozenset[str]:
    """The packages that idioms name."""
    return packages_of(frozenset(load(_APIS).names))


def _imported(node: Node, data: bytes) -> Iterator[tuple[str, str]]:
    """`import pb "example.com/shop/pb"`: the names that a package may have here, and how its own names begin."""
    path, alias = part(node, "path"), part(node, "name")
    if path is None:
        return
    module = data[path.start_byte + 1 : path.end_byte - 1].decode("utf-8", "replace")
    names = local_names(module)
    if alias is not None:
        name = data[alias.start_byte : alias.end_byte].decode("utf-8", "replace")
        names = () if name in ("_", ".") else (name,)
    for name in names:
        yield name, package(module, _known())


def _may_be_own(path: str) -> bool:
    """Whether a package may be of this repository: it is not the standard library's, and no idiom names it."""
    return "." in path.partition("/")[0] and path not in _known()


GRAMMAR = Grammar(
    language="go",
    parser=tree_sitter_go.language,
    names=frozenset({"identifier", "field_identifier", "package_identifier", "type_identifier"}),
    members={"selector_expression": ("operand", "field"), "qualified_type": ("package", "name")},
    subscripts={"index_expression": ("operand", "index")},
    calls={
        "call_expression": Called(),
        "composite_literal": Called("type", "body", constructs=True),
    },
    keywords={"keyed_element": ("key", "value")},
    makes=frozenset({"new"}),
    list_types=frozenset({"slice_type", "array_type", "implicit_length_array_type"}),
    mapping_types=frozenset({"map_type"}),
    wrapped=frozenset(
        {
            *(
                "parenthesized_expression",
                "expression_list",
                "literal_element",
                "pointer_type",
                "generic_type",
            ),
            *("type_assertion_expression", "type_conversion_expression"),
        }
    ),
    inner_is_last=frozenset({"type_conversion_expression"}),
    binaries=frozenset({"binary_expression"}),
    unaries=frozenset({"unary_expression"}),
    references=frozenset({"&", "*"}),
    or_else=frozenset(),
    compares=frozenset({"==", "!="}),
    missing="",
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    raw=frozenset("`"),
    numbers=frozenset({"int_literal", "float_literal"}),
    constants={"true": True, "false": False, "nil": None},
    mappings=frozenset({"literal_value"}),
    pairs={"keyed_element": ("key", "value")},
    bare_keys=frozenset({"identifier"}),
    spreads=frozenset({"variadic_argument"}),
    assigns={
        "short_var_declaration": Assigned(declares=True),
        "var_spec": Assigned("name", "value", "type", declares=True),
        "const_spec": Assigned("name", "value", declares=True),
        "assignment_statement": Assigned(),
        "inc_statement": Assigned("#0", augments=True),
        "dec_statement": Assigned("#0", augments=True),
        "field_declaration": Assigned("name", "", "type"),
        "receive_statement": Assigned(declares=True),
    },
    patterns=frozenset({"expression_list"}),
    first_of_many=True,
    zero_values=True,
    imports=frozenset({"import_spec"}),
    imported=_imported,
    own_module=_may_be_own,
    functions={
        "function_declaration": Function(),
        "method_declaration": Function(),
        "func_literal": Function(name="", named=False, kind="lambda"),
    },
    parameters={
        "parameter_declaration": Parameter("name", "type"),
        "variadic_parameter_declaration": Parameter("name", variadic=True),
    },
    receiver="receiver",
    classes={"type_spec": Class(body="type")},
    selves=frozenset(),
    ambient=False,
    elsewhere=OWN,
    predeclared=frozenset(
        """append cap clear close complex copy delete imag len make max min new panic print println real recover
        any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string
        uint uint8 uint16 uint32 uint64 uintptr true false iota nil _""".split()
    ),
    loops={"for_statement": Loop("while", "body", condition="#0")},
    loop_clauses={
        "range_clause": Loop("each", target="left", items="right"),
        "for_clause": Loop("count", condition="condition"),
    },
    failure=rb"\b(\w*[eE]rr\w*)\s*(==|!=)\s*nil\b",
    ifs={"if_statement": Branch()},
    switches={"expression_switch_statement": Switch("value", "", "value")},
    leaves=frozenset({"return_statement", "break_statement"}),
    repeats=frozenset({"continue_statement"}),
    blocks=frozenset({"block", "statement_list"}),
    mains=frozenset({"main", "init"}),
    stops=rb"\bpanic\(|\b[lL]og(?:ger)?\.(?:Fatal|Panic)|\bos\.Exit\(|\breturn\b[^\n]*(?:[eE]rr|fmt\.Errorf)|\.Fatal(?:f|ln)?\(",
    statuses=rb"(?:\.WriteHeader\(\s*|http\.Error\([^\n]*,\s*|\b(?:c|ctx)\.\w+\(\s*)([1-5]\d\d)\b",
    silent=frozenset({"import_spec", "field_declaration"}),
    silent_calls=("fmt.", "log.", "errors."),
    containers=frozenset({"make"}),
)


def grammar_of(path: str, data: bytes) -> Grammar:
    """Go has one."""
    return GRAMMAR
