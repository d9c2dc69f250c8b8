"""What tree-sitter's grammars of JavaScript and TypeScript call the things that every language has.

Three grammars read the files: JavaScript (with JSX), TypeScript, and TypeScript with JSX. They differ in few names.
"""

from collections.abc import Iterator

import msgspec
import tree_sitter_javascript
import tree_sitter_typescript

from ...code.grammar import Grammar
from ...code.shapes import Assigned, Branch, Called, Class, Function, Loop, Parameter, Switch
from . import masks
from .modules import exported, imported, may_be_own, required

_ASSIGNS = {
    "variable_declarator": Assigned("name", "value", "type", declares=True),
    "assignment_expression": Assigned(),
    "augmented_assignment_expression": Assigned(augments=True),
    "update_expression": Assigned("argument", "", augments=True),
}
_CLASSES = {
    "class_declaration": Class(bases=":class_heritage"),
    "class": Class(bases=":class_heritage"),
}
JAVASCRIPT = Grammar(
    language="javascript",
    parser=tree_sitter_javascript.language,
    names=frozenset(
        {
            *("identifier", "property_identifier", "private_property_identifier", "type_identifier"),
            "shorthand_property_identifier",
        }
    ),
    members={
        "member_expression": ("object", "property"),
        "nested_type_identifier": ("module", "name"),
        "nested_identifier": ("object", "property"),
    },
    subscripts={"subscript_expression": ("object", "index")},
    themselves=frozenset({"meta_property", "super"}),
    keys_are_members=True,
    calls={
        "call_expression": Called(),
        "new_expression": Called("constructor", constructs=True),
    },
    wrapped=frozenset(
        {
            *("parenthesized_expression", "await_expression", "as_expression", "satisfies_expression"),
            *("non_null_expression", "type_assertion", "type_annotation", "generic_type"),
            *("computed_property_name", "instantiation_expression"),
        }
    ),
    inner_is_last=frozenset({"type_assertion"}),
    awaits=frozenset({"await_expression"}),
    insists=frozenset({"non_null_expression"}),
    binaries=frozenset({"binary_expression"}),
    unaries=frozenset({"unary_expression"}),
    conditionals={"ternary_expression": Branch()},
    strings=frozenset({"string", "template_string"}),
    interpolations={"template_substitution": "#0"},
    numbers=frozenset({"number"}),
    constants={"true": True, "false": False, "null": None, "undefined": None},
    lists=frozenset({"array"}),
    mappings=frozenset({"object"}),
    pairs={"pair": ("key", "value")},
    shorthands=frozenset({"shorthand_property_identifier"}),
    bare_keys=frozenset({"property_identifier", "private_property_identifier"}),
    spreads=frozenset({"spread_element", "rest_pattern"}),
    assigns={**_ASSIGNS, "field_definition": Assigned("property", "value")},
    declarations=frozenset({"lexical_declaration", "variable_declaration"}),
    unset=r"""(?<![\w.])(?:!\s*NAME\b(?!\s*[.(\[?])|NAME\s*===?\s*(?:undefined|null|''|""))|typeof\s+NAME\s*===?\s*.undefined""",
    patterns=frozenset({"array_pattern"}),
    keyed_patterns=frozenset({"object_pattern"}),
    pattern_pairs={"pair_pattern": ("key", "value")},
    pattern_defaults={
        "object_assignment_pattern": ("left", "right"),
        "assignment_pattern": ("left", "right"),
    },
    imports=frozenset({"import_statement"}),
    imported=imported,
    own_module=may_be_own,
    required=required,
    requires=(b"require", b"import", b"await", b"("),
    functions={
        **dict.fromkeys(("function_declaration", "generator_function_declaration"), Function()),
        **dict.fromkeys(("function_expression", "generator_function"), Function(named=False)),
        "arrow_function": Function(name="", named=False, parameter="parameter"),
        "method_definition": Function(member=True),
    },
    parameters={
        **dict.fromkeys(("required_parameter", "optional_parameter"), Parameter("pattern", "type", "value")),
        "assignment_pattern": Parameter("left", default="right"),
        "rest_pattern": Parameter("#0", variadic=True),
    },
    fields_from="constructor",
    field_marks=frozenset({"accessibility_modifier", "override_modifier", "readonly"}),
    classes=_CLASSES,
    base_clauses=frozenset({"extends_clause"}),
    globals=frozenset({"globalThis", "global", "window", "self"}),
    same=frozenset({"default"}),
    fluent=frozenset({*"get post put patch delete all use on once head options".split()}),
    last=frozenset({"listen"}),
    loops={
        "for_statement": Loop("count", condition="condition"),
        "for_in_statement": Loop("each", "body", "left", "right"),
        "while_statement": Loop("while", condition="condition"),
        "do_statement": Loop("while", condition="condition"),
    },
    tries={"try_statement": "body"},
    catches=frozenset({"catch_clause"}),
    ifs={"if_statement": Branch()},
    switches={"switch_statement": Switch("value", "body", "value")},
    repeats=frozenset({"continue_statement"}),
    deletes=frozenset({"delete"}),
    blocks=frozenset({"statement_block"}),
    decorators=frozenset({"decorator"}),
    iterates=frozenset(
        b"forEach map flatMap filter reduce some every eachSeries eachLimit mapSeries".split()
    ),
    settles=frozenset({b"catch"}),
    long_chains=True,
    stops=rb"\bthrow\b|\bprocess\.exit\b|\bassert\b|\breject\(",
    statuses=(
        rb"\.(?:status|sendStatus|code|writeHead)\((?:\s*([1-5]\d\d)\b|[^()\n]{0,200}\?\s*([1-5]\d\d)\s*:\s*([1-5]\d\d)\b)"
        rb"|(?:statusCode\s*[=:]\s*|\bstatus\s*[:=]\s*|@HttpCode\(\s*)([1-5]\d\d)\b"
    ),
    silent=frozenset(
        {"expression_statement", "import_statement", "export_statement", "jsx_attribute", "literal_type"}
    ),
    silent_calls=("require", "import", "console.", "<t>", "<i18n>"),
    containers=frozenset({"Map", "Set", "WeakMap", "Array", "Object"}),
    exported=exported,
    unreadable=masks.unreadable,
)
TYPESCRIPT = msgspec.structs.replace(
    JAVASCRIPT,
    parser=tree_sitter_typescript.language_typescript,
    assigns={
        **_ASSIGNS,
        "public_field_definition": Assigned("name", "value", "type"),
        "enum_assignment": Assigned("name", "value"),
    },
    classes={
        **_CLASSES,
        "abstract_class_declaration": Class(bases=":class_heritage"),
        "enum_declaration": Class(labels=True),
    },
)
TSX = msgspec.structs.replace(TYPESCRIPT, parser=tree_sitter_typescript.language_tsx)


def grammar_of(path: str, data: bytes) -> Grammar:
    """By extension; JavaScript that says it holds Flow types is read as TSX, which knows most of them."""
    low = path.lower()
    if low.endswith((".ts", ".mts", ".cts")):
        return TYPESCRIPT
    if low.endswith(".tsx") or b"@flow" in data[:1000]:
        return TSX
    return JAVASCRIPT


def otherwise(path: str, data: bytes) -> Iterator[tuple[Grammar, bytes]]:
    """Other ways to parse a file that its own grammar stumbles over, the likeliest first.

    A `.js` file may be TypeScript or Flow; what is valid but unknown to the grammars is masked, byte for byte.
    """
    grammar = grammar_of(path, data)
    masked = masks.masked(data)
    if masked != data:
        yield grammar, masked
    if grammar is JAVASCRIPT:
        yield TSX, masked
