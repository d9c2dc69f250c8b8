"""What tree-sitter's grammar of Python calls the things that every language has."""

import re
import sys
from collections.abc import Iterator

import tree_sitter_python
from tree_sitter import Node

from ...code.grammar import Grammar
from ...code.shapes import Assigned, Branch, Called, Class, Function, Loop, Parameter, Switch
from ...syntax.treesitter import text_of

_COMMENT = re.compile(rb"#[^\n]*|\\\r?\n|[()]")


def _imported(node: Node, data: bytes) -> Iterator[tuple[str, str]]:
    """`import a.b`, `import a as b`, `from .a import b as c`; relative modules begin with a dot."""
    text = _COMMENT.sub(b" ", data[node.start_byte : node.end_byte]).decode("utf-8", "replace")
    head, _, names = (
        text.partition("import") if node.type == "import_statement" else text.partition(" import")
    )
    module = "".join(head.split()[1:])
    if module == "__future__":
        return
    for entry in names.split(","):
        words = entry.split()
        if not words or words[0] == "*":
            continue
        whole = (
            words[0]
            if not module
            else f"{module}{words[0]}"
            if module.strip(".") == ""
            else f"{module}.{words[0]}"
        )
        if len(words) == 3 and words[1] == "as":
            yield words[2], whole
        elif module:
            yield words[0], whole
        else:
            top = words[0].split(".")[0]
            yield top, top


def _star(node: Node, data: bytes) -> str:
    """The module of `from module import *`."""
    if data[node.end_byte - 1 : node.end_byte] != b"*":
        return ""
    module = node.child_by_field_name("module_name")
    return text_of(module, data) if module is not None else ""


def _own_module(name: str) -> bool:
    return name.partition(".")[0] not in sys.stdlib_module_names


GRAMMAR = Grammar(
    language="python",
    parser=tree_sitter_python.language,
    members={"attribute": ("object", "attribute")},
    subscripts={"subscript": ("value", "subscript")},
    calls={"call": Called()},
    keywords={"keyword_argument": ("name", "value")},
    wrapped=frozenset({"parenthesized_expression", "await", "type", "as_pattern_target", "case_pattern"}),
    awaits=frozenset({"await"}),
    binaries=frozenset({"binary_operator", "boolean_operator", "comparison_operator"}),
    unaries=frozenset({"unary_operator", "not_operator"}),
    conditionals={"conditional_expression": Branch("#1", "#0", "#2")},
    or_else=frozenset({"or"}),
    both=frozenset({"and"}),
    negates=frozenset({"not"}),
    compares=frozenset({"==", "!=", "is", "is not"}),
    interpolations={"interpolation": "expression"},
    raw=frozenset("rR"),
    concatenations=frozenset({"concatenated_string"}),
    formats=frozenset({"%", "format"}),
    numbers=frozenset({"integer", "float"}),
    constants={"true": True, "false": False, "none": None},
    truths=("False", "True"),
    absent=frozenset({"ellipsis"}),
    lists=frozenset({"list", "tuple", "set", "expression_list"}),
    mappings=frozenset({"dictionary"}),
    pairs={"pair": ("key", "value")},
    spreads=frozenset({"list_splat", "dictionary_splat", "list_splat_pattern", "dictionary_splat_pattern"}),
    assigns={
        "assignment": Assigned(type="type", declares=True),
        "augmented_assignment": Assigned(augments=True),
        "named_expression": Assigned("name", "value", declares=True),
        "with_item>as_pattern": Assigned("#1", "#0", declares=True),
    },
    patterns=frozenset({"pattern_list", "tuple_pattern", "list_pattern"}),
    outer_names=frozenset({"global_statement", "nonlocal_statement"}),
    imports=frozenset({"import_statement", "import_from_statement"}),
    imported=_imported,
    stars=_star,
    packages=("__init__.py",),
    own_module=_own_module,
    functions={
        "function_definition": Function(),
        "lambda": Function(name="", named=False, kind="lambda"),
    },
    parameters={
        "default_parameter": Parameter("name", "", "value"),
        "typed_parameter": Parameter("#0", "type"),
        "typed_default_parameter": Parameter("name", "type", "value"),
        "list_splat_pattern": Parameter("#0", variadic=True),
        "dictionary_splat_pattern": Parameter("#0", variadic=True),
    },
    parameters_run_inside=False,
    classes={"class_definition": Class(bases="superclasses")},
    selves=frozenset({"self", "cls"}),
    class_names=True,
    ambient=False,
    loops={
        "for_statement": Loop("each", "body", "left", "right"),
        "while_statement": Loop("while", condition="condition"),
        "list_comprehension": Loop("comprehension"),
        "set_comprehension": Loop("comprehension"),
        "dictionary_comprehension": Loop("comprehension"),
        "generator_expression": Loop("comprehension"),
    },
    tries={"try_statement": "body"},
    catches=frozenset({"except_clause", "except_group_clause"}),
    withs=frozenset({"with_statement"}),
    opened=frozenset({"with_clause"}),
    opened_items=frozenset({"with_item"}),
    ifs={"if_statement": Branch(), "elif_clause": Branch(otherwise="")},
    switches={"match_statement": Switch("subject", "body", "#0")},
    leaves=frozenset({"return_statement", "break_statement", "raise_statement"}),
    deletes=frozenset({"delete_statement"}),
    decorators=frozenset({"decorator"}),
    guard=b"__name__",
    stops=rb"\braise\b|\bsys\.exit\(|\bexit\(|\bassert\b|\bos\._exit\(",
    catches_missing=rb"except(?:\s*:|[^:]*\b(?:KeyError|LookupError|Exception|BaseException)\b)",
    catches_bad=rb"except(?:\s*:|[^:]*\b(?:KeyError|LookupError|ValueError|TypeError|Exception)\b)",
    statuses=(
        rb"(?:status(?:_code)?\s*=\s*|abort\(|return [^\n]*,\s*|HTTPException\(\s*|HTTP_|send_(?:response|error)\()"
        rb"([1-5]\d\d)\b"
    ),
    silent=frozenset({"expression_statement", "concatenated_string"}),
    counts=frozenset({"range()", "itertools.count()", "enumerate()"}),
    endless=frozenset({"itertools.count"}),
    containers=frozenset(
        {"dict", "list", "set", "collections.defaultdict", "collections.deque", "collections.Counter"}
    ),
)


def grammar_of(path: str, data: bytes) -> Grammar:
    """Python has one."""
    return GRAMMAR
