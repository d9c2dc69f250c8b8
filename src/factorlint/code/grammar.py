"""What a tree-sitter grammar calls the things that every programming language has.

A `Grammar` is a language's table: node types, and the fields under which their parts are found. Readers ask it and
never a node type of their own, so that a new language is a new table.
Parts of nodes are named as `shapes.py` says.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec
from tree_sitter import Node

from ..model.text import Span
from .shapes import Assigned, Branch, Called, Class, Function, Given, Loop, Parameter, Switch

NOTHING: frozenset[str] = frozenset()


class Grammar(msgspec.Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """One language's table. Only what differs from the defaults is given."""

    language: str
    """The folder in `languages/`."""
    parser: Callable[[], Any]
    """The wheel's entry function."""

    # Names and expressions.
    names: frozenset[str] = frozenset({"identifier"})
    member_names: frozenset[str] = NOTHING
    """Node types of the name in `a.b`, where that is none of `names`."""
    members: Mapping[str, tuple[str, str]] = {}
    """`a.b`: the owner and the name."""
    subscripts: Mapping[str, tuple[str, str]] = {}
    """`a[b]`: the owner and the key."""
    themselves: frozenset[str] = NOTHING
    """Nodes that are called what they are (`import.meta`)."""
    keys_are_members: bool = False
    """`a["b"]` is `a.b`."""
    calls: Mapping[str, Called] = {}
    keywords: Mapping[str, tuple[str, str]] = {}
    """Named arguments: the name and the value."""
    makes: frozenset[str] = NOTHING
    """Functions that make an instance of the type they are given (`new(T)`)."""
    list_types: frozenset[str] = NOTHING
    """Types of which a construction is a list (`[]string{...}`)."""
    mapping_types: frozenset[str] = NOTHING
    """Types of which a construction is a mapping (`map[string]int{...}`)."""
    wrapped: frozenset[str] = NOTHING
    """What stands for what it holds: parentheses, `await`, a type assertion."""
    inner_is_last: frozenset[str] = NOTHING
    """Among the wrapped: what they hold comes last (`<T>x`)."""
    awaits: frozenset[str] = NOTHING
    insists: frozenset[str] = NOTHING
    """Among the wrapped: fails when there is nothing inside (`x!`)."""
    binaries: frozenset[str] = NOTHING
    """Operators between two operands; which one is read from the text between them."""
    unaries: frozenset[str] = NOTHING
    references: frozenset[str] = NOTHING
    """Operators in front of something that stand for it (`&x`, `*x`)."""
    conditionals: Mapping[str, Branch] = {}
    or_else: frozenset[str] = frozenset({"||", "??"})
    both: frozenset[str] = frozenset({"&&"})
    negates: frozenset[str] = frozenset({"!"})
    compares: frozenset[str] = frozenset({"==", "!=", "===", "!=="})
    holds: frozenset[str] = frozenset({"in"})
    """`key in mapping`."""
    holds_not: frozenset[str] = frozenset({"not in"})

    # Literals.
    strings: frozenset[str] = frozenset({"string"})
    concatenations: frozenset[str] = NOTHING
    """Strings that stand side by side."""
    interpolations: Mapping[str, str] = {}
    """Inside a string: the part with the expression."""
    raw: frozenset[str] = NOTHING
    """Characters of a string's opening token that switch escapes off."""
    formats: frozenset[str] = NOTHING
    """`%` (`"%s" % x`) and `format` (`"{}".format(x)`)."""
    numbers: frozenset[str] = NOTHING
    constants: Mapping[str, bool | None] = {}
    truths: tuple[str, str] = ("false", "true")
    """How it writes them as a text."""
    absent: frozenset[str] = NOTHING
    """Stands for a value that must be given (Python's `...`)."""
    lists: frozenset[str] = NOTHING
    mappings: frozenset[str] = NOTHING
    pairs: Mapping[str, tuple[str, str]] = {}
    """Of a mapping: the key and the value."""
    shorthands: frozenset[str] = NOTHING
    """Entries of a mapping that are key and name in one (`{ port }`)."""
    bare_keys: frozenset[str] = NOTHING
    """Keys that stand for themselves, not for a variable: identifiers in JavaScript's objects."""
    spreads: frozenset[str] = NOTHING
    comments: frozenset[str] = frozenset({"comment"})

    # What binds names.
    assigns: Mapping[str, Assigned] = {}
    """By node type; `outer>type` for a node that assigns only directly in such an outer one."""
    patterns: frozenset[str] = NOTHING
    """Targets that take a value apart by position."""
    keyed_patterns: frozenset[str] = NOTHING
    """Targets that take a value apart by key."""
    pattern_pairs: Mapping[str, tuple[str, str]] = {}
    """Inside one: the key and the target."""
    pattern_defaults: Mapping[str, tuple[str, str]] = {}
    """Inside one: the target and its default."""
    missing: str | None = None
    """What a variable of the environment reads as where it is not set."""
    unset: str = ""
    """A pattern of a condition that holds where the name `NAME` holds nothing."""
    declarations: frozenset[str] = NOTHING
    """Statements around assignments that declare."""
    zero_values: bool = False
    """A variable that is declared with a type holds an instance of it."""
    first_of_many: bool = False
    """Of several results the first is what a call makes, the others tell how it went (`client, err := dial()`)."""
    outer_names: frozenset[str] = NOTHING
    """Statements that bind the names they list outside the function (`global x`)."""
    imports: frozenset[str] = NOTHING
    imported: Callable[[Node, bytes], Iterable[tuple[str, str]]] | None = None
    """The local names that an import statement binds, and the qualified names they stand for."""
    stars: Callable[[Node, bytes], str] | None = None
    """The module that an import statement takes everything from; empty for any other statement."""
    packages: tuple[str, ...] = ()
    """Base names of files that stand for their folder, and so pass on what they import."""
    own_module: Callable[[str], bool] | None = None
    """Whether an imported name may be that of another file of the repository; those of packages that the idioms know
    are left out already. Without it, names that begin with a dot are."""
    required: Callable[[Node, bytes], str] | None = None
    """The module that a call of an importing function names (`require("x")`); empty for any other call."""
    requires: tuple[bytes, ...] = ()
    """How an expression begins that may be one, or hold one."""
    functions: Mapping[str, Function] = {}
    parameters: Mapping[str, Parameter] = {}
    parameters_run_inside: bool = True
    """A parameter's default is computed by the call; otherwise when the function is defined."""
    fields_from: str = ""
    """The name of the method whose parameters may be fields (`constructor(private x: T)`)."""
    field_marks: frozenset[str] = NOTHING
    """Children of such a parameter."""
    receiver: str = ""
    """The part of a method that declares what it is called on (Go)."""
    classes: Mapping[str, Class] = {}
    base_clauses: frozenset[str] = NOTHING
    """Below `bases`: nodes that hold bases."""
    selves: frozenset[str] = frozenset({"this"})
    """The instance, as a name or a node type."""
    class_names: bool = False
    """What a class's body binds is seen by name in that body."""
    ambient: bool = True
    """A name that nothing in the file binds may be an object of the language (`process`, `System`)."""
    elsewhere: str = ""
    """The module that a name is of which nothing in the file binds: the file's own package, of several files."""
    predeclared: frozenset[str] = NOTHING
    """Names of the language itself that are none of these."""
    globals: frozenset[str] = NOTHING
    """Objects whose members are names of their own: `window`."""
    same: frozenset[str] = NOTHING
    """Members that are their owner: `require("x").default`."""
    fluent: frozenset[str] = NOTHING
    """Methods that return what they are called on, so that `app.use(x).listen()` is `app.listen()`."""
    last: frozenset[str] = NOTHING
    """Methods that such a chain ends with."""

    # Statements.
    loops: Mapping[str, Loop] = {}
    loop_clauses: Mapping[str, Loop] = {}
    """Children of a loop that say what kind it is, and have its parts."""
    failure: bytes = b""
    """Where failures are values: a comparison of one with nothing, the name and the operator being groups."""
    repeats: frozenset[str] = NOTHING
    """Statements that go on with the next round."""
    tries: Mapping[str, str] = {}
    """A try and the part that it guards."""
    catches: frozenset[str] = NOTHING
    withs: frozenset[str] = NOTHING
    """Blocks that hold something open; `body` is what they hold it open for."""
    opened: frozenset[str] = NOTHING
    """Below one: the list of what is opened."""
    opened_items: frozenset[str] = NOTHING
    """Its entries."""
    ifs: Mapping[str, Branch] = {}
    switches: Mapping[str, Switch] = {}
    returns: frozenset[str] = frozenset({"return_statement"})
    leaves: frozenset[str] = frozenset({"return_statement", "break_statement", "throw_statement"})
    deletes: frozenset[str] = NOTHING
    statements: frozenset[str] = frozenset({"expression_statement"})
    blocks: frozenset[str] = frozenset({"block"})
    decorators: frozenset[str] = NOTHING
    iterates: frozenset[bytes] = frozenset()
    """Methods that call their argument for each of many."""
    guard: bytes = b""
    """What the condition of an if holds that is true for the program alone (`__name__`)."""
    mains: frozenset[str] = NOTHING
    """Functions that the program begins in."""
    settles: frozenset[bytes] = frozenset()
    """Methods whose argument handles the failure of what they are called on: `.catch(...)`."""

    # Words and patterns of the text.
    long_chains: bool = False
    """Calls are written as long chains, of which a fact points at the end."""
    separators: tuple[bytes, ...] = (b".",)
    """What stands before the last name of a callee."""
    stops: bytes = rb"\bthrow\b"
    """What ends the program or the function with a failure."""
    catches_missing: bytes = b""
    """Of a handler: it is for a missing key too; empty where reading a missing variable does not fail."""
    catches_bad: bytes = b""
    """Of a handler: it is for a text that is no number too."""
    statuses: bytes = b""
    """Where a handler names a status code, the code being a group."""
    silent: frozenset[str] = NOTHING
    """Directly below these a string says nothing."""
    silent_calls: tuple[str, ...] = ()
    """Arguments of these are no configuration (`require`, `console.`)."""
    counts: frozenset[str] = NOTHING
    """What a counting loop goes over: `range()`."""
    endless: frozenset[str] = NOTHING
    """Among them: without an end."""
    containers: frozenset[str] = NOTHING
    """What makes a value that can be changed in place: `dict`, `Map`."""
    exported: Callable[[Node, bytes], Iterable[Given]] | None = None
    """What a module gives to others, of its root; without it, all that it binds."""
    unreadable: Callable[[bytes, Span], bool] | None = None
    """Whether nobody wants to hear of a text's syntax error: people do not edit it, or it may well be valid."""

    @cached_property
    def query(self) -> str:
        """One query for every node that the readers look at, by what it is."""
        groups: dict[str, Iterable[str]] = {
            "call": self.calls,
            "assign": self.assigns,
            "import": self.imports,
            "decorator": self.decorators,
            "outer": self.outer_names,
            "return": self.returns,
            "region": self.regions,
        }
        return "\n".join(_pattern(kind, name) for name, kinds in groups.items() for kind in kinds)

    @cached_property
    def regions(self) -> dict[str, str]:
        """The node types that nest, and what each is."""
        found: dict[str, str] = {kind: shape.kind for kind, shape in self.functions.items()}
        found |= dict.fromkeys(self.classes, "class")
        found |= {
            kind: "comprehension" if loop.kind == "comprehension" else "loop"
            for kind, loop in self.loops.items()
        }
        found |= dict.fromkeys(self.tries, "try") | dict.fromkeys(self.withs, "with")
        if self.guard:
            found |= dict.fromkeys(self.ifs, "main")
        return found

    def loop_of(self, node: Node) -> tuple[Loop, Node]:
        """The shape of a loop, and the node that has its parts."""
        for child in node.named_children if self.loop_clauses else ():
            if child.type in self.loop_clauses:
                return self.loop_clauses[child.type], child
        return self.loops[node.type], node

    @cached_property
    def assigned(self) -> dict[str, Assigned]:
        """`assigns` by plain node type."""
        return {kind.rpartition(">")[2]: shape for kind, shape in self.assigns.items()}


def _pattern(kind: str, capture: str) -> str:
    outer, inside, own = kind.rpartition(">")
    return f"({outer} ({own}) @{capture})" if inside else f"({own}) @{capture}"
