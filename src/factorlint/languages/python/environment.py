"""Reads and writes of the process's environment: `os.environ` in all its forms, `os.getenv`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...code.idioms.selectors import literal
from ...code.model import Value
from ...facts import UNKNOWN, EnvRead, EnvWrite, Fact, Unknown
from ...syntax.treesitter import nth, span_of
from .module import Module

WORDS = frozenset({b"environ", b"getenv"})
"""Lower-cased literals without which a file does not touch the environment."""
_PLACE = re.compile(rb"\b(?:environb?|getenv|putenv|unsetenv)\b")
_READS = ("os.environ.get", "os.getenv")
_WRITES = ("os.environ.setdefault", "os.environ.update", "os.environ.pop", "os.putenv", "os.unsetenv")
_NUMERIC = {"int": "int", "float": "float", "bool": "bool", "json.loads": "json", "Decimal": "float"}
_PARSED = frozenset(
    "bool strtobool str2bool str_to_bool string_to_bool get_bool_from_env parse_bool parse_boolean to_bool as_bool"
    " asbool is_true is_truthy truthy literal_eval".split()
)
_MISSING = re.compile(rb"except(?:\s*:|[^:]*\b(?:KeyError|LookupError|Exception|BaseException)\b)")
_BAD_VALUE = re.compile(rb"except(?:\s*:|[^:]*\b(?:KeyError|LookupError|ValueError|TypeError|Exception)\b)")


def environment(module: Module) -> Iterator[Fact]:
    """Every read and write of the environment through the standard library."""
    found = list(_uses(module))
    tested = {fact.name for fact in found if isinstance(fact, EnvRead) and fact.coercion == "test"}
    for fact in found:
        if isinstance(fact, EnvRead) and fact.coercion != "test" and fact.required and fact.name in tested:
            yield _replaced(fact)
        elif not (isinstance(fact, EnvRead) and fact.coercion == "test"):
            yield fact
    read = {fact.name for fact in found if isinstance(fact, EnvRead) and fact.coercion != "test"}
    for fact in found:
        if isinstance(fact, EnvRead) and fact.coercion == "test" and fact.name not in read:
            yield _replaced(fact, coercion="")


def _replaced(fact: EnvRead, coercion: str | None = None) -> EnvRead:
    return EnvRead(
        span=fact.span,
        scope=fact.scope,
        name=fact.name,
        default=fact.default,
        coercion=fact.coercion if coercion is None else coercion,
        guarded=True,
        at_import=fact.at_import,
        via=fact.via,
    )


def _uses(module: Module) -> Iterator[Fact]:
    for whole, holder in places(module):
        yield from _use(whole, holder, module)


def places(module: Module) -> Iterator[tuple[Node, Node]]:
    """Where the environment is named (`os.environ`, `getenv`, under any alias), and the node around it."""
    if b"env" not in module.data:
        return
    renamed = [local for local, name in module.aliases.items() if name in ("os.environ", "os.getenv")]
    extra = [local.encode() for local in renamed if local not in ("environ", "getenv")]
    pattern = (
        re.compile(rb"\b(?:environb?|getenv|putenv|unsetenv|" + b"|".join(extra) + rb")\b")
        if extra
        else _PLACE
    )
    for match in pattern.finditer(module.data):
        node = module.root.descendant_for_byte_range(match.start(), match.end() - 1)
        if node is None or node.type != "identifier":
            continue
        whole = node.parent if node.parent is not None and node.parent.type == "attribute" else node
        if whole.child_by_field_name("object") == node:
            whole = node
        name = module.name(whole)
        if name in ("os.environ", "os.getenv", "os.putenv", "os.unsetenv") and whole.parent is not None:
            yield whole, whole.parent


def _use(node: Node, holder: Node, module: Module) -> Iterator[Fact]:
    if holder.type == "subscript":
        yield from _subscript(holder, module)
    elif holder.type == "comparison_operator":
        yield from _membership(node, holder, module)
    else:
        call = holder if holder.type == "call" else holder.parent
        if call is not None and call.type == "call":
            yield from _method(call, module)


def _subscript(node: Node, module: Module) -> Iterator[Fact]:
    span, scope = span_of(node), module.blocks.scope(node.start_byte)
    name = literal(module.value(node.child_by_field_name("subscript")))
    holder = node.parent
    if holder is not None and (
        holder.type == "delete_statement"
        or (holder.child_by_field_name("left") == node and "assignment" in holder.type)
    ):
        yield EnvWrite(span=span, scope=scope, name=name if isinstance(name, str) else UNKNOWN)
        return
    if isinstance(name, str):
        caught = _caught(node, module, _MISSING)
        coercion, safe = _coercion(node, module)
        yield EnvRead(
            span=span,
            scope=scope,
            name=name,
            default=None,
            required=not caught,
            coercion=coercion,
            guarded=caught or safe,
            at_import=module.blocks.function(node.start_byte) is None,
            via="os.environ",
        )


def _membership(node: Node, holder: Node, module: Module) -> Iterator[Fact]:
    """`"X" in os.environ`."""
    left = nth(holder, 0)
    name = literal(module.value(left)) if left is not None and left != node else UNKNOWN
    if isinstance(name, str):
        yield EnvRead(
            span=span_of(holder),
            scope=module.blocks.scope(node.start_byte),
            name=name,
            default=None,
            coercion="test",
            at_import=module.blocks.function(node.start_byte) is None,
            via="os.environ",
        )


def _method(call: Node, module: Module) -> Iterator[Fact]:
    function = call.child_by_field_name("function")
    name = module.name(function) if function else ""
    args, keywords, _ = module.arguments(call)
    key = literal(args[0]) if args else UNKNOWN
    span, scope = span_of(call), module.blocks.scope(call.start_byte)
    if name in _WRITES:
        if name == "os.environ.update":
            names = [word for word, _ in keywords] + [word for arg in args for word, _ in arg.entries]
            for word in names or [""]:
                yield EnvWrite(span=span, scope=scope, name=word if word else UNKNOWN)
        else:
            yield EnvWrite(span=span, scope=scope, name=key if isinstance(key, str) else UNKNOWN)
    elif name in _READS and isinstance(key, str):
        given = args[1] if len(args) > 1 else dict(keywords).get("default")
        fallback = given if given is not None else _or_default(call, module)
        coercion, safe = _coercion(call, module)
        yield EnvRead(
            span=span,
            scope=scope,
            name=key,
            default=_default(fallback),
            coercion=coercion,
            guarded=safe or (given is None and fallback is not None),
            at_import=module.blocks.function(call.start_byte) is None,
            via="os.environ" if "environ" in name else "os.getenv",
        )


def _default(value: Value | None) -> str | None | Unknown:
    if value is None:
        return None
    known = literal(value)
    return str(known) if isinstance(known, str | int | float) else None if known is None else UNKNOWN


def _or_default(call: Node, module: Module) -> Value | None:
    """The right side of `os.getenv("X") or RIGHT`."""
    holder = call.parent
    if holder is None or holder.type != "boolean_operator" or holder.child_by_field_name("left") != call:
        return None
    operator = holder.child_by_field_name("operator")
    return module.value(holder.child_by_field_name("right")) if operator and operator.type == "or" else None


def _coercion(node: Node, module: Module) -> tuple[str, bool]:
    """What the text is turned into, and whether a failure or a missing value is handled around it."""
    holder = node.parent
    while holder is not None and holder.type in (
        "argument_list",
        "parenthesized_expression",
        "attribute",
        "boolean_operator",
    ):
        holder = holder.parent
    while holder is not None and holder.type == "call":
        function = holder.child_by_field_name("function")
        name = module.name(function) if function else ""
        last = name.rsplit(".", 1)[-1]
        if last in _PARSED and last != "bool":
            return "parsed-bool", True
        if name in _NUMERIC:
            return _NUMERIC[name], _caught(node, module, _BAD_VALUE)
        if function is None or not function.start_byte <= node.start_byte < function.end_byte:
            return "", False
        holder = holder.parent
        while holder is not None and holder.type in (
            "attribute",
            "parenthesized_expression",
            "argument_list",
        ):
            holder = holder.parent
    if holder is None:
        return "", False
    if holder.type == "comparison_operator":
        return "parsed-bool", True
    if holder.type in ("if_statement", "not_operator", "elif_clause", "while_statement"):
        return "bool", True
    return "", holder.type == "conditional_expression"


def _caught(node: Node, module: Module, pattern: re.Pattern[bytes]) -> bool:
    """Whether a try around the place catches what may go wrong."""
    for block in module.blocks.around(node.start_byte):
        if block.kind in ("function", "lambda"):
            return False
        if block.kind == "try" and pattern.search(module.data, block.end, block.node.end_byte):
            return True
    return False
