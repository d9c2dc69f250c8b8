"""Variables that the tags of a struct's fields name.

`env:"PORT" envDefault:"8080"` (caarlos0/env), `env:"PORT,default=8080"` (go-envconfig, envdecode), `env:"PORT"
env-default:"8080"` (cleanenv), `env:"PORT" default:"8080"` (kong, go-flags) and `envconfig:"PORT"`. A field that is a
struct itself may give its variables a prefix.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tree_sitter import Node

from ...facts import EnvRead
from ...model.text import Span

_PAIR = re.compile(r'([\w-]+):"((?:[^"\\]|\\.)*)"')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+[0-9]*")
_PROCESS = re.compile(rb'\benvconfig\.(?:Must)?Process\(\s*"(\w*)"\s*,\s*&(\w+)')
_DECLARED = rb"\b%s\b\s*(?::=\s*|=\s*|\s)&?(?:\w+\.)?([A-Z]\w*|[a-z]\w*)\b"
_DEPTH = 6
_COERCIONS = (("bool", "parsed-bool"), ("int", "int"), ("uint", "int"), ("float", "float"))
SHAPE = rb"\benv(?:config)?:\"|\benvconfig\.(?:Must)?Process\("
"""What every file with such a tag holds."""
_SHAPE = re.compile(SHAPE, re.I)


def telling(data: bytes) -> bool:
    """Whether a file may have such tags."""
    return _SHAPE.search(data) is not None


class Field(NamedTuple):
    """A field of a struct."""

    name: str
    type: str
    tags: Mapping[str, str]
    span: Span
    owner: str
    """The struct: a type's name, or a place for one without a name."""
    inner: str = ""
    """The place of the struct without a name that it is."""


def reads(root: Node, data: bytes) -> Iterator[EnvRead]:
    """Yield a read for each variable that a tag names."""
    fields = list(_fields(root, data))
    if not fields:
        return
    users: dict[str, list[Field]] = defaultdict(list)
    for field in fields:
        users[field.inner or field.type].append(field)
    processed = dict(_processed(data))
    structs = {field.owner for field in fields}
    for field in fields:
        if (field.inner or field.type) in structs:
            continue
        for prefix in _prefixes(field.owner, users, processed, _DEPTH):
            yield from _read(field, prefix, processed)


def _fields(root: Node, data: bytes) -> Iterator[Field]:
    """Yield the fields of every struct, by a walk that does not recurse."""
    stack = [root]
    while stack:
        node = stack.pop()
        stack += node.named_children
        if node.type == "field_declaration":
            yield from _of_declaration(node, data)


def _of_declaration(node: Node, data: bytes) -> Iterator[Field]:
    holder = node.parent.parent if node.parent is not None else None
    type_ = node.child_by_field_name("type")
    tag = node.child_by_field_name("tag")
    if holder is None or type_ is None:
        return
    while type_.type in ("pointer_type", "slice_type") and type_.named_children:
        type_ = type_.named_children[-1]
    tags = dict(_PAIR.findall(_text(tag, data))) if tag is not None else {}
    inner = _place(type_) if type_.type == "struct_type" else ""
    named = _text(type_, data) if not inner else ""
    span, owner = Span(node.start_byte, node.end_byte), _owner(holder, data)
    names = [_text(name, data) for name in node.children_by_field_name("name")]
    for name in names or [""]:
        yield Field(name, named, tags, span, owner, inner)


def _text(node: Node, data: bytes) -> str:
    return data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _owner(struct: Node, data: bytes) -> str:
    declared = struct.parent
    if declared is None or declared.type != "type_spec":
        return _place(struct)
    name = declared.child_by_field_name("name")
    return _text(name, data) if name is not None else ""


def _place(struct: Node) -> str:
    return f"@{struct.start_byte}"


def _processed(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield each type that `envconfig.Process` fills here, and the prefix of its variables."""
    for match in _PROCESS.finditer(data):
        declared = re.search(_DECLARED % re.escape(match[2]), data)
        if declared:
            yield declared[1].decode("utf-8", "replace"), match[1].decode()


def _prefixes(
    owner: str, users: Mapping[str, list[Field]], processed: Mapping[str, str], depth: int
) -> frozenset[str | None]:
    """What the names of a struct's variables begin with, once for each field that is such a struct."""
    if owner in processed:
        prefix = processed[owner]
        return frozenset({f"{prefix}_".upper() if prefix else ""})
    used = users.get(owner, ())
    if not used or not depth:
        return frozenset({""})
    return frozenset(
        outer + _prefix_of(field, outer, processed)
        for field in used
        for outer in _prefixes(field.owner, users, processed, depth - 1)
        if outer is not None
    )


def _prefix_of(field: Field, outer: str, processed: Mapping[str, str]) -> str:
    """What a field that is a struct puts in front of that struct's variables."""
    tags = field.tags
    given = tags.get("envPrefix") or tags.get("env-prefix") or _options(tags.get("env", "")).get("prefix", "")
    if given or not field.name or not (processed or "envconfig" in tags):
        return given
    return f"{_key(field)}_"


def _key(field: Field) -> str:
    name = field.tags.get("envconfig", "")
    if not name and field.tags.get("split_words") == "true":
        name = "_".join(_WORDS.findall(field.name))
    return (name or field.name).upper()


def _options(tag: str) -> dict[str, str]:
    """What stands behind the name: `required`, `default=8080`."""
    found: dict[str, str] = {}
    for option in tag.split(",")[1:]:
        name, _, value = option.strip().partition("=")
        found[name] = value
    return found


def _read(field: Field, prefix: str | None, processed: Mapping[str, str]) -> Iterator[EnvRead]:
    tags = field.tags
    tag = tags.get("env") or tags.get("envconfig") or ""
    name = tag.partition(",")[0].strip()
    of_envconfig = field.owner in processed or bool(processed and "env" not in tags)
    if not name and of_envconfig and field.name[:1].isupper() and tags.get("ignored") != "true":
        name = _key(field)
    if not _NAME.match(name) or prefix is None:
        return
    options = _options(tag)
    default = tags.get("envDefault", tags.get("env-default", tags.get("default", options.get("default"))))
    sure = "env" in tags or bool(processed)
    yield EnvRead(
        span=field.span,
        scope="" if field.owner.startswith("@") else field.owner,
        name=prefix + (name.upper() if of_envconfig else name),
        default=default,
        required=sure and default is None and _is_required(tags, options),
        guarded=bool(tags.keys() & {"long", "arg", "short", "help"}),
        coercion=next((word for start, word in _COERCIONS if field.type.startswith(start)), ""),
        via="struct tag",
    )


def _is_required(tags: Mapping[str, str], options: Mapping[str, str]) -> bool:
    """Whether filling the struct fails without the variable."""
    if "required" in options or "notEmpty" in options:
        return options.get("required", "true") != "false"
    return tags.get("required") == "true" or tags.get("env-required") == "true"
