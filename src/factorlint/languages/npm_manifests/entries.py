"""package.json: what importers of the package get, and what its own imports stand for."""

from collections.abc import Iterator

from ...facts.modules import ModuleRoot, PackageEntry, PathAlias
from ...knowledge.aliases import jest_settings, prefix_alias, resolver_plugins
from ...model.fact import Fact
from ...syntax.tree.yaml import Node

_FIELDS = ("source", "main", "module", "jsnext:main", "types", "typings", "react-native", "svelte")
_DEPTH = 12
_MOST = 2000


def entries(root: Node) -> Iterator[Fact]:
    """Yield `PackageEntry` for `exports`, `main` and their like, `PathAlias` for `imports` and their like."""
    for field in (*_FIELDS, "browser"):
        value = root.get(field)
        if value.is_scalar and value.string:
            yield PackageEntry(span=value.span, subpath=".", targets=(value.string,), by=field)
    yield from _exports(root.get("exports"))
    for name, key, value in root.get("imports").pairs():
        targets = tuple(dict.fromkeys(_targets(value)))
        if name.startswith("#") and targets:
            yield PathAlias(span=key.span, pattern=name, targets=targets, by="package-imports")
    for name, key, value in root.get("browser").pairs():
        if value.string and value.boolean is not False:
            yield PathAlias(span=key.span, pattern=name, targets=(value.string,), by="browser")
    yield from _aliases(root)


def _exports(node: Node) -> Iterator[PackageEntry]:
    subpaths = [(name, key, value) for name, key, value in node.pairs() if name.startswith(".")]
    if not subpaths:
        targets = tuple(dict.fromkeys(_targets(node)))
        if targets:
            yield PackageEntry(span=node.span, subpath=".", targets=targets, by="exports")
    for name, key, value in subpaths[:_MOST]:
        targets = tuple(dict.fromkeys(_targets(value)))
        if targets:
            yield PackageEntry(span=key.span, subpath=name, targets=targets, by="exports")


def _targets(node: Node, depth: int = _DEPTH) -> Iterator[str]:
    """The paths that a condition, a list of fall-backs or a text leads to, in order."""
    if node.is_scalar:
        if node.string:
            yield node.string
    elif depth:
        below = node.items or [value for _, value in node.entries]
        for each in below:
            yield from _targets(each, depth - 1)


def _aliases(root: Node) -> Iterator[Fact]:
    """What tools that are configured in package.json are told."""
    given = [(key, value.string, "module-alias") for _, key, value in root.get("_moduleAliases").pairs()]
    given += [(key, value.string, "parcel") for _, key, value in root.get("alias").pairs()]
    given += [(key, value.string, "babel") for key, value in resolver_plugins(root.get("babel", "plugins"))]
    for key, target, by in given:
        for pattern, path in prefix_alias(key.value, target):
            yield PathAlias(span=key.span, pattern=pattern, targets=(path,), by=by)
    aliases, roots = jest_settings(root.get("jest"))
    for key, pattern, targets in aliases:
        yield PathAlias(span=key.span, pattern=pattern, targets=targets, by="jest")
    for folder in roots:
        yield ModuleRoot(ecosystem="npm", folder=folder, by="jest")
