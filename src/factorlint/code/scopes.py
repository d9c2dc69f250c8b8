"""The nested regions of a file (functions, classes, loops, tries) and which of them holds a byte.

Found by offset: asking a tree-sitter node for its parent costs a walk from the root each time.
"""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ..syntax.treesitter import text_of
from .grammar import Grammar
from .shapes import part

DECLARED = ("new",)
"""The route of a variable that is declared with a type, whose instance it holds from then on."""


class Bound(msgspec.Struct, frozen=True, gc=False):
    """One thing that a name is bound to."""

    name: str = ""
    """A qualified name that is known at once: an import, a parameter, a function of the file."""
    node: Node | None = None
    """The expression it is given, or the function or class that it names."""
    route: tuple[str, ...] = ()
    """The keys by which a pattern goes into it. `()` alone: an instance of the type that `node` is; `=` alone: a
    parameter's default, which a caller may replace."""
    default: Node | None = None
    """The default of a pattern."""


class Region:
    """A stretch of code of one kind: `program`, `function`, `lambda`, `class`, `loop`, `comprehension`, `try`, `with`
    or `main`."""

    __slots__ = (
        "_name", "_parameters", "_title", "class_name", "context", "data", "end", "fields", "grammar", "instance",
        "kind", "names", "node", "of_class", "parent", "patterns", "role", "start",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        node: Node,
        parent: "Region | None",
        grammar: Grammar,
        data: bytes,
    ) -> None:
        """A region without names yet."""
        self.kind = kind
        self.start = start
        self.end = end
        self.node = node
        self.parent = parent
        self.grammar = grammar
        self.data = data
        self.names: dict[str, list[Bound]] = {}
        """Of a program, function or class body: what its names are bound to."""
        self.fields: dict[str, list[Bound]] = {}
        """Of a class: what the attributes of its instances are bound to."""
        self.role = ""
        """Of a function: `handler` (serves a request), `iteration` (called for each of many), `now` (called where it
        stands), `start` (called once, when the program begins)."""
        self.instance = ""
        """Of a method that stands outside its class (`func (s *Server) run()`): what it calls the instance."""
        self.class_name = ""
        """Of such a method: the name of its class."""
        self.of_class: Region | None = None
        """Its class, where that is in this file."""
        self.context: object = None
        """What `context.of` found out about code directly in here."""
        self._name: str | None = None
        self._title: str | None = None
        self._parameters: dict[str, Node] | None = None
        self.patterns: frozenset[str] = frozenset()
        """Of a function whose parameters are known: the names that patterns take out of them."""

    @property
    def is_function(self) -> bool:
        """Whether its code runs when it is called."""
        return self.kind == "function" or self.kind == "lambda"

    @property
    def name(self) -> str:
        """Of a function or class: its own name, or that of what it is given to; empty for others."""
        if self._name is None:
            self._name = self._find_name() if self.is_function or self.kind == "class" else ""
        return self._name

    def _find_name(self) -> str:
        shape = self.grammar.functions.get(self.node.type) or self.grammar.classes.get(self.node.type)
        own = part(self.node, shape.name) if shape is not None else None
        if own is None and self.kind != "lambda":
            own = self._target()
        return (
            _last(self.data[own.start_byte : min(own.end_byte, own.start_byte + 200)])
            if own is not None
            else ""
        )

    def _target(self) -> Node | None:
        """What an anonymous function is given to."""
        before = self.data[max(0, self.start - 200) : self.start].rstrip(b" \t\r\n")
        holder = self.node.parent if before.endswith(b"=") else None
        if holder is None:
            return None
        assigned = self.grammar.assigned.get(holder.type)
        if assigned is not None:
            return part(holder, assigned.target)
        return None

    @property
    def is_async(self) -> bool:
        """Whether its head says `async`."""
        shape = self.grammar.functions.get(self.node.type)
        head = part(self.node, shape.name or shape.parameters) if shape is not None else None
        end = min(head.start_byte if head is not None else self.node.end_byte, self.node.start_byte + 60)
        return b"async" in self.data[self.node.start_byte : end]

    @property
    def scope(self) -> "Region":
        """The program or function whose names are seen here."""
        region: Region = self
        while region.parent is not None and not region.is_function:
            region = region.parent
        return region

    @property
    def owner(self) -> "Region | None":
        """The class whose instance is meant here."""
        region: Region | None = self
        while region is not None and region.kind != "class":
            region = region.of_class or region.parent
        return region

    def attribute(self, name: str) -> list[Bound]:
        """Of a class: what an attribute is bound to, by its methods and by its body."""
        return [*self.fields.get(name, ()), *self.names.get(name, ())]

    def outward(self) -> Iterator["Region"]:
        """This region and all around it, innermost first."""
        region: Region | None = self
        while region is not None:
            yield region
            region = region.parent

    @property
    def title(self) -> str:
        """The dotted name of the enclosing named functions and classes; empty at module level."""
        if self._title is None:
            around: list[Region] = []
            region: Region | None = self
            while region is not None and region._title is None:
                around.append(region)
                region = region.parent
            title = region._title if region is not None and region._title is not None else ""
            for each in reversed(around):
                name = f"{each.class_name}.{each.name}" if each.class_name else each.name
                title = f"{title}.{name}" if title and name else name or title
                each._title = title
        return self._title or ""

    @property
    def parameters(self) -> dict[str, Node]:
        """A function's parameters by name, in order."""
        if self._parameters is None:
            self._parameters = dict(_parameters(self)) if self.is_function else {}
            if self.grammar.keyed_patterns:
                found = (parameter_name(node, self.grammar) for node in self._parameters.values())
                patterns = (
                    node for node in found if node is not None and node.type not in self.grammar.names
                )
                self.patterns = frozenset(
                    text_of(name, self.data)
                    for node in patterns
                    for name in pattern_names(node, self.grammar)
                )
        return self._parameters

    def text(self) -> str:
        """All of the region's code."""
        return self.data[self.start : self.end].decode("utf-8", "replace")


