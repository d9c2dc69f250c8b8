"""What a script's statements take from other modules and give to them."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...code.shapes import Given
from ...syntax.treesitter import text_of

_REQUIRED = re.compile(rb"(?:require|import)\s*\(")
_EXPORTED = re.compile(r"(?:module\.)?exports(?:\.([\w$]+))?\Z")
_COMMENT = re.compile(r"(\"[^\"\n]*+\"|'[^'\n]*+')|/\*.*?\*/|//[^\n]*+", re.DOTALL)
_IMPORT = re.compile(
    r"""import\b\s*+(?:type\s++(?!from\b|,))?
    (?: (?P<bound>[^\s{}*,'"=]++)\s*+=\s*+require\s*+\(\s*+
      | (?:defer\s++|source\s++)?(?:(?P<default>[^\s{}*,'"=]++)\s*+,?\s*+)?
        (?:\*\s*+as\s++(?P<whole>[^\s{}*,'"=]++)|\{(?P<named>[^{}]*+)\})?\s*+from\s*+ )
    ["'](?P<module>[^"'\n]++)""",
    re.VERBOSE,
)
_OWN = re.compile(r"[.@~#$]|[^/]+/")
"""Modules of the repository are relative, or have an alias or a workspace's scope; a bare word is a package."""
_DECLARED = frozenset(
    "function_declaration generator_function_declaration class_declaration abstract_class_declaration"
    " enum_declaration".split()
)


def may_be_own(name: str) -> bool:
    """Whether an imported name may be that of a file of this repository."""
    return _OWN.match(name) is not None


def imported(node: Node, data: bytes) -> Iterator[tuple[str, str]]:
    """`import a, { b as c } from "m"`, `import * as d from "m"`, `import e = require("m")`."""
    text = text_of(node, data)
    if "/*" in text or "//" in text:
        text = _COMMENT.sub(_without, text)
    match = _IMPORT.match(text)
    if match is None:
        return
    default, whole, named, module = (
        match["default"] or match["bound"],
        match["whole"],
        match["named"],
        match["module"],
    )
    module = module.removeprefix("node:")
    if default:
        yield default, module
    if whole:
        yield whole, module
    for each in named.split(",") if named else ():
        words = each.split()
        if words[:1] == ["type"] and len(words) in (2, 4):
            del words[0]
        if words:
            yield words[-1], _below(module, words[0])


def _without(match: re.Match[str]) -> str:
    return match[1] or " "


def _specified(holder: Node, data: bytes) -> Iterator[tuple[str, str]]:
    """The local and the other name of each `a as b`."""
    for each in holder.named_children:
        name, alias = each.child_by_field_name("name"), each.child_by_field_name("alias")
        if name is not None:
            text = text_of(name, data)
            yield (text_of(alias, data) if alias is not None else text), text


def _below(module: str, name: str) -> str:
    return module if name == "default" else f"{module}.{name}"


def _module(node: Node | None, data: bytes) -> str:
    """A specifier as qualified names begin with it; a default export is the module itself."""
    if node is None or node.type not in ("string", "template_string"):
        return ""
    text = text_of(node, data)[1:-1]
    return "" if "${" in text else text.removeprefix("node:")


def required(node: Node, data: bytes) -> str:
    """The module that `require("m")` or `import("m")` names."""
    if _REQUIRED.match(data, node.start_byte) is None:
        return ""
    arguments = node.child_by_field_name("arguments")
    callee = node.child_by_field_name("function")
    if callee is None or callee.end_byte - callee.start_byte > 7 or arguments is None:
        return ""
    return _module(next(iter(arguments.named_children), None), data)


def exported(root: Node, data: bytes) -> Iterator[Given]:
    """What a module gives to others: by `export` statements, `module.exports` and `exports.x`."""
    for node in root.named_children:
        if node.type == "export_statement":
            yield from _of_statement(node, data)
        elif node.type == "expression_statement":
            yield from _of_assignment(next(iter(node.named_children), None), data)


def _of_statement(node: Node, data: bytes) -> Iterator[Given]:
    source = node.child_by_field_name("source")
    if source is not None:
        yield from _passed_on(node, _module(source, data), data)
        return
    value = node.child_by_field_name("value")
    if value is not None:
        yield Given("default", value)
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        default = b"default" in data[node.start_byte : declaration.start_byte]
        yield from _declared(declaration, data, default)
    for clause in node.named_children:
        if clause.type == "export_clause":
            for name, local in _specified(clause, data):
                yield Given(name, local=local)
        elif value is None and declaration is None and clause.type == "identifier":  # `export = app`
            yield Given("default", clause)


def _passed_on(node: Node, module: str, data: bytes) -> Iterator[Given]:
    """`export * from "m"`, `export * as a from "m"`, `export { a as b } from "m"`."""
    named = False
    for clause in node.named_children:
        if clause.type == "export_clause":
            named = True
            for name, other in _specified(clause, data):
                yield Given(name, source=_below(module, other))
        elif clause.type == "namespace_export":
            named = True
            yield Given(text_of(clause, data).rpartition(" ")[2].strip("*"), source=module)
    if not named and module:
        yield Given("*", source=module)


def _declared(declaration: Node, data: bytes, default: bool) -> Iterator[Given]:
    if declaration.type in _DECLARED:
        name = declaration.child_by_field_name("name")
        local = text_of(name, data) if name is not None else ""
        yield Given("default" if default else local, declaration, local=local)
        return
    for each in declaration.named_children:
        name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
        if each.type == "variable_declarator" and name is not None and name.type == "identifier":
            yield Given(text_of(name, data), value, local=text_of(name, data))


def _of_assignment(node: Node | None, data: bytes) -> Iterator[Given]:
    """`module.exports = x`, `exports.a = x`, `exports = module.exports = x`."""
    names: list[str] = []
    while node is not None and node.type == "assignment_expression":
        left = node.child_by_field_name("left")
        match = _EXPORTED.match(text_of(left, data)) if left is not None else None
        if match is None:
            return
        names.append(match[1] or "default")
        node = node.child_by_field_name("right")
    if node is None or not names:
        return
    for name in dict.fromkeys(names):
        yield Given(name, node)
