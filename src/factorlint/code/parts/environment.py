"""Reads and writes of the process's environment, in all the forms that a language has for them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import msgspec
from tree_sitter import Node

from ...facts import UNKNOWN, EnvRead, EnvWrite, Fact, Unknown
from ...syntax.multimatch import Anchors
from ...syntax.treesitter import span_of
from .. import context
from ..idioms.conventions import Environment
from ..idioms.selectors import literal
from ..model import Value
from ..parsed import ParsedFile
from ..shapes import pair, part
from .uses import PRESENT, TEST, Use, is_insisted_on, use_of

_ASKED = (TEST, PRESENT)
_WORD = re.compile(rb"[\w$]")
_LONGEST = 100
"""Bytes of a name."""
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


class Place(NamedTuple):
    """Where the environment is named."""

    whole: Node
    """The mapping, or the function that asks it."""
    name: str
    holder: Node


def environment(file: ParsedFile, asked: Iterable[Place]) -> Iterator[Fact]:
    """Every use of the environment. Testing whether a variable is there before using it makes no flag of it."""
    found = [fact for place in asked for fact in _use(place, file)]
    reads = [fact for fact in found if isinstance(fact, EnvRead)]
    tested = {fact.name for fact in reads if fact.coercion in _ASKED}
    held = {fact.name for fact in reads if fact.coercion == PRESENT}
    used = {fact.name for fact in reads if fact.coercion not in _ASKED}
    for fact in found:
        if not isinstance(fact, EnvRead) or fact.name not in tested:
            yield fact
        elif fact.coercion in _ASKED:
            if fact.name in used and (_is_membership(fact, file) or file.grammar.missing is not None):
                continue  # the read itself tells more
            flag = fact.coercion == TEST and fact.name not in used
            yield msgspec.structs.replace(fact, coercion="bool" if flag else "", guarded=True)
        elif fact.required and fact.name not in held and _raises(fact, file):
            yield fact
        else:
            yield msgspec.structs.replace(fact, guarded=True, required=False)


def _raises(fact: EnvRead, file: ParsedFile) -> bool:
    """Whether the read itself fails, whatever was asked elsewhere: `guards` looks at where it stands."""
    environment = file.table.conventions.mappings.get(fact.via)
    return environment is not None and environment.required


def _is_membership(fact: EnvRead, file: ParsedFile) -> bool:
    node = file.node_at(fact.span.start, max(fact.span.end - 1, fact.span.start))
    return node is not None and node.type in file.grammar.binaries


def places(file: ParsedFile) -> Iterator[Place]:
    """Where the environment is named (`os.environ`, `getenv`, under any alias), and the node around it."""
    conventions = file.table.conventions
    if not _anchors(frozenset(conventions.words)).any_in(file.data):
        return
    words = frozenset((*conventions.words, *_aliases(file)))
    grammar, data = file.grammar, file.data
    last = -1
    for start, end in _words_in(data, words):
        node = file.node_at(start, end - 1)
        if node is None or (node.type not in grammar.names and node.type not in grammar.member_names):
            continue
        whole = node.parent if node.parent is not None and node.parent.type in grammar.members else node
        if whole is not node and part(whole, grammar.members[whole.type][0]) == node:
            whole = node
        name = file.names.of(whole)
        if whole.start_byte == last or conventions.environment_of(name) is None or whole.parent is None:
            continue
        last = whole.start_byte
        yield Place(whole, name, whole.parent)


def _words_in(data: bytes, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where one of some words stands by itself."""
    known = {word.encode() for word in words}
    for end in _anchors(words).places(data):
        if _WORD.match(data, end + 1):
            continue
        start = end
        while start and _WORD.match(data, start - 1) and end - start < _LONGEST:
            start -= 1
        if data[start : end + 1] in known:
            yield start, end + 1


@cache
def _anchors(words: frozenset[str]) -> Anchors:
    return Anchors(word.encode() for word in words)


def _aliases(file: ParsedFile) -> Iterator[str]:
    """Local names that may be the environment or what asks it: imported under another name, or bound to it."""
    conventions, binder = file.table.conventions, file.names.binder
    known = conventions.mappings.keys() | conventions.reads
    lasts = {name.rpartition(".")[2] for name in known}
    yield from (local for local, name in binder.imported.items() if name in known)
    yield from (local for local, key in binder.taken if key in lasts)
    for local, node in binder.made:
        member = file.grammar.members.get(node.type)
        if member is not None and file.text(part(node, member[1])) in lasts:
            yield local


def _use(place: Place, file: ParsedFile) -> Iterator[Fact]:
    grammar, whole, holder = file.grammar, place.whole, place.holder
    conventions = file.table.conventions
    environment = conventions.environment_of(place.name)
    if environment is None:
        return
    if place.name in conventions.mappings:
        if holder.type in grammar.subscripts and part(holder, grammar.subscripts[holder.type][0]) == whole:
            yield from _key(holder, part(holder, grammar.subscripts[holder.type][1]), environment, file)
            return
        if holder.type in grammar.members and part(holder, grammar.members[holder.type][0]) == whole:
            if _is_callee(holder, file):
                yield from _call(holder, environment, file)
            elif place.name in conventions.members:
                yield from _key(holder, part(holder, grammar.members[holder.type][1]), environment, file)
            return
        yield from _whole(whole, holder, environment, file)
    elif _is_callee(whole, file):
        yield from _call(whole, environment, file)


def _is_callee(node: Node, file: ParsedFile) -> bool:
    holder = node.parent
    shape = file.grammar.calls.get(holder.type) if holder is not None else None
    return holder is not None and shape is not None and part(holder, shape.callee) == node


