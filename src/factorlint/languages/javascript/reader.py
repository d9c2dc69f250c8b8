"""JavaScript or TypeScript text to the `CodeFile` that idioms read."""

from tree_sitter import Node

from ...code.idioms.table import Table
from ...code.model import Assignment, Bases, Call, CodeFile, Value
from ...model.text import Span
from ...syntax.treesitter import first_error, span_of
from .grammar import TSX, Grammar, grammar_of
from .handlers import mark_functions
from .names import Names, inner
from .regions import Regions
from .values import Values


class File:
    """One parsed file with everything that is known about it."""

    def __init__(self, data: bytes, grammar: Grammar) -> None:
        """Parse `data` and resolve its names."""
        self.data = data
        self.root = grammar.parse(data)
        self.found = grammar.captures(self.root)
        self.regions = Regions(self.root, self.found)
        self.names = Names(data, self.regions, self.found)
        self.values = Values(data, self.names)
        mark_functions(self.found, self.regions, self.names)

    def text(self, node: Node | None) -> str:
        """A node's text."""
        return self.names.text(node)


def read(path: str, data: bytes) -> File:
    """Parse a file by its extension. A `.js` file that is none may still be TypeScript or Flow."""
    grammar = grammar_of(path, data)
    file = File(data, grammar)
    if file.root.has_error and grammar is not TSX and not path.lower().endswith("ts"):
        other = File(data, TSX)
        if not other.root.has_error:
            return other
    return file


def code_file(file: File, table: Table) -> CodeFile:
    """The calls, assignments and classes that idioms of `table` may ask for; others cost time for nothing."""
    bound = _bound_names(file)
    caught = _caught(file)
    awaited = {child.id for node in file.found.get("await", ()) if (child := inner(node)) is not None}
    low = file.data.lower() if table.wild else b""
    wild = any(word in low for word in table.wild)
    calls, local = [], []
    for node in file.found.get("call", ()):
        if not wild and _dull(file, node, table):
            continue
        name = file.names.of(node)
        if not name.endswith("()"):
            continue
        name = name[:-2]
        if name.startswith("<") and name.endswith(">"):
            local.append((file.regions.at(node.start_byte).title, name[1:-1]))
        if table.calls(name):
            calls.append(
                _call(file, node, name, bound.get(node.id, ""), node.id in awaited, node.id in caught)
            )
    for node in file.found.get("decorator", ()):
        if (call := _decorator(file, node)) is not None and table.calls(call.name):
            calls.append(call)
    return CodeFile(
        calls=calls,
        assignments=_assignments(file, table),
        classes=_classes(file),
        errors=_errors(file),
        local_calls=local,
    )


def _dull(file: File, node: Node, table: Table) -> bool:
    """A method call whose last name no idiom has."""
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if function is None or function.type != "member_expression":
        return False
    return file.text(function.child_by_field_name("property")) not in table.endings


def context(file: File, offset: int) -> dict[str, bool]:
    """Where code at `offset` runs: the flags of a `Call`."""
    flags = dict.fromkeys(("at_import", "in_main", "in_loop", "in_try", "in_async", "in_handler"), False)
    inside = False
    for region in file.regions.at(offset).outward():
        if region.kind == "try" or region.caught:
            flags["in_try"] = flags["in_try"] or not inside
        if region.kind == "loop":
            flags["in_loop"] = flags["in_loop"] or not inside
        elif region.kind == "function":
            flags["in_async"] = flags["in_async"] or (region.is_async and not inside)
            flags["in_handler"] = flags["in_handler"] or region.role == "handler"
            flags["in_loop"] = flags["in_loop"] or (region.role == "iteration" and not inside)
            flags["in_main"] = flags["in_main"] or region.role == "start"
            inside = inside or region.role not in ("iteration", "now", "start")
    flags["at_import"] = not any(
        region.kind == "function" and region.role != "now" for region in file.regions.at(offset).outward()
    )
    return flags


def _call(file: File, node: Node, name: str, bound: str, awaited: bool, caught: bool) -> Call:
    args, hidden = file.values.arguments(node)
    if name.endswith(".listen") or "grpc" in name:
        args = _without_callback(file, node, args)
    flags = context(file, node.start_byte)
    flags["in_try"] = flags["in_try"] or caught
    return Call(
        name=name,
        span=_call_span(node),
        args=args,
        open=hidden,
        scope=file.regions.at(node.start_byte).title,
        awaited=awaited,
        bound_to=bound,
        of=file.values.passed(node),
        at_import=flags["at_import"],
        in_main=flags["in_main"],
        in_loop=flags["in_loop"],
        in_try=flags["in_try"],
        in_async=flags["in_async"],
        in_handler=flags["in_handler"],
    )


def _without_callback(file: File, node: Node, args: tuple[Value, ...]) -> tuple[Value, ...]:
    """The arguments without the function to be called then: where a host or options may stand it is none."""
    arguments = node.child_by_field_name("arguments")
    last = arguments.named_children[-1] if arguments is not None and arguments.named_child_count else None
    local = len(args) > 1 and args[-1].what == "name" and args[-1].name.startswith("<")
    return args[:-1] if args and last is not None and (local or last.id in file.regions.of_node) else args


