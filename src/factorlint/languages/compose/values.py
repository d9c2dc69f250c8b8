"""Scalars of a compose file after interpolation."""

from ...knowledge.image_facts import words_of
from ...model.fact import UNKNOWN, Unknown
from ...syntax.interpolation import interpolate
from ...syntax.tree.yaml import Node


def value(node: Node) -> str | Unknown | None:
    """The text with defaults put in; None for null or absent; UNKNOWN when a variable is left."""
    text = node.text
    if not isinstance(text, str):
        return text
    result = interpolate(text)
    return result.text if result.known else UNKNOWN


def written(node: Node) -> str:
    """The text with defaults put in and other variables as they stand; empty where there is none."""
    return interpolate(node.written).text if node.is_scalar and not node.is_null else ""


def number(node: Node) -> int | Unknown | None:
    """A whole number after interpolation."""
    text = value(node)
    if not isinstance(text, str):
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else UNKNOWN


def flag(node: Node) -> bool:
    """Whether a boolean is said to be true, in the words of YAML 1.1 too."""
    return node.boolean_11 is True or value(node) == "true"


def words(node: Node) -> tuple[str | None, ...] | None:
    """A command in words, None when there is none. Compose splits a string as a shell does, but runs none."""
    if node.is_sequence:
        return tuple(
            value(item) or (None if item.string or not item.is_scalar else "") for item in node.items
        )
    if not node.is_scalar or node.is_null:
        return None
    result = interpolate(node.written)
    if result.known:
        return words_of(result.text)
    return tuple(None if interpolate(word).uses else word for word in words_of(result.text))


def raw_words(node: Node) -> tuple[str, ...]:
    """The words of a command as they stand in the file, variables included."""
    if node.is_sequence:
        return tuple(item.written for item in node.items)
    return words_of(node.written)


def texts(node: Node) -> tuple[str, ...]:
    """The known texts of a sequence, or of a single scalar."""
    items = node.items if node.is_sequence else [node]
    return tuple(text for text in map(value, items) if isinstance(text, str))


def mapping(node: Node) -> list[tuple[str, Node, Node, str | Unknown | None]]:
    """Entries of the two forms that compose has for mappings: name, place, value node, value.

    `{A: b}`, and `[A=b, A]`, in which the place is the whole item.
    """
    if node.is_mapping:
        return [(name, key, entry, value(entry)) for name, key, entry in node.pairs()]
    entries: list[tuple[str, Node, Node, str | Unknown | None]] = []
    for item in node.items:
        name, equals, text = item.string.partition("=")
        if not name or "$" in name:
            continue
        result = interpolate(text)
        given = (result.text if result.known else UNKNOWN) if equals else None
        entries.append((name.strip(), item, item, given))
    return entries
