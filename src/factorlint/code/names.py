"""What expressions are called: the names of a file resolved to qualified names.

Qualified names begin with the package as it is imported: `requests.get`, `flask.Flask().run`, `express().listen`,
`@nestjs/core.NestFactory.create`. `()` follows what is called, or what is an instance of a type: `http: HttpService`
makes `http.get` be `@nestjs/axios.HttpService().get`. Names of other files begin with the module as it is written
(`.config.app`, `./app.app`). `<app>` is something of this file that is called `app` and is not known further: a
parameter, a function. `this.app` is an attribute that is not known further, `?.app` belongs to something without a
name.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

from tree_sitter import Node

from ..syntax.treesitter import text_of
from . import functions
from .bindings import Binder, parameter_bound
from .grammar import Grammar
from .scopes import DECLARED, Bound, Region, Regions
from .shapes import pair, part

MAX_DEPTH = 40
UNKNOWN_HEADS = ("<", "?", "this.")
"""How names begin that do not say where a thing comes from."""


class Names:
    """Resolves the expressions of one file."""

    def __init__(
        self,
        data: bytes,
        grammar: Grammar,
        regions: Regions,
        found: Mapping[str, list[Node]],
        assigned: frozenset[str] = frozenset(),
    ) -> None:
        """Nothing is collected before the first name is asked for. Assignments to `assigned` names are listed then."""
        self.data = data
        self.grammar = grammar
        self.regions = regions
        self.found = found
        self._assigned = assigned
        self._memory: dict[int, str] = {}
        self.returned_nodes: dict[int, Node | None] = {}
        self._kinds = kinds_of(grammar)

    @cached_property
    def binder(self) -> Binder:
        """Every binding of the file."""
        return Binder(self.data, self.grammar, self.regions, self.found, self._assigned)

    def text(self, node: Node | None) -> str:
        """A node's text."""
        return text_of(node, self.data) if node is not None else ""

    def bounds(self, name: str, offset: int) -> list[Bound]:
        """What a name at `offset` is bound to, in its nearest scope; empty for a global."""
        region: Region | None = self.regions.at(offset)
        _ = self.binder
        called = False
        while region is not None:
            if region.kind == "function" or region.kind == "lambda":
                found = region.names.get(name)
                if found is not None:
                    return found
                bound = parameter_bound(region, name)
                if bound is not None:
                    return [bound]
                if name in region.patterns:
                    return [Bound(f"<{name}>")]
                called = True
            elif region.kind == "program":
                return region.names.get(name) or []
            elif region.kind == "class" and not called and self.grammar.class_names and name in region.names:
                return region.names[name]
            region = region.parent
        return []

    def field_bounds(self, name: str, offset: int) -> list[Bound]:
        """What the attribute `name` of the instance at `offset` is bound to."""
        _ = self.binder
        owner = self.regions.at(offset).owner
        return owner.attribute(name) if owner is not None else []

    def of(self, node: Node | None, depth: int = 0) -> str:
        """The qualified name of an expression, empty when it has none."""
        if node is None or depth > MAX_DEPTH:
            return ""
        key = node.id
        known = self._memory.get(key)
        if known is None:
            kind = self._kinds.get(node.type)
            if kind is None:
                return ""
            self._memory[key] = ""  # a name that is bound to itself ends here
            known = self._memory[key] = kind(self, node, depth + 1)
        return known

    def of_identifier(self, node: Node, depth: int) -> str:
        """A plain name."""
        name = self.text(node)
        start = node.start_byte
        bounds = self.bounds(name, start)
        if not bounds:
            if self.grammar.elsewhere and name not in self.grammar.predeclared:
                return f"{self.grammar.elsewhere}.{name}"
            return name if name != "undefined" else ""
        for bound in bounds:
            given = bound.node
            if given is not None and not bound.name and given.start_byte <= start < given.end_byte:
                continue  # `app = wrapped(app)`
            found = self.of_bound(bound, depth)
            if is_known(found):
                return found
        return f"<{name}>"

    def of_bound(self, bound: Bound, depth: int = 0) -> str:
        """The qualified name of what something is bound to."""
        base = bound.name or self.of(bound.node, depth)
        if not base or not bound.route:
            return base
        if bound.route in (("()",), DECLARED):
            own = bool(self.grammar.receiver) and base.startswith("<")
            return f"{base}()" if own or self._is_type(base) else ""
        if bound.route[0] == "=":
            return base
        return ".".join((base, *bound.route))

    def _is_type(self, name: str) -> bool:
        """Whether a type is an imported one: only then its instances mean something."""
        return is_known(name) and ("." in name or name in self._modules)

    @cached_property
    def _modules(self) -> frozenset[str]:
        return frozenset(self.binder.imported.values())

    def of_member(self, node: Node, depth: int) -> str:
        """`a.b`."""
        owner, own = pair(node, self.grammar.members[node.type])
        if owner is None or own is None:
            return ""
        return self._below(node, owner, self.text(own), depth)

    def of_subscript(self, node: Node, depth: int) -> str:
        """`a[b]`; `a["b"]` is a member in some languages."""
        owner, key = pair(node, self.grammar.subscripts[node.type])
        if owner is None:
            return ""
        if self.grammar.keys_are_members:
            text = plain_string(key, self.data, self.grammar)
            return self._below(node, owner, text, depth) if text else ""
        base = self.of(owner, depth)
        return f"{base}[]" if base else ""

    def _below(self, node: Node, owner: Node, key: str, depth: int) -> str:
        grammar = self.grammar
        if self.binder.is_self(owner):
            for bound in self.field_bounds(key, node.start_byte):
                found = self.of_bound(bound, depth)
                if is_known(found):
                    return found
            return self._of_other_file(owner, key) or f"this.{key}"
        base = self.of(owner, depth)
        if not base:
            return f"?.{key}"
        own = self.own_fields(base, key) if grammar.receiver else None
        if own is not None:
            names = (self.of_bound(bound, depth) for bound in own)
            return next((name for name in names if is_known(name)), f"?.{key}")
        if key in grammar.same:
            return base
        if base in grammar.globals:
            return key
        if not grammar.ambient and owner.type in grammar.names and base == self.text(owner):
            base = base if self.bounds(base, owner.start_byte) else f"<{base}>"
        if key in grammar.fluent or key in grammar.last:
            base = self._unchained(owner, base, depth)
        return f"{base}.{key}"

    def _of_other_file(self, owner: Node, key: str) -> str:
        """An attribute of an instance whose class is in another file of the package."""
        method = self.binder.method_of(self.text(owner), owner.start_byte) if self.grammar.receiver else None
        if method is None or method.of_class is not None:
            return ""
        return f"{self.grammar.elsewhere}.{method.class_name}().{key}"

    def bind(self, node: Node, bound: Bound) -> None:
        """Bind a name, or an attribute of an instance of a class of this file, to something more."""
        if node.type in self.grammar.names:
            self.bounds(self.text(node), node.start_byte).append(bound)
        elif node.type in self.grammar.members:
            owner, own = pair(node, self.grammar.members[node.type])
            of_self = owner is not None and self.binder.is_self(owner)
            region = self.regions.at(node.start_byte).owner if of_self else self._own_class(self.of(owner))
            if region is not None:
                region.fields.setdefault(self.text(own), []).append(bound)

    def own_fields(self, base: str, key: str) -> list[Bound] | None:
        """What an attribute of an instance of a class of this file is bound to (`<Server>()`); None for other names."""
        if not base.endswith(">()"):
            return None
        owner = self._own_class(base)
        return owner.attribute(key) if owner is not None else []

    def _own_class(self, base: str) -> Region | None:
        """The class of this file whose instance has a name such as `<Server>()`."""
        return next((region for region in self.regions.classes() if base == f"<{region.name}>()"), None)

    def _unchained(self, owner: Node, base: str, depth: int) -> str:
        for _ in range(MAX_DEPTH):
            before = self.chained(owner)
            name = self.of(before, depth)
            if before is None or not name:
                break
            owner, base = before, name
        return base

    def chained(self, node: Node) -> Node | None:
        """What a call of a fluent method is made on (`router` of `router.get(...)`); None for other nodes."""
        if not self.grammar.fluent:
            return None
        callee = self.callee(node)
        member = self.grammar.members.get(callee.type) if callee is not None else None
        if callee is None or member is None or self.text(part(callee, member[1])) not in self.grammar.fluent:
            return None
        return part(callee, member[0])

    def callee(self, node: Node) -> Node | None:
        """What a call calls, where the grammar has one node for it."""
        shape = self.grammar.calls.get(node.type)
        return part(node, shape.callee) if shape is not None else None

    def called(self, node: Node, depth: int = 0) -> str:
        """The qualified name of what a call calls."""
        shape = self.grammar.calls[node.type]
        callee = part(node, shape.callee)
        if callee is None:
            return ""
        if not shape.receiver:
            return self.of(callee, depth)
        owner = part(node, shape.receiver)
        return self._below(node, owner, self.text(callee), depth) if owner is not None else self.text(callee)

    def of_call(self, node: Node, depth: int) -> str:
        """`f(x)`: what `f` makes, or the module that it imports."""
        if self.grammar.required is not None and (module := self.grammar.required(node, self.data)):
            return module
        name = self.called(node, depth)
        if name in self.grammar.makes and (made := self.made_type(node)) is not None:
            name = self.of(made, depth)
        if name.startswith(("<", "this.")) and not self.grammar.calls[node.type].constructs:
            followed = self._followed(node, depth)
            if followed:
                return followed
        return f"{name}()" if name else ""

    def first_target(self, target: Node | None) -> Node | None:
        """The first of several targets where the others tell how it went; any other target as it is."""
        several = target is not None and self.grammar.first_of_many and target.type in self.grammar.patterns
        return self.inner(target) if target is not None and several else target

    def made_type(self, node: Node) -> Node | None:
        """The type that `new(T)` is given."""
        holder = part(node, self.grammar.calls[node.type].arguments)
        return holder.named_child(0) if holder is not None and holder.named_child_count else None

    def _followed(self, node: Node, depth: int) -> str:
        """What a function of the file makes and returns."""
        function = functions.local_function(self, node)
        made = functions.returned(self, function) if function is not None else None
        name = self.of(made, depth) if made is not None else ""
        # Only what a library makes: the rest keeps the function's own name.
        return name if is_known(name) and ("." in name or self.grammar.ambient) else ""

    def of_wrapped(self, node: Node, depth: int) -> str:
        """Parentheses, `await` and the like."""
        return self.of(self.inner(node), depth)

    def inner(self, node: Node) -> Node | None:
        """What parentheses, `await` or a type assertion hold."""
        children = [child for child in node.named_children if child.type not in self.grammar.comments]
        if not children:
            return None
        return children[-1] if node.type in self.grammar.inner_is_last else children[0]

    def of_unary(self, node: Node, depth: int) -> str:
        """`&x` and `*x`."""
        operator, inner = self.operand(node)
        return self.of(inner, depth) if operator in self.grammar.references else ""

    def of_assignment(self, node: Node, depth: int) -> str:
        """`(a = b)`."""
        return self.of(part(node, self.grammar.assigned[node.type].value), depth)

    def of_binary(self, node: Node, depth: int) -> str:
        """`a || b`: the one that is known."""
        left, operator, right = self.sides(node)
        if operator not in self.grammar.or_else:
            return ""
        name = self.of(left, depth)
        known = is_known(name) and ("." in name or self.grammar.ambient)
        return name if known else self.of(right, depth) or name

    def sides(self, node: Node) -> tuple[Node | None, str, Node | None]:
        """A binary expression's operands and the operator between them."""
        children = node.named_children
        if len(children) != 2:
            children = [child for child in children if child.type not in self.grammar.comments]
            if len(children) != 2:
                return None, "", None
        left, right = children
        between = self.data[left.end_byte : right.start_byte]
        if len(between) > 20:
            between = between.split(None, 1)[0] if between.split() else b""
        return left, " ".join(between.strip(b" \t\r\n()\\").decode("utf-8", "replace").split()), right

    def operand(self, node: Node) -> tuple[str, Node | None]:
        """A unary expression's operator and operand."""
        inner = self.inner(node)
        if inner is None:
            return "", None
        before = self.data[node.start_byte : min(inner.start_byte, node.start_byte + 12)]
        return before.strip().decode("utf-8", "replace"), inner


