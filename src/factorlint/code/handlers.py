"""Which functions serve requests, run for each of many, or run once when the program begins."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tree_sitter import Node

from ..facts import Route
from .functions import function_of
from .idioms.conventions import Handlers
from .model import Bases
from .parsed import ParsedFile
from .scopes import Region
from .shapes import part

if TYPE_CHECKING:
    from .reader import Found

_ROUNDS = 3
"""How far a role is passed on from callers to what they call."""
_HEAD = 300
"""Bytes of a list of parameters that tell."""


class Roles:
    """Collects while the calls of a file are read, and gives every function its role at the end."""

    words = frozenset((b"then", b"finally"))
    """Methods beside the conventions' that give a role: what follows on the program's own level runs at the start."""

    def __init__(self, file: ParsedFile) -> None:
        """Nothing is known yet."""
        self.file = file
        self.conventions = file.table.conventions
        self._callers: dict[int, list[Region]] = {}
        self._called: dict[int, Region] = {}
        for region in file.regions.all:
            if region.is_function and self._is_called_here(region):
                region.role = "now"

    def _is_called_here(self, region: Region) -> bool:
        """`(function () { ... })()`: an expression that nothing but its own call uses."""
        shape = self.file.grammar.functions[region.node.type]
        end = region.node.end_byte
        if shape.named or self.file.data[end : end + 4].replace(b")", b"", 1).lstrip()[:1] != b"(":
            return False
        holder = region.node.parent
        while holder is not None and holder.type in self.file.grammar.wrapped:
            holder = holder.parent
        called = self.file.grammar.calls.get(holder.type) if holder is not None else None
        callee = part(holder, called.callee) if holder is not None and called is not None else None
        return callee is not None and callee.start_byte <= region.node.start_byte < callee.end_byte

    def of_call(self, node: Node, callee: Node, word: bytes) -> None:
        """Give the functions among the arguments of a call the role that the call tells."""
        grammar = self.file.grammar
        if callee.type not in grammar.members and word not in self.conventions.given:
            return
        holder = part(node, grammar.calls[node.type].arguments)
        if holder is None:
            return
        children = [child for child in holder.named_children if child.type not in grammar.comments]
        role = ""
        if word in self.conventions.given or (
            word in self.conventions.registers and self._looks_like_route(children)
        ):
            role = "handler"
        elif word in grammar.iterates:
            role = "iteration"
        elif word in grammar.settles or word in self.words:
            at_top = self.file.regions.at(node.start_byte).scope.kind == "program"
            role = "start" if at_top else ""
        if role:
            self._give(children, role)

    def _looks_like_route(self, children: list[Node]) -> bool:
        """A path and something behind it."""
        if len(children) < 2:
            return False
        first = self.file.data[children[0].start_byte : children[0].start_byte + 2]
        return first[:1] in (b"/", b"[") or (first[:1] in (b"'", b'"', b"`") and first[1:] in (b"/", b"*"))

    def _give(self, nodes: Iterable[Node], role: str) -> None:
        for node in nodes:
            if node.type in self.file.grammar.lists:
                self._give(node.named_children, role)
                continue
            region = self.file.regions.of_node(node) or function_of(self.file.names, node)
            if region is not None and region.is_function and region.role != "handler":
                region.role = role

    def _is_route(self, name: str, call: Node) -> bool:
        """Whether an idiom takes a call for a route; one that fits any owner must be given a path."""
        table = self.file.table
        if not any(idiom.type is Route for idiom in table.calls(name)):
            return False
        if name in table.call_names.exact or call.type not in self.file.grammar.calls:
            return True
        holder = part(call, self.file.grammar.calls[call.type].arguments)
        first = holder.named_child(0) if holder is not None and holder.named_child_count else None
        return first is not None and b"/" in self.file.data[first.start_byte : first.start_byte + 3]

    def of_decorator(self, name: str, below: Node, expression: Node) -> None:
        """A decorator that makes a handler of what stands below it."""
        if (
            not self._is_route(name, expression)
            and name.rpartition(".")[2] not in self.conventions.handler_decorators
        ):
            return
        region = self.file.regions.of_node(below)
        if region is not None and region.is_function:
            region.role = "handler"

    def called(self, caller: Region, function: Region) -> None:
        """A function of the file is called from a region."""
        key = function.node.id
        self._callers.setdefault(key, []).append(caller)
        self._called[key] = function

    def settle(self, found: "Iterable[Found]", classes: Iterable[Bases]) -> None:
        """Give every function its role, once all calls and classes are read."""
        for each in found:
            if not each.decorates and self._is_route(each.name, each.node):
                holder = part(each.node, self.file.grammar.calls[each.node.type].arguments)
                self._registered(holder)
        for way in self.conventions.handlers:
            self._of_parameters(way)
            titles = {each.name for each in classes if any(_ends(base, way.bases) for base in each.bases)}
            self._of_classes(way, titles)
        self._begin()
        self._spread()

    def _registered(self, holder: Node | None) -> None:
        """Functions that a route's call is given, by name or written there."""
        for child in holder.named_children if holder is not None else ():
            keyword = self.file.grammar.keywords.get(child.type)
            value = part(child, keyword[1]) if keyword is not None else child
            if value is not None:
                self._give([value], "handler")

    def _of_classes(self, way: Handlers, titles: set[str]) -> None:
        for method in self.file.regions.functions() if titles else ():
            owner = method.parent
            if owner is None or owner.kind != "class" or owner.title not in titles:
                continue
            if method.name in way.methods or (not way.methods and not method.name.startswith("_")):
                method.role = "handler"

    def _of_parameters(self, way: Handlers) -> None:
        if way.takes is None or (way.package and way.package not in self.file.heads):
            return
        data, grammar = self.file.data, self.file.grammar
        if way.takes.search(data) is None:
            return
        for region in self.file.regions.all:
            if not region.is_function:
                continue
            holder = part(region.node, grammar.functions[region.node.type].parameters)
            if holder is not None and way.takes.match(
                data, holder.start_byte, min(holder.end_byte, holder.start_byte + _HEAD)
            ):
                region.role = "handler"

    def _begin(self) -> None:
        for region in self.file.regions.functions() if self.file.grammar.mains else ():
            if region.name in self.file.grammar.mains and region.parent is not None:
                region.role = region.role or "start"

    def _spread(self) -> None:
        """What a handler calls in this file serves requests too; what only the program's beginning calls is start-up
        code."""
        for _ in range(_ROUNDS):
            for key, function in self._called.items():
                callers = self._callers[key]
                if function.role:
                    continue
                if any(_within(caller, "handler") for caller in callers):
                    function.role = "handler"
                elif all(self._is_beginning(caller) for caller in callers):
                    function.role = "start"

    def _is_beginning(self, caller: Region) -> bool:
        if _within(caller, "start"):
            return True
        if self.file.grammar.guard:
            return any(outer.kind == "main" for outer in caller.outward())
        return not self.file.grammar.mains and caller.scope.kind == "program"


def _within(region: Region, role: str) -> bool:
    return any(outer.role == role for outer in region.outward())


def _ends(base: str, endings: tuple[str, ...]) -> bool:
    return base.rpartition(".")[2].strip("<>").endswith(endings)