class Regions:
    """All regions of a file."""

    def __init__(self, root: Node, nodes: list[Node], grammar: Grammar, data: bytes) -> None:
        """Nest the captured nodes."""
        self.program = Region("program", 0, root.end_byte, root, None, grammar, data)
        self.all: list[Region] = []
        self._starts = [0]
        self._regions = [self.program]
        kinds = grammar.regions
        spans = []
        for node in nodes:
            kind = kinds[node.type]
            start, end = _extent(kind, node, grammar, data)
            if end > start:
                spans.append((start, -end, kind, node))
        spans.sort(key=lambda span: span[:2])
        stack = [self.program]
        for start, minus_end, kind, node in spans:
            while len(stack) > 1 and stack[-1].end <= start:
                self._leave(stack)
            region = Region(kind, start, -minus_end, node, stack[-1], grammar, data)
            self.all.append(region)
            stack.append(region)
            self._starts.append(start)
            self._regions.append(region)
        while len(stack) > 1:
            self._leave(stack)
        self._of_node: dict[int, Region] | None = None
        if grammar.receiver:
            self._place_methods(grammar, data)

    def _place_methods(self, grammar: Grammar, data: bytes) -> None:
        """Give the methods that stand outside their classes to them."""
        classes = {region.name: region for region in self.classes()}
        for region in self.functions():
            holder = part(region.node, grammar.receiver)
            declared = holder.named_child(0) if holder is not None and holder.named_child_count else None
            shape = grammar.parameters.get(declared.type) if declared is not None else None
            if declared is None or shape is None:
                continue
            name, type_ = part(declared, shape.name), part(declared, shape.type)
            while type_ is not None and type_.type in grammar.wrapped and type_.named_child_count:
                type_ = type_.named_child(0)
            if type_ is not None:
                region.instance = _last(data[name.start_byte : name.end_byte]) if name is not None else ""
                region.class_name = _last(data[type_.start_byte : type_.end_byte])
                region.of_class = classes.get(region.class_name)

    def _leave(self, stack: list[Region]) -> None:
        left = stack.pop()
        self._starts.append(left.end)
        self._regions.append(stack[-1])

    def at(self, offset: int) -> Region:
        """The innermost region that holds the byte at `offset`."""
        return self._regions[bisect_right(self._starts, offset) - 1]

    def of_node(self, node: Node) -> Region | None:
        """The region that a node is, if it is one."""
        if self._of_node is None:
            self._of_node = {region.node.id: region for region in self.all}
        return self._of_node.get(node.id)

    def functions(self) -> Iterator[Region]:
        """Every function that is more than an expression."""
        return (region for region in self.all if region.kind == "function")

    def classes(self) -> Iterator[Region]:
        """Every class."""
        return (region for region in self.all if region.kind == "class")


