"""`environment` and `env_file` of a service, and the variables that the file itself asks for."""

from collections.abc import Iterator

from ...facts import EnvRead, EnvSource, EnvSupply, Fact
from ...knowledge.literals import MAX_VALUE, traits_of
from ...model.fact import UNKNOWN
from ...model.text import Span
from ...syntax.interpolation import interpolate
from ...syntax.tree.yaml import Node
from .values import mapping, value

_MAX_NODES = 20_000


def environment(service: Node, name: str) -> Iterator[Fact]:
    """What a service is given as environment."""
    for variable, place, node, given in mapping(service.get("environment")):
        yield EnvSupply(
            span=place.span,
            scope=name,
            name=variable,
            value=given,
            text=_text(node, place is node) if given is UNKNOWN else "",
            by="compose",
            to=name,
            **traits_of(variable, given),
        )
    files = service.get("env_file")
    for item in files.items if files.is_sequence else [files] if files else []:
        where = item.get("path") if item.is_mapping else item
        locator = value(where)
        optional = item.is_mapping and item.get("required").boolean_11 is False
        yield EnvSource(
            span=where.span,
            scope=name,
            locator=UNKNOWN if locator is None else locator,
            by="env_file",
            to=name,
            optional=optional,
        )


def _text(node: Node, listed: bool) -> str:
    """The value as written, of `A: value` or of the list's `A=value`."""
    return (node.string.partition("=")[2] if listed else node.written)[:MAX_VALUE]


def interpolations(service: Node, name: str, seen: set[tuple[int, str]]) -> Iterator[Fact]:
    """A read for every variable in the scalars of a service, once a place."""
    for _, node in service.walk(_MAX_NODES):
        if not node.is_scalar or "$" not in node.value:
            continue
        for use in interpolate(node.value).uses:
            if (node.span.start, use.name) in seen:
                continue
            seen.add((node.span.start, use.name))
            yield EnvRead(
                span=Span(node.span.start, node.span.end),
                scope=name,
                name=use.name,
                default=use.default,
                required=use.required,
                guarded=use.default is not None,
                via="compose-interpolation",
            )
