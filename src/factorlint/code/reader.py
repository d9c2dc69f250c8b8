"""A parsed file as the code model that idioms read: the calls, assignments and classes that they know."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from ..model.text import Span
from ..syntax.treesitter import first_error, span_of
from . import context
from .assignments import assignments, from_setter
from .classes import classes
from .constructions import construction, passed
from .functions import function_of
from .handlers import Roles
from .model import Call, CodeFile, Value
from .parsed import ParsedFile
from .parts.open_calls import VARIABLE, may_be_open
from .shapes import pair, part

_LONG = 60
"""Bytes of an owner from which on only the end of a chain is pointed at."""
_MOST = 200
"""Bytes of a call from which on only its beginning is pointed at."""
_LAST = re.compile(rb"(?<![\w$])[\w$]++\Z")
_QUOTES = frozenset((b"'", b'"', b"`"))
_ROOT = re.compile(rb"(?:await\s+|new\s+|\()*(?:(?:self|cls|this)\.)?([A-Za-z_$][\w$]*)")


class Found(NamedTuple):
    """A call or decorator that an idiom may know."""

    node: Node
    name: str
    decorates: str
    """For a decorator: what it stands above."""
    below: Node | None
    expression: Node
    """The call, or the name alone of a decorator without arguments."""
    known: bool = True
    """An idiom has its name; otherwise another file may tell what it is."""


def read(file: ParsedFile) -> CodeFile:
    """What the file's table may want to know; sets the roles of its functions. Other calls cost time for nothing.

    `open_calls` are those that no idiom knows by the name they have in this file.
    """
    roles = Roles(file)
    code = CodeFile(calls=[], assignments=[], classes=[], errors=_errors(file))
    found = list(_calls(file, roles, code)) + list(_decorators(file, roles))
    code.classes = classes(file)
    roles.settle(found, code.classes)
    code.calls = [_call(each, file) for each in found if each.known]
    code.open_calls = [_call(each, file) for each in found if not each.known]
    code.assignments += assignments(file)
    return code


def _calls(file: ParsedFile, roles: Roles, code: CodeFile) -> Iterator[Found]:
    """The calls that an idiom knows; on the way, calls of the file's own functions and of those that give roles."""
    grammar, table, data = file.grammar, file.table, file.data
    conventions = table.conventions
    all_endings = table.ending_words
    endings = all_endings if grammar.ambient else table.words_of(file.heads)
    renamed = file.renamed = _renamed(file, all_endings)
    roots, anywhere = _own_roots(file), bool(grammar.elsewhere)
    wild = bool(table.wild) and _holds(data, table.wild)
    local = file.defined_words
    special = (
        conventions.setter_words | conventions.registers | conventions.given | grammar.iterates | roles.words
    )
    single = grammar.separators[0] if len(grammar.separators) == 1 else b""
    shapes, names, variable = grammar.calls, grammar.names, VARIABLE
    for node in file.found.get("call", ()):
        callee = node.child_by_field_name(shapes[node.type].callee)
        if callee is None:
            continue
        plain = callee.type in names
        start, end = callee.start_byte, callee.end_byte
        if plain:
            word = data[start:end]
        else:
            tail = data[max(start, end - 64) : end]
            if single:
                word = tail[tail.rfind(single) + 1 :]
            else:
                word = match[0] if (match := _LAST.search(tail)) is not None else b""
        if word in local and _local(node, callee, file, roles, code):
            continue
        if word in special:
            roles.of_call(node, callee, word)
            if word in conventions.setter_words:
                code.assignments += from_setter(node, callee, file)
        if word in endings or (plain and word in renamed) or (wild and not plain) or callee.type in shapes:
            name = file.names.called(node)
            if name and table.called_as(name):
                yield Found(node, name, "", None, node)
                continue
        if (roots or anywhere) and (
            word in all_endings or (data[end + 1 : end + 2] in _QUOTES and variable.match(data, end))
        ):
            root = _ROOT.match(data, start, end)
            own = anywhere or (root is not None and root[1] in roots)
            if own and may_be_open(name := file.names.called(node), file):
                yield Found(node, name, "", None, node, known=False)


