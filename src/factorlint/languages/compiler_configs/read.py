"""Settings of compilers as facts. A file that does not parse yields what stands before the trouble, and no word:
its own compiler tells."""

from collections.abc import Iterator

from ...facts.modules import CompilerConfig, ModuleRoot, PathAlias
from ...knowledge.aliases import jest_settings, prefix_alias, resolver_plugins
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.tree import json as jsontree
from ...syntax.tree.yaml import Node


def compiler(data: bytes) -> Iterator[Fact]:
    """tsconfig.json and jsconfig.json."""
    root = jsontree.parse(data).root
    if not root.is_mapping:
        return
    options, extends, base = (
        root.get("compilerOptions"),
        root.get("extends"),
        root.get("compilerOptions", "baseUrl"),
    )
    paths = options.get("paths")
    yield CompilerConfig(
        span=Span(root.span.start, root.span.start + 1),
        extends=_strings(extends),
        references=tuple(text for item in root.get("references").items if (text := item.get("path").string)),
        base=base.string if base.string else None,
        paths=tuple((name, _strings(value)) for name, _, value in paths.pairs())
        if paths.is_mapping
        else None,
        source=options.get("rootDir").string,
        output=options.get("outDir").string or options.get("declarationDir").string,
    )


def swc(data: bytes) -> Iterator[Fact]:
    """.swcrc: `jsc.baseUrl` and `jsc.paths`."""
    options = jsontree.parse(data).root.get("jsc")
    base = options.get("baseUrl").string
    for name, key, value in options.get("paths").pairs():
        targets = tuple(f"{base}/{target}" if base else target for target in _strings(value))
        yield PathAlias(span=key.span, pattern=name, targets=targets, by="swc")


def babel(data: bytes) -> Iterator[Fact]:
    """.babelrc: what the module resolver is told."""
    for key, value in resolver_plugins(jsontree.parse(data).root.get("plugins")):
        for pattern, target in prefix_alias(key.value, value.string):
            yield PathAlias(span=key.span, pattern=pattern, targets=(target,), by="babel")


def jest(data: bytes) -> Iterator[Fact]:
    """jest.config.json: the name mapper, and the folders where modules are looked up."""
    aliases, roots = jest_settings(jsontree.parse(data).root)
    for key, pattern, targets in aliases:
        yield PathAlias(span=key.span, pattern=pattern, targets=targets, by="jest")
    for root in roots:
        yield ModuleRoot(ecosystem="npm", folder=root, by="jest")


def _strings(node: Node) -> tuple[str, ...]:
    """A text, or the texts of a list."""
    if node.is_scalar:
        return (node.string,) if node.string else ()
    return tuple(item.string for item in node.items if item.string)
