"""What the names of a file are, for the files that import them."""

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec
from tree_sitter import Node

from ...facts.code import Export
from ...facts.config import EnvRead
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.treesitter import span_of
from ..functions import first_result
from ..model import CodeFile, Value
from ..names import is_known
from ..parsed import ParsedFile
from ..scopes import DECLARED, Bound, Region
from ..shapes import part
from ..strings import constant
from .env_helpers import Helper

_MOST = 200
"""Exports of a file."""
_ENTRIES = 60
"""Entries of a mapping."""
_DEPTH = 4
_LARGE = 20_000
"""Bytes of an expression."""
_LONGEST = 500
"""Characters of a text."""


_VALUES = re.compile(
    r"(?:^|/)(?:constants?|consts?|defaults|enums?|env|environment|queues?|topics?|channels?)\.\w+$", re.I
)


def by_path(path: str) -> bool:
    """Whether a file is there for the values that others take from it."""
    return _VALUES.search(path) is not None


def exports(
    file: ParsedFile, code: CodeFile, helpers: dict[int, Helper], facts: list[Fact]
) -> Iterator[Export]:
    """Yield the names that a use elsewhere can need, in no order."""
    for count, export in enumerate(_all(file, code, helpers, facts)):
        if count == _MOST:
            return
        yield export


def _all(file: ParsedFile, code: CodeFile, helpers: dict[int, Helper], facts: list[Fact]) -> Iterator[Export]:
    yield from _stars(file)
    fields = dict(_settings_fields(file, code, facts))
    yield from fields.values()
    returned = _returned(file)
    passes_on = file.reexports
    for name, bounds in file.regions.program.names.items():
        if name[:1] in ("", "_") or (
            bounds and len(bounds) == 1 and bounds[0].node is None and not passes_on
        ):
            continue
        export = _of_name(name, bounds, file, helpers, returned)
        if export is not None:
            yield export
    for region in file.regions.classes():
        if region.parent is not None and region.parent.kind == "program" and region.name:
            attributes = list(_of_class(region, file, fields))
            if attributes and file.grammar.zero_values:
                yield _class(region)
            yield from attributes


def _of_name(
    name: str,
    bounds: list[Bound],
    file: ParsedFile,
    helpers: dict[int, Helper],
    returned: dict[int, Node | None],
) -> Export | None:
    node = only_node(bounds, file)
    if node is not None:
        value = _value(node, file)
        return Export(span=value.span, name=name, value=value) if value is not None else None
    if len(bounds) != 1:
        return None
    bound = bounds[0]
    if bound.node is None:
        if bound.name not in file.own_names:
            return None
        return Export(span=Span(0, 0), name=name, value=Value(what="name", span=Span(0, 0), name=bound.name))
    function = file.regions.of_node(bound.node)
    if function is None or not function.is_function:
        return None
    return _of_function(name, function, file, helpers, returned)


def only_node(bounds: list[Bound], file: ParsedFile) -> Node | None:
    """The one expression that a name is given; one of nothing (`x = None`) does not count beside another."""
    bounds = [bound for bound in bounds if bound.route not in (DECLARED, ("()",))] or bounds
    if len(bounds) == 1:
        (only,) = bounds
        return None if only.name or only.route else only.node
    constants = file.grammar.constants
    given = [bound for bound in bounds if bound.node is None or constants.get(bound.node.type, 0) is not None]
    if len(given) != 1 or given[0].name or given[0].route:
        return None
    return given[0].node


def _of_function(
    name: str,
    function: Region,
    file: ParsedFile,
    helpers: dict[int, Helper],
    returned: dict[int, Node | None],
) -> Export | None:
    helper = helpers.get(function.node.id)
    node = returned.get(function.start) if helper is None else None
    value = _value(node, file) if node is not None else None
    if helper is None and value is None:
        return None
    own = part(function.node, file.grammar.functions[function.node.type].name)
    span = span_of(own) if own is not None else Span(function.start, function.start)
    known = _of_helper(helper, span) if helper is not None else value
    if known is None:
        return None
    return Export(
        span=span,
        name=name,
        value=known,
        what="function",
        parameters=tuple(function.parameters),
        required=helper is not None and helper.required,
    )


def _of_helper(helper: Helper, span: Span) -> Value:
    """What a function reads from the environment, in terms of its parameters."""
    default = helper.fallback
    if helper.default is not None:
        default = Value(what="parameter", span=span, name=helper.default_word, default=helper.fallback)
    asked = Value(what="parameter", span=span, name=helper.name_word)
    return Value(what="env", span=span, items=(asked,), default=default)


def _returned(file: ParsedFile) -> dict[int, Node | None]:
    """What each function returns, by where it begins, when that is one expression; None where it is several."""
    grammar = file.grammar
    texts: dict[int, dict[str, Node]] = defaultdict(dict)
    for node in file.found.get("return", ()):
        region = file.regions.at(node.start_byte).scope
        if region.parent is None or region.parent.kind != "program" or len(texts[region.start]) > 1:
            continue
        value: Node | None = next(
            (child for child in node.named_children if child.type not in grammar.comments), node
        )
        value = first_result(file.names, value) if value is not None else None
        if value is not None:
            texts[region.start][file.text(value)] = value
    return {start: next(iter(found.values())) if len(found) == 1 else None for start, found in texts.items()}


