"""What an expression denotes, as far as it is exact: constants, environment reads, options objects, calls."""

import re

import msgspec
from tree_sitter import Node

from ...code.model import Value
from ...model.text import Span
from ...syntax.treesitter import span_of
from .names import Bound, Names, inner, string_text

MAX_DEPTH = 12
MAX_ITEMS = 200
_ENVIRONMENT = re.compile(r"(?:process\.env|import\.meta\.env|Bun\.env)\.([A-Za-z_]\w*)\Z")
_CONVERTS = frozenset("parseInt parseFloat Number String Boolean Number.parseInt Number.parseFloat".split())
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.S)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": ""}
_WRAPPED = frozenset(
    "parenthesized_expression await_expression as_expression satisfies_expression non_null_expression "
    "type_assertion".split()
)


def environment_name(name: str) -> str:
    """The variable that a qualified name reads (`process.env.PORT`), empty for any other name."""
    match = _ENVIRONMENT.match(name)
    return match[1] if match else ""


class Values:
    """Evaluates expressions of one file."""

    def __init__(self, data: bytes, names: Names) -> None:
        """Names are resolved by `names`."""
        self.data = data
        self.names = names
        self._memory: dict[int, Value] = {}
        self._amendments: dict[str, bool] = {}

    def of(self, node: Node | None, depth: int = 0) -> Value:
        """The value of an expression; never fails."""
        if node is None:
            return Value(what="other", span=Span(0, 0))
        found = self._memory.get(node.id)
        if found is None:
            other = Value(what="other", span=span_of(node))
            if depth > MAX_DEPTH:
                return other
            self._memory[node.id] = other
            found = self._memory[node.id] = self._of(node, depth + 1) or other
        return found

    def arguments(self, node: Node, depth: int = 0) -> tuple[tuple[Value, ...], bool]:
        """A call's arguments, and whether a spread hides some."""
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            return (), False
        if arguments.type == "template_string":
            return (self.of(arguments, depth),), False
        return self._items(arguments, depth)

    def _items(self, node: Node, depth: int) -> tuple[tuple[Value, ...], bool]:
        items, hidden = [], node.named_child_count > MAX_ITEMS
        for child in node.named_children[:MAX_ITEMS]:
            if child.type == "spread_element":
                hidden = True
            elif child.type != "comment":
                items.append(self.of(child, depth))
        return tuple(items), hidden

    def _of(self, node: Node, depth: int) -> Value | None:
        kind = node.type
        if kind in _WRAPPED:
            return self.of(inner(node), depth)
        if kind == "string":
            return constant(node, unescape(string_text(node, self.data)))
        if kind == "number":
            return constant(node, number(self.names.text(node)))
        if kind in ("true", "false"):
            return constant(node, kind == "true")
        if kind in ("null", "undefined"):
            return constant(node, None)
        if kind in ("call_expression", "new_expression"):
            return self._call(node, depth)
        if kind in (
            "identifier",
            "shorthand_property_identifier",
            "member_expression",
            "subscript_expression",
        ):
            return self._name(node, depth)
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            items, hidden = self._items(node, depth)
            return Value(what="list", span=span_of(node), items=items, open=hidden)
        if kind == "template_string":
            return self._template(node, depth)
        return self._operation(node, depth)

    def _operation(self, node: Node, depth: int) -> Value | None:
        if node.type == "binary_expression":
            return self._binary(node, depth)
        if node.type == "ternary_expression":
            return self._ternary(node, depth)
        if node.type == "assignment_expression":
            return self.of(node.child_by_field_name("right"), depth)
        if node.type == "unary_expression":
            value = self.of(node.child_by_field_name("argument"), depth)
            operator = self.names.text(node.child_by_field_name("operator"))
            if operator == "+" and value.what in ("env", "constant"):
                return value
            if operator == "-" and is_number(value.constant) and value.what == "constant":
                return constant(node, -value.constant)  # type: ignore[operator]  # a number, just checked
        return None

    def _call(self, node: Node, depth: int) -> Value | None:
        name = self.names.of(node)
        items, hidden = self.arguments(node, depth)
        if name.removesuffix("()") in _CONVERTS and items and items[0].what in ("env", "constant"):
            return items[0]
        if name.endswith(".split()") and (parts := self._split(node, items, depth)) is not None:
            return parts
        if not name.endswith("()"):
            return Value(what="name", span=span_of(node), name=name) if name else None
        return Value(
            what="call",
            span=span_of(node),
            name=name[:-2],
            items=items,
            open=hidden,
            of=self.passed(node, depth),
        )

    def _split(self, node: Node, items: tuple[Value, ...], depth: int) -> Value | None:
        """`process.env.BROKERS.split(",")`: a list of what the variable holds, as many as there may be."""
        function = node.child_by_field_name("function")
        owner = self.of(function.child_by_field_name("object"), depth) if function is not None else None
        if owner is None or owner.what != "env" or not items or not isinstance(items[0].constant, str):
            return None
        return Value(what="list", span=span_of(node), items=(owner,), open=True)

    def passed(self, node: Node, depth: int = 0) -> Value | None:
        """The construction that a call's name goes through, with its arguments."""
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        fluent = self.names.chained(node) is not None
        for _ in range(MAX_DEPTH):
            if function is None:
                return None
            if function.type in ("member_expression", "subscript_expression"):
                owner = function.child_by_field_name("object")
                if owner is not None and owner.type == "this":
                    key = self.names.text(function.child_by_field_name("property"))
                    bounds = self.names.field_bounds(key, function.start_byte)
                    function = next((bound.node for bound in bounds if bound.node is not None), None)
                else:
                    function = owner
            elif function.type == "identifier":
                bounds = self.names.bounds(self.names.text(function), function.start_byte)
                function = next((bound.node for bound in bounds if bound.node is not None), None)
            elif function.type in _WRAPPED:
                function = inner(function)
            elif function.type in ("call_expression", "new_expression"):
                through = self.names.chained(function)
                if through is not None and fluent:
                    function = through
                    continue
                if not self.names.of(function).endswith("()"):
                    return None
                value = self.of(function, depth)
                return value if value.what == "call" else None
            elif function.type == "binary_expression":
                function = function.child_by_field_name("right")
            else:
                return None
        return None

    def _name(self, node: Node, depth: int) -> Value | None:
        bounds = self._bounds(node)
        if len(bounds) == 1 and (bounds[0].node is not None) and not bounds[0].name:
            value = self._bound(bounds[0], node, depth)
            if value is not None:
                return value
        name = self.names.of(node)
        if variable := environment_name(name):
            return Value(what="env", span=span_of(node), name=variable)
        if node.type in ("member_expression", "subscript_expression"):
            value = self._entry(node, depth)
            if value is not None:
                return value
        if name == "process.platform" or not name:
            return None
        return Value(what="name", span=span_of(node), name=name)

    def _bounds(self, node: Node) -> list[Bound]:
        if node.type in ("identifier", "shorthand_property_identifier"):
            return self.names.bounds(self.names.text(node), node.start_byte)
        owner = node.child_by_field_name("object")
        if owner is not None and owner.type == "this":
            return self.names.field_bounds(
                self.names.text(node.child_by_field_name("property")), node.start_byte
            )
        return []

    def _bound(self, bound: Bound, at: Node, depth: int) -> Value | None:
        """A name bound once: its value, at the place where it is used."""
        if bound.route:
            name = self.names.of_bound(bound)
            variable = environment_name(name)
            if not variable:
                return None
            default = self.of(bound.default, depth) if bound.default is not None else None
            return Value(what="env", span=span_of(at), name=variable, default=default)
        value = self.of(bound.node, depth)
        if value.what == "mapping" and not value.open and at.type.endswith("identifier"):
            value = msgspec.structs.replace(value, open=self._amended(self.names.text(at)))
        return value if value.what not in ("other", "name") else None

    def _amended(self, name: str) -> bool:
        """Whether entries of the object are set somewhere after it was written: `options.store = ...`."""
        found = self._amendments.get(name)
        if found is None:
            word = re.escape(name.encode())
            pattern = rb"(?<![\w$.])%b(?:\.[\w$]+|\[[^\]\n]*\])\s*=(?![=>])|Object\.assign\(\s*%b\b"
            found = self._amendments[name] = re.search(pattern % (word, word), self.data) is not None
        return found

    def _entry(self, node: Node, depth: int) -> Value | None:
        """`config.port` of an object literal in this file."""
        owner = node.child_by_field_name("object")
        if owner is None or owner.type not in ("identifier", "member_expression"):
            return None
        mapping = self.of(owner, depth)
        if mapping.what != "mapping" or mapping.open:
            return None
        key = self.names.text(node.child_by_field_name("property")) or string_text(
            node.child_by_field_name("index"), self.data
        )
        found = [value for name, value in mapping.entries if name == key]
        return found[0] if len(found) == 1 else None

    def _object(self, node: Node, depth: int) -> Value:
        entries: list[tuple[str, Value]] = []
        hidden = node.named_child_count > MAX_ITEMS
        for child in node.named_children[:MAX_ITEMS]:
            if child.type == "pair":
                key = self._key(child.child_by_field_name("key"))
                hidden = hidden or key is None
                if key is not None:
                    entries.append((key, self.of(child.child_by_field_name("value"), depth)))
            elif child.type == "shorthand_property_identifier":
                entries.append((self.names.text(child), self.of(child, depth)))
            elif child.type == "spread_element":
                spread = self.of(inner(child), depth)
                entries += spread.entries if spread.what == "mapping" else ()
                hidden = hidden or spread.what != "mapping" or spread.open
            elif child.type == "method_definition":
                key = self._key(child.child_by_field_name("name"))
                entries.append((key or "", Value(what="other", span=span_of(child))))
        return Value(what="mapping", span=span_of(node), entries=tuple(entries), open=hidden)

    def _key(self, node: Node | None) -> str | None:
        if node is None or node.type == "computed_property_name":
            return None
        return string_text(node, self.data) if node.type == "string" else self.names.text(node)

    def _template(self, node: Node, depth: int) -> Value:
        parts: list[Value] = []
        end = node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                self._literal_part(parts, end, child.start_byte)
                parts.append(self.of(inner(child), depth))
                end = child.end_byte
        self._literal_part(parts, end, node.end_byte - 1)
        return joined(node, parts)

    def _literal_part(self, parts: list[Value], start: int, end: int) -> None:
        if end > start:
            text = unescape(self.data[start:end].decode("utf-8", "replace"))
            parts.append(Value(what="constant", span=Span(start, end), constant=text))

    def _binary(self, node: Node, depth: int) -> Value | None:
        operator = self.names.text(node.child_by_field_name("operator"))
        if operator not in ("||", "??", "+", "-", "*", "/"):
            return None
        left = self.of(node.child_by_field_name("left"), depth)
        right = self.of(node.child_by_field_name("right"), depth)
        if operator in ("||", "??"):
            return fallback(node, left, right)
        if left.what == right.what == "constant" and is_number(left.constant) and is_number(right.constant):
            return _arithmetic(node, operator, left.constant, right.constant)  # type: ignore[arg-type]
        if operator == "+" and (is_textual(left) or is_textual(right)):
            parts = [*(left.items if left.what == "template" else (left,))]
            parts += right.items if right.what == "template" else (right,)
            return joined(node, parts)
        return None

    def _ternary(self, node: Node, depth: int) -> Value | None:
        then = self.of(node.child_by_field_name("consequence"), depth)
        other = self.of(node.child_by_field_name("alternative"), depth)
        asked = self.names.text(node.child_by_field_name("condition"))
        for first, second in ((then, other), (other, then)):
            if first.what == "env" and first.name in asked:
                return fallback(node, first, second)
        return None