def _call_span(node: Node) -> Span:
    """A short call as a whole; of a chain only its last part, of a long one only the name."""
    function = node.child_by_field_name("function")
    start = node.start_byte
    if function is not None and function.type == "member_expression":
        owner = function.child_by_field_name("object")
        if owner is not None and owner.end_byte - owner.start_byte > 60:
            property_node = function.child_by_field_name("property")
            start = property_node.start_byte if property_node is not None else start
    end = node.end_byte
    if end - start > 200:
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        end = arguments.start_byte if arguments is not None else end
        if first is not None and first.end_byte - start < 200:
            end = first.end_byte
    return Span(start, max(end, start))


def _decorator(file: File, node: Node) -> Call | None:
    expression = inner(node)
    if expression is None:
        return None
    below = node.next_named_sibling
    while below is not None and below.type == "decorator":
        below = below.next_named_sibling
    if below is None:
        return None
    owner = below.child_by_field_name("name") or below.child_by_field_name("pattern")
    name = file.names.of(expression).removesuffix("()")
    if not name:
        return None
    args, hidden = file.values.arguments(expression) if expression.type == "call_expression" else ((), False)
    return Call(
        name=name,
        span=span_of(node),
        args=args,
        open=hidden,
        scope=file.regions.at(node.start_byte).title,
        at_import=True,
        decorates=file.text(owner) or below.type,
    )


def _bound_names(file: File) -> dict[int, str]:
    """For each call that is given to something: to what."""
    bound = {}
    pairs = [("declarator", "name"), ("assignment", "left"), ("field", "name"), ("pair", "key")]
    for capture, target in pairs:
        for node in file.found.get(capture, ()):
            value = node.child_by_field_name("value") or node.child_by_field_name("right")
            while value is not None and value.type in ("await_expression", "parenthesized_expression"):
                value = inner(value)
            named = node.child_by_field_name(target) or node.child_by_field_name("property")
            if value is not None and named is not None:
                bound[value.id] = file.text(named)[:100]
    return bound


def _caught(file: File) -> set[int]:
    """Calls whose failure a `.catch(...)` (or the second function of `.then`) handles."""
    caught: set[int] = set()
    for node in file.found.get("chain", ()):
        function = node.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            continue
        method = file.text(function.child_by_field_name("property"))
        arguments = node.child_by_field_name("arguments")
        if method == "catch" or (
            method == "then" and arguments is not None and arguments.named_child_count > 1
        ):
            below = function.child_by_field_name("object")
            while below is not None and below.type in ("call_expression", "member_expression"):
                caught.add(below.id)
                below = below.child_by_field_name("function") or below.child_by_field_name("object")
    return caught


def _assignments(file: File, table: Table) -> list[Assignment]:
    """`app.locals.x = 1`, `module.exports = {...}`, `export const X = ...`, at any level."""
    found = []
    for capture, left, right in (("assignment", "left", "right"), ("declarator", "name", "value")):
        for node in file.found.get(capture, ()):
            target, value = node.child_by_field_name(left), node.child_by_field_name(right)
            if target is None or value is None or value.id in file.regions.of_node:
                continue
            if target.type not in ("identifier", "member_expression", "subscript_expression"):
                continue
            name = file.text(target) if target.type == "identifier" else file.names.of(target)
            if not name or not table.assignments(name):
                continue
            region = file.regions.at(node.start_byte)
            found.append(
                Assignment(
                    target=name,
                    span=span_of(target),
                    value=file.values.of(value),
                    scope=region.title,
                    at_import=region.scope.kind == "program",
                )
            )
    return found


def _classes(file: File) -> list[Bases]:
    found = []
    for region in file.regions.of_node.values():
        if region.kind != "class":
            continue
        heritage = next(
            (child for child in region.node.named_children if child.type == "class_heritage"), None
        )
        if heritage is None:
            continue
        bases = tuple(filter(None, map(file.names.of, _bases(heritage))))
        if bases:
            scope = region.parent.title if region.parent is not None else ""
            name = region.node.child_by_field_name("name") or heritage
            found.append(Bases(name=region.name, span=span_of(name), bases=bases, scope=scope))
    return found


def _bases(heritage: Node) -> list[Node]:
    clauses = [child for child in heritage.named_children if child.type == "extends_clause"]
    parts = clauses or [heritage]
    return [
        child
        for part in parts
        for child in part.named_children
        if child.type in ("identifier", "member_expression")
    ]


def _errors(file: File) -> list[tuple[Span, str]]:
    where = first_error(file.root)
    if where is None or _unreadable(file.data):
        return []
    end = min(where.end, where.start + 80)
    return [(Span(where.start, end), "a syntax error; what stands around it was not read")]


def _unreadable(data: bytes) -> bool:
    """Bundled or minified, or another language under a script's name: nobody wants to hear of its errors."""
    longest = max(map(len, data.split(b"\n")), default=0)
    return longest > 2000 or b"{{" in data[:20000] or b"<%" in data[:20000] or not data.strip()