def _extent(kind: str, node: Node, grammar: Grammar, data: bytes) -> tuple[int, int]:
    """The bytes of what runs inside: a try as far as it guards, a loop without what it goes over."""
    inner: Node | None = node
    if kind in ("function", "lambda"):
        if not grammar.parameters_run_inside:
            inner = part(node, grammar.functions[node.type].body)
    elif kind == "class":
        inner = part(node, grammar.classes[node.type].body)
    elif kind == "loop":
        body = grammar.loops[node.type].body
        inner = part(node, body) if body else node
    elif kind == "try":
        caught = any(child.type in grammar.catches for child in node.named_children)
        inner = part(node, grammar.tries[node.type]) if caught else None
    elif kind == "with":
        inner = part(node, "body")
    elif kind == "main":
        branch = grammar.ifs[node.type]
        condition = part(node, branch.condition)
        asked = condition is not None and grammar.guard in data[condition.start_byte : condition.end_byte]
        inner = part(node, branch.then) if asked else None
    return (inner.start_byte, inner.end_byte) if inner is not None else (0, 0)


def _last(name: bytes) -> str:
    return name.decode("utf-8", "replace").rpartition(".")[2]


def _parameters(region: Region) -> Iterator[tuple[str, Node]]:
    grammar, data = region.grammar, region.data
    shape = grammar.functions[region.node.type]
    holder = part(region.node, shape.parameters) or part(region.node, shape.parameter)
    if holder is None:
        return
    single = holder.type in grammar.names or holder.type in grammar.parameters
    for child in (holder,) if single else holder.named_children:
        for each in _declared(child, grammar):
            name = parameter_name(each, grammar)
            if name is not None:
                yield data[name.start_byte : name.end_byte].decode("utf-8", "replace"), child


def _declared(node: Node, grammar: Grammar) -> list[Node]:
    """One node for each name of a parameter declaration (`a, b int` has two)."""
    shape = grammar.parameters.get(node.type)
    if shape is None or shape.name[0] in "#:":
        return [node]
    several = node.children_by_field_name(shape.name)
    return several if len(several) > 1 else [node]


def parameter_name(node: Node, grammar: Grammar) -> Node | None:
    """The node of a parameter's name, or of the pattern that takes it apart."""
    for _ in range(4):
        if node.type in grammar.names or node.type in grammar.keyed_patterns or node.type in grammar.patterns:
            return node
        shape = grammar.parameters.get(node.type)
        inner = part(node, shape.name) if shape is not None else None
        if inner is None:
            return None
        node = inner
    return None


def pattern_names(pattern: Node, grammar: Grammar) -> Iterator[Node]:
    """Yield the nodes of the names that a pattern binds."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        kind = node.type
        if kind in grammar.pattern_pairs:
            stack += filter(None, (part(node, grammar.pattern_pairs[kind][1]),))
        elif kind in grammar.pattern_defaults:
            stack += filter(None, (part(node, grammar.pattern_defaults[kind][0]),))
        elif kind in grammar.keyed_patterns or kind in grammar.patterns or kind in grammar.spreads:
            stack += reversed(node.named_children)
        elif kind not in grammar.comments and not node.named_child_count:
            yield node