def fallback(node: Node, left: Value, right: Value) -> Value | None:
    """`a || b`: an environment variable with its default."""
    if left.what == "env":
        if left.default is not None:
            right = (
                fallback(node, left.default, right) or right if left.default.what == "env" else left.default
            )
        return Value(what="env", span=span_of(node), name=left.name, default=right)
    if left.what == "constant":
        return left if left.constant else right
    return None


def joined(node: Node, parts: list[Value]) -> Value:
    """A text made of parts; a constant when all of them are."""
    texts = [str(part.constant) for part in parts if part.what == "constant" and part.constant is not None]
    if len(texts) == len(parts):
        return constant(node, "".join(texts))
    return Value(what="template", span=span_of(node), items=tuple(parts))


def constant(node: Node, value: str | int | float | bool | None) -> Value:
    """A constant that stands at `node`."""
    return Value(what="constant", span=span_of(node), constant=value)


def is_number(value: object) -> bool:
    """A number that is no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_textual(value: Value) -> bool:
    """Whether a value makes `+` a concatenation."""
    return value.what == "template" or (value.what == "constant" and isinstance(value.constant, str))


def _arithmetic(node: Node, operator: str, left: float, right: float) -> Value | None:
    if abs(left) > 1e15 or abs(right) > 1e15 or (operator == "/" and not right):
        return None
    results = {"+": left + right, "-": left - right, "*": left * right}
    return constant(node, left / right if operator == "/" else results[operator])


def number(text: str) -> int | float | None:
    """A numeric literal; None for what is none that we know."""
    text = text.replace("_", "").removesuffix("n")
    try:
        return int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None


def unescape(text: str) -> str:
    """A string literal's text with its escapes resolved."""
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "ux" and len(code) > 1:
        point = int(code[1:].strip("{}"), 16)
        return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
    return _SIMPLE.get(code, code)
