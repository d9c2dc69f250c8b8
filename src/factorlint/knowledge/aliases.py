"""How bundlers, compilers and test runners write that an import stands for another path."""

import re
from collections.abc import Iterator

from ..syntax.tree.node import Node

_CAPTURE = re.compile(r"\((?:\?:)?\.[*+]\??\)")
_ESCAPED = re.compile(r"\\([\W_])")
_REFERENCE = re.compile(r"(?:\$|\\+)(\d)")
_ROOT = "<rootDir>"


def prefix_alias(key: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield pattern and target of a key that stands for itself and for all below it: `@` of `@` and `@/x`.

    A key that ends with `$` (webpack) stands for itself alone; one that begins with `^` is a regular expression.
    """
    if not key or not target:
        return
    if key.startswith("^"):
        pattern = of_expression(key)
        if pattern:
            yield pattern, of_replacement(target)
    elif key.endswith("$") and len(key) > 1:
        yield key[:-1], target
    elif "*" in key:
        yield key, target
    else:
        yield key, target
        yield f"{key.rstrip('/')}/*", f"{target.rstrip('/')}/*"


def of_expression(expression: str) -> str:
    r"""Return the pattern that a regular expression is (`^@/(.*)$` is `@/*`); empty for one that is none."""
    if not expression.startswith("^"):
        return ""
    closed = expression.endswith("$") and not expression.endswith("\\$")
    inner = expression[1 : -1 if closed else None]
    inner, captures = _CAPTURE.subn("\0", inner)
    if captures > 1:
        return ""
    if not captures and not closed:
        inner += "\0"
    plain = _ESCAPED.sub(lambda match: {".": "\1"}.get(match[1], match[1]), inner)
    if set(plain) & set("()[]{}|?+*^$\\"):
        return ""
    return plain.replace("\0", "*").replace("\1", ".")


def of_mapper(expression: str) -> str:
    """Return the pattern of a key of Jest's `moduleNameMapper`; empty for one that is about endings or everything.

    Without `^` it fits anywhere; `@/(.*)` is meant to fit at the beginning all the same.
    """
    if expression.startswith("^"):
        pattern = of_expression(expression)
        return "" if pattern == "*" else pattern
    pattern = of_expression(f"^{expression}")
    return pattern if pattern.endswith("*") and pattern[:1] not in ("*", ".") else ""


def of_replacement(target: str) -> str:
    """Return a target with `*` for its first captured group, relative to the project: `<rootDir>/src/$1` is `src/*`."""
    return _REFERENCE.sub("*", target).removeprefix(_ROOT).removeprefix("/") or "."


def jest_settings(root: Node) -> tuple[list[tuple[Node, str, tuple[str, ...]]], list[str]]:
    """Return the aliases of a Jest configuration (key, pattern, targets) and the folders it looks modules up in."""
    aliases = []
    for name, key, value in root.get("moduleNameMapper").pairs():
        pattern = of_mapper(name)
        texts = [value.string] if value.is_scalar else [item.string for item in value.items]
        targets = tuple(of_replacement(text) for text in texts if text)
        if pattern and targets:
            aliases.append((key, pattern, targets))
    folders = [item.string for name in ("modulePaths", "moduleDirectories") for item in root.get(name).items]
    roots = [of_replacement(folder) for folder in folders if folder and "node_modules" not in folder]
    return aliases, roots


def resolver_plugins(plugins: Node) -> Iterator[tuple[Node, Node]]:
    """Yield key and value of every alias that Babel's module resolver is given."""
    for plugin in plugins.items:
        if plugin.is_sequence and plugin.get(0).string.endswith("module-resolver"):
            for _, key, value in plugin.get(1, "alias").pairs():
                yield key, value
