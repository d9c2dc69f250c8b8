"""Reads and writes of the environment: `process.env` in all its forms, and what bundlers bake in."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...code.model import Value
from ...facts import UNKNOWN, EnvRead, EnvWrite, Fact, Unknown
from ...syntax.treesitter import span_of
from .names import Bound
from .reader import File, context
from .values import environment_name

_PLACE_SHAPE = rb"\bprocess\s*\??\.\s*env\b|\bprocess\[['\"]env['\"]\]|\bimport\.meta\.env\b|\bBun\.env\b"
_PLACE = re.compile(_PLACE_SHAPE)
SHAPES = (_PLACE_SHAPE, rb"[\"'`:]process[\"'`]", rb"\benv\b[^;]{0,200}=\s*process\b")
"""What a file holds where it uses the environment."""
_OBJECTS = ("process.env", "import.meta.env", "Bun.env")
_BAKED = re.compile(r"NEXT_PUBLIC_|REACT_APP_|VITE_|NUXT_PUBLIC_|GATSBY_|VUE_APP_|EXPO_PUBLIC_|PUBLIC_")
_VITE_OWN = frozenset(("MODE", "DEV", "PROD", "SSR", "BASE_URL"))
_NUMERIC = {"parseInt": "int", "Number.parseInt": "int", "parseFloat": "float", "Number.parseFloat": "float"}
_COERCIONS = {**_NUMERIC, "Number": "int", "JSON.parse": "json", "Boolean": "bool"}
_TEST = "test"
"""Only while reading: a condition, which may ask for a flag or for presence."""
_PASSED = frozenset(
    "parenthesized_expression non_null_expression as_expression satisfies_expression await_expression".split()
)
_STOPS = re.compile(rb"\bthrow\b|\bprocess\.exit\b|\bassert\b|\breject\(")


def environment(file: File) -> Iterator[Fact]:
    """Every use of the environment. Testing whether a variable is there before using it makes no flag of it."""
    found = list(_uses(file))
    reads = [fact for fact in found if isinstance(fact, EnvRead)]
    tested = {fact.name for fact in reads if fact.coercion == _TEST}
    used = {fact.name for fact in reads if fact.coercion != _TEST}
    for fact in found:
        if not isinstance(fact, EnvRead) or fact.name not in tested:
            yield fact
        elif fact.coercion == _TEST:
            coercion = "" if fact.name in used else "bool"
            yield msgspec.structs.replace(fact, coercion=coercion, guarded=True)
        else:
            yield msgspec.structs.replace(fact, guarded=True)


def _uses(file: File) -> Iterator[Fact]:
    for match in _PLACE.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        while node is not None and node.type in (
            "identifier",
            "property_identifier",
            "import",
            "meta_property",
        ):
            node = node.parent
        if node is None or node.type not in ("member_expression", "subscript_expression"):
            continue
        if file.names.of(node) in _OBJECTS and node.end_byte == match.end():
            yield from _object(node, file)
    for name, bounds in list(file.regions.program.names.items()):
        for bound in bounds:
            if isinstance(bound, Bound) and _is_environment(bound, file):
                yield from _aliased(name, file)


def _is_environment(bound: Bound, file: File) -> bool:
    """`import { env } from "process"` and `const { env } = process`."""
    return bound.name == "process.env" or (
        bound.route == ("env",) and bound.node is not None and file.names.of(bound.node) == "process"
    )


def _object(node: Node, file: File) -> Iterator[Fact]:
    """A use of the whole `process.env`."""
    holder = node.parent
    if holder is None:
        return
    if (
        holder.type in ("member_expression", "subscript_expression")
        and holder.child_by_field_name("object") == node
    ):
        yield from _member(holder, file)
    elif holder.type == "variable_declarator" and holder.child_by_field_name("value") == node:
        target = holder.child_by_field_name("name")
        if target is not None and target.type == "object_pattern":
            yield from _destructured(target, file)
        elif target is not None:
            yield from _aliased(file.text(target), file)
    elif holder.type == "binary_expression" and file.text(holder.child_by_field_name("operator")) == "in":
        name = literal(file.values.of(holder.child_by_field_name("left")))
        if isinstance(name, str):
            yield _read(holder, name, None, file, guarded=True)


def _aliased(alias: str, file: File) -> Iterator[Fact]:
    """`const env = process.env; env.X`."""
    for match in re.finditer(rb"(?<![\w$.])" + re.escape(alias.encode()) + rb"\s*\??[.\[]", file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.start() + 1)
        holder = node.parent if node is not None and node.type == "identifier" else None
        if node is None or holder is None or file.names.of(node) != "process.env":
            continue
        if holder.type in ("member_expression", "subscript_expression"):
            yield from _member(holder, file)


def _destructured(pattern: Node, file: File) -> Iterator[Fact]:
    for child in pattern.named_children:
        default = None
        key = child
        if child.type == "object_assignment_pattern":
            key = child.child_by_field_name("left") or child
            default = file.values.of(child.child_by_field_name("right"))
        elif child.type == "pair_pattern":
            key = child.child_by_field_name("key") or child
            target = child.child_by_field_name("value")
            if target is not None and target.type == "assignment_pattern":
                default = file.values.of(target.child_by_field_name("right"))
        name = file.text(key).strip("'\"")
        if re.fullmatch(r"[A-Za-z_]\w*", name):
            yield _read(child, name, default, file, guarded=default is not None)


def _member(node: Node, file: File) -> Iterator[Fact]:
    name = environment_name(file.names.of(node))
    holder = node.parent
    if not name and node.type == "subscript_expression":
        key = literal(file.values.of(node.child_by_field_name("index")))
        name = key if isinstance(key, str) else ""
    assigned = holder is not None and holder.type.endswith("assignment_expression")
    if holder is not None and assigned and holder.child_by_field_name("left") == node:
        yield EnvWrite(span=span_of(node), scope=_scope(node, file), name=name or UNKNOWN)
        if file.text(holder.child_by_field_name("operator")) not in ("||=", "??="):
            return
    if holder is not None and holder.type == "unary_expression" and file.text(holder).startswith("delete"):
        yield EnvWrite(span=span_of(node), scope=_scope(node, file), name=name or UNKNOWN)
        return
    if name and "import.meta" in file.text(node) and name in _VITE_OWN:
        return
    if name:
        yield _used(node, name, file)


def _used(node: Node, name: str, file: File) -> EnvRead:
    """A read, with what the expression around it makes of it."""
    default: Value | None = None
    coercion, guarded, required = "", False, False
    child, holder = node, node.parent
    while holder is not None:
        kind = holder.type
        if kind in _PASSED:
            required = required or kind == "non_null_expression"
        elif kind == "binary_expression":
            operator = file.text(holder.child_by_field_name("operator"))
            if operator in ("||", "??") and holder.child_by_field_name("left") == child:
                default = default or file.values.of(holder.child_by_field_name("right"))
                guarded = True
            elif operator in ("||", "??"):
                pass
            elif operator in ("==", "===", "!=", "!=="):
                return _read(node, name, default, file, coercion=_compared(holder, child, file), guarded=True)
            else:
                guarded = guarded or operator == "&&"
                break
        elif kind == "arguments" and holder.parent is not None:
            called = file.names.of(holder.parent).removesuffix("()")
            if called not in _COERCIONS:
                break
            coercion = coercion or _COERCIONS[called]
            holder = holder.parent
        elif kind == "unary_expression":
            operator = file.text(holder.child_by_field_name("operator"))
            coercion = coercion or {"+": "int", "!": _TEST}.get(operator, "")
            if operator == "!":
                guarded = guarded or not _stops(holder, file)
                if _stops(holder, file):
                    required, coercion = True, ""
                break
        elif kind == "ternary_expression":
            found = file.values.of(holder)
            asked = holder.child_by_field_name("condition") == child
            default = found.default if found.what == "env" and found.name == name else default
            return _read(
                node,
                name,
                default,
                file,
                coercion=_TEST if asked and default is None else coercion,
                guarded=True,
            )
        elif kind in ("if_statement", "while_statement"):
            return _read(node, name, default, file, coercion=coercion or _TEST, guarded=True)
        elif kind == "member_expression" and _parses(holder, file):
            return _read(node, name, default, file, coercion="parsed-bool", guarded=True)
        else:
            break
        child, holder = holder, holder.parent
    return _read(node, name, default, file, coercion=coercion, guarded=guarded, required=required)


def _parses(node: Node, file: File) -> bool:
    """`.toLowerCase() === "true"`."""
    around = file.data[node.end_byte : node.end_byte + 40]
    return re.match(rb"\s*\(\s*\)\s*[!=]==?\s*[\"'](?:true|false|1|0|yes|on)", around) is not None


def _compared(comparison: Node, side: Node, file: File) -> str:
    left, right = comparison.child_by_field_name("left"), comparison.child_by_field_name("right")
    known = literal(file.values.of(right if left == side else left))
    return "parsed-bool" if known in ("true", "false", "1", "0", "yes", "no", "on", "off") else ""


def _stops(negation: Node, file: File) -> bool:
    """`if (!process.env.X) throw ...`: the program insists on the variable."""
    holder = negation.parent
    while holder is not None and holder.type in ("parenthesized_expression", "binary_expression"):
        holder = holder.parent
    if holder is None or holder.type != "if_statement":
        return False
    body = holder.child_by_field_name("consequence")
    if body is not None and body.type == "statement_block":
        statements = [child for child in body.named_children if child.type != "comment"]
        body = statements[-1] if statements else None
    if body is None or body.type not in ("throw_statement", "expression_statement", "return_statement"):
        return False
    return _STOPS.search(file.data, body.start_byte, body.end_byte) is not None


def _read(
    node: Node,
    name: str,
    default: Value | None,
    file: File,
    *,
    coercion: str = "",
    guarded: bool = False,
    required: bool = False,
) -> EnvRead:
    known = literal(default) if default is not None else None
    bundled = b"import.meta" in file.data[node.start_byte : node.end_byte] or _BAKED.match(name)
    return EnvRead(
        span=span_of(node),
        scope=_scope(node, file),
        name=name,
        default=_text(known),
        required=required and default is None,
        coercion=coercion,
        guarded=guarded,
        at_import=context(file, node.start_byte)["at_import"],
        via="import.meta.env"
        if b"import.meta" in file.data[node.start_byte : node.end_byte]
        else "process.env",
        stage="build" if bundled else "run",
    )


def _text(known: object) -> str | None | Unknown:
    if known is None or isinstance(known, Unknown):
        return known
    return str(known).lower() if isinstance(known, bool) else str(known)


def _scope(node: Node, file: File) -> str:
    return file.regions.at(node.start_byte).title