def _own_roots(file: ParsedFile) -> set[bytes]:
    """Names and attributes of this file that stand for what another file makes: imported, or made of what is."""
    binder = file.names.binder
    found = {local.encode() for local, name in binder.imported.items() if name in file.own_names}
    if not found:
        return found
    made = {
        local.encode()
        for local, node in binder.made
        if (root := _ROOT.match(file.data, node.start_byte, node.end_byte)) is not None and root[1] in found
    }
    return found | made


def _holds(data: bytes, words: set[bytes]) -> bool:
    low = data.lower()
    return any(word in low for word in words)


def _renamed(file: ParsedFile, endings: frozenset[bytes]) -> set[bytes]:
    """Local names of what idioms know by another name: an alias, a function taken out of an object, an instance."""
    binder = file.names.binder
    instances = file.table.call_names.instances
    callable_instances = file.table.call_names.instance_heads.any_in(file.data)
    found: set[bytes] = set()
    for local, name in binder.imported.items():
        if name.rpartition(".")[2].encode() in endings or name in instances:
            found.add(local.encode())
    grammar = file.grammar
    for local, node in binder.made:
        kind = node.type
        if kind in grammar.members:
            taken = file.text(part(node, grammar.members[kind][1])).encode() in endings
        else:
            taken = callable_instances and kind in grammar.calls
        if taken:
            found.add(local.encode())
    found.update(local.encode() for local, key in binder.taken if key.encode() in endings)
    return found


def _local(node: Node, callee: Node, file: ParsedFile, roles: Roles, code: CodeFile) -> bool:
    """Note a call of the file's own function; whether the name stands for that and nothing else."""
    function = function_of(file.names, callee)
    if function is not None:
        caller = file.regions.at(node.start_byte)
        roles.called(caller, function)
        code.local_calls.append((caller.title, function.title))
        return callee.type in file.grammar.names
    if callee.type not in file.grammar.names:
        return False
    bounds = file.names.bounds(file.text(callee), callee.start_byte)
    return bool(bounds) and all(bound.name == f"<{file.text(callee)}>" for bound in bounds)


def _decorators(file: ParsedFile, roles: Roles) -> Iterator[Found]:
    grammar, table = file.grammar, file.table
    wanted = table.endings | table.conventions.handler_decorators
    for node in file.found.get("decorator", ()):
        expression = file.names.inner(node)
        if expression is None:
            continue
        name = (
            file.names.called(expression) if expression.type in grammar.calls else file.names.of(expression)
        )
        if name.rpartition(".")[2] not in wanted:
            continue
        below = _decorated(node, file)
        if below is None:
            continue
        roles.of_decorator(name, below, expression)
        if table.calls(name) or name in table.prefixes:
            own = below.child_by_field_name("name") or below.child_by_field_name("pattern")
            yield Found(node, name, file.text(own) or below.type, below, expression)


def _decorated(node: Node, file: ParsedFile) -> Node | None:
    """The function, class or parameter below a decorator, or the one that it is a part of."""
    holder = node.parent
    if holder is not None and holder.type in file.grammar.regions:
        return holder
    below = node.next_named_sibling
    while below is not None and (
        below.type in file.grammar.decorators or below.type in file.grammar.comments
    ):
        below = below.next_named_sibling
    return below


