"""A parsed Python file as the code model that idioms read: the calls, assignments and classes they know."""

from collections.abc import Iterator
from typing import Any

import msgspec
from tree_sitter import Node

from ...code.idioms.selectors import NO_DEFAULT
from ...code.idioms.table import Table
from ...code.model import Assignment, Bases, Call, CodeFile, Value
from ...facts import Route
from ...model.text import NOWHERE
from ...syntax.treesitter import first_error, nth, span_of
from .module import Module

_CONFIG_CALLS = ("config.update", "config.from_mapping", "conf.update", "settings.configure")
_VIEW_METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "list", "create", "retrieve", "update", "dispatch"}
)


def read(module: Module, table: Table) -> tuple[CodeFile, set[str]]:
    """What `table` may want to know of a file (calls that no idiom names are left out), and who answers requests."""
    error = first_error(module.root)
    file = CodeFile(
        calls=[],
        assignments=list(_assignments(module, table)),
        classes=list(_classes(module, table)),
        errors=[(error, "syntax error; what stands around it was left out")] if error else [],
    )
    _without_given(file, module)
    for callee in module.callees:
        file.calls += _calls(callee, module, table, file)
    for decorator in module.decorators:
        file.calls += _decorator(decorator, module, table)
    handlers = set(_handlers(file, module, table))
    handlers |= {callee for caller, callee in file.local_calls if caller in handlers}
    _mark_scopes(file, handlers, _only_in_main(module))
    return file, handlers


def _calls(callee: Node, module: Module, table: Table, file: CodeFile) -> Iterator[Call]:
    text = module.text(callee)
    if callee.type == "identifier" and text in module.definitions:
        file.local_calls.append((module.blocks.scope(callee.start_byte), text))
        return
    if text.startswith("self.") and text.count(".") == 1:
        scope = module.blocks.scope(callee.start_byte)
        file.local_calls.append((scope, f"{scope.rpartition('.')[0]}.{text[5:]}"))
    if text.endswith(_CONFIG_CALLS):
        file.assignments += _config_call(callee, text, module)
    last = text.rsplit(".", 1)[-1]
    if last not in table.call_names.segments:
        last = module.aliases.get(text, "").rsplit(".", 1)[-1]
        if last not in table.call_names.segments and not (
            _may_be_instance(module, table)
            if callee.type == "identifier"
            else text.count(".") == 1 and module.holds(table.wild)
        ):
            return
    node = callee.parent
    if node is None or (node.parent is not None and node.parent.type == "decorator"):
        return
    name = module.name(callee)
    if name and table.calls(name):
        yield _call(name, node, callee, module)


def _may_be_instance(module: Module, table: Table) -> bool:
    """Whether the file imports a class whose instances are called: `env = Env()`, `env("X")`."""
    heads = {name.partition(".")[0] for name in table.call_names.instances}
    return any(name.partition(".")[0] in heads for name in module.aliases.values())


def _call(name: str, node: Node, callee: Node, module: Module, **more: Any) -> Call:
    args, keywords, is_open = module.arguments(node)
    holder = node.parent
    awaited = holder is not None and holder.type == "await"
    return Call(
        name=name,
        span=span_of(node),
        args=args,
        keywords=keywords,
        open=is_open,
        of=module.construction(callee),
        awaited=awaited,
        bound_to=_bound_to(holder.parent if awaited and holder else holder, module),
        **_surroundings(node.start_byte, module),
        **more,
    )


def _decorator(node: Node, module: Module, table: Table) -> Iterator[Call]:
    expression = nth(node, 0)
    definition = node.parent.child_by_field_name("definition") if node.parent else None
    named = definition.child_by_field_name("name") if definition else None
    if expression is None or named is None:
        return
    callee = expression.child_by_field_name("function") if expression.type == "call" else expression
    if callee is None:
        return
    text = module.text(callee)
    last = module.aliases.get(text, text).rsplit(".", 1)[-1]
    if last not in table.call_names.segments:
        return
    name = module.name(callee)
    if not name or not table.calls(name):
        return
    if expression.type == "call":
        yield _call(name, expression, callee, module, decorates=module.text(named))
        return
    around = _surroundings(expression.start_byte, module)
    yield Call(
        name=name,
        span=span_of(expression),
        decorates=module.text(named),
        of=module.construction(callee),
        **around,
    )


