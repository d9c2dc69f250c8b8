"""The picture of a repository as text: a tree for terminals, Mermaid and DOT for wikis, JSON for programs."""

import re
from collections.abc import Iterator

import msgspec

from ..reports.places import visible
from .picture import DrawnComponent, Picture

_MAX_VARIABLES = 12


def tree(picture: Picture) -> str:
    """Components with what belongs to them, in words."""
    lines: list[str] = []
    for component in picture.components:
        why = f": {'; '.join(component.why)}" if component.why else ""
        lines.append(f"{component.name} ({component.kind}){why}")
        sections = [section for section in _sections(component) if section[1]]
        for at, (title, items) in enumerate(sections):
            last = at == len(sections) - 1
            lines.append(f"{'└' if last else '├'}── {title}")
            for number, item in enumerate(items):
                branch = "└" if number == len(items) - 1 else "├"
                lines.append(f"{' ' if last else '│'}   {branch}── {item}")
        lines.append("")
    return "".join(visible(line) + "\n" for line in lines) or "no components found\n"


def _sections(component: DrawnComponent) -> Iterator[tuple[str, list[str]]]:
    yield (
        "processes",
        [
            f"{each.name} [{each.purpose}, {each.where}{', development' if each.development else ''}] {each.command}"
            + (f" -> {each.entry_file}" if each.entry_file else "")
            for each in component.processes
        ],
    )
    yield "runs as", list(component.containers)
    yield (
        "ports",
        [f"{each.port} of {each.container} ({'; '.join(each.said_by)})" for each in component.ports],
    )
    yield "backing services", list(component.backing_services)
    variables = [
        f"{each.name}{' (required)' if each.required else ''}"
        + (f" from {', '.join(each.supplied_by)}" if each.supplied_by else "")
        for each in component.environment
    ]
    more = len(variables) - _MAX_VARIABLES
    yield "environment", variables[:_MAX_VARIABLES] + ([f"and {more} more"] if more > 0 else [])
    yield (
        "calls",
        [
            f"{each.host}{f':{each.port}' if each.port else ''} -> {each.leads_to or each.resolves}"
            for each in component.addresses
        ],
    )


def mermaid(picture: Picture) -> str:
    """A flowchart that GitHub and GitLab draw in Markdown."""
    ids, nodes, edges = _graph(picture)
    shapes = {"app": '["{}"]', "service": '[("{}")]', "host": '(["{}"])'}
    lines = ["flowchart LR"]
    for key, (label, shape) in nodes.items():
        text = (
            visible(label)
            .replace("&", "&amp;")
            .replace('"', "&quot;")
            .replace("<", "&lt;")
            .replace("\n", "<br/>")
        )
        lines.append(f"  {ids[key]}{shapes[shape].format(text)}")
    for start, end, label in edges:
        arrow = f"-->|{_mermaid_label(label)}|" if label else "-->"
        lines.append(f"  {ids[start]} {arrow} {ids[end]}")
    return "\n".join(lines) + "\n"


def dot(picture: Picture) -> str:
    """A digraph for Graphviz."""
    ids, nodes, edges = _graph(picture)
    shapes = {"app": "box", "service": "cylinder", "host": "ellipse"}
    lines = ["digraph factorlint {", "  rankdir=LR;"]
    lines += [
        f"  {ids[key]} [label={_quoted(label)}, shape={shapes[shape]}];"
        for key, (label, shape) in nodes.items()
    ]
    for start, end, label in edges:
        lines.append(f"  {ids[start]} -> {ids[end]}" + (f" [label={_quoted(label)}];" if label else ";"))
    return "\n".join([*lines, "}"]) + "\n"


def as_json(picture: Picture) -> str:
    """The picture as one object."""
    return msgspec.json.format(msgspec.json.encode(picture), indent=2).decode() + "\n"


Nodes = dict[str, tuple[str, str]]


def _graph(picture: Picture) -> tuple[dict[str, str], Nodes, list[tuple[str, str, str]]]:
    """Ids, nodes (label and shape) and edges (from, to, label), each once and in stable order."""
    nodes: Nodes = {}
    edges: dict[tuple[str, str, str], None] = {}
    names = {component.name for component in picture.components}
    owners = {container: each.name for each in picture.components for container in each.containers}
    for component in picture.components:
        ports = sorted({each.port for each in component.ports})
        label = component.name + (f"\n:{', :'.join(map(str, ports[:4]))}" if ports else "")
        purposes = sorted({each.purpose for each in component.processes if each.purpose != "unknown"})
        nodes["component " + component.name] = (
            label + (f"\n{', '.join(purposes)}" if purposes else ""),
            "app",
        )
    for component in picture.components:
        here = "component " + component.name
        for service in component.backing_services:
            nodes.setdefault("service " + service, (service, "service"))
            edges[here, "service " + service, ""] = None
        for address in component.addresses:
            target = owners.get(address.leads_to, address.leads_to)
            if address.resolves == "localhost" or (not target and address.resolves != "external"):
                continue
            key = "component " + target if target in names else "host " + (target or address.host)
            if key == here:
                continue
            nodes.setdefault(key, (target or address.host, "host"))
            edges[here, key, str(address.port or "")] = None
    return {key: f"n{number}" for number, key in enumerate(nodes)}, nodes, list(edges)


def _quoted(text: str) -> str:
    return (
        '"'
        + re.sub(r'(["\\])', r"\\\1", "\\n".join(map(visible, text.split("\n")))).replace("\\\\n", "\\n")
        + '"'
    )


def _mermaid_label(text: str) -> str:
    return re.sub(r"[|\"\[\]{}()<>]", " ", visible(text))
