"""conda's environment.yml: its own packages and those it hands to pip."""

import re
from collections.abc import Iterator

from ...facts.dependency import Declared, Project, RuntimeVersion
from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...syntax.tree import yaml as yamltree
from ...syntax.tree.yaml import Node
from .requirement import declared, normalise, pin_of

_SPEC = re.compile(r"(?:[\w./-]+::)?(?P<name>[A-Za-z0-9_.-]+)\s*(?P<constraint>(?:[=<>!~ ].*)?)\Z")


def read(data: bytes) -> Iterator[Fact]:
    """All facts of a conda environment; a YAML file without `dependencies` yields none."""
    for document in yamltree.parse(data, templates=False)[:1]:
        if document.trouble:
            yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
        listed = document.root.get("dependencies")
        if not listed.is_sequence:
            return
        yield Project(
            ecosystem="python",
            manifest="environment.yml",
            name=document.root.get("name").string,
            private=True,
        )
        for item in listed.items:
            yield from _pip(item.get("pip")) if item.is_mapping else _conda(item)


def _pip(listed: Node) -> Iterator[Fact]:
    for item in listed.items:
        fact = (
            declared(item.string, item.span, group="main", manifest="environment.yml")
            if item.string
            else None
        )
        if fact is not None:
            yield fact


def _conda(item: Node) -> Iterator[Fact]:
    match = _SPEC.match(item.string)
    if match is None:
        return
    constraint = match["constraint"].strip()
    version = constraint.lstrip("=").partition("=")[0].strip()
    if match["name"] == "python":
        if version:
            yield RuntimeVersion(span=item.span, language="python", version=constraint.lstrip("="), by="environment.yml",
                                 exact=constraint.startswith("="))  # fmt: skip
        return
    single = constraint.startswith("=") and "," not in constraint
    yield Declared(
        span=item.span,
        name=normalise(match["name"]),
        ecosystem="python",
        constraint=constraint,
        pin="exact" if single and "*" not in version else pin_of(constraint),
        manifest="environment.yml",
    )