def _surroundings(position: int, module: Module) -> dict[str, Any]:
    """Where a call stands: in a loop, a try, an async function, at import time, in the main block."""
    found: dict[str, Any] = {"scope": module.blocks.scope(position)}
    within: list[str] = []
    inside = False
    for block in module.blocks.around(position):
        if block.kind in ("function", "lambda"):
            if not inside:
                found["in_async"] = block.is_async
            inside = True
        elif block.kind == "main":
            found["in_main"] = True
        elif not inside and block.kind in ("loop", "comprehension"):
            found["in_loop"] = True
        elif not inside and block.kind == "try":
            found["in_try"] = True
        elif not inside and block.kind == "with":
            within += _opened(block.node, module)
    found["at_import"] = not inside and not found.get("in_main", False)
    found["within"] = tuple(within)
    return found


def _opened(node: Node, module: Module) -> Iterator[str]:
    for clause in node.named_children:
        for item in clause.named_children if clause.type == "with_clause" else ():
            value = item.child_by_field_name("value")
            if value is not None and value.type == "as_pattern":
                value = nth(value, 0)
            if value is not None:
                yield module.name(value)


def _bound_to(holder: Node | None, module: Module) -> str:
    if holder is None:
        return ""
    field = {"assignment": "left", "keyword_argument": "name", "pair": "key"}.get(holder.type)
    target = holder.child_by_field_name(field) if field else None
    return module.text(target).strip("'\"") if target is not None else ""


def _assignments(module: Module, table: Table) -> Iterator[Assignment]:
    wanted = table.assignment_names.segments
    for left in module.lefts:
        target = _target(left, module)
        if target.rsplit(".", 1)[-1] not in wanted and not ("*" in wanted and left.type == "subscript"):
            continue
        scope = module.blocks.scope(left.start_byte)
        owner = next(module.blocks.around(left.start_byte), None)
        if owner is not None and owner.kind == "class":
            target = f"{owner.name}.{target}"
        if not table.assignments(target) or left.parent is None:
            continue
        yield Assignment(
            target=target,
            span=span_of(left.parent),
            value=module.value(left.parent.child_by_field_name("right")),
            scope=scope,
            at_import=module.blocks.function(left.start_byte) is None,
        )


def _target(left: Node, module: Module) -> str:
    """`app.config["X"]` as `app.config.X`; empty for what is no plain target."""
    if left.type in ("identifier", "attribute"):
        return module.text(left)
    if left.type != "subscript":
        return ""
    base, key = left.child_by_field_name("value"), left.child_by_field_name("subscript")
    if base is None or key is None or key.type != "string":
        return ""
    return f"{_target(base, module)}.{module.text(key).strip(chr(39) + chr(34))}"


def _config_call(callee: Node, text: str, module: Module) -> Iterator[Assignment]:
    """`app.config.update(X=1)`, `app.conf.update({...})`."""
    if callee.parent is None:
        return
    base = text.rsplit(".", 1)[0]
    args, keywords, _ = module.arguments(callee.parent)
    entries = [*keywords, *(entry for arg in args if arg.what == "mapping" for entry in arg.entries)]
    for key, value in entries:
        yield Assignment(
            target=f"{base}.{key}",
            span=value.span,
            value=value,
            scope=module.blocks.scope(callee.start_byte),
            at_import=module.blocks.function(callee.start_byte) is None,
        )


def _classes(module: Module, table: Table) -> Iterator[Bases]:
    local: dict[str, tuple[str, ...]] = {}
    for block in module.blocks.items:
        bases = block.node.child_by_field_name("superclasses") if block.kind == "class" else None
        if bases is None:
            continue
        name = block.node.child_by_field_name("name")
        direct = [module.name(base) for base in bases.named_children]
        names = tuple(dict.fromkeys(name for base in direct for name in (base, *local.get(base, ())) if name))
        local[block.name] = names
        yield Bases(
            name=block.name,
            span=span_of(name) if name else NOWHERE,
            bases=names,
            fields=tuple(_fields(block.node, module)) if any(map(table.classes, names)) else (),
            scope=block.name.rpartition(".")[0],
        )


