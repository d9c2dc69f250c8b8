"""What the names of a file stand for: imports, `require`, destructuring, class fields and typed parameters.

Qualified names begin with the package as written (`node:` left out): `express().listen`, `pg.Pool`,
`@nestjs/core.NestFactory.create`, `fs/promises.writeFile`. A default export is the package itself. Files of
the repository keep their relative path (`./app.listen`). `<app>` is something of this file that is called
`app` and is not known further: a parameter, a local function. A parameter or field with a type is an
instance of it: `http: HttpService` makes `http.get` be `@nestjs/axios.HttpService().get`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tree_sitter import Node

from .regions import Region, Regions

MAX_DEPTH = 40
_FLUENT = frozenset("get post put patch delete all use on once head options".split())
"""Methods that return what they were called on, so that `app.use(x).listen()` is `app.listen()`."""
_TRANSPARENT = frozenset(
    "parenthesized_expression await_expression as_expression satisfies_expression non_null_expression "
    "type_assertion expression_statement".split()
)


class Bound(NamedTuple):
    """One thing that a name is bound to."""

    name: str = ""
    """A qualified name that is known at once: an import, a parameter, a local function."""
    node: Node | None = None
    """The expression it is given."""
    route: tuple[str, ...] = ()
    """The keys by which destructuring goes into it."""
    default: Node | None = None
    """The default of a destructuring pattern."""


class Names:
    """Resolves identifiers and member expressions of one file to qualified names."""

    def __init__(self, data: bytes, regions: Regions, found: Mapping[str, list[Node]]) -> None:
        """Collect every binding of the captured nodes."""
        self.data = data
        self.regions = regions
        self._memory: dict[int, str] = {}
        for node in found.get("import", ()):
            self._import(node)
        for region in list(regions.of_node.values()):
            if region.kind == "function":
                self._function(region)
            elif region.kind == "class":
                self._class(region)
        for node in found.get("declarator", ()):
            self._declarator(node)
        for node in found.get("assignment", ()):
            self._assignment(node)
        for node in found.get("changed", ()):
            self._bind(node.start_byte, self.text(node), Bound(f"<{self.text(node)}>"))
        for node in found.get("field", ()):
            self._field(node)

    def text(self, node: Node | None) -> str:
        """A node's text."""
        return (
            self.data[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""
        )

    def bounds(self, name: str, offset: int) -> list[Bound]:
        """What an identifier at `offset` is bound to, in its nearest scope; empty for a global."""
        for region in self.regions.at(offset).outward():
            if name in region.names:
                return region.names[name]  # type: ignore[return-value]  # only _bind fills it
        return []

    def field_bounds(self, name: str, offset: int) -> list[Bound]:
        """What `this.<name>` at `offset` is bound to."""
        owner = self.regions.at(offset).owner
        return owner.fields.get(name, []) if owner is not None else []  # type: ignore[return-value]

    def of(self, node: Node | None, depth: int = 0) -> str:
        """The qualified name of an expression, empty when it has none."""
        if node is None or depth > MAX_DEPTH:
            return ""
        known = self._memory.get(node.id)
        if known is None:
            self._memory[node.id] = ""  # a name that is bound to itself ends here
            known = self._of(node, depth + 1)
            self._memory[node.id] = known
        return known

    def _of(self, node: Node, depth: int) -> str:
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._identifier(self.text(node), node.start_byte, depth)
        if kind == "member_expression":
            return self._member(node, self.text(node.child_by_field_name("property")), depth)
        if kind == "subscript_expression":
            key = string_text(node.child_by_field_name("index"), self.data)
            return self._member(node, key, depth) if key else ""
        if kind == "call_expression":
            return self._call(node, depth)
        if kind == "new_expression":
            name = self.of(node.child_by_field_name("constructor"), depth)
            return f"{name}()" if name else ""
        if kind in _TRANSPARENT:
            return self.of(inner(node), depth)
        if kind == "assignment_expression":
            return self.of(node.child_by_field_name("right"), depth)
        if kind == "binary_expression" and self.text(node.child_by_field_name("operator")) in ("||", "??"):
            left = self.of(node.child_by_field_name("left"), depth)
            return left if left and "<" not in left else self.of(node.child_by_field_name("right"), depth)
        return {"this": "this", "import": "import", "meta_property": self.text(node)}.get(kind, "")

    def _identifier(self, name: str, offset: int, depth: int) -> str:
        bounds = self.bounds(name, offset)
        if not bounds:
            return "" if name == "undefined" else name
        for bound in bounds:
            found = self.of_bound(bound, depth)
            if found and not found.startswith("<"):
                return found
        return f"<{name}>"

    def of_bound(self, bound: Bound, depth: int = 0) -> str:
        """The qualified name of what something is bound to."""
        base = bound.name or self.of(bound.node, depth)
        return ".".join((base, *bound.route)) if base else ""

    def _member(self, node: Node, key: str, depth: int) -> str:
        owner = node.child_by_field_name("object")
        if owner is None or not key:
            return ""
        if owner.type == "this":
            for bound in self.field_bounds(key, node.start_byte):
                found = self.of_bound(bound, depth)
                if found and not found.startswith("<"):
                    return found
            return f"this.{key}"
        base = self.of(owner, depth)
        if not base:
            return ""
        if key == "default":
            return base
        if base in ("globalThis", "global", "window"):
            return key
        if key in _FLUENT or key == "listen":
            base = self._unchained(owner, base, depth)
        return f"{base}.{key}"

    def _unchained(self, owner: Node, base: str, depth: int) -> str:
        while (before := self.chained(owner)) is not None:
            name = self.of(before, depth)
            if not name:
                break
            owner, base = before, name
        return base

    def chained(self, call: Node) -> Node | None:
        """What a call of a fluent method is made on (`router` of `router.get(...)`); None for other nodes."""
        function = call.child_by_field_name("function") if call.type == "call_expression" else None
        if function is None or function.type != "member_expression":
            return None
        fluent = self.text(function.child_by_field_name("property")) in _FLUENT
        return function.child_by_field_name("object") if fluent else None

    def _call(self, node: Node, depth: int) -> str:
        function = node.child_by_field_name("function")
        if function is None:
            return ""
        if function.type == "import" or (function.type == "identifier" and self.text(function) == "require"):
            module = self.required(node)
            return package(module) if module else ""
        name = self.of(function, depth)
        return f"{name}()" if name else ""

    def required(self, node: Node) -> str:
        """The module that `require('x')` or `import('x')` names."""
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        return string_text(first, self.data)

    # Binding.

    def _bind(self, offset: int, name: str, bound: Bound) -> None:
        """Bind in the scope around `offset`, or in the outer one that declares the name."""
        here = self.regions.at(offset)
        for region in here.outward():
            if name in region.names:
                region.names[name].append(bound)
                return
        here.scope.names.setdefault(name, []).append(bound)

    def _import(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        for child in node.named_children:
            if child.type == "import_require_clause":
                module = package(string_text(child.child_by_field_name("source"), self.data))
                self._bind(0, self.text(child.named_child(0)), Bound(module))
        module = package(string_text(source, self.data))
        clause = next((child for child in node.named_children if child.type == "import_clause"), None)
        for part in clause.named_children if clause is not None else ():
            if part.type == "identifier":
                self._bind(0, self.text(part), Bound(module))
            elif part.type == "namespace_import":
                self._bind(0, self.text(part.named_child(0)), Bound(module))
            else:
                self._named_imports(part, module)

    def _named_imports(self, part: Node, module: str) -> None:
        for each in part.named_children:
            name = self.text(each.child_by_field_name("name"))
            alias = self.text(each.child_by_field_name("alias")) or name
            if name:
                self._bind(0, alias, Bound(module if name == "default" else f"{module}.{name}"))

    def _function(self, region: Region) -> None:
        node = region.node
        name = self.text(node.child_by_field_name("name"))
        region.name = region.name or name
        region.is_async = self.data[node.start_byte : node.start_byte + 40].split(b"(")[0].find(b"async") >= 0
        if name and node.type.endswith("_declaration") and region.parent is not None:
            region.parent.scope.names.setdefault(name, []).append(Bound(f"<{name}>", node))
        for parameter in parameters(node):
            self._parameter(region, parameter)

    def _parameter(self, region: Region, node: Node) -> None:
        pattern = node.child_by_field_name("pattern") or node
        annotation = node.child_by_field_name("type")
        if pattern.type == "assignment_pattern":
            pattern = pattern.child_by_field_name("left") or pattern
        if pattern.type != "identifier":
            for found in re.findall(r"[A-Za-z_$][\w$]*", self.text(pattern)[:2000]):
                region.names.setdefault(found, []).append(Bound(f"<{found}>"))
            return
        name = self.text(pattern)
        bound = Bound(self._type(annotation) or f"<{name}>")
        region.names[name] = [bound]
        owner = region.owner if annotation is not None and region.name == "constructor" else None
        if owner is not None and any(
            child.type in ("accessibility_modifier", "readonly") for child in node.children
        ):
            owner.fields.setdefault(name, []).append(bound)

    def _type(self, annotation: Node | None) -> str:
        """The instance that a type annotation promises; empty for what is not an imported type."""
        if annotation is None or not annotation.named_child_count:
            return ""
        first = self.text(annotation.named_child(0)).split("<")[0].split("[")[0]
        head, _, rest = first.partition(".")
        bounds = self.regions.program.names.get(head, [])
        if len(bounds) != 1 or not re.fullmatch(r"[\w$.]+", first):
            return ""
        base = bounds[0].name  # type: ignore[attr-defined]  # only _bind fills it
        return f"{base}.{rest}()" if rest else f"{base}()" if base and base[0] != "<" else ""

    def _class(self, region: Region) -> None:
        name = self.text(region.node.child_by_field_name("name"))
        region.name = name
        if name and region.parent is not None:
            region.parent.scope.names.setdefault(name, []).append(Bound(f"<{name}>"))

    def _declarator(self, node: Node) -> None:
        target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if target is None:
            return
        if value is not None and value.id in self.regions.of_node and target.type == "identifier":
            region = self.regions.of_node[value.id]
            region.name = region.name or self.text(target)
            self._bind(node.start_byte, self.text(target), Bound(f"<{self.text(target)}>", value))
            return
        annotation = self._type(node.child_by_field_name("type")) if value is None else ""
        scope = self.regions.at(node.start_byte).scope
        if target.type == "identifier" and value is None:
            scope.names.setdefault(self.text(target), [])
            if annotation:
                scope.names[self.text(target)].append(Bound(annotation))
            return
        self._pattern(target, Bound(node=value), scope)

    def _pattern(self, target: Node, bound: Bound, scope: Region) -> None:
        if target.type in ("identifier", "shorthand_property_identifier_pattern"):
            if target.type != "identifier":
                bound = bound._replace(route=(*bound.route, self.text(target)))
            scope.names.setdefault(self.text(target), []).append(bound)
        elif target.type == "object_pattern":
            for child in target.named_children:
                self._pattern(child, bound, scope)
        elif target.type == "pair_pattern":
            key = self.text(target.child_by_field_name("key")).strip("'\"")
            value = target.child_by_field_name("value")
            if value is not None:
                self._pattern(value, bound._replace(route=(*bound.route, key)), scope)
        elif target.type in ("object_assignment_pattern", "assignment_pattern"):
            left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
            if left is not None:
                self._pattern(left, bound._replace(default=right), scope)
        elif target.type in ("array_pattern", "rest_pattern"):
            for child in target.named_children:
                self._pattern(child, Bound("", None), scope)

    def _assignment(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        region = self.regions.of_node.get(right.id)
        if region is not None and region.kind == "function":
            region.name = region.name or self.text(left).rpartition(".")[2][:80]
        if left.type == "identifier":
            name = self.text(left)
            self._bind(node.start_byte, name, Bound(f"<{name}>", right) if region else Bound(node=right))
        elif left.type == "member_expression":
            owner = left.child_by_field_name("object")
            around = self.regions.at(node.start_byte).owner
            if owner is not None and owner.type == "this" and around is not None:
                key = self.text(left.child_by_field_name("property"))
                around.fields.setdefault(key, []).append(Bound(node=right))

    def _field(self, node: Node) -> None:
        key = self.text(node.child_by_field_name("name") or node.child_by_field_name("property"))
        value, owner = node.child_by_field_name("value"), self.regions.at(node.start_byte).owner
        if owner is None or not key:
            return
        if value is not None:
            region = self.regions.of_node.get(value.id)
            if region is not None:
                region.name = region.name or key
            owner.fields.setdefault(key, []).append(Bound(node=value))
        elif typed := self._type(node.child_by_field_name("type")):
            owner.fields.setdefault(key, []).append(Bound(typed))


def parameters(node: Node) -> list[Node]:
    """The parameter nodes of a function."""
    single = node.child_by_field_name("parameter")
    if single is not None:
        return [single]
    several = node.child_by_field_name("parameters")
    return (
        [child for child in several.named_children if child.type != "comment"] if several is not None else []
    )


def inner(node: Node) -> Node | None:
    """What parentheses, `await` or a type assertion hold."""
    if node.type == "type_assertion":
        return node.named_children[-1] if node.named_child_count else None
    return next((child for child in node.named_children if child.type != "comment"), None)


def string_text(node: Node | None, data: bytes) -> str:
    """The text of a string literal as written, or of a template without substitutions; else empty."""
    if node is None or node.type not in ("string", "template_string"):
        return ""
    text = data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return "" if node.type == "template_string" and "${" in text else text


def package(specifier: str) -> str:
    """A module specifier as qualified names begin with it."""
    return specifier.removeprefix("node:")