def _class(region: Region) -> Export:
    """A class of which attributes are exported, too."""
    span = Span(region.start, region.start)
    return Export(span=span, name=region.name, value=Value(what="other", span=span), what="class")


def _of_class(region: Region, file: ParsedFile, fields: dict[str, Export]) -> Iterator[Export]:
    """Attributes that a class sets once: `Client.session`."""
    for key in {**region.names, **region.fields}:
        name = f"{region.name}.{key}"
        bounds = region.attribute(key)
        node = only_node(bounds, file)
        if key.startswith("__") or name in fields:
            continue
        value = _value(node, file, own=False) if node is not None else None
        if value is not None and file.grammar.zero_values:
            value = msgspec.structs.replace(value, open=True)  # other files of the package may set more of it
        value = value or _typed(bounds, file)
        if value is not None:
            yield Export(span=value.span, name=name, value=value)


def _typed(bounds: list[Bound], file: ParsedFile) -> Value | None:
    """An attribute that is declared with a type of a library or of another file, in languages that insist on types."""
    typed = next((bound for bound in bounds if bound.route == ("()",)), None)
    if not file.grammar.zero_values or typed is None or typed.node is None:
        return None
    name = file.names.of_bound(typed)
    word = name.removesuffix("()").rpartition(".")[2].encode()
    if not is_known(name) or not (file.is_own(name) or word in file.table.made_words):
        return None
    return Value(what="name", span=span_of(typed.node), name=name)


def _settings_fields(file: ParsedFile, code: CodeFile, facts: list[Fact]) -> Iterator[tuple[str, Export]]:
    """Fields of settings classes, which are variables: `Settings.redis_url` is `REDIS_URL`."""
    reads = {fact.span.start: fact for fact in facts if isinstance(fact, EnvRead)}
    for bases in code.classes:
        for field, value, _ in bases.fields:
            read = reads.get(value.span.start) if value is not None else None
            if read is None or field.startswith("Config."):
                continue
            default = constant(read.default, read.span) if isinstance(read.default, str) else None
            name = f"{bases.name}.{field}"
            env = Value(what="env", span=read.span, name=read.name, default=default)
            yield name, Export(span=read.span, name=name, value=env, required=read.required)


def _stars(file: ParsedFile) -> Iterator[Export]:
    """`from .base import *`."""
    stars = file.grammar.stars
    if stars is None:
        return
    for node in file.found.get("import", ()):
        module = stars(node, file.data)
        if module:
            span = Span(node.start_byte, node.end_byte)
            yield Export(span=span, name="*", value=Value(what="name", span=span, name=module))


def _value(node: Node, file: ParsedFile, own: bool = True) -> Value | None:
    """The value of an expression when a use elsewhere can need it; `own`: also what another file or this one makes."""
    if not _may_matter(node, file, own):
        return None
    value = file.values.of(node)
    return bounded(value, 0) if _matters(value, file, own) else None


def _may_matter(node: Node, file: ParsedFile, own: bool) -> bool:
    """A cheap look at an expression before it is evaluated."""
    grammar = file.grammar
    kind = node.type
    if kind in grammar.calls:
        callee = file.names.callee(node)
        if callee is None:
            return False
        end = callee.end_byte
        word = file.data[max(callee.start_byte, end - 64) : end].rpartition(b".")[2]
        return word in file.table.made_words or word in file.renamed or (own and word in file.callable_words)
    if kind in grammar.wrapped:
        inner = file.names.inner(node)
        return inner is not None and inner.type not in grammar.wrapped and _may_matter(inner, file, own)
    if kind in grammar.unaries and grammar.references:
        operator, inner = file.names.operand(node)
        return operator in grammar.references and inner is not None and _may_matter(inner, file, own)
    if kind in grammar.strings or kind in grammar.mappings:
        return node.end_byte - node.start_byte < _LARGE
    if kind in grammar.names or kind in grammar.members:
        return own
    return kind in file.literal_kinds


def _matters(value: Value, file: ParsedFile, own: bool) -> bool:
    match value.what:
        case "constant":
            known = value.constant
            return known is not None and not (isinstance(known, str) and len(known) > _LONGEST)
        case "env":
            return True
        case "name":
            return own and file.is_own(value.name)
        case "call":
            if file.is_own(value.name) or value.name.startswith("<"):
                return own
            return is_known(value.name) and value.name.rpartition(".")[2].encode() in file.table.made_words
        case "mapping":
            return any(_matters(entry, file, own) for _, entry in value.entries[:_ENTRIES])
        case "template":
            return any(item.what in ("env", "parameter") or _matters(item, file, own) for item in value.items)
    return False


def bounded(value: Value, depth: int) -> Value:
    """A value cut where it is too deep or too large; what is cut is open."""
    if depth > _DEPTH:
        return Value(what="other", span=value.span)
    if not (value.items or value.entries or value.default or value.of):
        if isinstance(value.constant, str) and len(value.constant) > _LONGEST:
            return Value(what="other", span=value.span)
        return value
    entries = tuple((key, bounded(entry, depth + 1)) for key, entry in value.entries[:_ENTRIES])
    return msgspec.structs.replace(
        value,
        items=tuple(bounded(item, depth + 1) for item in value.items[:_ENTRIES]),
        entries=entries,
        default=bounded(value.default, depth + 1) if value.default is not None else None,
        of=bounded(value.of, depth + 1) if value.of is not None else None,
        open=value.open or len(value.entries) > _ENTRIES or len(value.items) > _ENTRIES,
    )