def _without_given(file: CodeFile, module: Module) -> None:
    """What the file itself gives when it makes one of its settings has a value: `Settings(secret=made())`."""
    settings = {bases.name for bases in file.classes if bases.fields}
    given: set[str] = set()
    for callee in module.callees if settings else ():
        if callee.type != "identifier" or callee.parent is None or module.text(callee) not in settings:
            continue
        _, keywords, is_open = module.arguments(callee.parent)
        given.update(word for word, _ in keywords)
        if is_open:
            given.update(name for bases in file.classes for name, _, _ in bases.fields)
    for index, bases in enumerate(file.classes):
        if given.isdisjoint(name for name, _, _ in bases.fields):
            continue
        fields = tuple(
            (name, _given(value) if name in given else value, text) for name, value, text in bases.fields
        )
        file.classes[index] = msgspec.structs.replace(bases, fields=fields)


def _given(value: Value | None) -> Value | None:
    if value is not None and value.name == NO_DEFAULT:
        return msgspec.structs.replace(value, name="given")
    return value


def _fields(node: Node, module: Module) -> Iterator[tuple[str, Value | None, str]]:
    body = node.child_by_field_name("body")
    for statement in body.named_children if body else ():
        if statement.type == "class_definition":
            yield from _inner_config(statement, module)
        inner = nth(statement, 0) if statement.type == "expression_statement" else None
        if inner is None or inner.type != "assignment":
            continue
        left, annotation = inner.child_by_field_name("left"), inner.child_by_field_name("type")
        if left is None or left.type != "identifier":
            continue
        right = inner.child_by_field_name("right")
        value = (
            module.value(right)
            if right is not None
            else Value(what="other", span=span_of(inner), name=NO_DEFAULT)
        )
        yield module.text(left), value, module.text(annotation) if annotation else ""


def _inner_config(node: Node, module: Module) -> Iterator[tuple[str, Value | None, str]]:
    """The entries of a settings class's own `Config`, as `Config.env_prefix`."""
    name = node.child_by_field_name("name")
    if name is not None and module.text(name) == "Config":
        for field, value, annotation in _fields(node, module):
            yield f"Config.{field}", value, annotation


def _mark_scopes(file: CodeFile, handlers: set[str], mains: set[str]) -> None:
    """Set `in_handler` in functions that routes name, and in what those call in this file; `in_main` likewise."""
    for index, call in enumerate(file.calls):
        if call.scope in handlers:
            file.calls[index] = msgspec.structs.replace(call, in_handler=True)
        elif call.scope in mains:
            file.calls[index] = msgspec.structs.replace(call, in_main=True)


def _handlers(file: CodeFile, module: Module, table: Table) -> Iterator[str]:
    for call in file.calls:
        if not any(idiom.type is Route for idiom in table.calls(call.name)):
            continue
        if call.decorates:
            yield f"{call.scope}.{call.decorates}" if call.scope else call.decorates
        for value in (*call.args, *(value for _, value in call.keywords)):
            if value.what == "name" and value.name in module.definitions:
                yield value.name
    views = {bases.name for bases in file.classes if any(_is_view(base) for base in bases.bases)}
    servicers = {
        bases.name for bases in file.classes if any(base.endswith("Servicer") for base in bases.bases)
    }
    for block in module.blocks.functions():
        owner, _, name = block.name.rpartition(".")
        if (
            (owner in servicers and not name.startswith("_"))
            or (owner in views and name in _VIEW_METHODS)
            or (not owner and _takes_request(block.node, module))
        ):
            yield block.name


def _is_view(base: str) -> bool:
    return base.rsplit(".", 1)[-1].endswith(
        ("View", "ViewSet", "APIView", "Resource", "RequestHandler", "Servicer")
    )


def _takes_request(node: Node, module: Module) -> bool:
    parameters = node.child_by_field_name("parameters")
    first = nth(parameters, 0) if parameters and "django" in "".join(module.aliases.values()) else None
    return first is not None and module.text(first).split(":")[0].strip() == "request"


def _only_in_main(module: Module) -> set[str]:
    """Functions that the main block calls and nothing else does."""
    inside: set[str] = set()
    outside: set[str] = set()
    for callee in module.callees:
        if callee.type != "identifier":
            continue
        name = module.text(callee)
        if name in module.definitions:
            block = next(module.blocks.around(callee.start_byte), None)
            (inside if block is not None and block.kind == "main" else outside).add(name)
    return inside - outside