def _call(found: Found, file: ParsedFile) -> Call:
    node = found.expression
    region = file.regions.at(node.start_byte)
    around = context.of(region, file.names)
    is_call = node.type in file.grammar.calls
    args, keywords, hidden = file.values.arguments(node) if is_call else ((), (), False)
    if found.decorates:
        return Call(
            name=found.name,
            span=span_of(node),
            args=args,
            keywords=keywords,
            open=hidden,
            of=passed(file.values, node) if is_call else construction(file.values, node),
            scope=region.title,
            decorates=found.decorates,
            **around._asdict(),
        )
    holder = node.parent
    awaited = holder is not None and holder.type in file.grammar.awaits
    return Call(
        name=found.name,
        span=_span(node, file),
        args=_without_callback(node, args, found.name, file),
        keywords=keywords,
        open=hidden,
        of=passed(file.values, node),
        awaited=awaited,
        bound_to=_bound_to(holder, file),
        scope=region.title,
        **(around._replace(in_try=True) if _settled(node, file) else around)._asdict(),
    )


def _without_callback(node: Node, args: tuple[Value, ...], name: str, file: ParsedFile) -> tuple[Value, ...]:
    """The arguments without the function to be called then: where a host or options may stand it is none."""
    callbacks = file.table.conventions.callbacks
    if not args or callbacks is None or callbacks.search(name) is None:
        return args
    holder = part(node, file.grammar.calls[node.type].arguments)
    last = holder.named_children[-1] if holder is not None and holder.named_child_count else None
    local = len(args) > 1 and (args[-1].what == "parameter" or args[-1].name.startswith("<"))
    return args[:-1] if last is not None and (local or file.regions.of_node(last) is not None) else args


def _span(node: Node, file: ParsedFile) -> Span:
    """A call; of a long chain only its last part, of a long call only its beginning."""
    start, end = node.start_byte, node.end_byte
    if not file.grammar.long_chains or end - start <= _LONG:
        return Span(start, end)
    callee = file.names.callee(node)
    shape = file.grammar.calls[node.type]
    if callee is not None and callee.type in file.grammar.members:
        owner, own = pair(callee, file.grammar.members[callee.type])
        if owner is not None and own is not None and owner.end_byte - owner.start_byte > _LONG:
            start = own.start_byte
    if end - start > _MOST:
        arguments = part(node, shape.arguments)
        first = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        end = arguments.start_byte if arguments is not None else end
        if first is not None and first.end_byte - start < _MOST:
            end = first.end_byte
    return Span(start, max(end, start))


def _settled(node: Node, file: ParsedFile) -> bool:
    """Whether a `.catch(...)` behind the call, or the second function of a `.then`, handles its failure."""
    grammar = file.grammar
    if not grammar.settles:
        return False
    child, holder = node, node.parent
    for _ in range(20):
        if holder is None:
            return False
        if holder.type in grammar.members:
            owner, own = pair(holder, grammar.members[holder.type])
            if owner != child:
                return False
            method = file.text(own).encode()
            call = holder.parent
            if call is not None and call.type in grammar.calls:
                given = part(call, grammar.calls[call.type].arguments)
                several = given is not None and given.named_child_count > 1
                if method in grammar.settles or (method == b"then" and several):
                    return True
        elif holder.type not in grammar.calls or part(holder, grammar.calls[holder.type].callee) != child:
            return False
        child, holder = holder, holder.parent
    return False


def _bound_to(holder: Node | None, file: ParsedFile) -> str:
    """What the result of a call is given to."""
    grammar = file.grammar
    while holder is not None and holder.type in grammar.wrapped:
        holder = holder.parent
    if holder is None:
        return ""
    target: Node | None = None
    if holder.type in grammar.assigned:
        target = part(holder, grammar.assigned[holder.type].target)
    elif holder.type in grammar.keywords:
        target = part(holder, grammar.keywords[holder.type][0])
    elif holder.type in grammar.pairs:
        target = part(holder, grammar.pairs[holder.type][0])
    target = file.names.first_target(target)
    return file.text(target).strip("'\"")[:100] if target is not None else ""


def _errors(file: ParsedFile) -> list[tuple[Span, str]]:
    where = first_error(file.root)
    unreadable = file.grammar.unreadable
    if where is None or (unreadable is not None and unreadable(file.data, where)):
        return []
    return [(where, "syntax error; what stands around it was left out")]