def is_known(name: str) -> bool:
    """Whether a qualified name tells where a thing comes from."""
    return name != "" and not name.startswith(UNKNOWN_HEADS)


Kind = Callable[[Names, Node, int], str]


def kinds_of(grammar: Grammar) -> dict[str, Kind]:
    """How each node type of a grammar is named."""
    known: dict[str, Kind] | None = grammar.__dict__.get("name_kinds")
    if known is None:
        known = {}
        for kinds, how in (
            (grammar.binaries, Names.of_binary),
            (grammar.assigned, Names.of_assignment),
            (grammar.wrapped, Names.of_wrapped),
            (grammar.unaries if grammar.references else (), Names.of_unary),
            (grammar.members, Names.of_member),
            (grammar.subscripts, Names.of_subscript),
            (grammar.calls, Names.of_call),
            (grammar.names, Names.of_identifier),
        ):
            known.update(dict.fromkeys(kinds, how))
        for kind in grammar.selves | grammar.themselves:
            known.setdefault(kind, lambda names, node, _: names.text(node))
        grammar.__dict__["name_kinds"] = known
    return known


def plain_string(node: Node | None, data: bytes, grammar: Grammar) -> str:
    """The text of a string literal as written; empty for one with something in it."""
    if node is None or node.type not in grammar.strings:
        return ""
    children = node.children
    if len(children) < 2 or any(child.type in grammar.interpolations for child in children):
        return ""
    return data[children[0].end_byte : children[-1].start_byte].decode("utf-8", "replace")
