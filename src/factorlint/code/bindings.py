"""What the names of a file are bound to: collected once a file, when the first name is asked for."""

import re
from collections.abc import Iterable, Mapping

import msgspec
from tree_sitter import Node

from ..syntax.treesitter import text_of
from .grammar import Grammar
from .scopes import DECLARED, Bound, Region, Regions, parameter_name
from .shapes import Assigned, pair, part

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_MEMBERS = 6
"""Members of what another module gives, and what may stand around it."""


class Binder:
    """Fills `names` and `fields` of the regions of one file."""

    def __init__(
        self,
        data: bytes,
        grammar: Grammar,
        regions: Regions,
        found: Mapping[str, list[Node]],
        wanted: frozenset[str],
    ) -> None:
        """Bind what the captured nodes bind; assignments to `wanted` names are listed."""
        self.data = data
        self.grammar = grammar
        self.regions = regions
        self.imported: dict[str, str] = {}
        """Every name that an import binds, wherever it stands, and what it stands for."""
        self.made: list[tuple[str, Node]] = []
        """Names and attributes that are given a call or a member of something, and the expression."""
        self.named: list[tuple[Node, Node, str]] = []
        """Assignments to a plain name that is wanted, their targets and the name."""
        self.others: list[tuple[Node, Node]] = []
        """Assignments to anything else but patterns, and their targets."""
        self._wanted = wanted
        self.taken: list[tuple[str, str]] = []
        """Names that a pattern takes out of something, and the key."""
        self._telling = grammar.calls.keys() | grammar.members.keys() | grammar.wrapped | grammar.binaries
        self._outer = self._outer_names(found.get("outer", ()))
        for region in regions.all:
            if region.kind == "function" or region.kind == "class":
                self._definition(region)
            elif region.kind == "loop":
                shape, holder = grammar.loop_of(region.node)
                self._local(part(holder, shape.target), region.scope) if shape.target else None
        for node in found.get("assign", ()):
            self._assignment(node, grammar.assigned[node.type])
        if grammar.fields_from:
            self._parameter_fields()
        if grammar.zero_values:
            self._made_fields(found.get("call", ()))
        # Last, so that a name that is imported and then given something else is the latter.
        self._imports(found.get("import", ()))

    def _text(self, node: Node) -> str:
        return text_of(node, self.data)

    def _outer_names(self, nodes: Iterable[Node]) -> dict[tuple[int, str], bool]:
        found = {}
        for node in nodes:
            start = self.regions.at(node.start_byte).scope.start
            for child in node.named_children:
                found[start, self._text(child)] = True
        return found

    def _definition(self, region: Region) -> None:
        shape = self.grammar.functions.get(region.node.type)
        if region.parent is None or (shape is not None and not shape.named):
            return
        name = region.name
        if name:
            bound = Bound(f"<{name}>", region.node)
            if shape is not None and shape.member and region.parent.kind != "class":
                return
            if region.class_name:
                within = region.of_class.names if region.of_class is not None else {}
            else:
                within = (region.parent if region.parent.kind == "class" else region.parent.scope).names
            within.setdefault(name, []).append(bound)

    def _assignment(self, node: Node, shape: Assigned) -> None:
        field = shape.target
        target = node.child_by_field_name(field) if field[0] != "#" else part(node, field)
        if target is None:
            return
        grammar = self.grammar
        if target.type in grammar.patterns and grammar.first_of_many and target.named_child_count == 1:
            target = target.named_children[0]
        kind = target.type
        if kind not in grammar.names and (kind in grammar.members or kind in grammar.subscripts):
            self.others.append((node, target))
            if kind in grammar.subscripts or not self.is_self(part(target, grammar.members[kind][0])):
                return
        region = self.regions.at(node.start_byte)
        if shape.augments:
            if kind in grammar.names:
                name = self._text(target)
                self._bind(region, name, Bound(f"<{name}>"), False)
            return
        field = shape.value
        value = node.child_by_field_name(field) if field[:1] not in ("", "#") else part(node, field)
        if value is None:
            self._typed(target, part(node, shape.type) if shape.type else None, region, shape)
        elif grammar.requires and (module := self._required(value)):
            self._pattern(target, Bound(module), region, shape.declares)
        elif kind in grammar.names:
            name = self._text(target)
            if name in self._wanted:
                self.named.append((node, target, name))
            if value.type in self._telling:
                self.made.append((name, value))
            self._bind(region, name, Bound("", value), shape.declares)
        else:
            self._pattern(target, Bound("", value), region, shape.declares)

    def _required(self, value: Node) -> str:
        """What an expression takes from another module: `require("pg").Pool`; empty for any other."""
        grammar, data = self.grammar, self.data
        if not data.startswith(grammar.requires, value.start_byte) or grammar.required is None:
            return ""
        node: Node | None = value
        members: list[str] = []
        for _ in range(_MEMBERS):
            if node is None:
                break
            kind = node.type
            if kind in grammar.wrapped:
                node = next(iter(node.named_children), None)
            elif kind in grammar.members:
                node, own = pair(node, grammar.members[kind])
                members += [self._text(own)] if own is not None else []
            else:
                module = grammar.required(node, data) if kind in grammar.calls else ""
                members = [name for name in reversed(members) if name not in grammar.same]
                return ".".join((module, *members)) if module else ""
        return ""

    def _typed(self, target: Node, annotation: Node | None, region: Region, shape: Assigned) -> None:
        """A declaration without a value; its type may tell what it will hold."""
        if target.type not in self.grammar.names:
            return
        bound = None
        if annotation is not None:
            # A variable that is declared is made, too, where it is no pointer.
            made = self.grammar.zero_values and shape.declares and annotation.type not in self.grammar.wrapped
            bound = Bound(node=annotation, route=DECLARED if made else ("()",))
        elif self.grammar.elsewhere:
            bound = Bound(f"<{self._text(target)}>")
        if region.kind == "class":
            if bound is not None:
                region.names.setdefault(self._text(target), []).append(bound)
            return
        bounds = region.scope.names.setdefault(self._text(target), [])
        if bound is not None:
            bounds.append(bound)

    def _pattern(self, target: Node, bound: Bound, region: Region, declares: bool) -> None:
        grammar = self.grammar
        kind = target.type
        if kind in grammar.names:
            name = self._text(target)
            if bound.name:
                self.imported[name] = ".".join((bound.name, *bound.route))
            elif bound.route:
                self.taken.append((name, bound.route[-1]))
            elif bound.node is not None and bound.node.type in self._telling:
                self.made.append((name, bound.node))
            self._bind(region, name, bound, declares)
        elif kind in grammar.members:
            self._field(target, bound, region)
        elif kind in grammar.keyed_patterns:
            for child in target.named_children:
                self._keyed(child, bound, region, declares)
        elif kind in grammar.patterns:
            self._unpacked(target, bound, region, declares)
        elif kind in grammar.pattern_defaults:
            own, default = grammar.pattern_defaults[kind]
            inner = part(target, own)
            if inner is not None:
                self._pattern(
                    inner, msgspec.structs.replace(bound, default=part(target, default)), region, declares
                )
        elif target.named_child_count == 1 and kind in grammar.wrapped:
            self._pattern(target.named_children[0], bound, region, declares)

    def _keyed(self, child: Node, bound: Bound, region: Region, declares: bool) -> None:
        """One entry of a pattern that goes by keys."""
        pair = self.grammar.pattern_pairs.get(child.type)
        if pair is not None:
            key, target = part(child, pair[0]), part(child, pair[1])
            if key is not None and target is not None:
                route = (*bound.route, self._text(key).strip("'\""))
                self._pattern(target, msgspec.structs.replace(bound, route=route), region, declares)
        elif child.type in self.grammar.pattern_defaults:
            own, default = self.grammar.pattern_defaults[child.type]
            inner = part(child, own)
            if inner is not None:
                self._keyed(
                    inner, msgspec.structs.replace(bound, default=part(child, default)), region, declares
                )
        elif child.type in self.grammar.spreads or child.type in self.grammar.patterns:
            self._local(child, region)
        else:
            name = self._text(child)
            if bound.name:
                self.imported[name] = ".".join((bound.name, *bound.route, name))
            self.taken.append((name, name))
            self._bind(region, name, msgspec.structs.replace(bound, route=(*bound.route, name)), declares)

    def _unpacked(self, target: Node, bound: Bound, region: Region, declares: bool) -> None:
        """`a, b = 1, 2`: by place; `a, err := f()`: the first takes what is of interest."""
        targets = [child for child in target.named_children if child.type not in self.grammar.comments]
        value = bound.node
        values: list[Node] = []
        if value is not None and (value.type in self.grammar.lists or value.type in self.grammar.patterns):
            values = [child for child in value.named_children if child.type not in self.grammar.comments]
        same = len(values) == len(targets) and not any(
            each.type in self.grammar.spreads for each in (*values, *targets)
        )
        first_only = self.grammar.first_of_many and len(values) == 1
        for place, each in enumerate(targets):
            if same or (first_only and not place):
                self._pattern(each, Bound(node=values[place]), region, declares)
            else:
                self._local(each, region, declares)

    def _local(self, node: Node | None, region: Region, declares: bool = True) -> None:
        """Bind every name in a target to something that is not known further."""
        if node is None:
            return
        texts = (
            [self._text(node)] if node.type in self.grammar.names else _WORD.findall(self._text(node)[:2000])
        )
        for name in texts:
            self._bind(region, name, Bound(f"<{name}>"), declares)

    def _bind(self, region: Region, name: str, bound: Bound, declares: bool) -> None:
        if region.kind == "class":
            region.names.setdefault(name, []).append(bound)
            return
        scope = region.scope
        if declares and not (self._outer and (scope.start, name) in self._outer):
            scope.names.setdefault(name, []).append(bound)
            return
        for outer in region.outward():
            if name in outer.names and (outer is not scope or not declares):
                outer.names[name].append(bound)
                return
        (self.regions.program if declares else scope).names.setdefault(name, []).append(bound)

    def _field(self, target: Node, bound: Bound, region: Region) -> None:
        """`self.x = ...` in a method."""
        own, key = pair(target, self.grammar.members[target.type])
        owner = region.owner
        if key is not None and owner is not None and self.is_self(own):
            if bound.node is not None and bound.node.type in self._telling:
                self.made.append((self._text(key), bound.node))
            owner.fields.setdefault(self._text(key), []).append(bound)

    def is_self(self, node: Node | None) -> bool:
        """Whether a node is the instance that a method is called on."""
        if node is None:
            return False
        kind = node.type
        selves = self.grammar.selves
        if kind in selves or kind not in self.grammar.names:
            return kind in selves
        if self.grammar.receiver:
            return self.method_of(self._text(node), node.start_byte) is not None
        return node.end_byte - node.start_byte < 9 and self._text(node) in selves

    def method_of(self, name: str, offset: int) -> Region | None:
        """The method around a place that calls its instance `name`."""
        region: Region | None = self.regions.at(offset)
        while region is not None:
            if region.is_function:
                if region.instance == name:
                    return region
                if name in region.names or name in region.parameters:
                    return None
            region = region.parent
        return None

    def _parameter_fields(self) -> None:
        """`constructor(private http: Http)`."""
        for region in self.regions.functions():
            owner = region.owner
            if owner is None or region.name != self.grammar.fields_from:
                continue
            for name, node in region.parameters.items():
                if any(child.type in self.grammar.field_marks for child in node.children):
                    annotation = part(node, self.grammar.parameters[node.type].type)
                    if annotation is not None:
                        owner.fields.setdefault(name, []).append(Bound(node=annotation, route=("()",)))

    def _made_fields(self, nodes: Iterable[Node]) -> None:
        """`&Server{client: &http.Client{}}`: what the instances of a class of this file are made with."""
        classes = {region.name: region for region in self.regions.classes()}
        for node in nodes:
            shape = self.grammar.calls[node.type]
            made = part(node, shape.callee) if shape.constructs else None
            owner = classes.get(self._text(made)) if made is not None else None
            holder = part(node, shape.arguments)
            for child in holder.named_children if owner is not None and holder is not None else ():
                pair = self.grammar.keywords.get(child.type)
                key, value = (part(child, each) for each in pair) if pair is not None else (None, None)
                if owner is not None and key is not None and value is not None:
                    owner.fields.setdefault(self._text(key), []).append(Bound(node=value))

    def _imports(self, nodes: Iterable[Node]) -> None:
        imported = self.grammar.imported
        for node in nodes if imported is not None else ():
            scope = self.regions.at(node.start_byte).scope
            for local, name in imported(node, self.data):  # type: ignore[misc]  # asked above
                self.imported[local] = name
                scope.names.setdefault(local, []).append(Bound(name))


def parameter_bound(region: Region, name: str) -> Bound | None:
    """What a parameter is bound to: an instance of its type, what its default names, or nothing that is known."""
    node = region.parameters.get(name)
    if node is None:
        return None
    grammar = region.grammar
    shape = grammar.parameters.get(node.type)
    annotation = part(node, shape.type) if shape is not None and shape.type else None
    if annotation is not None and parameter_name(node, grammar) is not None:
        return Bound(node=annotation, route=("()",))
    default = part(node, shape.default) if shape is not None else None
    if default is not None and (default.type in grammar.names or default.type in grammar.members):
        return Bound(node=default, route=("=",))
    return Bound(f"<{name}>")
