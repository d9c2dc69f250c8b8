"""One parsed Python file: its nodes of interest, and what names and expressions denote."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property

import tree_sitter_python
from tree_sitter import Node

from ...code.idioms.selectors import NO_DEFAULT
from ...code.model import Value
from ...model.text import NOWHERE
from ...syntax import treesitter
from ...syntax.treesitter import nth, only, span_of, text_of
from . import blocks, strings
from .aliases import aliases
from .factories import returned

_QUERY = (
    blocks.QUERY
    + """
(call function: (_) @callee)
(assignment left: (_) @left right: (_))
(with_item (as_pattern) @opened)
(decorator) @decorator
(import_statement) @import
(import_from_statement) @import
"""
)
_DEPTH = 12
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "none": None}
_SEQUENCES = ("list", "tuple", "set", "expression_list")


class Module:
    """A parsed file. Names that are bound once are followed to what they are bound to."""

    def __init__(self, data: bytes) -> None:
        """Parse and index `data`; never raises for bad syntax."""
        self.data = data
        self.tree = treesitter.parse(tree_sitter_python.language, data)
        self.root = self.tree.root_node
        found = treesitter.captures(tree_sitter_python.language, _QUERY, self.root)
        self.callees = found.get("callee", [])
        self.lefts = found.get("left", [])
        self.decorators = found.get("decorator", [])
        self.blocks = blocks.Blocks(found.get("block", []), data)
        self.aliases = aliases(found.get("import", []), data)
        self._opened = found.get("opened", [])
        self._names: dict[int, str] = {}
        self._held: bool | None = None
        self.helpers: dict[str, Callable[[Node], Value | None]] = {}
        """Functions of the file that read the environment: their calls as what they read."""

    def text(self, node: Node) -> str:
        """A node's text."""
        return text_of(node, self.data)

    def holds(self, words: set[bytes]) -> bool:
        """Whether the text holds one of a few lower-cased words."""
        if self._held is None:
            low = self.data.lower()
            self._held = any(word in low for word in words)
        return self._held

    @cached_property
    def definitions(self) -> set[str]:
        """Functions and classes of the module, by name."""
        return {block.name for block in self.blocks.items if block.kind in ("function", "class")}

    @cached_property
    def bindings(self) -> dict[tuple[str, str], Node | None]:
        """Scope and name to the one expression bound there; None where there are several."""
        places: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for left in self.lefts:
            right = left.parent.child_by_field_name("right") if left.parent else None
            if left.type in ("identifier", "attribute") and right is not None:
                places[self._binding_key(left)].append(right)
        for opened in self._opened:
            value, target = nth(opened, 0), nth(opened, 1)
            if value is not None and target is not None:
                name = self.text(target)
                places[(self._owner(target.start_byte, name), name)].append(value)
        return {key: only(nodes) for key, nodes in places.items()}

    def _binding_key(self, left: Node) -> tuple[str, str]:
        name = self.text(left)
        return self._owner(left.start_byte, name), name

    def _owner(self, position: int, name: str) -> str:
        """The scope in which an assignment binds: for `self.x`, the class."""
        kinds = ("class",) if name.startswith(("self.", "cls.")) else ("function", "class")
        return next((block.name for block in self.blocks.around(position) if block.kind in kinds), "")

    def bound(self, name: str, position: int) -> Node | None:
        """The expression that `name` denotes at `position`, if it is bound once in its scope."""
        if name.startswith(("self.", "cls.")):
            key = (self._owner(position, name), "self." + name.split(".", 1)[1])
            return self.bindings.get(key) or self.bindings.get((key[0], name.split(".", 1)[1]))
        first = True
        for block in self.blocks.around(position):
            if block.kind == "function" or (block.kind == "class" and first):
                if (block.name, name) in self.bindings:
                    return self.bindings[(block.name, name)]
                if block.kind == "function" and self._is_parameter(block, name):
                    return None
            first = first and block.kind not in ("function", "class")
        return self.bindings.get(("", name))

    def _is_parameter(self, block: blocks.Block, name: str) -> bool:
        parameters = block.node.child_by_field_name("parameters")
        return (
            parameters is not None
            and name
            in self.text(parameters)
            .replace("*", " ")
            .replace(",", " , ")
            .replace("(", " ")
            .replace(")", " ")
            .replace(":", " ")
            .replace("=", " ")
            .split()
        )

    def _annotation(self, name: str, position: int) -> Node | None:
        """The annotation of the parameter `name` of the function around `position`."""
        function = self.blocks.function(position)
        parameters = function.node.child_by_field_name("parameters") if function else None
        for parameter in parameters.named_children if parameters else ():
            if not parameter.type.startswith("typed"):
                continue
            own = parameter.child_by_field_name("name") or nth(parameter, 0)
            if own is not None and self.text(own) == name:
                return parameter.child_by_field_name("type")
        return None

    def name(self, node: Node, depth: int = 0) -> str:
        """The qualified name of an expression; begins with `?` when its root is not known, empty when it has none."""
        if depth > _DEPTH:
            return ""
        known = self._names.get(node.id)
        if known is None:
            known = self._names[node.id] = self._name(node, depth)
        return known

    def _name(self, node: Node, depth: int) -> str:
        kind = node.type
        if kind == "identifier":
            return self._identifier(node, depth)
        if kind == "attribute":
            return self._attribute(node, depth)
        if kind == "call":
            function = node.child_by_field_name("function")
            name = self.name(function, depth + 1) if function else ""
            made = returned(self.root, name) if name in self.definitions else None
            followed = self.name(made, depth + 1) if made else ""
            # Only what a library makes: the rest keeps the function's own name.
            return followed if "." in followed and followed[0] != "?" else f"{name}()" if name else ""
        if kind == "subscript":
            base = node.child_by_field_name("value")
            return f"{self.name(base, depth + 1)}[]" if base else ""
        if kind in ("await", "parenthesized_expression", "type") and node.named_child_count == 1:
            inner = nth(node, 0)
            return self.name(inner, depth + 1) if inner else ""
        return "?" if kind in ("string", "concatenated_string") else ""

    def _identifier(self, node: Node, depth: int) -> str:
        name = self.text(node)
        right = self.bound(name, node.start_byte)
        if right is not None and not right.start_byte <= node.start_byte < right.end_byte:
            followed = self.name(right, depth + 1)
            return followed or f"?.{name}"
        if name in self.aliases:
            return self.aliases[name]
        annotation = self._annotation(name, node.start_byte)
        if annotation is not None:
            followed = self.name(annotation, depth + 1)
            return f"{followed}()" if followed and not followed.startswith("?") else f"?.{name}"
        return name

    def _attribute(self, node: Node, depth: int) -> str:
        base, own = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if base is None or own is None:
            return ""
        text = self.text(node)
        if text.startswith(("self.", "cls.")) and text.count(".") == 1:
            right = self.bound(text, node.start_byte)
            followed = self.name(right, depth + 1) if right is not None else ""
            return followed or f"?.{text}"
        name = self.name(base, depth + 1)
        if base.type == "identifier" and name == self.text(base) and name not in self.aliases:
            name = f"?.{name}"
        return f"{name or '?'}.{self.text(own)}"

    def construction(self, node: Node, depth: int = 0) -> Value | None:
        """The call that an expression (a callee, a name) passes through, with its arguments."""
        if depth > _DEPTH:
            return None
        if node.type == "attribute":
            text = self.text(node)
            if not text.startswith(("self.", "cls.")) or text.count(".") > 1:
                base = node.child_by_field_name("object")
                return self.construction(base, depth + 1) if base else None
        if node.type in ("identifier", "attribute"):
            right = self.bound(self.text(node), node.start_byte)
            if right is None or right.start_byte <= node.start_byte < right.end_byte:
                return None
            return self.construction(right, depth + 1)
        if node.type in ("await", "parenthesized_expression") and node.named_child_count == 1:
            inner = nth(node, 0)
            return self.construction(inner, depth + 1) if inner else None
        return self.value(node, depth + 1) if node.type == "call" else None

    def value(self, node: Node | None, depth: int = 0) -> Value:
        """What an expression denotes, as far as it is exact."""
        if node is None:
            return Value(what="other", span=NOWHERE)
        span = span_of(node)
        if depth > _DEPTH:
            return Value(what="other", span=span)
        kind = node.type
        if kind in _CONSTANTS:
            return Value(what="constant", span=span, constant=_CONSTANTS[kind])
        if kind in ("integer", "float"):
            return Value(what="constant", span=span, constant=strings.number(self.text(node)))
        match kind:
            case "string" | "concatenated_string":
                return self._string(node, depth)
            case "identifier" | "attribute":
                return self._named(node, depth)
            case "call":
                return self._call(node, depth)
            case "subscript":
                return self._subscript(node, depth)
            case "dictionary":
                return self._mapping(node, depth)
            case "binary_operator":
                return self._binary(node, depth)
            case "boolean_operator":
                return self._either(node, depth)
            case "parenthesized_expression" | "await" | "type" | "as_pattern":
                return self.value(nth(node, 0), depth + 1)
            case "ellipsis":
                return Value(what="other", span=span, name=NO_DEFAULT)
            case "named_expression":
                return self.value(node.child_by_field_name("value"), depth + 1)
            case "unary_operator":
                inner = self.value(nth(node, 0), depth + 1).constant
                if isinstance(inner, int | float) and self.text(node).startswith("-"):
                    return Value(what="constant", span=span, constant=-inner)
            case _ if kind in _SEQUENCES:
                # A spread at the front stays, as something unknown: what follows is not the first item.
                items = tuple(
                    self.value(item, depth + 1)
                    for place, item in enumerate(node.named_children)
                    if item.type != "comment" and (item.type != "list_splat" or place == 0)
                )
                return Value(
                    what="list",
                    span=span,
                    items=items,
                    open=any(item.type == "list_splat" for item in node.named_children),
                )
        return Value(what="other", span=span)

    def _string(self, node: Node, depth: int) -> Value:
        span = span_of(node)
        if node.type == "concatenated_string":
            parts = tuple(
                self._string(child, depth + 1) for child in node.named_children if child.type == "string"
            )
            return strings.joined(parts, span)
        pieces: list[Value] = []
        raw = b"r" in self.data[node.start_byte : node.start_byte + 2].lower()
        for child in node.named_children:
            if child.type == "string_content":
                pieces.append(
                    Value(
                        what="constant", span=span_of(child), constant=strings.content(child, self.data, raw)
                    )
                )
            elif child.type == "interpolation":
                pieces.append(self.value(child.child_by_field_name("expression"), depth + 1))
        return strings.joined(tuple(pieces), span)

    def _named(self, node: Node, depth: int) -> Value:
        text = self.text(node)
        if node.type == "identifier" or (text.startswith("self.") and text.count(".") == 1):
            right = self.bound(text, node.start_byte)
            if right is not None and not right.start_byte <= node.start_byte < right.end_byte:
                found = self.value(right, depth + 1)
                if found.what != "other":
                    return found
        return Value(what="name", span=span_of(node), name=self.name(node))

    def _call(self, node: Node, depth: int) -> Value:
        function = node.child_by_field_name("function")
        if self.helpers and function is not None and function.type == "identifier":
            helper = self.helpers.get(self.text(function))
            read = helper(node) if helper is not None else None
            if read is not None:
                return read
        args, keywords, is_open = self.arguments(node, depth)
        span = span_of(node)
        if function is None:
            return Value(what="other", span=span)
        name = self.name(function)
        if name.endswith(".format") and function.type == "attribute":
            base = self.value(function.child_by_field_name("object"), depth + 1)
            if base.what == "constant" and isinstance(base.constant, str):
                return strings.joined(strings.formatted(base, args, dict(keywords)), span)
        if function.type == "attribute" and self.text(function).endswith(
            (".lower", ".upper", ".strip", ".rstrip")
        ):
            base = self.value(function.child_by_field_name("object"), depth + 1)
            if base.what == "env":
                return base
        return Value(
            what="call",
            span=span,
            name=name,
            items=args,
            entries=keywords,
            open=is_open,
            of=self.construction(function, depth + 1),
        )

    def arguments(
        self, call: Node, depth: int = 0
    ) -> tuple[tuple[Value, ...], tuple[tuple[str, Value], ...], bool]:
        """Positional arguments, keyword arguments, and whether a `*` or `**` hides some."""
        arguments = call.child_by_field_name("arguments")
        args: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        is_open = False
        for child in arguments.named_children if arguments else ():
            if child.type == "keyword_argument":
                key, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    keywords.append((self.text(key), self.value(value, depth + 1)))
            elif child.type == "dictionary_splat":
                splat = self.value(nth(child, 0), depth + 1)
                if splat.what == "mapping":
                    keywords += splat.entries
                is_open = is_open or splat.what != "mapping" or splat.open
            elif child.type == "list_splat":
                is_open = True
            elif child.type != "comment":
                args.append(self.value(child, depth + 1))
        return tuple(args), tuple(keywords), is_open

    def _subscript(self, node: Node, depth: int) -> Value:
        base, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
        span = span_of(node)
        if base is None or key is None:
            return Value(what="other", span=span)
        if self.name(base) == "os.environ":
            name = self.value(key, depth + 1).constant
            return Value(what="env", span=span, name=name if isinstance(name, str) else "")
        return Value(what="name", span=span, name=self.name(node))

    def _mapping(self, node: Node, depth: int) -> Value:
        entries: list[tuple[str, Value]] = []
        is_open = False
        for child in node.named_children:
            key = child.child_by_field_name("key") if child.type == "pair" else None
            name = self.value(key, depth + 1).constant if key is not None else None
            if isinstance(name, str | int):
                entries.append((str(name), self.value(child.child_by_field_name("value"), depth + 1)))
            elif child.type != "comment":
                is_open = True
        return Value(what="mapping", span=span_of(node), entries=tuple(entries), open=is_open)

    def _binary(self, node: Node, depth: int) -> Value:
        left = self.value(node.child_by_field_name("left"), depth + 1)
        right = self.value(node.child_by_field_name("right"), depth + 1)
        operator = node.child_by_field_name("operator")
        sign = operator.type if operator else ""
        span = span_of(node)
        if sign == "%" and isinstance(left.constant, str):
            return strings.joined(strings.percent(left, right), span)
        numbers = strings.arithmetic(sign, left.constant, right.constant)
        if numbers is not None:
            return Value(what="constant", span=span, constant=numbers)
        if sign == "+":
            if left.what == right.what == "list":
                return Value(
                    what="list", span=span, items=left.items + right.items, open=left.open or right.open
                )
            return strings.joined((left, right), span)
        return Value(what="other", span=span)

    def _either(self, node: Node, depth: int) -> Value:
        """`env or default`: the fallback."""
        left = self.value(node.child_by_field_name("left"), depth + 1)
        if " or " in self.text(node) and left.what == "env" and left.default is None:
            default = self.value(node.child_by_field_name("right"), depth + 1)
            return Value(what="env", span=span_of(node), name=left.name, default=default)
        return Value(what="other", span=span_of(node))
