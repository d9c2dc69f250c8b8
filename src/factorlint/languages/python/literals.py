"""Telling string literals: found by their text, then placed by the syntax around them."""

import re
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts import Literal_
from ...knowledge.literals import literal
from ...syntax.multimatch import Anchors
from ...syntax.treesitter import span_of
from .module import Module

_NAMES = (
    "password passwd pwd passphrase secret secret_key token api_key apikey access_key private_key auth_key "
    "credential credentials access_token auth_token bucket bucket_name"
).split()
_BEFORE = (" = ", "=", ": str = ", "': ", '": ', "'] = ", '"] = ', "', ", '", ')
_TOKENS = (
    "AKIA ASIA ghp_ gho_ ghs_ github_pat_ xoxb- xoxp- xoxa- xoxs- sk_live_ rk_live_ AIza glpat- npm_ pypi- sk-proj "
    "SG. shpat_ eyJhbGci arn:aws: hooks.slack -----BEGIN"
).split()
_PLACES = "localhost 127.0.0.1 0.0.0.0 192.168. 172.17. .internal .local: .amazonaws.com".split()
_PORTS = (5432, 3306, 6379, 27017, 5672, 9092, 11211, 9200, 1433, 2181, 4222, 8080, 8000)

ANCHORS = Anchors(
    text.encode()
    for text in (
        "://",
        *(f"{name}{before}{quote}" for name in _NAMES for before in _BEFORE for quote in "\"'"),
        *_TOKENS,
        *_PLACES,
        *(f":{port}" for port in _PORTS),
    )
)
"""What a file holds where it has a telling literal: these are triggers, and the places to look at."""
_STRINGS = ("string", "concatenated_string")
_SHAPED = re.compile(
    rb"[\"'][ \t]*[A-Za-z][A-Za-z0-9+.:-]*://|(?<![A-Za-z0-9])(?:"
    + b"|".join(re.escape(token).encode() for token in _TOKENS)
    + rb")|"
    + b"|".join(re.escape(place).encode() for place in _PLACES)
    + rb"|:(?:"
    + b"|".join(str(port).encode() for port in _PORTS)
    + rb")|(?i:"
    + "|".join(_NAMES).encode()
    + rb")(?:"
    + b"|".join(re.escape(before).encode() for before in _BEFORE)
    + rb")[\"'][^\s\"']{3,200}(?:[\"']|(?<=.{200}))"
)
"""What `ANCHORS` finds that can be a telling literal: no sentence, no comment about an address."""


def telling(data: bytes) -> bool:
    """Whether a literal of the file may tell something."""
    return any(_SHAPED.search(data, max(place - 60, 0), place + 210) for place in ANCHORS.places(data))


def literals(module: Module) -> Iterator[Literal_]:
    """One fact for each string whose shape or name tells something."""
    seen: set[int] = set()
    for place in ANCHORS.places(module.data):
        node: Node | None = module.root.descendant_for_byte_range(place, place)
        while node is not None and node.type not in _STRINGS and node.type.startswith(("string", "escape")):
            node = node.parent
        if node is None or node.type not in _STRINGS or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        fact = _fact(node, module)
        if fact is not None:
            yield fact


def _fact(node: Node, module: Module) -> Literal_ | None:
    holder = node.parent
    if holder is None or holder.type in (
        "expression_statement",
        "concatenated_string",
        "comparison_operator",
    ):
        return None
    value = module.value(node).constant
    if not isinstance(value, str) or (holder.type == "pair" and holder.child_by_field_name("key") == node):
        return None
    bound_to, in_call = _bound(node, module)
    found = literal(bound_to, value, span_of(node), module.blocks.scope(node.start_byte))
    return msgspec.structs.replace(found, in_call=in_call) if found is not None and in_call else found


def _bound(node: Node, module: Module) -> tuple[str, str]:
    """The name that the literal is given to, dotted where nested, and the call that it is an argument of."""
    names: list[str] = []
    holder, child = node.parent, node
    while holder is not None:
        field = {"pair": "key", "keyword_argument": "name", "assignment": "left"}.get(holder.type)
        field = field or {"default_parameter": "name", "typed_default_parameter": "name"}.get(holder.type)
        if field:
            target = holder.child_by_field_name(field)
            if target is not None and target != child:
                names.append(_plain(module.text(target)))
            if field != "key" and holder.type != "keyword_argument":
                break
        elif holder.type == "call":
            function = holder.child_by_field_name("function")
            name = module.name(function) if function is not None else ""
            positional = child.type == "argument_list" and not names
            return ".".join(reversed(names)) or (_fallback_of(holder, module) if positional else ""), name
        elif holder.type.endswith(("statement", "definition", "block", "module")):
            break
        child, holder = holder, holder.parent
    return ".".join(reversed(names)), ""


def _fallback_of(call: Node, module: Module) -> str:
    """For `os.getenv("X", "literal")`: the variable."""
    value = module.value(call)
    if (
        value.name in ("os.getenv", "os.environ.get")
        and value.items
        and isinstance(value.items[0].constant, str)
    ):
        return value.items[0].constant
    return ""


def _plain(text: str) -> str:
    """`app.config["X"]` as `app.config.X`, `"key"` as `key`."""
    return re.sub(r"\[['\"]?([^\]'\"]*)['\"]?\]", r".\1", text).strip("'\"")[:200]