def _whole(node: Node, holder: Node, environment: Environment, file: ParsedFile) -> Iterator[Fact]:
    """A use of the whole mapping: taken apart, or asked whether it holds a name."""
    grammar = file.grammar
    shape = grammar.assigned.get(holder.type)
    if shape is not None and part(holder, shape.value) == node:
        target = part(holder, shape.target)
        if target is not None and target.type in grammar.keyed_patterns:
            yield from _taken_apart(target, holder, environment, file)
    elif holder.type in grammar.binaries:
        left, sign, right = file.names.sides(holder)
        if right == node and (sign in grammar.holds or sign in grammar.holds_not):
            name = literal(file.values.of(left))
            if isinstance(name, str):
                yield _read(
                    holder,
                    name,
                    Use(coercion=PRESENT, guarded=True),
                    environment._replace(required=False),
                    file,
                )


def _taken_apart(
    pattern: Node, holder: Node, environment: Environment, file: ParsedFile
) -> Iterator[EnvRead]:
    """`const { PORT, HOST = "x", URL: url } = process.env`."""
    grammar = file.grammar
    for child in pattern.named_children:
        key: Node | None = child
        target: Node | None = child
        default = None
        if child.type in grammar.pattern_pairs:
            key, target = pair(child, grammar.pattern_pairs[child.type])
        if target is not None and target.type in grammar.pattern_defaults:
            own, default = pair(target, grammar.pattern_defaults[target.type])
            key, target = (own if key == child else key), own
        name = file.text(key).strip("'\"")
        if _NAME.match(name):
            value = file.values.of(default) if default is not None else None
            required = value is None and grammar.unset != "" and is_insisted_on(target, holder, file)
            use = Use(default=value, guarded=value is not None, required=required)
            yield _read(child, name, use, environment, file)


def _key(node: Node, key: Node | None, environment: Environment, file: ParsedFile) -> Iterator[Fact]:
    """`os.environ["X"]`, `process.env.X`: read, written or deleted."""
    grammar = file.grammar
    if node.type in grammar.members:
        name: object = file.text(key)
    else:
        name = literal(file.values.of(key))
    known = name if isinstance(name, str) and name else UNKNOWN
    holder = node.parent
    if holder is not None:
        shape = grammar.assigned.get(holder.type)
        written = shape is not None and part(holder, shape.target) == node
        deleted = holder.type in grammar.deletes or (
            holder.type in grammar.unaries and file.names.operand(holder)[0] in grammar.deletes
        )
        if written or deleted:
            yield EnvWrite(span=span_of(node), scope=file.scope(node.start_byte), name=known)
            if not (written and shape is not None and _keeps(holder, node, file)):
                return
            if isinstance(known, str):
                given = file.values.of(part(holder, shape.value))
                yield _read(node, known, Use(default=given, guarded=True), environment, file)
            return
    if isinstance(known, str) and known not in environment.ignores:
        yield _read(node, known, use_of(node, known, file), environment, file)


def _keeps(holder: Node, target: Node, file: ParsedFile) -> bool:
    """`process.env.X ||= "y"`: what is there already stays."""
    after = file.data[target.end_byte : target.end_byte + 8].lstrip()
    return any(after.startswith(sign.encode() + b"=") for sign in file.grammar.or_else)


def _call(callee: Node, environment: Environment, file: ParsedFile) -> Iterator[Fact]:
    """`os.getenv("X", "default")`, `os.environ.setdefault("X", "y")`."""
    conventions = file.table.conventions
    call = callee.parent
    name = file.names.of(callee)
    if call is None or not (
        name in conventions.reads or name in conventions.writes or name in conventions.updates
    ):
        return
    args, keywords, _ = file.values.arguments(call)
    key = literal(args[0]) if args else UNKNOWN
    span, scope = span_of(call), file.scope(call.start_byte)
    if name in conventions.updates:
        names = [word for word, _ in keywords] + [word for arg in args for word, _ in arg.entries]
        for word in names or [""]:
            yield EnvWrite(span=span, scope=scope, name=word if word else UNKNOWN)
    elif name in conventions.writes:
        yield EnvWrite(span=span, scope=scope, name=key if isinstance(key, str) else UNKNOWN)
    elif isinstance(key, str):
        given = args[1] if len(args) > 1 else dict(keywords).get("default")
        use = use_of(call, key, file)
        if given is not None:
            use = use._replace(default=given, guarded=use.guarded and use.default is None)
        yield _read(call, key, use, environment._replace(required=False), file)


def _read(node: Node, name: str, use: Use, environment: Environment, file: ParsedFile) -> EnvRead:
    region = file.regions.at(node.start_byte)
    required = environment.required and not use.caught
    build = file.table.conventions.build
    return EnvRead(
        span=span_of(node),
        scope=region.title,
        name=name,
        default=default_text(use.default, file.grammar.truths),
        required=required or (use.required and use.default is None),
        coercion=use.coercion,
        guarded=use.guarded or (environment.required and use.caught),
        at_import=context.of(region, file.names).at_import,
        via=environment.via,
        stage="build" if environment.stage == "build" or (build is not None and build.match(name)) else "run",
    )


def default_text(value: Value | None, truths: tuple[str, str]) -> str | None | Unknown:
    """A fallback as an environment variable would say it; None where there is none."""
    known = literal(value) if value is not None else None
    if isinstance(known, bool):
        return truths[known]
    return str(known) if isinstance(known, str | int | float) else None if known is None else UNKNOWN
